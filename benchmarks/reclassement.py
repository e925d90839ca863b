"""The `reclassement` bench: from a decision to its first figure, on a published territory."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from achatlas import pipeline
from achatlas.analyse import query
from achatlas.analyse.scope import Atlas, Droits, Scope, consolidated, individual
from achatlas.analyse.selection import Selection
from achatlas.catalogue.load import Catalogue
from achatlas.domain.evolution import Genre
from achatlas.domain.regle import Conditions, Regle
from achatlas.pipeline import evolving, nomenclatures, ruling
from achatlas.pipeline.following import deciding
from achatlas.pipeline.nomenclatures import Signature
from achatlas.pipeline.projets import Projet
from achatlas.pipeline.reclassement import warm
from achatlas.pipeline.written import Portee
from achatlas.settings import read
from achatlas.store.correspondances import EMPTY
from achatlas.store.evolutions import Evolutions
from achatlas.store.publications import Sessions, current
from achatlas.store.register import now
from achatlas.store.regles import Regles
from benchmarks.published import kept
from benchmarks.reclasses import ITEMS, MOTS, Cased, code, mot, publish
from benchmarks.resources import MEGA, own_peak, spread
from benchmarks.world import EXERCICES, NAME, Ints

TURNS = 9
FEW, MANY, BULK = 400, 30_000, 100
MESURE, QUI = "montant_paye", "banc"
AXES, SHOWN = ("segment", "fournisseur"), 20


@dataclass(frozen=True)
class Decision:
    """What a person decides: these words, of one buyer or of all, are of a segment."""

    mots: frozenset[str]
    siren: str
    segment: str

    @property
    def conditions(self) -> Conditions:
        """The same, as a rule asks it."""
        return Conditions(acheteur=self.siren, mots=tuple(sorted(self.mots)))


@dataclass(frozen=True)
class Rattachement:
    """What a person says of codes of a buyer (ranks of words): they are of a segment."""

    siren: str
    mots: tuple[int, ...]
    segment: str


def mapped(world: Cased, turn: int, count: int) -> Rattachement:
    """So many codes of a buyer, others each turn."""
    ranks = tuple((turn * count + rank) % MOTS for rank in range(count))
    return Rattachement(
        world.sirens[turn % len(world.sirens)], ranks, world.segments[(5 * turn + 1) % len(world.segments)]
    )


def decision(world: Cased, turn: int, wanted: int, siren: str) -> Decision:
    """A decision that changes about so many lines (fewer in a small world); other words each turn."""
    each = world.lignes / MOTS / (len(world.sirens) if siren else 1)
    count = int(np.clip(round(wanted / each), 1, MOTS // 4))
    words = frozenset(mot((turn * count + rank) % MOTS) for rank in range(count))
    return Decision(words, siren, world.segments[(7 * turn + 3) % len(world.segments)])


@dataclass(frozen=True)
class Times:
    """Milliseconds from a decision, kept as a rule, until the pointer has moved (``bascule``), until the
    first figures are read (``lu``), and those of the processors (``processeur``).
    """

    bascule: float
    lu: float
    processeur: float


class Theatre:
    """The workshop and what a server holds open since it began."""

    def __init__(self, folder: Path) -> None:
        self.atelier = pipeline.open_workshop(read(NAME, {"ACHATLAS_HOME": str(folder)}))
        self.sessions = Sessions(folder / "tampon")
        self.rules: dict[Decision, int] = {}
        self.mapped: list[Rattachement] = []
        warm(self.atelier)

    @property
    def decisions(self) -> list[Decision]:
        """Those that stand, oldest first."""
        return [*self.rules]

    def decide(self, one: Decision) -> Times:
        """Takes a decision, or takes it back if it stands."""
        rules, number = Regles(self.atelier.home), self.rules.pop(one, 0)
        start, used = time.perf_counter(), time.process_time()
        with deciding(self.atelier) as follow:
            if number:
                rules.withdraw(number, QUI, now(), "")
            else:
                said = rules.write(Regle(0, 0, one.conditions, one.segment, QUI, now(), ""), {})
                self.rules[one] = said.regle.numero
            follow(ruling.suspects([one.conditions]))
        moved = time.perf_counter()
        self.figures(self.everybody(one.siren))
        told = (moved - start, time.perf_counter() - start, time.process_time() - used)
        return Times(*(1000 * seconds for seconds in told))

    def map(self, one: Rattachement) -> Times:
        """Validates the segment of codes of a buyer, in a version of its own."""
        self.mapped.append(one)
        start, used = time.perf_counter(), time.process_time()
        held = nomenclatures.in_force(self.atelier, one.siren)
        own = (held.nomenclature if held else EMPTY).with_segments(
            {code(rank): one.segment for rank in one.mots}
        )
        nomenclatures.keep(self.atelier, one.siren, own, "banc", Signature(QUI))
        moved = time.perf_counter()
        self.figures(self.everybody(one.siren))
        told = (moved - start, time.perf_counter() - start, time.process_time() - used)
        return Times(*(1000 * seconds for seconds in told))

    def merge(self, code: str, vers: str) -> tuple[Times, dict[str, int]]:
        """Merges a segment into another; what it took, and the figures then."""
        start, used = time.perf_counter(), time.process_time()
        projet = Projet(Genre.MERGE, code, vers)
        evolving.accept(self.atelier, self.portee, projet, QUI)
        moved = time.perf_counter()
        found = self.figures(self.everybody(""))
        told = (moved - start, time.perf_counter() - start, time.process_time() - used)
        return Times(*(1000 * seconds for seconds in told)), found

    def part(self) -> Times:
        """Takes the last merge back."""
        start, used = time.perf_counter(), time.process_time()
        last = Evolutions(self.atelier.home).standing()[-1]
        evolving.take_back(self.atelier, self.portee, last.numero, QUI)
        moved = time.perf_counter()
        self.figures(self.everybody(""))
        told = (moved - start, time.perf_counter() - start, time.process_time() - used)
        return Times(*(1000 * seconds for seconds in told))

    @property
    def portee(self) -> Portee:
        """Who sees the whole territory."""
        return Portee(frozenset(self.atelier.territoire.sirens))

    def everybody(self, siren: str) -> Scope:
        """What who decides looks at: its own view, or the common one of who may open all the lines."""
        atlas = Atlas(self.atelier.catalogue, current(self.atelier.home), self.sessions)
        if siren:
            return individual(atlas, Droits(frozenset({siren}), True), siren)
        return consolidated(atlas, Droits(frozenset(self.atelier.territoire.sirens), True))

    def figures(self, scope: Scope) -> dict[str, int]:
        """Cents by segment."""
        found = query.rows("segment", [MESURE], Selection(), scope, limite=None)
        return {row.code: row.valeurs[MESURE] for row in found.lignes}

    def questions(self) -> dict[str, float]:
        """What questions of the common view take, of all it holds; what names members is there already."""
        scope, took = self.everybody(""), []
        for axe in AXES:
            query.rows(axe, [MESURE], Selection(), scope, limite=SHOWN)
            for exercice in EXERCICES:
                start = time.perf_counter()
                query.rows(axe, [MESURE], Selection().only("exercice", [exercice]), scope, limite=SHOWN)
                took.append(1000 * (time.perf_counter() - start))
        return spread(took)


def recount(
    world: Cased, decisions: list[Decision], codes: Sequence[Rattachement] = ()
) -> dict[str, dict[str, int]]:
    """Cents by segment, of each buyer and of all (no SIREN), from the lines as they were drawn: rules are
    asked before codes.
    """
    cases, inverse = world.cases
    segment = cases["segment"].copy()
    words = cases["objet"] // ITEMS
    for said in codes:
        own = cases["acheteur"] == world.sirens.index(said.siren)
        segment[own & np.isin(words, said.mots)] = world.segments.index(said.segment)
    for one in decisions:
        ranks = [rank for rank in range(MOTS) if mot(rank) in one.mots]
        chosen = np.isin(words, ranks) | np.isin(cases["objet"], ranks)
        if one.siren:
            chosen &= cases["acheteur"] == world.sirens.index(one.siren)
        segment[chosen] = world.segments.index(one.segment)
    cents = np.concatenate([batch["centimes"] for batch in super(Cased, world).batches()])
    found = {"": _summed(world, segment[inverse], cents)}
    for rank, siren in enumerate(world.sirens):
        own = cases["acheteur"][inverse] == rank
        found[siren] = _summed(world, segment[inverse][own], cents[own])
    return found


def _summed(world: Cased, segments: Ints, cents: Ints) -> dict[str, int]:
    known = np.unique(segments)
    sums = {rank: int(cents[segments == rank].sum()) for rank in known}
    return {world.segments[rank]: value for rank, value in sums.items()}


def measure(folder: Path, lignes: int, repetitions: int, dossier: Path | None = None) -> dict[str, Any]:
    """Publishes, then decides again and again, a little and much; every number is of this one run but what it
    cost to publish, when the lines are kept in a folder (``dossier``).

    What is decided everywhere is taken back before the next; what is decided of a buyer stays, and so do the
    segments of its codes, one at a time then many at once.
    """
    world = Cased(lignes, Catalogue())
    place = dossier / f"reclassement-codes-{lignes}" if dossier else None
    cost = kept(partial(publish, world), folder, place)
    theatre, turns = Theatre(folder), min(repetitions, TURNS)
    before = theatre.questions()
    merges = [_merged(theatre, world, turn) for turn in range(1, turns + 1)]
    first = theatre.decide(decision(world, 0, FEW, world.sirens[0]))
    told: dict[str, list[Times]] = {
        name: [] for name in ("un_mot_d_un_acheteur", "partout", "repris_partout")
    }
    for turn in range(1, turns + 1):
        one = decision(world, turn, FEW, world.sirens[turn % len(world.sirens)])
        told["un_mot_d_un_acheteur"].append(theatre.decide(one))
    for turn in range(1, turns + 1):
        every = decision(world, turn, MANY, "")
        told["partout"].append(theatre.decide(every))
        if turn < turns:
            told["repris_partout"].append(theatre.decide(every))
    after = theatre.questions()
    for name, count in (("un_code_d_un_acheteur", 1), ("codes_en_lot", BULK)):
        told[name] = [theatre.map(mapped(world, turn, count)) for turn in range(1, turns + 1)]
    told |= {"reunion": [one for one, _, _ in merges], "reunion_reprise": [one for _, one, _ in merges]}
    expected = recount(world, theatre.decisions, theatre.mapped)
    right = [theatre.figures(theatre.everybody(siren)) == known for siren, known in expected.items()]
    balanced = [b.compte.equilibre for b in pipeline.bilans(theatre.atelier) if b.etape == "publication"]
    return {
        "lignes": lignes,
        "premier": {"bascule_ms": round(first.bascule, 1), "lu_ms": round(first.lu, 1)},
        **{name: _spread(times) for name, times in told.items() if times},
        "rapports": {
            name: round(1000 * cost["publication_s"] / statistics.median(one.lu for one in times), 1)
            for name, times in told.items()
            if times
        },
        "lecture": {"publie": before, "reclasse_partout": after},
        "memoire_mo": round(own_peak() / MEGA),
        "preparation": cost,
        "juste": all(right) and all(one for _, _, one in merges) and len(balanced) > 0 and all(balanced),
    }


def _merged(theatre: Theatre, world: Cased, turn: int) -> tuple[Times, Times, bool]:
    """A segment merged into another, then not; whether the figures followed."""
    before = theatre.figures(theatre.everybody(""))
    code, vers = sorted(before)[2 * turn % len(before)], sorted(before)[(2 * turn + 1) % len(before)]
    took, found = theatre.merge(code, vers)
    back = theatre.part()
    expected = {**before, vers: before[code] + before[vers]}
    del expected[code]
    return took, back, found == expected and theatre.figures(theatre.everybody("")) == before


def _spread(times: list[Times]) -> dict[str, Any]:
    return {name: spread([getattr(one, name) for one in times]) for name in ("bascule", "lu", "processeur")}


def told(found: dict[str, Any]) -> str:
    """The same for people."""
    lines = [f"{found['lignes']:,} lignes, de la décision au premier chiffre lu ({found['memoire_mo']} Mo)"]
    for name, ratio in found["rapports"].items():
        read, used = found[name]["lu"], found[name]["processeur"]
        lines.append(
            f"  {name.replace('_', ' ')} : médiane {read['p50_ms']} ms, p95 {read['p95_ms']} ms "
            f"({used['p50_ms']} ms de processeur ; une publication entière × {ratio})"
        )
    known, remade = (found["lecture"][name]["p50_ms"] for name in ("publie", "reclasse_partout"))
    lines.append(f"  une question de la vue commune : médiane {known} ms, {remade} ms après « partout »")
    lines.append("Chaque chiffre est celui d'un recompte." if found["juste"] else "UN CHIFFRE EST FAUX.")
    return "\n".join(lines)
