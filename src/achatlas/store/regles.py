"""The rules of classification that persons wrote: each version of each rule is a row of a chain."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from achatlas.domain.errors import ActeConcurrent
from achatlas.domain.regle import Conditions, Regle
from achatlas.store.chaine import Chaine, Etat, Maillon

TABLE, EXCHANGED = "decision_regle", "place_echangee_avec"
Standing = Mapping[int, Regle]
"""The rules that stand by number, the first asked first."""


@dataclass(frozen=True)
class Version:
    """What a row says of a rule: as it then stood, or that it was taken out (``withdrawn``); ``reprend``: the
    seal of the row that it takes back; ``cite``: what the person had before their eyes.
    """

    regle: Regle
    withdrawn: bool
    reprend: str
    cite: Mapping[str, Any]
    rang: int

    @property
    def empreinte(self) -> str:
        """Its seal."""
        return self.regle.empreinte


class Regles:
    """Reads and adds to the rules of ``registre.sqlite3``; no version is ever changed nor removed."""

    def __init__(self, home: Path) -> None:
        self._chaine = Chaine(home, TABLE)

    def versions(self) -> tuple[Version, ...]:
        """Every row, oldest first; those that no longer say what was signed are nobody's."""
        return _versions(self._chaine.every())

    def last(self) -> tuple[Version, ...]:
        """The last version of each rule that nobody took back: what can be undone. An exchange of places is
        none: the same two rules exchange them again.
        """
        return tuple(pile[-1] for pile in _piles(self.versions()).values() if pile)

    def undoings(self) -> dict[str, Version | None]:
        """The seal of each version of ``last``, with what would stand of its rule were it undone; None when
        nothing would.
        """
        piles = _piles(self.versions()).values()
        return {pile[-1].empreinte: pile[-2] if len(pile) > 1 else None for pile in piles if pile}

    def under(self, empreinte: str) -> Version | None:
        """What would stand of a rule were its last version undone; None when nothing would."""
        return self.undoings().get(empreinte)

    def standing(self) -> dict[int, Regle]:
        """The rules that stand by number, in the order in which they are asked."""
        return standing(self.versions())

    def verify(self, tete: str = "") -> Etat:
        """Whether every row is the one that was written, in its place."""
        return self._chaine.verify(tete)

    def write(self, regle: Regle, cite: Mapping[str, Any], vu: str | None = None) -> Version:
        """Keeps a rule: a new one (number 0), asked before the others, else a new version in the place of the
        former. ``vu``: the seal of the version that the person had read.

        Raises ActeConcurrent when that version no longer stands.
        """

        def make(rows: tuple[Maillon, ...]) -> Iterable[Mapping[str, Any]]:
            kept = standing(_versions(rows))
            _same(kept, regle.numero, vu)
            return [_contenu(_placed(regle, rows, kept), cite)]

        return self._add(make)[0]

    def withdraw(self, numero: int, qui: str, date: str, motif: str, vu: str | None = None) -> Version:
        """Takes a rule out. Raises ActeConcurrent when the version read no longer stands."""

        def make(rows: tuple[Maillon, ...]) -> Iterable[Mapping[str, Any]]:
            kept = standing(_versions(rows))
            _same(kept, numero, vu)
            if numero not in kept:
                raise gone()
            out = replace(kept[numero], qui=qui, date=date, motif=motif)
            return [_contenu(out, {}, withdrawn=True)]

        return self._add(make)[0]

    def take_back(self, empreinte: str, qui: str, date: str) -> Version:
        """Undoes a version: what stood of its rule before it stands again. Raises ActeConcurrent when it no
        longer is the last of its rule.
        """

        def make(rows: tuple[Maillon, ...]) -> Iterable[Mapping[str, Any]]:
            piles = _piles(_versions(rows))
            found = next((pile for pile in piles.values() if pile and pile[-1].empreinte == empreinte), None)
            if found is None:
                raise gone()
            before = found[-2] if len(found) > 1 else replace(found[-1], withdrawn=True)
            again = replace(before.regle, qui=qui, date=date, ordre=found[-1].regle.ordre)
            return [_contenu(again, {}, withdrawn=before.withdrawn, reprend=empreinte)]

        return self._add(make)[0]

    def exchange(self, numero: int, other: int, qui: str, date: str) -> tuple[Version, ...]:
        """Exchanges the places of two rules. Raises ActeConcurrent when one of them no longer stands."""

        def make(rows: tuple[Maillon, ...]) -> Iterable[Mapping[str, Any]]:
            kept = standing(_versions(rows))
            if not {numero, other} <= kept.keys():
                raise gone()
            one, two = kept[numero], kept[other]
            return [
                _contenu(replace(one, ordre=two.ordre, qui=qui, date=date), {EXCHANGED: other}),
                _contenu(replace(two, ordre=one.ordre, qui=qui, date=date), {EXCHANGED: numero}),
            ]

        return self._add(make)

    def _add(self, make: Callable[[tuple[Maillon, ...]], Iterable[Mapping[str, Any]]]) -> tuple[Version, ...]:
        return _versions(self._chaine.add(make))


