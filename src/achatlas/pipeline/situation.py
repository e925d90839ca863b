"""How the purchases of some buyers are classified now, what awaits a person, and what a rule would move: read
from the cases of the last run and from what was said since.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from achatlas.classify import propositions
from achatlas.classify.cas import Cas
from achatlas.classify.groupes import HABITUDE, Groupe, groups
from achatlas.classify.regles import suite
from achatlas.classify.stage import KEYS
from achatlas.domain.errors import PublicationMissing
from achatlas.domain.regle import Conditions
from achatlas.domain.text import reference, spelled

REGLE = "regle"
FIRST = 5
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Somme:
    """Euros and lines: cents, lines, and the cents without a known marché."""

    centimes: int = 0
    lignes: int = 0
    hors_marche: int = 0

    def __add__(self, other: Somme) -> Somme:
        return Somme(
            self.centimes + other.centimes, self.lignes + other.lignes, self.hors_marche + other.hors_marche
        )

    def __sub__(self, other: Somme) -> Somme:
        return self + Somme(-other.centimes, -other.lignes, -other.hors_marche)


def summed(rows: pa.Table) -> Somme:
    """What rows of cases sum to."""
    names = ("montant_ht_centimes", "lignes", "hors_marche_centimes")
    return Somme(*(pc.sum(rows[name]).as_py() or 0 for name in names))


def cased(rows: pa.Table) -> Iterator[Cas]:
    """Rows of cases as the engines read them. Raises PublicationMissing when a former version, which did not
    keep all of it, made them.
    """
    if missing := [name for name in KEYS if name not in rows.column_names]:
        raise PublicationMissing(
            quoi="Ces achats ont été classés par une autre version d'Achatlas",
            ou="achats classés au dernier traitement",
            pourquoi=f"il y manque {', '.join(missing)} : l'effet d'un changement ne peut pas être calculé",
            que_faire="traitez de nouveau le territoire : lancer, puis publier",
        )
    return (Cas(*case) for case in zip(*(rows[name].to_pylist() for name in KEYS), strict=True))


@dataclass(frozen=True)
class Queue:
    """What awaits a person, in the order in which to decide it: what each group weighs there (by its name, in
    cents), what is sure already and what there is in all.
    """

    groupes: tuple[Groupe, ...]
    poids: Mapping[str, int]
    sure: int
    whole: int

    def after(self, ref: str) -> str:
        """The group that comes after one; empty after the last, or after none."""
        refs = [one.ref for one in self.groupes]
        return next(iter(refs[refs.index(ref) + 1 :]), "") if ref in refs else ""


@dataclass(frozen=True)
class Candidat:
    """A segment that a group may be: what the words and the account make of it (0 to 100, the likeliest
    first; None when nothing measures it), and what is already paid to the same payees under it.
    """

    code: str
    part: int | None
    deja: Somme


class Situation:
    """The cases of some buyers (SIREN; None: whoever has some) as they are classified now; ``seuil``: the
    sureness from which the machine decides alone.
    """

    def __init__(self, rows: pa.Table, seuil: int, acheteurs: frozenset[str] | None = None) -> None:
        self.rows, self.seuil, self.acheteurs = numbered(rows), seuil, acheteurs

    @cached_property
    def total(self) -> Somme:
        """All that these buyers paid, in the perimeter."""
        return summed(self.rows)

    @cached_property
    def attente(self) -> Somme:
        """What awaits a person."""
        return summed(self._unsure)

    @cached_property
    def _unsure(self) -> pa.Table:
        return self.rows.filter(pc.less(self.rows["confiance"], self.seuil))

    @cached_property
    def groupes(self) -> tuple[Groupe, ...]:
        """What awaits a person, in groups, the heaviest first."""
        return groups(self._unsure.to_pylist())

    def queue(self, segments: frozenset[str] | None = None) -> Queue:
        """What awaits and that a rule can tell: the heaviest first; by what is likely of some segments when
        they are given.
        """
        if segments not in self._queues:
            self._queues[segments] = self._queue(segments)
        return self._queues[segments]

    @cached_property
    def _queues(self) -> dict[frozenset[str] | None, Queue]:
        return {}

    @cached_property
    def _weights(self) -> Mapping[str, Mapping[str, int]]:
        """What each group that awaits likely holds of each segment, in hundredths of cents, by its name."""
        return {one.ref: weights(one) for one in self.groupes}

    def _queue(self, segments: frozenset[str] | None) -> Queue:
        told = [one for one in self.groupes if not one.conditions.vague]
        if segments is None:
            whole = self.total.centimes
            return Queue(
                tuple(told), {one.ref: one.centimes for one in told}, whole - self.attente.centimes, whole
            )
        poids = {one.ref: held_of(self._weights[one.ref], segments) for one in told}
        sure = sum(one.centimes for code, (one, _) in self.by_sureness.items() if code in segments)
        order = sorted(told, key=lambda one: (-poids[one.ref], one.ref))
        return Queue(tuple(order), poids, sure, sure + sum(poids.values()))

    @cached_property
    def by_sureness(self) -> Mapping[str, tuple[Somme, Somme]]:
        """What each segment holds ("" for what nothing could class): surely, and awaiting."""
        names = ("montant_ht_centimes", "lignes", "hors_marche_centimes")
        sure = pc.greater_equal(self.rows["confiance"], self.seuil)
        rows = self.rows.select(["segment_code", *names]).append_column("sur", sure)
        groups = rows.group_by(["segment_code", "sur"]).aggregate([(name, "sum") for name in names])
        found: dict[str, tuple[Somme, Somme]] = {}
        for one in groups.to_pylist():
            first, second = found.get(one["segment_code"], (Somme(), Somme()))
            held = Somme(*(one[f"{name}_sum"] for name in names))
            found[one["segment_code"]] = (first + held, second) if one["sur"] else (first, second + held)
        return found

    def matching(self, asked: Conditions) -> pa.Table:
        """The cases that some conditions tell, as the engine of rules would."""
        return self.rows.filter(self.told(asked))

    def told(self, asked: Conditions) -> pa.ChunkedArray:
        """Which cases some conditions tell."""
        return telling(self.rows, asked)

    def candidats(self, rows: Sequence[Row]) -> tuple[Candidat, ...]:
        """The segments that a group may be, at most five."""
        weights: dict[str, float] = {}
        whole = sum(abs(row["montant_ht_centimes"]) or 1 for row in rows) or 1
        for row in rows:
            share = (abs(row["montant_ht_centimes"]) or 1) / whole
            for code, part in proposals(row):
                weights[code] = weights.get(code, 0.0) + share * part
        paid = self._paid({row["tiers_dit"] for row in rows} - {""})
        weights = _with_paid(weights, paid)
        order = sorted(weights, key=lambda code: (-weights[code], code))[:FIRST]
        return tuple(Candidat(code, int(weights[code]), paid.get(code, Somme())) for code in order)

    def _paid(self, tiers: set[str]) -> dict[str, Somme]:
        """What is surely paid to some payees, by segment; nothing for many payees: a group of words."""
        if not tiers or len(tiers) > FIRST:
            return {}
        sure = pc.greater_equal(self.rows["confiance"], self.seuil)
        named = pc.is_in(self.rows["tiers_dit"], pa.array(sorted(tiers), pa.string()))
        rows = self.rows.filter(pc.and_(sure, named))
        codes = sorted(set(rows["segment_code"].to_pylist()))
        return {code: summed(rows.filter(pc.equal(rows["segment_code"], code))) for code in codes if code}

    def par_regle(self) -> Mapping[int, Somme]:
        """What each rule classifies, by number."""
        rows = self.rows.filter(pc.greater(self.rows[REGLE], 0))
        return {n: summed(rows.filter(pc.equal(rows[REGLE], n))) for n in pc.unique(rows[REGLE]).to_pylist()}


def _with_paid(weights: dict[str, float], paid: Mapping[str, Somme]) -> dict[str, float]:
    """What segments weigh once what is paid under them counts for half, if anything is."""
    known = sum(max(one.centimes, 0) for one in paid.values())
    if not known:
        return weights
    said = {code: 100 * max(one.centimes, 0) / known for code, one in paid.items()}
    return {c: (weights.get(c, 0.0) + said.get(c, 0.0)) / 2 for c in {*weights, *said}}


def telling(rows: pa.Table, asked: Conditions) -> pa.ChunkedArray:
    """Which of some cases some conditions tell, as the engine of rules would."""
    kept = pc.starts_with(rows["compte"], asked.compte)
    if asked.acheteur:
        kept = pc.and_(kept, pc.equal(rows["acheteur_siren"], asked.acheteur))
    if asked.tiers:
        kept = pc.and_(kept, pc.equal(rows["tiers_dit"], spelled(asked.tiers)))
    if asked.muet:
        kept = pc.and_(kept, rows["muet"])
    if asked.unsure:
        kept = pc.and_(kept, pc.invert(rows["seul"]))
    for name, begins in (("cpv", asked.cpv), ("code_dit", reference(asked.code))):
        kept = pc.and_(kept, pc.starts_with(rows[name], begins))
    return pc.and_(kept, _saying(rows, asked.mots)) if asked.mots else kept


def _saying(rows: pa.Table, mots: Iterable[str]) -> pa.ChunkedArray:
    found = pa.chunked_array([pa.array([False] * rows.num_rows, pa.bool_())])
    for one in filter(None, map(suite, mots)):
        found = pc.or_(found, pc.match_substring(rows["dits"], one))
    return found


def among(column: pa.ChunkedArray, numbers: Iterable[int]) -> pa.ChunkedArray:
    """Which numbers of a column are among some."""
    return pc.is_in(column, value_set=pa.array([*numbers], pa.int64()))


def numbered(rows: pa.Table) -> pa.Table:
    """Cases with the number of the rule that tells each (``REGLE``), 0 for none."""
    if REGLE in rows.column_names or not rows.num_columns:
        return rows
    reasons = pc.if_else(pc.equal(rows["moteur"], REGLE), rows["motif"], "")
    known = pc.unique(reasons)
    numbers = pa.array([number(one) for one in known.to_pylist()], pa.int64())
    return rows.append_column(REGLE, numbers.take(pc.index_in(reasons, value_set=known)))


def number(motif: str) -> int:
    """The number of the rule that a reason names: « règle 12, 26/11/2026 »; 0 when it names none."""
    said = motif.partition(",")[0].split(" ")
    return int(said[1]) if len(said) == 2 and said[0] == "règle" and said[1].isdecimal() else 0


def likely(groupe: Groupe, segments: frozenset[str]) -> int:
    """What a group likely holds of some segments, in cents: each case by what is proposed of it."""
    return held_of(weights(groupe), segments)


def held_of(weighed: Mapping[str, int], segments: frozenset[str]) -> int:
    """What a group that weighs so much of each segment holds of some, in cents."""
    return sum(weighed[code] for code in weighed.keys() & segments) // 100


def weights(groupe: Groupe) -> Mapping[str, int]:
    """What a group likely holds of each segment, in hundredths of cents."""
    found: dict[str, int] = {}
    for row in groupe.rows:
        cents: int = row["montant_ht_centimes"]
        for code, part in proposals(row):
            found[code] = found.get(code, 0) + cents * part
    return found


def proposals(row: Row) -> list[tuple[str, int]]:
    """What the words and the account propose for a case, after what its payee surely sells, else the segment
    that it has, with what each is worth (0 to 100 together).
    """
    found = _read(row["propositions"])
    if row["moteur"] == HABITUDE:
        sure = row["confiance"]
        return [(row["segment_code"], sure), *((code, (100 - sure) * part // 100) for code, part in found)]
    return found or ([(row["segment_code"], row["confiance"])] if row["segment_code"] else [])


@lru_cache(maxsize=65_536)
def _read(said: str) -> list[tuple[str, int]]:
    """Proposals as a case writes them, each way of writing them read once."""
    return propositions.read(said)
