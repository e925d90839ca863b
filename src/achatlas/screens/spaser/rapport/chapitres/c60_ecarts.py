"""Who makes the gap: what each member takes from the targets that are missed, or adds to them."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from achatlas.analyse import gate
from achatlas.analyse.readings import Reading
from achatlas.containers.documents.modele import Section, Tableau
from achatlas.domain.nombres import lisser
from achatlas.domain.objectif import Etat, Sens, apports
from achatlas.langues import dire, nu, translated
from achatlas.screens.spaser import apports as screens
from achatlas.screens.spaser import chiffres
from achatlas.screens.spaser.rapport import tables
from achatlas.screens.spaser.rapport.sujet import Sujet
from achatlas.screens.spaser.rapport.tables import Cellule
from achatlas.screens.spaser.vue import ACHETEUR, Chiffre

MOST = 6
"""How many members a table names on each side."""


def chapitre(sujet: Sujet) -> Section | None:
    """A table for each missed target; nothing when none is missed."""
    missed = [one for one in sujet.lies if sujet.etat(one) is Etat.MANQUE]
    blocs = tuple(table for one in missed if (table := _table(sujet, one)) is not None)
    if not blocs:
        return None
    said = "Ce que chacun retire à la cible, ou y ajoute."
    return Section(translated("Qui fait l’écart"), translated(said), blocs)


def _table(sujet: Sujet, one: Chiffre) -> Tableau | None:
    axe, told = screens.axes(sujet.vue)[0], parts(sujet, one)
    if not told:
        return None
    late = -1 if one.sens is Sens.BAISSE else 1
    order = sorted(told, key=lambda code: (told[code] * late, code))
    columns = (
        (nu(lisser(sujet.vue.demande.axes[axe].libelle)), 6, False),
        (translated("valeur"), 3, True),
        (translated("de quoi"), 4, True),
        (translated("retire ou ajoute"), 3, True),
    )
    rows = _rows(sujet, one, axe, order, told)
    return tables.tableau(tables.objectif(sujet, one).texte, _said(sujet, one), columns, rows)


def parts(sujet: Sujet, one: Chiffre) -> dict[str, Fraction]:
    """What each member takes from the target of a figure or adds to it; nothing when it is not told so, nor
    when the members do not add up to the whole.
    """
    aim, axe = sujet.cible(one), screens.axes(sujet.vue)[0]
    if aim is None or not _adds(sujet, one, axe):
        return {}
    told = {code: read for code, read in _members(sujet, one, axe).items() if read.denominateur > 0}
    return apports(aim, {code: (read.numerateur, read.denominateur) for code, read in told.items()})


def _members(sujet: Sujet, one: Chiffre, axe: str) -> dict[str, Reading]:
    """The figure by member; by buyer, those alone whom the objective binds."""
    bound = sujet.vue.engages(one) if axe == ACHETEUR else ()
    return {code: read for code, read in sujet.par(one, axe).items() if not bound or code in bound}


def _adds(sujet: Sujet, one: Chiffre, axe: str) -> bool:
    """Whether what the members make adds up to the whole: a supplier that two buyers pay does not."""
    whole, found = sujet.vise(one), _members(sujet, one, axe).values()
    sums = sum(read.numerateur for read in found), sum(read.denominateur for read in found)
    return sums == (whole.numerateur, whole.denominateur)


def _said(sujet: Sujet, one: Chiffre) -> str:
    return dire(
        "cible {cible}, réalisé {valeur} ; la somme fait l’écart",
        cible=tables.cible(sujet, one, sujet.annee).texte,
        valeur=chiffres.valeur(sujet.vise(one), one.calcul),
    )


def _rows(
    sujet: Sujet, one: Chiffre, axe: str, order: list[str], told: dict[str, Fraction]
) -> Iterator[list[Cellule]]:
    shown = order if len(order) <= 2 * MOST else [*order[:MOST], *order[-MOST:]]
    names = gate.noms(sujet.vue.demande.axes[axe], shown, sujet.vue.scope)
    for code in shown:
        if len(shown) < len(order) and code == order[-MOST]:
            yield _others(one, [told[other] for other in order[MOST:-MOST]])
        read = sujet.par(one, axe)[code]
        yield [
            Cellule(nu(screens.name(sujet.vue, axe, code, names)), sujet.page(one)),
            Cellule(chiffres.valeur(read, one.calcul)),
            Cellule(chiffres.detail(read, one.calcul) or tables.NONE),
            Cellule(chiffres.en_points(told[code], one.calcul)),
        ]


def _others(one: Chiffre, deltas: list[Fraction]) -> list[Cellule]:
    name = dire("{nombre} autres", nombre=len(deltas))
    whole = chiffres.en_points(sum(deltas, Fraction(0)), one.calcul)
    return [Cellule(name), Cellule(tables.NONE), Cellule(tables.NONE), Cellule(whole)]
