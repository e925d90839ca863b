"""Evolutions of the pivot nomenclature: what one would move, how it is kept, shown at once and undone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import ibis.expr.types as ir

from achatlas.classify.reclassement import CLE
from achatlas.classify.textes.judge import A_QUALIFIER
from achatlas.domain.errors import OutOfScope, RegleVague
from achatlas.domain.evolution import Evolution
from achatlas.pipeline import reclassement, ruling
from achatlas.pipeline.following import follow
from achatlas.pipeline.situation import Somme
from achatlas.pipeline.workshop import Workshop
from achatlas.pipeline.written import Portee
from achatlas.store.evolutions import Evolutions
from achatlas.store.register import now
from achatlas.store.regles import Regles

LONGEST = 300


@dataclass(frozen=True)
class Moved:
    """What merging a segment into another would move: the purchases of the first, what the second then holds,
    the rules of persons that give the first.
    """

    achats: Somme
    apres: Somme
    regles: tuple[int, ...]


def effect(atelier: Workshop, portee: Portee, code: str, vers: str) -> Moved:
    """What merging two segments would move. Raises OutOfScope, RegleVague for a segment that does not exist
    or is merged already.
    """
    verify(atelier, portee, code, vers)
    seen = ruling.situation(atelier, portee)
    held = seen.by_sureness if seen else {}
    first, second = (sum(held.get(one, ()), Somme()) for one in (code, vers))
    rules = (one.numero for one in Regles(atelier.home).standing().values() if one.segment == code)
    return Moved(first, first + second, tuple(sorted(rules)))


def verify(atelier: Workshop, portee: Portee, code: str, vers: str) -> None:
    """Raises OutOfScope for who does not see the whole territory, RegleVague for segments that cannot be
    merged.
    """
    _allowed(atelier, portee)
    gone = Evolutions(atelier.home).projection()
    for one in (code, vers):
        if one not in atelier.catalogue.segments or one in gone or one == A_QUALIFIER:
            raise RegleVague(
                quoi=f"Segment inconnu : « {one[:20]} »",
                ou="évolutions de la nomenclature",
                pourquoi="la nomenclature n'a pas ce code, ou il est déjà réuni à un autre",
                que_faire="choisissez un segment de la liste",
            )
    if code == vers:
        raise RegleVague(
            "Un segment ne se réunit pas à lui-même", code, "ce sont les mêmes", "choisissez-en un autre"
        )


def merge(atelier: Workshop, portee: Portee, code: str, vers: str, qui: str, motif: str) -> Evolution:
    """Merges a segment into another, for every year, and shows it. Raises OutOfScope, RegleVague,
    ActeConcurrent.
    """
    verify(atelier, portee, code, vers)
    before = Evolutions(atelier.home).projection()
    said = Evolutions(atelier.home).merge(Evolution(0, code, vers, qui, now(), motif.strip()[:LONGEST]))
    _show(atelier, said, before)
    return said


def take_back(atelier: Workshop, portee: Portee, numero: int, qui: str) -> Evolution:
    """Undoes an evolution, and shows it. Raises OutOfScope, ActeConcurrent."""
    _allowed(atelier, portee)
    before = Evolutions(atelier.home).projection()
    said = Evolutions(atelier.home).take_back(numero, qui, now())
    _show(atelier, said, before)
    return said


def _show(atelier: Workshop, said: Evolution, before: Mapping[str, str]) -> None:
    """What is published follows: all that is under the two segments, or where they ended or end; what is
    shown there since the last run is asked again too.
    """
    after = Evolutions(atelier.home).projection()
    codes = {ends.get(one, one) for one in (said.code, said.vers) for ends in ({}, before, after)}
    since = {key: reclassement.under(atelier, fait, key, codes) for fait, key in CLE.items()}

    def suspects(rows: ir.Table) -> ir.BooleanValue:
        found = rows.segment_code.isin(sorted(codes))
        for key, held in since.items():
            if held and key in rows.columns:
                found |= rows[key].isin(held)
        return found

    follow(atelier, suspects)


def _allowed(atelier: Workshop, portee: Portee) -> None:
    if not ruling.everyone(atelier, portee):
        raise OutOfScope(
            quoi="La nomenclature commune n'évolue pas d'ici",
            ou="évolutions de la nomenclature",
            pourquoi="elle vaut pour tous les acheteurs : le groupe projet la fait évoluer",
            que_faire="proposez-lui ce changement",
        )
