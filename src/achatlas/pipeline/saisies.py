"""Entries of indicators on their way in: rows of texts, from a screen, a workbook or a machine, checked by
the same rules, kept all or none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from achatlas.catalogue.models_indicateurs import Indicateur
from achatlas.domain import saisie as rules
from achatlas.domain.errors import AchatlasError, inside
from achatlas.domain.saisie import DENOMINATEUR, NUMERATEUR, Attente, Cle, Illisible, Saisie
from achatlas.store.saisies import NEW, Proposee, Saisies, Version

T = TypeVar("T")
Marches = Callable[[str], Mapping[str, str]]
"""The marchés of a buyer (SIREN): each way to write a number, and the number of the register."""
SAID = 5


class SaisieRefusee(AchatlasError):
    """Raised when one row at least cannot be entered: nothing of the file or of the request is kept."""

    def __init__(self, fautes: Sequence[Faute], nom: str = "") -> None:
        more = f" ; et {len(fautes) - SAID} autres" if len(fautes) > SAID else ""
        super().__init__(
            quoi="Rien n’est enregistré",
            ou=nom,
            pourquoi=" ; ".join(f"{one.ou} : {inside(one.pourquoi)}" for one in fautes[:SAID]) + more,
            que_faire="Corrigez, puis recommencez",
        )
        self.fautes = tuple(fautes)


@dataclass(frozen=True)
class Ecrite:
    """A row as it is written: its texts by field (``rules.FIELDS``), where each stands, the row of the same
    entry that its writer had read, whether it is to be taken out, and the fields that a formula without value
    stands for. A row without any number whose writer had read an entry takes it out too.
    """

    textes: Mapping[str, str]
    ou: Mapping[str, str]
    vu: int | None = None
    retire: bool = False
    formules: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Faute:
    """Why a row is refused: its rank, the field, where it stands, and what to do (``rules.REASONS``)."""

    rang: int
    champ: str
    ou: str
    pourquoi: str


@dataclass(frozen=True)
class Cadre:
    """What may be entered: what each indicator awaits, the buyers (SIREN) that the writer may enter, their
    marchés, and the last year.
    """

    attentes: Mapping[str, Attente]
    acheteurs: frozenset[str]
    marches: Marches
    derniere: int


def attentes(indicateurs: Mapping[str, Indicateur]) -> dict[str, Attente]:
    """What each indicator that is entered awaits."""
    return {name: told for name, one in indicateurs.items() if (told := one.attente) is not None}


def lues(ecrites: Iterable[Ecrite], cadre: Cadre) -> tuple[list[Proposee], list[Faute]]:
    """The entries that rows make, and every fault. A row that says nothing, of an entry that is not there, is
    no entry.
    """
    found: list[Proposee] = []
    wrong: list[Faute] = []
    seen: set[Cle] = set()
    for rang, one in enumerate(ecrites):
        told, faults = _read(one, cadre)
        if told is not None and told.cle in seen:
            faults["objet"] = rules.TWICE
        wrong += [Faute(rang, field, one.ou.get(field, ""), why) for field, why in faults.items()]
        if told is None or faults:
            continue
        seen.add(told.cle)
        if not told.vide or told.retire:
            found.append(Proposee(told, one.vu))
    return found, wrong


def _read(one: Ecrite, cadre: Cadre) -> tuple[Saisie | None, dict[str, str]]:
    """The entry of a row, and what is wrong by field."""
    if one.formules:
        return None, {name: rules.FORMULA for name in rules.FIELDS if name in one.formules}
    texts = {name: one.textes.get(name, "").strip() for name in rules.FIELDS}
    awaited = cadre.attentes.get(texts["indicateur"].lower())
    if awaited is None:
        return None, {"indicateur": rules.NO_INDICATOR}
    if texts["acheteur"] not in cadre.acheteurs:
        return None, {"acheteur": rules.NOT_OPEN}
    wrong: dict[str, str] = {}
    year = _tried(wrong, "annee", lambda: rules.annee(texts["annee"], cadre.derniere))
    top = _tried(wrong, NUMERATEUR, lambda: rules.nombre(texts[NUMERATEUR], awaited.haut))
    low = _tried(wrong, DENOMINATEUR, lambda: _second(texts[DENOMINATEUR], awaited))
    words = _tried(wrong, "source", lambda: rules.mots(texts["source"]))
    named = _tried(wrong, "objet", lambda: _objet(texts["objet"], texts["acheteur"], awaited, cadre))
    if wrong:
        return None, wrong
    told = Saisie(
        awaited.indicateur, texts["acheteur"], year or 0, named or "", top, low, words or ""
    )  # fmt: skip
    _tried(wrong, NUMERATEUR, lambda: rules.verify(told, awaited))
    return _gone(told, one), wrong


def _gone(told: Saisie, one: Ecrite) -> Saisie:
    """The same, taken out where its row says so."""
    if not one.retire and (one.vu in (None, NEW) or not told.vide):
        return told
    return replace(told, numerateur=None, denominateur=None, retire=True)


def _tried(wrong: dict[str, str], field: str, make: Callable[[], T]) -> T | None:
    try:
        return make()
    except Illisible as error:
        wrong[field] = str(error)
    return None


def _second(text: str, awaited: Attente) -> int | None:
    if not awaited.bas:
        if text:
            raise Illisible(rules.NO_SECOND)
        return None
    return rules.nombre(text, awaited.bas)


def _objet(text: str, siren: str, awaited: Attente, cadre: Cadre) -> str:
    named = rules.mots(text)
    if not named:
        return ""
    if not awaited.objet:
        raise Illisible(rules.NO_OBJECT)
    if awaited.objet != rules.MARCHE:
        return named
    known = cadre.marches(siren).get(named) or cadre.marches(siren).get(plain(named))
    if known is None:
        raise Illisible(rules.NO_MARCHE)
    return known


def plain(numero: str) -> str:
    """The number of a marché without its punctuation, in capitals."""
    return "".join(sign for sign in numero if sign.isalnum()).upper()


def written(numeros: Iterable[str]) -> dict[str, str]:
    """The ways to write the numbers of some marchés: as they are, and without punctuation where that is said
    of one only.
    """
    every = list(dict.fromkeys(numeros))
    bare: dict[str, list[str]] = {}
    for one in every:
        bare.setdefault(plain(one), []).append(one)
    alone = {short: some[0] for short, some in bare.items() if len(some) == 1}
    return alone | {one: one for one in every}


def keep(home: Path, ecrites: Iterable[Ecrite], cadre: Cadre, qui: str, nom: str = "") -> tuple[Version, ...]:
    """Keeps all the rows that change something, signed; returns what was written. Raises SaisieRefusee with
    every fault, ActeConcurrent when somebody wrote meanwhile; nothing is then kept.
    """
    found, wrong = lues(ecrites, cadre)
    if wrong:
        raise SaisieRefusee(wrong, nom)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    signed = [replace(one, saisie=replace(one.saisie, qui=qui, date=now)) for one in found]
    return Saisies(home).write(signed)


@dataclass(frozen=True)
class Ligne:
    """What is awaited, on a screen or in a workbook: an indicator, a buyer, a year, an object (and what it
    is, in words), and what is entered, if anything ever was.
    """

    indicateur: Indicateur
    acheteur: str
    annee: int
    objet: str
    dit: str
    version: Version | None

    @property
    def saisie(self) -> Saisie | None:
        """What is entered now."""
        return self.version.saisie if self.version and not self.version.saisie.retire else None

    @property
    def vu(self) -> int:
        """The row that is read."""
        return self.version.rang if self.version else NEW


Objets = Sequence[tuple[str, str]]
"""The marchés that are awaited: their numbers, and what they are for."""


def lignes(
    indicateurs: Mapping[str, Indicateur],
    siren: str,
    annee: int,
    marches: Objets,
    last: Mapping[Cle, Version],
) -> list[Ligne]:
    """All that is awaited of a buyer for a year: one row for each indicator, one more for each object, those
    of the register first, then those that were entered.
    """
    found: list[Ligne] = []
    for name, one in indicateurs.items():
        if one.entree is None:
            continue
        listed = dict(marches) if one.entree.par == rules.MARCHE else {}
        entered = {
            cle[3]: ""
            for cle, version in sorted(last.items())
            if cle[:3] == (name, siren, annee) and cle[3] and not version.saisie.retire
        }
        for objet, dit in [*{**entered, **listed}.items(), ("", "")]:
            found.append(Ligne(one, siren, annee, objet, dit, last.get((name, siren, annee, objet))))
    return found
