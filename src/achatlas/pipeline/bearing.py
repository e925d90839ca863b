"""What a change of the pivot nomenclature would move, before anybody accepts it: from which segment to which,
how many lines and euros, and the purchases themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc

from achatlas.catalogue.load import Catalogue
from achatlas.classify import reclassement as classify
from achatlas.classify.cas import Cas
from achatlas.classify.engine import Cascade
from achatlas.classify.reclassement import Folders
from achatlas.classify.stage import KEYS, Dits
from achatlas.domain.evolution import RETIRES, Genre, Pivot
from achatlas.domain.regle import Regle
from achatlas.domain.text import reference
from achatlas.pipeline import dits, reclassement, ruling
from achatlas.pipeline.projets import Projet
from achatlas.pipeline.situation import Situation, Somme, summed
from achatlas.pipeline.workshop import CARTES, Workshop
from achatlas.pipeline.written import Portee
from achatlas.store import cas as store
from achatlas.store.engine import Engine
from achatlas.store.regles import Regles


@dataclass(frozen=True)
class Passage:
    """The purchases that go from a segment ("" for none) to another: how much, and the numbers of their
    cases.
    """

    de: str
    vers: str
    somme: Somme
    cas: pa.ChunkedArray


@dataclass(frozen=True)
class Bearing:
    """What a change would move, the heaviest first; what each segment that it concerns holds before; the
    rules that give a segment that would stand no more, and follow it; how many marchés change their segment.
    ``compte`` is false when nothing was ever classified: nothing is then known.
    """

    passages: tuple[Passage, ...]
    held: Mapping[str, Somme]
    regles: tuple[int, ...] = ()
    marches: int = 0
    compte: bool = True

    def apres(self, code: str) -> Somme:
        """What a segment would hold."""
        total = self.held.get(code, Somme())
        for one in self.passages:
            if one.vers == code:
                total += one.somme
            if one.de == code:
                total = total + Somme(-one.somme.centimes, -one.somme.lignes, -one.somme.hors_marche)
        return total


def effect(atelier: Workshop, portee: Portee, projet: Projet) -> Bearing:
    """What a change that holds would move."""
    seen = ruling.situation(atelier, portee)
    if seen is None:
        return Bearing((), {}, compte=False)
    passages = sorted(_passages(atelier, seen, projet), key=lambda one: (-abs(one.somme.centimes), one.de))
    told = [code for code in (projet.code, projet.vers) if code]
    named = dict.fromkeys([*told, *(code for one in passages for code in (one.de, one.vers))])
    held = {code: sum(seen.by_sureness.get(code, ()), Somme()) for code in named}
    following = projet.code if projet.genre in RETIRES else None
    rules = (one.numero for one in Regles(atelier.home).standing().values() if one.segment == following)
    return Bearing(tuple(passages), held, tuple(sorted(rules)), _marches(atelier, projet))


def _passages(atelier: Workshop, seen: Situation, projet: Projet) -> Iterator[Passage]:
    if projet.genre in RETIRES:
        rows = seen.rows.filter(pc.equal(seen.rows["segment_code"], projet.code))
        if rows.num_rows:
            yield Passage(projet.code, projet.vers, summed(rows), rows["cas"])
    elif projet.genre != Genre.WORDS:
        yield from _asked_again(atelier, seen, projet)


def _asked_again(atelier: Workshop, seen: Situation, projet: Projet) -> Iterator[Passage]:
    """What a new segment takes: every engine is asked again, as it will be, of what it may take."""
    rows = seen.rows.filter(_touched(seen, projet))
    if not rows.num_rows:
        return
    yield from passages(again(rows, _cascade(atelier, projet, "achats")))


def again(rows: pa.Table, cascade: Cascade) -> pa.Table:
    """Cases with what a cascade would say of them: its segment (``vers``), the engine that tells it
    (``dirait``).
    """
    cases = zip(*(rows[name].to_pylist() for name in KEYS), strict=True)
    said = [cascade.ask(Cas(*case)) for case in cases]
    rows = rows.append_column("vers", pa.array([one.segment_code for one in said], pa.string()))
    return rows.append_column("dirait", pa.array([one.moteur for one in said], pa.string()))


def passages(rows: pa.Table) -> Iterator[Passage]:
    """What goes from a segment to another, among cases asked again."""
    rows = rows.filter(pc.not_equal(rows["segment_code"], rows["vers"]))
    for one in rows.group_by(["segment_code", "vers"]).aggregate([]).to_pylist():
        de, vers = one["segment_code"], one["vers"]
        some = rows.filter(pc.and_(pc.equal(rows["segment_code"], de), pc.equal(rows["vers"], vers)))
        yield Passage(de, vers, summed(some), some["cas"])


def _touched(seen: Situation, projet: Projet) -> pa.ChunkedArray:
    """The cases that a new segment may take: by its CPV, by the buyers' codes that refine it, by its rule."""
    found = pc.starts_with(seen.rows["code_dit"], reference(projet.vers))
    for prefix in projet.segment.cpv if projet.segment else ():
        found = pc.or_(found, pc.starts_with(seen.rows["cpv"], prefix))
    return pc.or_(found, seen.told(projet.conditions)) if projet.conditions else found


