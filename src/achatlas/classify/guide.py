"""The guide of the nomenclature: what each segment is, what it holds and what it leaves to others, the codes
that lead to it and what may be asked of its suppliers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from achatlas.catalogue.comptes import SHORTEST, Libelles, plans
from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.models import Enjeu
from achatlas.catalogue.pivot import LEADING
from achatlas.classify.nomenclature import WEAK, Nomenclature, build
from achatlas.classify.textes.judge import Judge

ARROW, CPV_DIGITS = " → ", 8
NATURES = {"F": "fournitures", "S": "services", "T": "travaux"}
NAMING = ("M57", "M14", "M4", "M49", "M43")
"""The charts that name an account valid in all of them, the likeliest first."""


@dataclass(frozen=True)
class Renvoi:
    """What a segment does not hold, and the segment that does (empty when none is told)."""

    cas: str
    vers: str


@dataclass(frozen=True)
class Prefixe:
    """The beginning of a CPV code or of an account that leads to a segment, and what it is called.

    ``plan`` is empty when it is valid in every chart; ``propre`` says that it names the segment by itself,
    otherwise it only suggests it; ``parent`` is the account that bears the label when it has none of its own.
    """

    code: str
    libelle: str
    plan: str = ""
    propre: bool = True
    parent: str = ""


@dataclass(frozen=True)
class Fiche:
    """A segment as a person reads it; ``leviers`` as their table gives them, empty when it has no line."""

    code: str
    libelle: str
    court: str
    nature: str
    definition: str
    exemples: tuple[str, ...]
    comprend: tuple[str, ...]
    renvois: tuple[Renvoi, ...]
    mots: tuple[str, ...]
    cpv: tuple[str, ...]
    comptes: tuple[str, ...]
    leviers: Mapping[str, str]

    @property
    def famille(self) -> str:
        """The code of its family."""
        return self.code.partition(".")[0]


def pieces(text: str) -> tuple[str, ...]:
    """The items of a list written with bars."""
    return tuple(filter(None, (one.strip() for one in text.split("|"))))


def _fiche(line: Mapping[str, str], told: Mapping[str, str], leviers: Mapping[str, str]) -> Fiche:
    return Fiche(
        line["code"],
        line["segment"],
        line["libelle_court"],
        line["nature"],
        told.get("definition", ""),
        pieces(told.get("exemples", "")),
        pieces(told.get("comprend", "")),
        tuple(_renvoi(case) for case in pieces(told.get("exclut", ""))),
        pieces(line["mots_cles"]),
        pieces(line["prefixes_cpv"]),
        pieces(line["prefixes_comptes"]),
        leviers,
    )


def _led(line: Mapping[str, str], first: Mapping[str, str]) -> Mapping[str, str]:
    """A segment that changed its family with what leads to it, which stays under the code that it first
    had.
    """
    return {**line, **{name: first[name] for name in LEADING if first.get(name)}}


def _renvoi(case: str) -> Renvoi:
    cas, _, vers = case.rpartition(ARROW)
    return Renvoi(cas or vers, vers if cas else "")


@dataclass(frozen=True)
class Guide:
    """The guide of a catalogue, each part read when it is first asked."""

    catalogue: Catalogue

    @cached_property
    def familles(self) -> Mapping[str, str]:
        """The label of each family, by code."""
        return {one["code"]: one["libelle"] for one in self.catalogue.lines("nomenclature/familles.csv")}

    @cached_property
    def fiches(self) -> Mapping[str, Fiche]:
        """Every segment by code, in the order of the nomenclature."""
        told, leviers = self._by_code("guide"), self._by_code("leviers")
        segments, moved = self.catalogue.segments, self.catalogue.pivot.moved
        lines = {c: _led(one, segments.get(moved.get(c, ""), {})) for c, one in segments.items()}
        return {c: _fiche(one, told.get(c, {}), leviers.get(c, {})) for c, one in lines.items()}

    @property
    def retires(self) -> Mapping[str, str]:
        """The segments that stand no more, and the one where each ends."""
        return self.catalogue.retires

    @cached_property
    def standing(self) -> Mapping[str, Fiche]:
        """The segments that stand, by code, in the order of the nomenclature."""
        gone = self.retires
        return {code: one for code, one in self.fiches.items() if code not in gone}

    @cached_property
    def enjeux(self) -> Mapping[str, frozenset[str]]:
        """The segments that each enjeu counts, by its id."""
        return {name: self._bearing(one) for name, one in self.catalogue.enjeux.items()}

    def _bearing(self, enjeu: Enjeu) -> frozenset[str]:
        told = {code: one.leviers.get(enjeu.colonne, "") for code, one in self.fiches.items()}
        return frozenset(code for code, said in told.items() if enjeu.told(said))

    def _by_code(self, name: str) -> Mapping[str, dict[str, str]]:
        return {line["code"]: line for line in self.catalogue.lines(f"nomenclature/{name}.csv")}

    def de(self, famille: str) -> list[Fiche]:
        """The segments of a family."""
        return [one for one in self.fiches.values() if one.famille == famille]

    @cached_property
    def plans(self) -> Mapping[str, tuple[str, ...]]:
        """The charts of accounts, each with those whose rules it follows."""
        return plans(self.catalogue)

    @cached_property
    def nomenclature(self) -> Nomenclature:
        """The codes and keywords indexed for the engines."""
        return build(self.catalogue.segments.values(), self.plans, self.catalogue.pivot.made)

    @cached_property
    def judge(self) -> Judge:
        """The judge of words."""
        return Judge(self.catalogue, self.nomenclature)

    @cached_property
    def libelles_cpv(self) -> Mapping[str, str]:
        """The official label of each CPV code of eight digits."""
        return {one["code"]: one["libelle"] for one in self.catalogue.lines("referentiels/cpv.csv")}

    @cached_property
    def _comptes(self) -> Libelles:
        return Libelles.of(self.catalogue)

    def cpv(self, fiche: Fiche) -> list[Prefixe]:
        """The CPV prefixes of a segment with their official labels."""
        return [Prefixe(code, self.libelle_cpv(code)) for code in fiche.cpv]

    def libelle_cpv(self, prefix: str) -> str:
        """What the official vocabulary calls a code or the beginning of one; empty when it names none."""
        return self.libelles_cpv.get(prefix.ljust(CPV_DIGITS, "0"), "")

    def comptes(self, fiche: Fiche) -> list[Prefixe]:
        """The accounts of a segment: those that name it first, those of every chart before the others."""
        found = [self._compte(written) for written in fiche.comptes]
        return sorted(found, key=lambda one: (not one.propre, one.plan, one.code))

    def _compte(self, written: str) -> Prefixe:
        plan, _, code = written.lstrip(WEAK).rpartition(":")
        charts = self.plans.get(plan, (plan,)) if plan else NAMING
        propre = not written.startswith(WEAK)
        parent, label = self._comptes.nearest(charts, code, min(len(code), SHORTEST))
        return Prefixe(code, label, plan, propre, "" if parent == code else parent)

    def table(self) -> Iterator[list[Any]]:
        """The whole guide as a table, its heading first: every column of the files, one line per segment."""
        leviers = [name for name in next(iter(self._by_code("leviers").values()), {}) if name != "code"]
        told = ["definition", "exemples", "comprend", "exclut"]
        columns = [name for name in next(iter(self.catalogue.segments.values())) if name != "code"]
        guide = self._by_code("guide")
        yield ["code", *columns, *told, *leviers]
        for code, one in self.catalogue.segments.items():
            written = guide.get(code, {})
            yield [
                code,
                *(one[name] for name in columns),
                *(written.get(name, "") for name in told),
                *(self.fiches[code].leviers.get(name, "") for name in leviers),
            ]


@lru_cache(maxsize=4)
def guide(catalogue: Catalogue) -> Guide:
    """The guide of a catalogue, read once."""
    return Guide(catalogue)
