"""The pivot nomenclature in force as a table: every code that ever stood, its state, what stands for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from achatlas.catalogue.pivot import BAR
from achatlas.classify.guide import ARROW, Fiche, guide
from achatlas.domain.evolution import Evolution
from achatlas.pipeline.workshop import Workshop
from achatlas.store.evolutions import Evolutions

COLUMNS = (
    "version", "code", "etat", "successeur", "depuis", "famille_code", "famille", "segment", "libelle_court",
    "nature", "definition", "exemples", "comprend", "exclut", "prefixes_cpv", "prefixes_comptes", "mots_cles",
)  # fmt: skip
STANDS, PASSED, LEFT = "en vigueur", "passé à un autre", "retiré"
LETTERS, DAY = 8, 10


def version(atelier: Workshop) -> str:
    """The mark of the nomenclature in force: how many acts made it and the seal of the last, « 3-a1b2c3d4 »;
    « 0 » as it was delivered.
    """
    told = Evolutions(atelier.home).verify()
    return f"{told.lignes}-{told.tete[:LETTERS]}" if told.lignes else "0"


def table(atelier: Workshop) -> Iterator[Sequence[str]]:
    """The nomenclature in force, its heading first; the codes that stand no more keep a line, and those that
    were made then taken back have their code only.
    """
    lu, marked = guide(atelier.again().catalogue), version(atelier)
    every = Evolutions(atelier.home).every()
    since = {code: one.date[:DAY] for one, _ in every for code in _changed(one)}
    yield COLUMNS
    for code, one in lu.fiches.items():
        then = lu.retires.get(code, "")
        told = (PASSED if then else STANDS, then, since.get(code, ""))
        yield (marked, code, *told, *_words(one, lu.familles.get(one.famille, "")))
    for code in sorted({one.made for one, _ in every} - {""} - set(lu.fiches)):
        blank = [""] * (len(COLUMNS) - 5)
        yield (marked, code, LEFT, "", since.get(code, ""), *blank)


def _changed(one: Evolution) -> frozenset[str]:
    """The codes that an evolution makes, retires or tells otherwise."""
    return frozenset({one.made, one.retired, "" if one.vers else one.code} - {""})


def _words(one: Fiche, famille: str) -> Iterator[str]:
    yield from (one.famille, famille, one.libelle, one.court, one.nature, one.definition)
    yield from (BAR.join(one.exemples), BAR.join(one.comprend))
    yield BAR.join(f"{case.cas}{ARROW}{case.vers}" if case.vers else case.cas for case in one.renvois)
    yield from (BAR.join(one.cpv), BAR.join(one.comptes), BAR.join(one.mots))
