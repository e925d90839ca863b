"""What a view is compared with: the form of periods, and what is said when the two are not as full as each
other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from achatlas.analyse import periodes
from achatlas.analyse.periodes import MOIS, NOMS, Periode
from achatlas.domain.errors import ClosedCrossing
from achatlas.langues import dire, translated
from achatlas.screens.chiffres import COMPTES
from achatlas.screens.demande import TOUS, Demande

NOTHING, AVANT, AN, AUTRE = "rien", "avant", "an", "autre"


@dataclass(frozen=True)
class Option:
    """An entry of a list: what is sent, what is read, and whether it is the one that stands."""

    valeur: str
    texte: str
    ici: bool


@dataclass(frozen=True)
class Choisie:
    """A period in a form: its year and its two months."""

    nom: str
    exercices: tuple[Option, ...]
    debuts: tuple[Option, ...]
    fins: tuple[Option, ...]


@dataclass(frozen=True)
class Picker:
    """The form of periods: where it is sent, the period shown, what it is compared with."""

    action: str
    periode: Choisie
    contres: tuple[Option, ...]
    autre: Choisie


def picker(demande: Demande) -> Picker | None:
    """The form, where years and months can be chosen."""
    if not demande.exercices or "mois" not in demande.axes:
        return None
    here = demande.periode or Periode(_annee(demande))
    other = demande.opposite or periodes.an_dernier(here)
    return Picker(
        f"{demande.chemin}periode/",
        _choisie("", here, demande, tous=True),
        _contres(demande, here),
        _choisie("contre_", other, demande),
    )


def _annee(demande: Demande) -> str:
    return demande.exercices[-1] if demande.exercice == TOUS else demande.exercice


def _choisie(nom: str, shown: Periode, demande: Demande, *, tous: bool = False) -> Choisie:
    here = TOUS if tous and demande.exercice == TOUS else shown.exercice
    years = [*reversed(demande.exercices), *([TOUS] if tous else [])]
    told = {TOUS: translated("tous les exercices")}
    return Choisie(
        nom,
        tuple(Option(an, told.get(an, an), an == here) for an in years),
        tuple(
            Option(code, translated(NOMS[rank]), rank + 1 == shown.debut) for rank, code in enumerate(MOIS)
        ),
        tuple(Option(code, translated(NOMS[rank]), rank + 1 == shown.fin) for rank, code in enumerate(MOIS)),
    )


def _months(here: int) -> tuple[Option, ...]:
    return tuple(Option(code, translated(NOMS[n]), n + 1 == here) for n, code in enumerate(MOIS))


def _contres(demande: Demande, here: Periode) -> tuple[Option, ...]:
    """The ways to compare, the one that stands first recognised."""
    now = demande.opposite
    same, before = periodes.an_dernier(here), periodes.avant(here)
    stands = AUTRE
    if now is None:
        stands = NOTHING
    elif now.exercice == same.exercice and (now.whole or now == same):
        stands = AN
    elif now == before:
        stands = AVANT
    words = {
        AN: "les mêmes mois de l’année d’avant",
        AVANT: "la période juste avant, aussi longue",
        AUTRE: "la période choisie ci-dessous",
        NOTHING: "rien",
    }
    return tuple(Option(nom, translated(dit), nom == stands) for nom, dit in words.items())


@dataclass(frozen=True)
class Inegale:
    """Why two periods do not bear comparison as they are, and the address of those that do."""

    phrase: str
    texte: str = ""
    href: str = ""


def inegale(demande: Demande) -> Inegale | None:
    """Say when the buyers shown do not have the same months on both sides; nothing when they do."""
    here, other = demande.periode, demande.opposite
    if here is None or other is None:
        return None
    other = replace(here, exercice=other.exercice) if other.whole else other
    try:
        covered = periodes.couverture(COMPTES[demande.tableau.fait], demande.acces.scope)
    except ClosedCrossing:
        return None
    noms = _shown(demande)
    lacks = [periodes.manque(covered, noms, one) for one in (here, other)]
    said = [*periodes.dire(lacks[0], here, noms), *periodes.dire(lacks[1], other, noms)]
    if here.longueur != other.longueur:
        said.append(dire("{une} et {autre} n’ont pas autant de mois", une=here.worded, autre=other.worded))
    if not said or (lacks[0] == lacks[1] and here.longueur == other.longueur):
        return None
    phrase = dire("Comparaison inégale : {raisons}.", raisons=translated(" ; ").join(said))
    last = min(lack.dernier for lack in lacks)
    return _repaired(demande, here, other, last, phrase)


def cotes_inegaux(demande: Demande, un: Sequence[str], autre: Sequence[str]) -> Inegale | None:
    """Say when two groups of buyers do not have the same months of the period shown."""
    here = demande.periode
    if here is None:
        return None
    try:
        covered = periodes.couverture(COMPTES[demande.tableau.fait], demande.acces.scope)
    except ClosedCrossing:
        return None
    every = {a.siren: a.dit for a in demande.territoire.acheteurs}
    lack = periodes.manque(covered, [*un, *autre], here)
    if not lack:
        return None
    said = periodes.dire(lack, here, every)
    return Inegale(dire("Comparaison inégale : {raisons}.", raisons=translated(" ; ").join(said)))


def _repaired(demande: Demande, here: Periode, other: Periode, last: int, phrase: str) -> Inegale:
    """The same months on both sides, when that is what makes the comparison fair."""
    if last >= here.fin or last < here.debut or here.debut != other.debut or here.fin != other.fin:
        return Inegale(phrase)
    kept = Periode(here.exercice, here.debut, last)
    href = demande.adresse(demande.selection.only("mois", kept.mois), contre=other.exercice)
    compare = "Comparer {periode} aux mêmes mois de {annee}"
    return Inegale(phrase, dire(compare, periode=kept.worded, annee=other.exercice), href)


def _shown(demande: Demande) -> dict[str, str]:
    """The buyers of a view and their names."""
    every: Mapping[str, str] = {a.siren: a.dit for a in demande.territoire.acheteurs}
    if not demande.consolidee:
        return {who: nom for who, nom in every.items() if who == demande.acces.acheteur}
    clause = demande.selection.get("acheteur")
    if clause is None:
        return dict(every)
    kept = clause.mode == "dans"
    return {who: nom for who, nom in every.items() if (who in clause.valeurs) == kept}


def worded(demande: Demande) -> str:
    """What is shown and what it is compared with: « janvier à juin 2025, contre 2024 »."""
    if demande.exercice == TOUS or not demande.contre:
        return shown(demande)
    return dire("{periode}, contre {autre}", periode=shown(demande), autre=demande.contre_dit)


def shown(demande: Demande) -> str:
    """What is shown: « janvier à juin 2025 »."""
    if demande.exercice == TOUS:
        return translated("Tous les exercices")
    return demande.periode.worded if demande.periode else demande.exercice
