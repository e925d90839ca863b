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
from achatlas.pipeline import annonces, codes, nomenclatures, recoding
from achatlas.pipeline.codes import MOTEUR, Montant
from achatlas.pipeline.nomenclatures import Signature
from achatlas.pipeline.recoding import Remapped
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
    """What is paid under a code on one account and one CPV: its segment before and after (empty for none),
    or the engine that keeps it from the code (``garde``); ``dit``: whether the code gives it a segment.
    """

    compte: str
    cpv: str
    avant: str
    apres: str
    garde: str
    dit: bool
    montant: Montant

    @property
    def moves(self) -> bool:
        """Whether what is written changes its segment."""
        return self.avant != self.apres


@dataclass(frozen=True)
class Portees:
    """What a change of a code moves: of what is paid under it, by account and CPV, the heaviest first; of
    all, the codes that inherit from it included.
    """

    portions: tuple[Portion, ...]
    remapped: Remapped


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
    return file.Lue(whole, tuple(map(_of_field, (*fautes, *file.too_many(len(whole.codes))))))


FIELDS = {
    "code": "code", "libelle": "intitulé", "parent": "code au-dessus", "famille_homogene": "famille homogène",
    "segment": "segment commun", "compte": "début du compte", "cpv": "début du CPV",
}  # fmt: skip
WHOLE = ("code", "libelle", "parent", "famille_homogene")
WORDS = (
    ("ni un code de ce fichier ni un segment commun", "ni un code de cet acheteur ni un segment commun"),
    ("ajoutez sa ligne, ou laissez la cellule vide", "écrivez-en un autre, ou videz le champ"),
    ("retapez la cellule", "retapez le champ"),
)


@dataclass(frozen=True)
class Champ(file.Faute):
    """A fault of what is written on a page: its field, and its line when there are several."""

    @property
    def told(self) -> str:
        """« segment commun, ligne 2 : « 99.99 » n'est pas un segment »."""
        line = "" if self.colonne in WHOLE else f"ligne {self.ligne}"
        where = ", ".join(filter(None, (FIELDS.get(self.colonne, ""), line)))
        return f"{where} : {self.pourquoi}"


def _of_field(one: file.Faute) -> Champ:
    """A fault of a file, in the words of a form."""
    why, remedy = one.pourquoi, one.que_faire
    for said, then in WORDS:
        why, remedy = why.replace(said, then), remedy.replace(said, then)
    return Champ(one.ligne, one.colonne, why, remedy)


def remarks(atelier: Workshop, siren: str, own: NomenclatureAcheteur, code: str) -> tuple[str, ...]:
    """What a code says that serves nothing yet."""
    return annonces.remarks(atelier, siren, own, {folded(code)})


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


def portees(
    atelier: Workshop, portee: Portee, siren: str, code: str, after: NomenclatureAcheteur | None
) -> Portees:
    """What another version would move of what is paid under a code, and of all: every engine is asked again.
    Raises OutOfScope.
    """
    codes.opened(portee, siren)
    remapped = recoding.effect(atelier, siren, after, (code,))
    held = codes.held(atelier.again(), after or EMPTY)
    found: dict[Portion, Montant] = {}
    for row in remapped.rows.to_pylist() if remapped.rows else ():
        if folded(row["code_nomenclature"]) == folded(code):
            key = _portion(row, held)
            found[key] = found.get(key, Montant()).plus(row)
    told = [replace(one, montant=total) for one, total in found.items()]
    order = sorted(told, key=lambda one: (-abs(one.montant.centimes), one.compte, one.cpv))
    return Portees(tuple(order), remapped)


def _portion(row: Mapping[str, Any], held: Correspondances) -> Portion:
    """Where a case belongs, its sums apart."""
    said = held.find(row["code_nomenclature"], row["compte"], row["cpv"])
    first = row["dirait"] if said and row["dirait"] != MOTEUR else ""
    return Portion(
        row["compte"], row["cpv"], row["segment_code"], row["vers"], first, said is not None, Montant()
    )


def keep(
    atelier: Workshop,
    portee: Portee,
    siren: str,
    ecrit: Ecrit,
    vue: str,
    signature: Signature,
    effet: str = "",
) -> Version:
    """Keeps what is written of a code in a version of its own, then shows it; ``vue`` is the seal of the
    version that the page showed, ``effet`` the mark of what it said to move. Raises OutOfScope,
    NomenclatureRefusee with every fault, ActeConcurrent, EffectMoved.
    """
    codes.opened(portee, siren)
    lue = proposed(atelier, siren, ecrit)
    if lue.fautes:
        raise nomenclatures.refused(f"code {ecrit.code}", lue.fautes)
    origine = f"code {ecrit.code}, écrit à l'écran"
    return nomenclatures.keep(atelier, siren, lue.nomenclature, origine, signature, vue, effet, (ecrit.code,))
