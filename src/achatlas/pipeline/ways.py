"""How what is written is known: had nobody judged, and now with the judgements that stand, which is what the
next run gives.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from achatlas.catalogue.load import Catalogue
from achatlas.domain.judgement import Decided, Judgement
from achatlas.marts.ecrits import LINE, PERSONNE, identified, without_siren, written
from achatlas.pipeline.written import Avancement, Nom, Reconnu
from achatlas.reconcile.engines.decision import WAYS
from achatlas.reconcile.fallback import machine
from achatlas.store.rapprochements import Standing, decides

BOOKS = ("code", "membre", "historique")
"""By these, the books of a buyer say that a name that reads as a person's is an enterprise: it is judged."""
FALSE, ABSENT = "invalide", "absent"
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Way:
    """A way of recognising, and the SIREN that it gives; none for what is not recognised."""

    way: str
    siren: str = ""


def ways(row: Row) -> tuple[Way, ...]:
    """What is said of a writing had nobody judged, then each time a person refuses it; the last one cannot
    be, and is without a number unless it is of another country.
    """
    lines = filter(None, str(row.get("reconnus") or "").split(LINE))
    return tuple(Way(*line.split(" ")) for line in lines) or (Way(row["sans_decision"]),)


def state(row: Row) -> str:
    """What the identifier that is written is worth: what is left once the machine's word is refused; of a
    person-like name that the books say is an enterprise's, whether a number is written.
    """
    every = ways(row)
    if len(every) > 1 and every[-1].way == PERSONNE:
        return FALSE if row["numeros"] else ABSENT
    return every[-1].way


@dataclass(frozen=True)
class Regard:
    """The judgements that stand, and what each way of recognising is worth."""

    known: frozenset[str]
    written: frozenset[str]
    machine: frozenset[str]
    foreign: frozenset[str]
    told: Mapping[str, Sequence[Decided]]
    refused: Mapping[str, Collection[str]]
    unsure: frozenset[str]

    def now(self, row: Row, also: str = "") -> Way:
        """How a writing is known with the judgements that stand, and were a SIREN refused also."""
        every = ways(row)
        if (said := self._obeyed(every, self.told.get(row["ecrit_cle"], ()))) is not None:
            return Way(WAYS[said.jugement])
        refused = {*self.refused.get(row["ecrit_cle"], ()), *filter(None, (also,))}
        return next(one for one in every if one.siren not in refused)

    def _obeyed(self, every: Sequence[Way], said: Sequence[Decided]) -> Decided | None:
        """Which decision settles who it is, the last one: a valid SIREN is known already, a number of another
        country yields to those that name it, a natural person to none.
        """
        first = every[0]
        person = every[-1].way == PERSONNE and first.way not in BOOKS
        if first.way in self.written or person:
            return None
        number = first.siren if first.way in self.foreign else ""
        if first.way in self.foreign and not number:
            return None
        return next((one for one in reversed(said) if not number or one.malgre == number), None)

    def waits(self, row: Row) -> bool:
        """Whether the queue asks who it is: that of a name that reads as a person's too, while the enterprise
        that the books gave it stands refused.
        """
        return self.now(row).way not in self.known | self.foreign or self._unbooked(row)

    def _unbooked(self, row: Row) -> bool:
        every = ways(row)
        if self._obeyed(every, self.told.get(row["ecrit_cle"], ())) is not None:
            return False
        return every[0].way in BOOKS and self.now(row) == every[-1] == Way(PERSONNE)

    def recognised(self, row: Row) -> bool:
        """Whether the machine alone says who it is, and may be refused."""
        now = self.now(row)
        return now.way in self.machine and bool(now.siren)


def regard(catalogue: Catalogue, said: Standing) -> Regard:
    """What is to be known of a territory to tell how its writings are known."""
    refused: dict[str, set[str]] = {}
    for (cle, siren), one in said.items():
        if one.jugement == Judgement.NON:
            refused.setdefault(cle, set()).add(siren)
    return Regard(
        frozenset(identified(catalogue)), frozenset(written(catalogue)), machine(catalogue),
        frozenset(without_siren(catalogue)),
        decides(said), refused,
        frozenset(cle for (cle, _), one in said.items() if one.jugement == Judgement.INCERTAIN),
    )  # fmt: skip


def progress(sums: Mapping[str, int], rows: Iterable[Row], seen: Regard) -> Avancement:
    """How far the identification is. ``sums``: cents by way of recognising had nobody judged; ``rows``: the
    writings that a judgement may move.
    """
    before = sum(sums.get(how, 0) for how in seen.known)
    moved = [(row, known) for row in rows if (known := _known(row, seen)) != (ways(row)[0].way in seen.known)]
    gained = sum(row["centimes"] for row, known in moved if known)
    lost = sum(row["centimes"] for row, known in moved if not known)
    told = {row["ecrit_cle"] for row, _ in moved}
    return Avancement(sum(sums.values()), before, before + gained - lost, len(told), lost)


def _known(row: Row, seen: Regard) -> bool:
    return seen.now(row).way in seen.known


def waiting(rows: Iterable[Row], seen: Regard) -> tuple[Nom, ...]:
    """The names of the queue."""
    found: dict[str, int] = {}
    for row in rows:
        if seen.waits(row):
            found[row["ecrit_cle"]] = found.get(row["ecrit_cle"], 0) + row["centimes"]
    return ordered(Nom(cle, cents, cle in seen.unsure) for cle, cents in found.items())


def recognised(rows: Iterable[Row], seen: Regard) -> tuple[Nom, ...]:
    """The names that the machine recognises."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        if seen.recognised(row):
            found.setdefault(row["ecrit_cle"], []).append(row)
    return ordered(
        Nom(cle, sum(row["centimes"] for row in own), cle in seen.unsure, _by(own, seen))
        for cle, own in found.items()
    )


def _by(rows: Sequence[Row], seen: Regard) -> tuple[Reconnu, ...]:
    """The enterprises that the machine recognises in a name, the heaviest first."""
    found: dict[str, Reconnu] = {}
    for row in sorted(rows, key=lambda row: -row["centimes"]):
        now, cents = seen.now(row), row["centimes"]
        lost = 0 if seen.now(row, now.siren).way in seen.known else cents
        had = found.get(now.siren, Reconnu(now.siren, now.way, 0, 0))
        found[now.siren] = Reconnu(now.siren, had.way, had.centimes + cents, had.lost + lost)
    return tuple(sorted(found.values(), key=lambda one: (-one.centimes, one.siren)))


def ordered(noms: Iterable[Nom]) -> tuple[Nom, ...]:
    """The heaviest first, those that somebody could not tell last."""
    return tuple(sorted(noms, key=lambda one: (one.incertain, -one.centimes, one.cle)))
