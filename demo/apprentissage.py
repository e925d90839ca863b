"""What deciding the heaviest groups of the queue teaches the machine about the rest: the groups are decided
by the truth that the generator wrote, nothing is kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from achatlas.classify import stage
from achatlas.classify.cas import Cas
from achatlas.classify.engine import Answer, Cascade
from achatlas.classify.groupes import Groupe, groups
from achatlas.classify.guide import guide
from achatlas.classify.habitudes import Habitudes, held
from achatlas.classify.regles import lu_of
from achatlas.classify.stage import KEYS
from achatlas.classify.textes.apprentissage import learn
from achatlas.classify.textes.exemples import Decide
from achatlas.domain.regle import Regle
from achatlas.domain.text import spelled
from achatlas.pipeline import dits, open_workshop
from achatlas.settings import Settings
from achatlas.store.snapshots import Snapshots
from demo.classement import LINE, TRUTH
from demo.fiabilite import loaded

DAY = "2026-01-01T00:00:00+00:00"
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Case:
    """A case of the demonstration: its row of ``classe__cas``, what the engines read, its true segment."""

    row: Row
    cas: Cas
    segment: str


def cases(settings: Settings) -> list[Case]:
    """The cases of the last run with the segment of most of their lines. Raises PublicationMissing before the
    first run.
    """
    key, truth = loaded(settings)
    folder = Snapshots(settings.home).path("classe", key)
    marts = Snapshots(settings.home).path("cartes", key) / "mart__achats.parquet"
    lines = pq.read_table(folder / "classe__mandats.parquet", columns=[*LINE, "cas"])
    placed = pq.read_table(marts, columns=[*LINE, "fichier"]).join(lines, LINE, join_type="inner")
    found = placed.join(pq.read_table(truth, columns=TRUTH), TRUTH[:2], join_type="inner")
    segments = _true(found.filter(found["in_perimetre"]))
    rows = pq.read_table(folder / "classe__cas.parquet").to_pylist()
    told = ((row, segments[row["cas"]]) for row in rows if row["cas"] in segments)
    return [Case(row, Cas(*(row[key] for key in KEYS)), segment) for row, segment in told]


def _true(rows: pa.Table) -> dict[int, str]:
    """The segment of most lines of each case."""
    counts: dict[int, Counter[str]] = {}
    for case, segment in zip(rows["cas"].to_pylist(), rows["segment"].to_pylist(), strict=True):
        counts.setdefault(case, Counter())[segment or ""] += 1
    return {case: max(sorted(own), key=own.__getitem__) for case, own in counts.items()}


def rules(groupes: Sequence[Groupe], true: Mapping[int, str]) -> tuple[Regle, ...]:
    """A rule for each group, of the segment of most of its euros, as the queue writes them."""
    return tuple(
        Regle(rank, -rank, replace(one.conditions, unsure=True), _heaviest(one, true), "demo", DAY, "")
        for rank, one in enumerate(groupes, 1)
    )[::-1]


def _heaviest(groupe: Groupe, true: Mapping[int, str]) -> str:
    weights: Counter[str] = Counter()
    for row in groupe.rows:
        weights[true[row["cas"]]] += abs(row["montant_ht_centimes"])
    return max(sorted(weights), key=weights.__getitem__)


def measure(settings: Settings, many: int) -> dict[str, Any]:
    """What is learnt of the ``many`` heaviest groups and of the codes in force; the rest of the queue before
    and after: cases, lines and cents that are right, and those that the machine would class alone.
    """
    atelier, every = open_workshop(settings), cases(settings)
    seuil = int(atelier.catalogue.regle("textes")["seuil_automatique"])
    queue = [one for one in every if one.row["confiance"] < seuil]
    found = _first(queue, many)
    said = replace(dits.read(atelier), regles=rules(found, {one.row["cas"]: one.segment for one in queue}))
    habits = _habits(settings)
    bare = stage.cascades(atelier.catalogue, said, habits)["achats"]
    told = _told(every, bare, habits)
    couche, bilan = learn(guide(atelier.catalogue).judge, told, atelier.catalogue.regle("apprentissage"))
    rest = _rest(queue, found, bare)
    taught = stage.cascades(atelier.catalogue, said, habits, couche)["achats"]
    answers = {name: [one.ask(x.cas) for x in rest] for name, one in (("avant", bare), ("apres", taught))}
    return {
        "groupes": len(found),
        "appris": asdict(bilan),
        "reste": {name: _counted(rest, some, seuil) for name, some in answers.items()},
        **_changed(rest, *answers.values()),
    }


def _first(queue: Sequence[Case], many: int) -> list[Groupe]:
    """The first groups of a queue that a rule can tell."""
    return [one for one in groups(one.row for one in queue) if not one.conditions.vague][:many]


def _rest(queue: Sequence[Case], found: Sequence[Groupe], bare: Cascade) -> list[Case]:
    """What is left of a queue that no group decides, and that the machine is not sure of."""
    decided = {row["cas"] for one in found for row in one.rows}
    return [one for one in queue if one.row["cas"] not in decided and not bare.sure(bare.ask(one.cas))]


def _habits(settings: Settings) -> Habitudes:
    key, _ = loaded(settings)
    path = Snapshots(settings.home).path("classe", key) / "classe__habitudes.parquet"
    return held(pq.read_table(path).to_pylist())


def _told(every: Sequence[Case], bare: Cascade, habits: Habitudes) -> list[Decide]:
    """What tells the segment of cases beside their words, as a run does (``stage.decided``)."""
    found = []
    for one in every:
        habit = habits.get((one.cas.acheteur, spelled(one.cas.tiers), one.cas.compte))
        segment, decision = bare.decided(one.cas) or (habit.segment if habit else "", "")
        if segment and not lu_of(one.cas).muet:
            found.append(Decide(one.cas.achat, segment, decision))
    return found


def _counted(rest: Sequence[Case], said: Sequence[Answer], seuil: int) -> dict[str, Any]:
    """Cases, lines and cents: all, right, classed alone, rightly so."""
    kept = {"tous": lambda one, x: True, "justes": _right}
    alone = {
        "seuls": lambda one, x: x.confiance >= seuil,
        "seuls_justes": lambda one, x: x.confiance >= seuil and _right(one, x),
    }
    return {
        name: _sum([one.row for one, x in zip(rest, said, strict=True) if good(one, x)])
        for name, good in (kept | alone).items()
    }


def _right(one: Case, said: Answer) -> bool:
    return said.segment_code == one.segment


def _sum(rows: Sequence[Row]) -> dict[str, int]:
    cents = sum(abs(row["montant_ht_centimes"]) for row in rows)
    return {"cas": len(rows), "lignes": sum(row["lignes"] for row in rows), "centimes": cents}


def _changed(rest: Sequence[Case], before: Sequence[Answer], after: Sequence[Answer]) -> dict[str, int]:
    """How many cases are right now and were not, and the reverse."""
    pairs = [(_right(one, x), _right(one, y)) for one, x, y in zip(rest, before, after, strict=True)]
    return {"mieux": pairs.count((False, True)), "moins_bien": pairs.count((True, False))}
