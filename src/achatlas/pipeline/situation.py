"""How the purchases of some buyers are classified now, what awaits a person, and what a rule would move: read
from the cases of the last run and from what was said since.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from achatlas.classify.groupes import HABITUDE, Groupe, groups
from achatlas.classify.regles import suite
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


def summed(rows: pa.Table) -> Somme:
    """What rows of cases sum to."""
    names = ("montant_ht_centimes", "lignes", "hors_marche_centimes")
    return Somme(*(pc.sum(rows[name]).as_py() or 0 for name in names))


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


@dataclass(frozen=True)
class Effect:
    """What giving a segment to the purchases of some conditions would move.

    ``attente`` awaited a person; ``deja`` the machine had surely classified elsewhere; ``contredits`` persons
    had, by the numbers of their rules; ``suivent`` the rule itself had, when it is changed; ``pareils``
    surely have this segment already; ``quittent`` are those that the rule classes and would leave, ``retour``
    those of them that the machine alone does not class. ``avant``
    is what the segment surely holds, ``held`` all that it holds, ``coming`` what would come to it;
    ``enjeux`` what each would gain or lose, in cents, by its id.
    """

    attente: Somme
    deja: Somme
    contredits: Somme
    suivent: Somme
    regles: tuple[int, ...]
    pareils: Somme
    quittent: Somme
    retour: Somme
    avant: Somme
    held: Somme
    coming: Somme
    enjeux: Mapping[str, int]

    @property
    def apres(self) -> Somme:
        """What the segment would surely hold; the machine classes those that leave the rule again."""
        return self.avant + self.attente + self.deja + self.contredits + self.suivent


class Situation:
    """The cases of some buyers as they are classified now; ``seuil``: the sureness from which the machine
    decides alone.
    """

    def __init__(self, rows: pa.Table, seuil: int) -> None:
        self.rows, self._seuil = rows, seuil

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
        return self.rows.filter(pc.less(self.rows["confiance"], self._seuil))

    @cached_property
    def groupes(self) -> tuple[Groupe, ...]:
        """What awaits a person, in groups, the heaviest first."""
        return groups(self._unsure.to_pylist())

    def queue(self, segments: frozenset[str] | None = None) -> Queue:
        """What awaits and that a rule can tell: the heaviest first; by what is likely of some segments when
        they are given.
        """
        told = [one for one in self.groupes if not one.conditions.vague]
        if segments is None:
            whole = self.total.centimes
            return Queue(
                tuple(told), {one.ref: one.centimes for one in told}, whole - self.attente.centimes, whole
            )
        poids = {one.ref: likely(one, segments) for one in told}
        sure = sum(one.centimes for code, (one, _) in self.by_sureness.items() if code in segments)
        order = sorted(told, key=lambda one: (-poids[one.ref], one.ref))
        return Queue(tuple(order), poids, sure, sure + sum(poids.values()))

    @cached_property
    def by_sureness(self) -> Mapping[str, tuple[Somme, Somme]]:
        """What each segment holds ("" for what nothing could class): surely, and awaiting."""
        names = ("montant_ht_centimes", "lignes", "hors_marche_centimes")
        sure = pc.greater_equal(self.rows["confiance"], self._seuil)
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
        rows = self.rows
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
        if asked.mots:
            kept = pc.and_(kept, self._saying(asked.mots))
        return kept

    def _saying(self, mots: Iterable[str]) -> pa.ChunkedArray:
        found = pa.chunked_array([pa.array([False] * self.rows.num_rows, pa.bool_())])
        for one in filter(None, map(suite, mots)):
            found = pc.or_(found, pc.match_substring(self.rows["dits"], one))
        return found

    def effect(
        self, asked: Conditions, segment: str, enjeux: Mapping[str, frozenset[str]], numero: int = 0,
        devant: frozenset[int] = frozenset(),
    ) -> Effect:  # fmt: skip
        """What a rule would move. ``enjeux``: the segments of each; ``numero``: its own when it stands
        already, ``devant`` those of the rules asked before it, which keep theirs.
        """
        told = self.matching(asked)
        rows = told.filter(pc.invert(_ruled(told, devant)))
        same, sure = pc.equal(rows["segment_code"], segment), pc.greater_equal(rows["confiance"], self._seuil)
        ruled, own = pc.equal(rows["moteur"], REGLE), _ruled(rows, {numero} - {0})
        moved = pc.and_(sure, pc.invert(same))
        theirs = rows.filter(pc.and_(pc.and_(moved, ruled), pc.invert(own)))
        come = rows.filter(pc.invert(same))
        classed = self.rows.filter(_ruled(self.rows, {numero} - {0}))
        kept = pc.is_in(classed["cas"], value_set=told["cas"].combine_chunks())
        left = classed.filter(pc.invert(kept))
        surely, unsure = self.by_sureness.get(segment, (Somme(), Somme()))
        return Effect(
            attente=summed(rows.filter(pc.invert(sure))),
            deja=summed(rows.filter(pc.and_(moved, pc.invert(ruled)))),
            contredits=summed(theirs),
            suivent=summed(rows.filter(pc.and_(moved, own))),
            regles=tuple(sorted({number(one) for one in theirs["motif"].to_pylist()} - {0})),
            pareils=summed(rows.filter(pc.and_(sure, same))),
            quittent=summed(left),
            retour=summed(left.filter(pc.invert(left["seul"]))),
            avant=surely,
            held=surely + unsure,
            coming=summed(come),
            enjeux={name: gained(come, segment, some) for name, some in enjeux.items()},
        )

    def candidats(self, rows: Sequence[Row]) -> tuple[Candidat, ...]:
        """The segments that a group may be, at most five."""
        weights: dict[str, float] = {}
        whole = sum(abs(row["montant_ht_centimes"]) or 1 for row in rows) or 1
        for row in rows:
            share = (abs(row["montant_ht_centimes"]) or 1) / whole
            for code, part in proposals(row):
                weights[code] = weights.get(code, 0.0) + share * part
        paid = self._paid({row["tiers_dit"] for row in rows} - {""})
        if known := sum(max(one.centimes, 0) for one in paid.values()):
            said = {code: 100 * max(one.centimes, 0) / known for code, one in paid.items()}
            weights = {c: (weights.get(c, 0.0) + said.get(c, 0.0)) / 2 for c in {*weights, *said}}
        order = sorted(weights, key=lambda code: (-weights[code], code))[:FIRST]
        return tuple(Candidat(code, int(weights[code]), paid.get(code, Somme())) for code in order)

    def _paid(self, tiers: set[str]) -> dict[str, Somme]:
        """What is surely paid to some payees, by segment; nothing for many payees: a group of words."""
        if not tiers or len(tiers) > FIRST:
            return {}
        sure = pc.greater_equal(self.rows["confiance"], self._seuil)
        named = pc.is_in(self.rows["tiers_dit"], pa.array(sorted(tiers), pa.string()))
        rows = self.rows.filter(pc.and_(sure, named))
        codes = sorted(set(rows["segment_code"].to_pylist()))
        return {code: summed(rows.filter(pc.equal(rows["segment_code"], code))) for code in codes if code}

    def par_regle(self) -> Mapping[int, Somme]:
        """What each rule classifies, by number."""
        rows = self.rows.filter(pc.equal(self.rows["moteur"], REGLE))
        found: dict[int, Somme] = {}
        for motif in sorted(set(rows["motif"].to_pylist())):
            n = number(motif)
            found[n] = found.get(n, Somme()) + summed(rows.filter(pc.equal(rows["motif"], motif)))
        return found


def gained(come: pa.Table, segment: str, some: frozenset[str]) -> int:
    """What some segments gain, in cents, when cases come to one segment from theirs."""
    held = summed(come.filter(pc.is_in(come["segment_code"], pa.array(sorted(some), pa.string())))).centimes
    return (summed(come).centimes if segment in some else 0) - held


def number(motif: str) -> int:
    """The number of the rule that a reason names: « règle 12, 26/11/2026 »; 0 when it names none."""
    said = motif.partition(",")[0].split(" ")
    return int(said[1]) if len(said) == 2 and said[0] == "règle" and said[1].isdecimal() else 0


def likely(groupe: Groupe, segments: frozenset[str]) -> int:
    """What a group likely holds of some segments, in cents: each case by what is proposed of it."""
    found = 0
    for row in groupe.rows:
        cents: int = row["montant_ht_centimes"]
        found += cents * sum(part for code, part in proposals(row) if code in segments)
    return found // 100


def proposals(row: Row) -> list[tuple[str, int]]:
    """What the words and the account propose for a case, after what its payee surely sells, else the segment
    that it has, with what each is worth (0 to 100 together).
    """
    said = [one.partition(" ") for one in row["propositions"].split("|") if one]
    found = [(code, int(part)) for code, _, part in said]
    if row["moteur"] == HABITUDE:
        sure = row["confiance"]
        return [(row["segment_code"], sure), *((code, (100 - sure) * part // 100) for code, part in found)]
    return found or ([(row["segment_code"], row["confiance"])] if row["segment_code"] else [])


def _ruled(rows: pa.Table, numbers: Collection[int]) -> pa.ChunkedArray:
    """Which cases some rules class, by their numbers."""
    found = pc.and_(pc.equal(rows["moteur"], REGLE), False)
    for one in numbers:
        found = pc.or_(found, pc.starts_with(rows["motif"], f"règle {one}, "))
    return pc.and_(found, pc.equal(rows["moteur"], REGLE))