def _marches(atelier: Workshop, projet: Projet) -> int:
    """How many marchés would change their segment."""
    if projet.genre == Genre.WORDS:
        return 0
    rows = _awarded(atelier, projet)
    if projet.genre in RETIRES:
        return sum(one["segment_code"] == projet.code for one in rows)
    cascade = _cascade(atelier, projet, "marches") if rows else None
    return sum(
        cascade.ask(Cas(*(one[name] for name in KEYS))).segment_code != one["segment_code"]
        for one in rows
        if cascade
    )


def _awarded(atelier: Workshop, projet: Projet) -> list[dict[str, Any]]:
    """The marchés that a change may move, as cases, with the segment that each has now."""
    key = atelier.register.pointed(CARTES) or ""
    folders = Folders(*(atelier.snapshots.path(name, key) for name in (ruling.NET, ruling.CLASSE)))
    columns = ["marche_cle", "segment_code"] if projet.genre in RETIRES else [*KEYS, "segment_code"]
    (atelier.home / "tampon").mkdir(exist_ok=True)
    with (
        TemporaryDirectory(prefix="effet-", dir=atelier.home / "tampon") as spill,
        Engine(Path(spill) / "marches", memory=atelier.settings.memoire) as engine,
    ):
        rows = classify.cases(engine, atelier.catalogue, folders, "marches")
        kept = rows if projet.genre in RETIRES else rows.filter(_suspected(rows, projet))
        found = list(engine.dicts(kept.select(*columns)))
    again = store.answers(reclassement.over(atelier, key, "marches"), "marche_cle")
    return [{**one, "segment_code": again.get(one["marche_cle"], one["segment_code"])} for one in found]


def _suspected(rows: ir.Table, projet: Projet) -> ir.BooleanValue:
    found = ruling.suspects([projet.conditions] if projet.conditions else [])(rows)
    for prefix in projet.segment.cpv if projet.segment else ():
        found |= rows.cpv.startswith(prefix)
    return found


def _cascade(atelier: Workshop, projet: Projet, fait: str) -> Cascade:
    """The cascade as it would be."""
    after = _after(atelier, projet)
    folder = atelier.snapshots.path(ruling.CLASSE, atelier.register.pointed(CARTES) or "")
    return reclassement.cascades(after, folder, _said(after, projet))[fait]


def _after(atelier: Workshop, projet: Projet) -> Workshop:
    """The workshop as it would be."""
    acte = (projet.genre, projet.code, projet.vers, projet.segment)
    now = atelier.again().catalogue
    return replace(atelier, catalogue=Catalogue(now.instance, Pivot((*now.pivot.actes, acte))))


def _said(after: Workshop, projet: Projet) -> Dits:
    """What persons would have said: the rule of the change is asked first."""
    said = dits.of(after)
    if projet.conditions is None:
        return said
    rule = Regle(0, 0, projet.conditions, projet.vers, "", "2000-01-01T00:00:00+00:00")
    return replace(said, regles=(rule, *said.regles))


def members(atelier: Workshop, passage: Passage, axe: str, mesure: str) -> dict[str, int]:
    """What the purchases that go are worth (cents of a measure), by member of an axis."""
    key = atelier.register.pointed(CARTES) or ""
    columns = (atelier.catalogue.axes[axe].colonne, atelier.catalogue.mesures[mesure].colonne)
    return store.by_member(atelier.snapshots.path(CARTES, key), passage.cas, *columns)
