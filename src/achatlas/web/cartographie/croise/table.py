"""The table of a crossing: its rows and columns in order, what is folded, each cell as it is written."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce
from operator import add
from typing import Any, Generic

from achatlas.analyse import gate, grid, query
from achatlas.analyse.answers import Row
from achatlas.analyse.grid import AUTRES, Croix, V
from achatlas.catalogue import models
from achatlas.catalogue.models import Mesure
from achatlas.domain.nombres import accord, lisser
from achatlas.langues import dire, translated
from achatlas.screens import cases as cells
from achatlas.screens import keeping
from achatlas.screens.cases import Cases, Rang, Tete, told_of
from achatlas.screens.changements import Changements
from achatlas.screens.demande import TOUS
from achatlas.screens.panneaux import nommer
from achatlas.screens.styles import WIDE, Indices, Jours, Montants, Nombres, Style, Taux
from achatlas.web.acces import catalogue
from achatlas.web.cartographie.croise.demande import COLONNE, NOM, TOTAL, Crossing, Evolution, Valeur

LIMITE, LARGEUR = 25, 16
SEGMENT = "segment"
Codes = Collection[str] | None


@dataclass(frozen=True)
class Lecture(Generic[V]):
    """All that a table is drawn from: what is asked, the values, how these are written."""

    demande: Crossing
    croix: Croix[V]
    style: Style[V]

    @property
    def axes(self) -> tuple[str, str]:
        """The axes of the rows and of the columns."""
        return self.demande.reglages.axes

    def nom(self, axe: str, code: str) -> str:
        """The name of a member of an axis, with whose it is in the common view."""
        names = gate.libelles(self.demande.axes[axe], self.demande.acces.scope)
        return nommer(Row(code, names.get(code, code), {}, None, ""), self.demande, axe)

    def court(self, axe: str, code: str) -> str:
        """The same, short where the nomenclature has a short name."""
        told = self.demande.acces.scope.atlas.catalogue.segments.get(code, {}) if axe == SEGMENT else {}
        return lisser(told.get("libelle_court") or "") or self.nom(axe, code)


def lire(demande: Crossing) -> Lecture[int] | Lecture[Any]:
    """Asks the values of a crossing. Raises ClosedCrossing."""
    valeur, asked = demande.valeur, demande.question
    if isinstance(valeur, models.Taux):
        return Lecture(demande, grid.shares(asked, valeur), Taux())
    if isinstance(valeur, Evolution):
        change = grid.changes(asked, demande.base or asked.selection, valeur.mesure.id)
        return Lecture(demande, change, Changements(demande.contre_dit, _style(valeur.mesure, 0)))
    found = grid.distinct(asked, valeur.id) if counted(valeur) else grid.sums(asked, valeur.id)
    return Lecture(demande, found, _style(valeur, max(found.cases.values(), default=0)))


def _style(mesure: Mesure, most: int) -> Style[int]:
    """How a measure is written, by its unit and by the greatest of its cells."""
    if mesure.unite == "centimes":
        return Montants.of(most)
    if mesure.unite == "jours":
        return Jours()
    return Indices() if mesure.unite == "indice" else Nombres.of(most, lisser(mesure.libelle).lower())


def counted(valeur: Valeur) -> bool:
    """Whether the cells of a value do not add up: counted without repetition, mean, median, index."""
    return isinstance(valeur, Mesure) and not valeur.additive


def whole(valeur: Valeur) -> bool:
    """Whether what a row or a column holds is told apart, and is no sum of its cells."""
    return counted(valeur) or isinstance(valeur, models.Taux | Evolution)


def rows(lu: Lecture[V]) -> list[str]:
    """The known members of the rows, in the order asked."""
    par, reglages = lu.axes[0], lu.demande.reglages
    order = natural(lu, par, lu.croix.lignes)
    if reglages.tri == NOM:
        return sorted(order, key=lambda code: (lu.nom(par, code).casefold(), code))
    if reglages.tri == TOTAL:
        return sorted(order, key=lambda code: -lu.style.rank(lu.croix.lignes[code]))
    if (column := reglages.colonne) is not None:
        return sorted(order, key=lambda code: _below(lu, code, column))
    return order


def _below(lu: Lecture[V], ligne: str, colonne: str) -> tuple[bool, Fraction]:
    """The rank of a row by one of its cells: the greatest first, those that have none last."""
    held = lu.croix.cases.get((ligne, colonne))
    return held is None, Fraction(0) if held is None else -lu.style.rank(held)


def natural(lu: Lecture[V], axe: str, found: Mapping[str, V]) -> list[str]:
    """The known members in the order of their axis: time by code, the others by what they weigh."""
    known = sorted(code for code in found if code)
    if lu.demande.axes[axe].ordre == "code":
        return known
    return sorted(known, key=lambda code: -lu.style.poids(found[code]))


def kept_columns(lu: Lecture[V]) -> tuple[list[str], int]:
    """The columns that stand alone, in order, and how many known ones do not: the lightest."""
    order = natural(lu, lu.axes[1], lu.croix.colonnes)
    room = LARGEUR - ("" in lu.croix.colonnes)
    if len(order) <= room:
        return order, 0
    heaviest = sorted(order, key=lambda code: -lu.style.poids(lu.croix.colonnes[code]))[: room - 1]
    return [code for code in order if code in set(heaviest)], len(order) - len(heaviest)


def folded(lu: Lecture[V], lignes: Codes, colonnes: Codes) -> Croix[V]:
    """The values with those that do not stand alone together: counted again when they do not add up."""
    valeur = lu.demande.valeur
    if not counted(valeur):
        return grid.folded(lu.croix, lignes, colonnes)
    counts: Any = lu.croix
    told: Any = grid.folded_distinct(lu.demande.question, valeur.id, counts, lignes, colonnes)
    return told  # type: ignore[no-any-return]


def columns(lu: Lecture[V]) -> list[Tete]:
    """The columns: known members, the others together, the unknown."""
    axe, demande = lu.axes[1], lu.demande
    kept, left = kept_columns(lu)
    tetes = [_sorting(lu, cells.head(demande, axe, code, lu.court(axe, code))) for code in kept]
    if left:
        tetes.append(cells.others(demande, axe, left))
    if "" in lu.croix.colonnes:
        tetes.append(_sorting(lu, cells.head(demande, axe, "", lu.nom(axe, ""))))
    return tetes


def _sorting(lu: Lecture[V], tete: Tete) -> Tete:
    tri = f"{COLONNE}{tete.code}"
    here = lu.demande.reglages.tri == tri
    return replace(tete, tri=lu.demande.ici(tri="" if here else tri), aria="descending" if here else "none")


def contenu(lu: Lecture[V]) -> dict[str, Any]:
    """What the screen shows of the table: heads, rows of the page, those folded, totals, legend."""
    demande, tetes = lu.demande, columns(lu)
    order: list[str] = rows(lu)
    start = (demande.reglages.page - 1) * LIMITE
    paged: list[str] = order[start : start + LIMITE]
    shown: list[str] = [*(code for code in order if _pinned(lu, code) and code not in paged), *paged]
    kept_rows = {"", *shown} if len(shown) < len(order) else None
    kept = {tete.code for tete in tetes}
    croix = folded(lu, kept_rows, kept if AUTRES in kept else None)
    cases = Cases(demande, lu.axes, croix, lu.style)
    return {
        "tetes": tetes,
        "rangs": [_row(lu, cases, code, tetes) for code in shown],
        "restes": _rest(lu, cases, tetes, len(order) - len(shown)),
        "totaux": cases.totals(tetes),
        "total": lu.style.ensemble(croix.total),
        "total_dit": lu.style.dit(croix.total),
        "choix_dit": _worded(lu, chosen(lu)),
        "echelle": lu.style.legend,
        "unite": lu.style.unit,
        "pages": cells.pages(demande, demande.reglages.asked(), demande.reglages.page, len(order), LIMITE),
        "choisie": _chosen(lu),
        "vide": not lu.croix.cases,
        "nombres": (len(order), len([code for code in lu.croix.colonnes if code])),
    }


def _worded(lu: Lecture[V], valeur: V | None) -> str:
    return "" if valeur is None else lu.style.dit(valeur)


def _pinned(lu: Lecture[V], code: str) -> bool:
    return keeping.state(lu.demande, lu.axes[0], code) == keeping.CHOSEN


def _row(lu: Lecture[V], cases: Cases[V], code: str, tetes: list[Tete]) -> Rang:
    return cases.row(code, (lu.nom(lu.axes[0], code), lu.court(lu.axes[0], code)), tetes)


def _rest(lu: Lecture[V], cases: Cases[V], tetes: list[Tete], left: int) -> list[Rang]:
    """The rows that are not on the page, as one, then what has no member."""
    axe, found = lu.demande.axes[lu.axes[0]], []
    if left:
        name = accord(
            left,
            dire("autre {nom}", nom=axe.libelle.lower()),
            dire("autres {noms}", noms=axe.pluriel.lower()),
        )
        found.append(cases.row(AUTRES, (name, name), tetes))
    if "" in lu.croix.lignes:
        found.append(_row(lu, cases, "", tetes))
    return found


def _chosen(lu: Lecture[V]) -> str:
    """The cell that is chosen, in words; nothing when none is."""
    ligne, colonne = (keeping.alone(lu.demande, axe) for axe in lu.axes)
    if ligne is None or colonne is None or (ligne, colonne) not in lu.croix.cases:
        return ""
    told = lu.style.dit(lu.croix.cases[ligne, colonne])
    return told_of(f"{lu.nom(lu.axes[0], ligne)}, {lu.nom(lu.axes[1], colonne)}", told)


def chosen(lu: Lecture[V]) -> V | None:
    """The value of what is chosen of the two axes, all the rest put aside; None when nothing is chosen, or
    when no cell is of it.
    """
    demande, valeur = lu.demande, lu.demande.valeur
    clauses = [demande.selection.get(axe) for axe in lu.axes]
    if not any(clauses):
        return None
    if counted(valeur):
        told: Any = query.figures([valeur.id], demande.selected, demande.acces.scope).valeurs[valeur.id]
        return told  # type: ignore[no-any-return]
    columns = [demande.axes[axe].groupe_par for axe in lu.axes]
    held = [
        value
        for codes, value in lu.croix.cases.items()
        if all(
            one is None or one.keeps(code, column)
            for one, code, column in zip(clauses, codes, columns, strict=True)
        )
    ]
    return reduce(add, held) if held else None


def definitions(demande: Crossing) -> list[tuple[str, str, str]]:
    """What is shown, each as (what it is, its name, its definition): the value, the rows, the columns."""
    valeur = demande.valeur
    reference = f" ({valeur.reference})" if isinstance(valeur, models.Taux) and valeur.reference else ""
    par, selon = (demande.axes[axe] for axe in demande.reglages.axes)
    told = [(translated("Valeur"), valeur.libelle, f"{valeur.definition}{reference}")]
    told += [
        (translated("Lignes", "rangs"), par.pluriel, par.definition),
        (translated("Colonnes"), selon.pluriel, selon.definition),
    ]
    return [(what, lisser(name), lisser(said)) for what, name, said in told]


def notes(demande: Crossing) -> list[str]:
    """What must be known to read the table right."""
    found = [*_told(demande.valeur)]
    if demande.reglages.fallback:
        found.append(
            translated("Aucune période n’est comparée ici : la valeur est montrée, non son évolution.")
        )
    if demande.par_annee:
        found.append(dire("Tous les exercices sont là, en axe{marked}.", marked=_marked(demande)))
    own = [axe for axe in demande.reglages.axes if axe in demande.selection.clauses]
    if own:
        quoted = (dire("« {nom} »", nom=lisser(demande.axes[axe].libelle)) for axe in own)
        names = f" {translated('et')} ".join(quoted)
        found.append(
            dire("Le filtre sur {names} est marqué dans le tableau, sans rien en retirer.", names=names)
        )
    return found


def _marked(demande: Crossing) -> str:
    """Which year is marked among all those of an axis."""
    if demande.exercice == TOUS:
        return ""
    return dire(
        " ; {exercice} est marqué, et c’est celui dont les lignes s’ouvrent", exercice=demande.exercice
    )


def _told(valeur: Valeur) -> Iterator[str]:
    """What a value that does not add up, or that is in doubt, asks of the reader."""
    if isinstance(valeur, Mesure) and counted(valeur):
        once = translated("chacun n’est compté qu’une fois par ligne, par colonne et dans « Ensemble »")
        apart = translated("chaque case, chaque ligne, chaque colonne et « Ensemble » sont calculés à part")
        told = once if valeur.agregation == "distincts" else apart
        yield dire(
            "{libelle} : {told} ; les cases ne s’additionnent pas.", libelle=lisser(valeur.libelle), told=told
        )
    if isinstance(valeur, models.Taux):
        whole = lisser(catalogue().mesures[valeur.mesure].libelle)
        yield (
            dire(
                "Part de « {whole} », du moins sûr au plus possible : ce que l’on ignore n’est "
                "jamais un non ; « — » quand aucune part ne peut être dite.",
                whole=whole,
            )
        )


def shaded(demande: Crossing) -> list[str]:
    """What the depths of shares follow."""
    if not isinstance(demande.valeur, models.Taux):
        return []
    return [
        dire(
            "La teinte suit le milieu de l’intervalle ; il est rayé quand il passe {wide} points.", wide=WIDE
        )
    ]
