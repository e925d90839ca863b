"""The shares of a screen, each as an interval: what is known, what it may be, and what nobody knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from achatlas.analyse import query
from achatlas.analyse.taux import Part, by_member, taux
from achatlas.catalogue.models import Axe, Taux
from achatlas.domain.errors import ClosedCrossing
from achatlas.domain.nombres import arrondi, en_pourcent, interval, lisser, montant_lisible, points, pourcent
from achatlas.langues import dire, translated
from achatlas.screens.acces import local_dit
from achatlas.screens.demande import Demande

Segment = tuple[str, str, str]
DOUBTS = ("{montant} présumés", "{montant} inconnus", "{montant} hors champ")
CELLS = ("oui", "présumé", "non", "inconnu", "hors champ")


@dataclass(frozen=True)
class Vue:
    """A share as it is shown: its bounds in words, its notes, its bar as (kind, start, width), its definition
    with its reference, where the members stand; ``ferme`` when the common view may not tell it.
    """

    nom: str
    valeur: str = "—"
    notes: tuple[str, ...] = ()
    barre: tuple[Segment, ...] = ()
    definition: str = ""
    href: str = ""
    ferme: bool = False


def vues(demande: Demande) -> list[Vue]:
    """The shares that the dashboard lists, in its order."""
    return [share_of(demande.catalogue.taux[nom], demande) for nom in demande.tableau.taux]


def axes(demande: Demande) -> list[str]:
    """The axes that the dashboard shows, by its panels and by its shares."""
    shares = (demande.catalogue.taux[nom].axe for nom in demande.tableau.taux)
    return [*(panneau.axe for panneau in demande.tableau.panneaux), *shares]


def mention(demande: Demande, *axes: str) -> str:
    """The definition of what is local, when one of these axes or the selection uses it, in the view of each;
    nothing otherwise.
    """
    used = (demande.axes[nom] for nom in (*axes, *demande.selection.clauses) if nom in demande.axes)
    shown = demande.acces.publication
    said = dict.fromkeys(local_dit(demande.territoire, shown, axe.local) for axe in used if axe.local)
    return ". ".join(said)


@dataclass(frozen=True)
class Colonne:
    """A share in the table of another axis: its definition, and the share of each member by its code."""

    definition: Taux
    parts: Mapping[str, Part]

    def dit(self, code: str) -> str:
        """« 41 à 47 % », « — » for a member that has nothing in the field."""
        found = self.parts.get(code)
        return en_pourcent(bounds(found)) if found and found.dicible else "—"

    def cells(self, code: str) -> tuple[int, ...]:
        """The amounts (cents) of ``CELLS`` for a member."""
        found = self.parts.get(code, Part(0, 0, 0, 0, 0))
        return found.amounts


def offered(demande: Demande, axe: Axe) -> list[Taux]:
    """The shares of the dashboard that the table of an axis may show: not that of the axis itself, nor one
    that the common view may not cross with it.
    """
    found = (demande.catalogue.taux[nom] for nom in demande.tableau.taux)
    mesure, scope = demande.tableau.mesure, demande.acces.scope
    return [
        one
        for one in found
        if one.axe != axe.id and query.opens(axe.id, [mesure], demande.retenue.only(one.axe, one.oui), scope)
    ]


def column(definition: Taux, demande: Demande, axe: Axe) -> Colonne:
    """The share of each member of an axis. Raises ClosedCrossing."""
    return Colonne(definition, by_member(definition, axe.id, demande.retenue, demande.acces.scope))


def share_of(definition: Taux, demande: Demande) -> Vue:
    """A share as it is shown, closed where the common view may not tell it."""
    nom, said = lisser(definition.libelle), f"{definition.definition} ({definition.reference})"
    href = demande.adresse(chemin=f"{demande.chemin}axe/{definition.axe}/")
    try:
        asked = demande.compared(definition.axe)
        part = taux(definition, demande.retenue, demande.acces.scope, reference=asked)
        before = taux(definition, asked, demande.acces.scope) if asked else None
    except ClosedCrossing:
        return Vue(nom, notes=(translated("fermé dans la vue commune"),), definition=said, ferme=True)
    if not part.dicible:
        return Vue(nom, notes=tuple(_notes(part, None)), definition=said, href=href)
    return Vue(nom, bounds(part), tuple(_notes(part, before)), tuple(_bar(part)), said, href)


def bounds(part: Part) -> str:
    """« 41 à 47 », per cent of what is in the field, « — » when no share can be told."""
    return interval(*part.bornes, part.base) if part.dicible else "—"


def _notes(part: Part, before: Part | None) -> Iterator[str]:
    yes, known = part.connu
    if known > 0 and 0 <= yes <= known:
        yield dire(
            "{part} du connu{depuis}", part=en_pourcent(pourcent(yes, known)), depuis=_since(part, before)
        )
    yield from doubts(part)


def doubts(part: Part) -> Iterator[str]:
    """What makes the doubt of a share, and what is out of it: « 312 k€ inconnus »."""
    for amount, words in zip((part.presume, part.inconnu, part.hors), DOUBTS, strict=True):
        if amount:
            yield dire(words, montant=montant_lisible(amount))


def _since(part: Part, before: Part | None) -> str:
    """How many points the share of what is known has moved by."""
    if before is None:
        return ""
    (yes, known), (was, then) = part.connu, before.connu
    if then <= 0 or not 0 <= was <= then:
        return ""
    return f", {points(arrondi(1000 * yes, known) - arrondi(1000 * was, then))}"


def _bar(part: Part) -> Iterator[Segment]:
    """The pieces of the bar, in thousandths of its width, whatever a credit made negative left out."""
    start, base = 0, sum(max(one, 0) for one in (part.oui, part.presume, part.inconnu, part.non))
    pieces = (("oui", part.oui), ("presume", part.presume), ("inconnu", part.inconnu))
    for kind, amount in pieces:
        width = arrondi(1000 * max(amount, 0), base) if base else 0
        yield kind, _per_cent(start), _per_cent(width)
        start += width


def _per_cent(thousandths: int) -> str:
    return f"{thousandths // 10}.{thousandths % 10}%"
