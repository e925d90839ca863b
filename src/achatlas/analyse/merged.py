"""What the common view tells as one member and the files of lines tell apart: natural persons, who are one
supplier, and enterprises whose diffusion is partial, whose place is unknown. A selection made there keeps the
same payments in the files of lines.
"""

from collections.abc import Iterable
from dataclasses import replace

from achatlas.analyse.expressions import Shape
from achatlas.analyse.selection import Clause
from achatlas.domain.personnes import DIFFUSEES, IDENTIFIANT, LIEUX, PERSONNE, TOGETHER
from achatlas.store.templates import Merged

PERSONS = Merged(PERSONNE, IDENTIFIANT, prefixe=PERSONNE)
SILENT = Merged("", IDENTIFIANT, table="mart__operateurs", etat="diffusion", etats=DIFFUSEES)


def together(colonne: str, clause: Clause) -> tuple[tuple[str, Merged], ...]:
    """What a clause on a column sees as one member, when it names all natural persons."""
    return ((colonne, PERSONS),) if colonne in TOGETHER and PERSONNE in clause.valeurs else ()


def as_shared(shape: Shape, valeurs: Iterable[str]) -> Shape:
    """The same clauses as the common file would keep them, of the bound ``valeurs``, in a file of lines."""
    persons = any(valeur.startswith(PERSONNE) for valeur in valeurs)
    told = dict(shape.merged)
    for colonne, _, _ in shape.clauses:
        if colonne in LIEUX:
            told[colonne] = SILENT
        elif colonne in TOGETHER and persons:
            told[colonne] = PERSONS
    return replace(shape, merged=tuple(told.items()))
