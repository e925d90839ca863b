"""What is said beside the figures of marchés: those that may be counted twice, and where to judge them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from django.urls import reverse

from achatlas.domain.nombres import accord, lisser, montant_lisible
from achatlas.langues import dire
from achatlas.pipeline import findings
from achatlas.pipeline.doublons import at_stake
from achatlas.screens.demande import Demande
from achatlas.store.snapshots import Snapshots
from achatlas.web.acces import maison, publication
from achatlas.web.depots.rights import workshop


@dataclass(frozen=True)
class Doute:
    """A sentence, and the page where a person judges; no address for who may not."""

    phrase: str
    href: str


def doublons(demande: Demande) -> Doute | None:
    """The pairs to judge among the buyers of a view: years and other filters are put aside, and the sentence
    says so. Nothing for payments, nor when all has been judged, nor in a version that an address binds: what
    is to judge is of today.
    """
    today = demande.tableau.fait == "marches" and not demande.acces.version
    net = _net() if today else None
    if net is None:
        return None
    stake = at_stake(findings.pairs(workshop(), net=net), _acheteurs(demande))
    if not stake.paires:
        return None
    told = accord(
        stake.paires,
        "paire de marchés peut-être comptée deux fois",
        "paires de marchés peut-être comptées deux fois",
    )
    said = dire(
        "{told}, {centimes} en jeu, à juger (toutes années, filtres mis à part)",
        told=told,
        centimes=montant_lisible(stake.centimes),
    )
    return Doute(lisser(said), _href(demande))


def _net() -> Path | None:
    """The cleansing that what is published was made from."""
    folders = (Snapshots(maison()).root / findings.NET).glob(f"{publication().cartes}*")
    return next(iter(sorted(folders)), None)


def _acheteurs(demande: Demande) -> Collection[str] | None:
    """The buyers of a view (SIREN); None for all."""
    if not demande.consolidee:
        return {demande.acces.acheteur}
    clause = demande.selection.get("acheteur")
    if clause is None:
        return None
    chosen = set(clause.valeurs)
    return chosen if clause.mode == "dans" else demande.territoire.sirens - chosen


def _href(demande: Demande) -> str:
    """The page of controls, of one buyer in its view; an agent finds its own pairs there."""
    droits = demande.acces.droits
    if not droits.lignes:
        return ""
    pour = "" if demande.consolidee else demande.acces.acheteur
    return reverse("controles") + (f"?{urlencode({'pour': pour})}" if pour else "") + "#doublons"
