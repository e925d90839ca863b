"""Models of ``metier/fiabilite``: what is measured of the machine (``<sujet>.yml``, written by a person), and
each measure that is published of it (``<sujet>/<nom>.json``, written by a command).
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import Field

from achatlas.catalogue.models import Definition

Share = Annotated[float, Field(ge=0, le=1)]
Interval = tuple[Share, Share]


class Fiabilite(Definition):
    """A thing that the machine says alone and that is measured: how the page calls it and what it means.

    ``phrase`` says a measure in one sentence, ``{precision}`` and ``{rappel}`` filled with its intervals.
    ``ignore`` is what the machine does not know. ``axe`` names the engines in words. ``regles`` are the files
    of ``metier/`` after a change of which everything is measured again.
    """

    id: str
    libelle: str
    definition: str
    phrase: str
    precision: str
    rappel: str
    seuil: str
    ignore: tuple[str, ...]
    axe: str
    regles: tuple[str, ...]
    ordre: int = 100


class Compte(Definition):
    """Cases (or absolute cents): of ``n``, ``au_repertoire`` could be told, ``trouves`` were, ``justes``
    rightly; the shares, with their 95 % intervals (``achatlas.domain.accuracy``), null of nothing.
    """

    n: int
    au_repertoire: int
    trouves: int
    justes: int
    precision: Share | None
    precision_ic: Interval | None
    rappel: Share | None
    rappel_ic: Interval | None


class Moteur(Compte):
    """What one engine tells."""

    moteur: str
    euros: Compte | None = None


class Shares(Definition):
    """Precision and recall by euros."""

    precision: Share | None
    rappel: Share | None


class Point(Definition):
    """What a threshold gives."""

    seuil: int
    trouves: int
    justes: int
    precision: Share | None
    precision_ic: Interval | None
    rappel: Share | None
    rappel_ic: Interval | None
    euros: Shares | None = None


class Absents(Definition):
    """The cases that nothing could tell, and those of them that were told all the same."""

    n: int
    trouves: int
    part: Share | None
    part_ic: Interval | None


class Presence(Definition):
    """The precision of the same answers, were ``presents`` % of the cases to be told."""

    presents: int
    precision: Share | None
    precision_ic: Interval | None


class Recall(Definition):
    """The most that is recalled at a precision, and from which score."""

    precision: Share
    rappel: Share | None
    seuil: int | None


class Groupe(Compte):
    """A part of the sample, measured apart."""

    libelle: str
    rappels: tuple[Recall, ...] = ()


class Tranche(Definition):
    """Ten points of sureness from ``de`` on: how many cases, how sure the machine was of them on average, how
    often it was right.
    """

    de: int
    n: int
    annonce: Share
    juste: Share
    juste_ic: Interval


class Way(Definition):
    """A line of a comparison: what is measured, the interval of each column, null where it has none;
    ``ours`` marks what the product does.
    """

    nom: str
    parts: tuple[Interval | None, ...]
    ours: bool = False


class Compared(Definition):
    """Several ways, or levels, measured in the same run on the same sample: shares, under ``colonnes``."""

    titre: str
    colonnes: tuple[str, ...]
    lignes: tuple[Way, ...]
    note: str = ""


class Measured(Compte):
    """What ``achatlas.domain.accuracy.measured`` says (``gradue``: the engine that the curve is of);
    ``groupes``, ``presences``, ``compared`` and ``sureness`` where a sample has them.
    """

    seuil: int
    gradue: str
    euros: Compte | None = None
    absents: Absents
    moteurs: tuple[Moteur, ...]
    courbe: tuple[Point, ...]
    groupes: tuple[Groupe, ...] = ()
    presences: tuple[Presence, ...] = ()
    compared: Compared | None = None
    sureness: tuple[Tranche, ...] = ()


class Published(Definition):
    """A measure that is published: of which sample, invented or not (``simule``), what is counted (``unite``,
    in the plural), with which version of the rules (``empreinte``), when, and what command makes it again.
    """

    id: str
    libelle: str
    description: str
    simule: bool
    unite: str
    date: dt.date
    empreinte: str
    commande: str
    mesure: Measured
