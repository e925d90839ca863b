"""What another version of the nomenclature of a buyer would move, before anybody keeps it: the whole cascade
is asked again, as it will be, of the lines of the codes that it tells otherwise.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property

import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc

from achatlas.classify.codes_dits import Codes, between
from achatlas.classify.reclassement import Suspects, among
from achatlas.domain.correspondance import Correspondances, NomenclatureAcheteur, folded
from achatlas.domain.errors import EffectMoved
from achatlas.pipeline import bearing, classed, codes, dits, reclassement, ruling
from achatlas.pipeline.bearing import Passage
from achatlas.pipeline.shown import CLASSE
from achatlas.pipeline.situation import Somme, summed
from achatlas.pipeline.workshop import Workshop
from achatlas.pipeline.written import Portee

CODE, VERS = "code_nomenclature", "vers"


@dataclass(frozen=True)
class Remapped:
    """The cases that a version may class otherwise (columns of ``classe__cas``), each with the segment that
    it would have (``vers``) and the engine that would tell it (``dirait``); None before the first run.
    """

    rows: pa.Table | None

    @cached_property
    def moving(self) -> pa.Table | None:
        """Those that change their segment."""
        rows = self.rows
        return rows and rows.filter(pc.not_equal(rows["segment_code"], rows[VERS]))

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """What goes from a segment to another, the heaviest first."""
        found = bearing.passages(self.rows) if self.rows else ()
        return tuple(sorted(found, key=lambda one: (-abs(one.somme.centimes), one.de, one.vers)))

    @property
    def somme(self) -> Somme:
        """What changes its segment."""
        return sum((one.somme for one in self.passages), Somme())

    def under(self, code: str) -> Somme:
        """What changes its segment, of what is paid under a code itself."""
        own = [folded(one) == folded(code) for one in self.moving[CODE].to_pylist()] if self.moving else []
        return summed(self.moving.filter(pa.array(own, pa.bool_()))) if self.moving else Somme()

    def codes(self) -> tuple[str, ...]:
        """The codes whose lines change their segment, in their order."""
        return tuple(sorted({*self.moving[CODE].to_pylist()})) if self.moving else ()


def effect(
    atelier: Workshop, siren: str, after: NomenclatureAcheteur | None, also: Collection[str] = ()
) -> Remapped:
    """What a version of a buyer would move (None: no version any more); the cases of the codes of ``also``
    are among those that are asked again, whatever it changes of them.
    """
    seen = ruling.situation(atelier, Portee(frozenset({siren})))
    if seen is None:
        return Remapped(None)
    now = atelier.again()
    known = dits.of(now)
    before, held = known.correspondances.get(siren), codes.held(now, after) if after is not None else None
    asked = _named(seen.rows, between(before, held))
    rows = seen.rows.filter(pc.or_(asked, _written(seen.rows, also)))
    others = {one: said for one, said in known.correspondances.items() if one != siren}
    said = replace(known, correspondances=others | ({siren: held} if held else {}))
    folder = classed.folder(atelier, CLASSE)
    return Remapped(bearing.again(rows, reclassement.cascades(now, folder, said)["achats"]))


def weight(moved: Remapped) -> str:
    """The mark of what would move, for the page that shows it."""
    said = [[one.de, one.vers, one.somme.centimes, one.somme.lignes] for one in moved.passages]
    return ruling.mark({"passages": said})


def verify(
    atelier: Workshop, siren: str, own: NomenclatureAcheteur | None, shown: str, also: Collection[str] = ()
) -> None:
    """Raises EffectMoved when a version would no longer move what was shown (the mark of it, empty when
    nothing was).
    """
    if shown and weight(effect(atelier, siren, own, also)) != shown:
        raise EffectMoved(
            quoi="L'effet a changé depuis que vous l'avez lu",
            ou=atelier.territoire.acheteur(siren).nom_court,
            pourquoi="une décision ou un traitement est passé entre-temps, rien n'a été gardé",
            que_faire="relisez-le ici, puis recommencez",
        )


def _named(rows: pa.Table, told: Codes) -> pa.ChunkedArray:
    """The cases that bear some codes."""
    found = pc.is_in(rows["code_dit"], value_set=pa.array(sorted(told.codes), pa.string()))
    for one in told.debuts:
        found = pc.or_(found, pc.starts_with(rows["code_dit"], one))
    return pc.and_(found, pc.not_equal(rows[CODE], ""))


def _written(rows: pa.Table, codes_: Collection[str]) -> pa.Array:
    """The cases that bear one of these very codes."""
    keys = {folded(one) for one in codes_}
    return pa.array([folded(one) in keys for one in rows[CODE].to_pylist()], pa.bool_())


def suspects(siren: str, before: Correspondances | None, after: Correspondances | None) -> Suspects:
    """The cases that a buyer's version may class otherwise than the one before it (columns of
    ``classe__cas``).
    """
    told = between(before, after)

    def asked(rows: ir.Table) -> ir.BooleanValue:
        found = among(rows.code_dit, told.codes)
        for one in told.debuts:
            found |= rows.code_dit.startswith(one)
        return (rows.acheteur_siren == siren) & (rows.code_nomenclature != "") & found

    return Suspects(asked)
