"""One code of the nomenclature of a buyer: what persons write of it line by line, under conditions on the
account and the CPV, and what that would move before it is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from achatlas.domain.correspondance import (
    CodeAcheteur,
    Correspondance,
    Correspondances,
    NomenclatureAcheteur,
    folded,
)
from achatlas.ingest import correspondances as file
from achatlas.pipeline import codes, nomenclatures, ruling
from achatlas.pipeline.codes import MOTEUR, Montant
from achatlas.pipeline.nomenclatures import Signature
from achatlas.pipeline.workshop import Workshop
from achatlas.pipeline.written import Portee
from achatlas.store.correspondances import EMPTY, Version

Told = Mapping[str, str]
T = TypeVar("T", CodeAcheteur, Correspondance)


@dataclass(frozen=True)
class Ecrit:
    """What is written of a code: its label, the code above, its *famille homogène*, then its lines (segment,
    beginning of the account, beginning of the CPV).
    """

    code: str
    libelle: str = ""
    parent: str = ""
    famille: str = ""
    lignes: tuple[tuple[str, str, str], ...] = ()

    def rows(self) -> list[Told]:
        """Its lines as those of a file."""
        own = {"code": self.code, "libelle": self.libelle, "parent": self.parent}
        own |= {"famille_homogene": self.famille}
        told = [dict(zip(("segment", "compte", "cpv"), one, strict=True)) for one in self.lignes]
        return [{**own, **one} for one in told if any(one.values())] or [own]


@dataclass(frozen=True)
class Portion:
    """What is paid under a code on one account and one CPV: its segment before and after (empty when the
    engines that follow say), or the engine that is asked first and keeps it (``garde``).
    """

    compte: str
    cpv: str
    avant: str
    apres: str
    garde: str
    montant: Montant

    @property
    def moves(self) -> bool:
        """Whether what is written changes its segment."""
        return self.avant != self.apres


def in_force(atelier: Workshop, siren: str) -> NomenclatureAcheteur:
    """The nomenclature of a buyer (SIREN) as it stands."""
    version = nomenclatures.in_force(atelier, siren)
    return version.nomenclature if version else EMPTY


def standing(own: NomenclatureAcheteur, code: str) -> Ecrit:
    """What is written of a code now; nothing of one that is only seen in lines."""
    told = [cells for cells in [*file.table(own)][1:] if folded(cells[0]) == folded(code)]
    if not told:
        return Ecrit(code)
    head = told[0]
    lines = tuple((segment, compte, cpv) for *_, segment, compte, cpv in told if segment)
    return Ecrit(head[0], head[1], head[2], head[3], lines)


def proposed(atelier: Workshop, siren: str, ecrit: Ecrit) -> file.Lue:
    """The whole nomenclature with what is written of one code, the others untouched; the faults are those of
    its own lines, numbered from 1.
    """
    own, said, key = in_force(atelier, siren), ecrit.rows(), folded(ecrit.code)
    others = _but(own.codes, key)
    lue = file.judged(
        enumerate([*said, *_above(others, ecrit.parent)], start=1), nomenclatures.given(atelier)
    )
    whole = NomenclatureAcheteur.of(
        [*others, *_only(lue.nomenclature.codes, key)],
        [*_but(own.correspondances, key), *_only(lue.nomenclature.correspondances, key)],
    )
    fautes = [one for one in lue.fautes if one.ligne <= len(said)]
    return file.Lue(whole, (*fautes, *file.too_many(len(whole.codes))))


def _above(codes: Iterable[CodeAcheteur], parent: str) -> Iterator[Told]:
    """The codes that stand above one, each as a line of a file: what its parent is judged by."""
    known = {folded(one.code): one for one in codes}
    while one := known.pop(folded(parent), None):
        parent = one.parent
        yield {"code": one.code, "parent": parent}


def _but(told: Iterable[T], key: str) -> list[T]:
    return [one for one in told if folded(one.code) != key]


def _only(told: Iterable[T], key: str) -> list[T]:
    return [one for one in told if folded(one.code) == key]


def portions(
    atelier: Workshop, portee: Portee, siren: str, code: str, after: NomenclatureAcheteur
) -> tuple[Portion, ...]:
    """What is paid under a code, by account and CPV, the heaviest first: its segment as it is shown now and
    under another version. Raises OutOfScope.
    """
    codes.opened(portee, siren)
    seen = ruling.situation(atelier, Portee(frozenset({siren})))
    rows = [one for one in (seen.rows.to_pylist() if seen else []) if one["code_nomenclature"]]
    sides = codes.held(atelier, in_force(atelier, siren)), codes.held(atelier, after)
    found: dict[Portion, Montant] = {}
    for one in _seen(rows, code, sides, _first(atelier)):
        key = replace(one, montant=Montant())
        held, cents, lines = found.get(key, Montant()), one.montant.centimes, one.montant.lignes
        found[key] = Montant(held.centimes + cents, held.lignes + lines)
    told = [replace(one, montant=total) for one, total in found.items()]
    return tuple(sorted(told, key=lambda one: (-abs(one.montant.centimes), one.compte, one.cpv)))


def _first(atelier: Workshop) -> frozenset[str]:
    """The engines that are asked before the code of the buyer."""
    order = [one.nom for one in atelier.catalogue.cascade.achats]
    return frozenset(order[: order.index(MOTEUR)])


def _seen(
    rows: Iterable[Mapping[str, Any]],
    code: str,
    sides: tuple[Correspondances, Correspondances],
    first: frozenset[str],
) -> Iterator[Portion]:
    for row in rows:
        if folded(row["code_nomenclature"]) != folded(code):
            continue
        paid = Montant(row["montant_ht_centimes"], row["lignes"])
        if row["moteur"] in first:
            segment = row["segment_code"]
            yield Portion(row["compte"], row["cpv"], segment, segment, row["moteur"], paid)
            continue
        other = "" if row["moteur"] == MOTEUR else row["segment_code"]
        said = [one.find(row["code_nomenclature"], row["compte"], row["cpv"]) for one in sides]
        before, after = (one.segment if one else other for one in said)
        yield Portion(row["compte"], row["cpv"], before, after, "", paid)


def keep(
    atelier: Workshop, portee: Portee, siren: str, ecrit: Ecrit, vue: str, signature: Signature
) -> Version:
    """Keeps what is written of a code in a version of its own, then shows it; ``vue`` is the seal of the
    version that the page showed. Raises OutOfScope, NomenclatureRefusee with every fault, ActeConcurrent.
    """
    codes.opened(portee, siren)
    lue = proposed(atelier, siren, ecrit)
    if lue.fautes:
        raise nomenclatures.refused(f"code {ecrit.code}", lue.fautes)
    origine = f"code {ecrit.code}, écrit à l'écran"
    return nomenclatures.keep(atelier, siren, lue.nomenclature, origine, signature, vue)
