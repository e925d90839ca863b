"""A dimension of the SPASER: every figure of its indicators over the years of a report."""

from __future__ import annotations

from collections.abc import Iterator

from achatlas.containers.documents.modele import Section
from achatlas.domain.nombres import INSECABLE, accord
from achatlas.langues import dire, translated
from achatlas.screens.spaser import chiffres
from achatlas.screens.spaser.rapport import tables
from achatlas.screens.spaser.rapport.sujet import Sujet
from achatlas.screens.spaser.rapport.tables import Cellule
from achatlas.screens.spaser.vue import Chiffre


def told(sujet: Sujet, dimension: str, titre: str, phrase: str) -> Section:
    """The figures of a dimension that one of the years tells; how many do not."""
    some = [one for one in sujet.vue.chiffres if one.indicateur.dimension == dimension]
    shown = [one for one in some if any(sujet.lu(one, y).valeur is not None for y in sujet.annees)]
    columns = [
        (translated("Indicateur"), 9, False),
        *((year, 3, True) for year in sujet.annees),
        (translated("de quoi"), 4, True),
        (translated("évolution"), 3, True),
        (translated("au moins, au plus"), 3, True),
        (translated("connu"), 2, True),
        (dire("cible {annee}", annee=sujet.annee), 2, True),
    ]
    table = tables.tableau(
        dire("Indicateurs, {nombre} sur {total} mesurés", nombre=len(shown), total=len(some)),
        dire("de quoi, au moins, au plus et connu : en {annee}", annee=sujet.annee),
        columns, _rows(sujet, shown),
    )  # fmt: skip
    return Section(titre, phrase, (table,))


def _rows(sujet: Sujet, shown: list[Chiffre]) -> Iterator[list[Cellule]]:
    for one in shown:
        read = sujet.lu(one)
        yield [
            tables.nom(sujet, one),
            *(tables.valeur(sujet, one, year) for year in sujet.annees),
            Cellule(chiffres.detail(read, one.calcul) or tables.NONE),
            tables.change(sujet, one),
            Cellule(chiffres.bornes(read, one.calcul).replace(" ", INSECABLE) or tables.NONE),
            Cellule(chiffres.connu(read, one.calcul) or tables.NONE),
            _aim(sujet, one),
        ]


def _aim(sujet: Sujet, one: Chiffre) -> Cellule:
    """The target, with how many buyers it binds when it is not that of all."""
    told, bound = tables.cible(sujet, one, sujet.annee), sujet.vue.engages(one)
    if not bound or told.texte == tables.NONE:
        return told
    return Cellule(dire("{cible} pour {nombre}", cible=told.texte, nombre=accord(len(bound), "acheteur")))