def standing(versions: Iterable[Version]) -> dict[int, Regle]:
    """The rules that stand by these versions, in the order in which they are asked."""
    last = [pile[-1] for pile in _piles(versions).values() if pile]
    kept = sorted((one.regle for one in last if not one.withdrawn), key=lambda one: (one.ordre, one.numero))
    return {one.numero: one for one in kept}


def _piles(versions: Iterable[Version]) -> dict[int, list[Version]]:
    """The versions of each rule that nobody took back, the last one on top, all in the place that the rule
    has now: an exchange moves a rule and says nothing else of it.
    """
    piles: dict[int, list[Version]] = {}
    places: dict[int, int] = {}
    for one in versions:
        pile = piles.setdefault(one.regle.numero, [])
        places[one.regle.numero] = one.regle.ordre
        if one.reprend:
            pile[:] = [kept for kept in pile if kept.empreinte != one.reprend]
        elif EXCHANGED not in one.cite:
            pile.append(one)
    return {n: [_at(one, places[n]) for one in pile] for n, pile in piles.items()}


def _at(version: Version, ordre: int) -> Version:
    return replace(version, regle=replace(version.regle, ordre=ordre))


def _placed(regle: Regle, rows: tuple[Maillon, ...], kept: Standing) -> Regle:
    """A rule in its place: a new one before all others, those that were taken out and may come back included,
    with a number that none had.
    """
    if regle.numero:
        return replace(regle, ordre=kept[regle.numero].ordre)
    number = max((int(one.contenu.get("numero", 0)) for one in rows), default=0) + 1
    first = min((int(one.contenu.get("ordre", 0)) for one in rows), default=0)
    return replace(regle, numero=number, ordre=first - 1)


def _same(kept: Standing, numero: int, vu: str | None) -> None:
    if numero and (numero not in kept or (vu is not None and kept[numero].empreinte != vu)):
        raise gone()


def _contenu(
    regle: Regle, cite: Mapping[str, Any], *, withdrawn: bool = False, reprend: str = ""
) -> dict[str, Any]:
    return {
        "numero": regle.numero, "ordre": regle.ordre, "conditions": regle.conditions.as_dict(),
        "segment": regle.segment, "qui": regle.qui, "date": regle.date, "motif": regle.motif,
        "retiree": withdrawn, "reprend": reprend, "cite": dict(cite),
    }  # fmt: skip


def _versions(rows: Iterable[Maillon]) -> tuple[Version, ...]:
    return tuple(_version(one) for one in rows if one.holds)


def _version(row: Maillon) -> Version:
    said = row.contenu
    regle = Regle(
        said["numero"], said["ordre"], Conditions.from_dict(said["conditions"]), said["segment"],
        said["qui"], said["date"], said["motif"], row.empreinte,
    )  # fmt: skip
    return Version(regle, said["retiree"], said["reprend"], said["cite"], row.rang)


def gone() -> ActeConcurrent:
    """The refusal of an act upon a rule that is no longer the one that was read."""
    return ActeConcurrent(
        quoi="Cette règle n'est plus celle que vous lisiez",
        ou="règles de classement",
        pourquoi="quelqu'un l'a modifiée, retirée ou reprise entre-temps",
        que_faire="rechargez la page",
    )
