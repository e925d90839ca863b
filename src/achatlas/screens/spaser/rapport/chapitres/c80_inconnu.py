"""What the report does not know: indicators without data, and those that few lines tell."""

from __future__ import annotations

from collections.abc import Iterator

from achatlas.containers.documents.modele import Bloc, Phrase, Section, Tableau
from achatlas.domain.nombres import lisser
from achatlas.langues import nu, translated
from achatlas.screens.spaser import chiffres
from achatlas.screens.spaser.rapport import tables
from achatlas.screens.spaser.rapport.sujet import Sujet
from achatlas.screens.spaser.rapport.tables import Cellule
from achatlas.screens.spaser.vue import Chiffre


def chapitre(sujet: Sujet) -> Section:
    """The figures that nothing tells and why, then those that less than half of what is asked tells."""
    mute = [one for one in sujet.vue.chiffres if sujet.lu(one).valeur is None]
    weak = [one for one in sujet.vue.chiffres if sujet.lu(one).valeur is not None and not _enough(sujet, one)]
    blocs: list[Bloc] = [_mute(sujet, mute)] if mute else []
    blocs += [_weak(sujet, weak)] if weak else []
    blocs = blocs or [
        Phrase(translated("Chaque chiffre est mesuré sur plus de la moitié de ce qu’il demande."))
    ]
    return Section(translated("Ce que ce rapport ne sait pas"), "", tuple(blocs))


def _enough(sujet: Sujet, one: Chiffre) -> bool:
    return chiffres.assez(sujet.lu(one), one.calcul)


def _mute(sujet: Sujet, some: list[Chiffre]) -> Tableau:
    columns = (
        (translated("Indicateur"), 7, False), (translated("pourquoi"), 3, False),
        (translated("ce qu’il demande"), 6, False),
    )  # fmt: skip
    rows = ([tables.nom(sujet, one), Cellule(_why(sujet, one)), Cellule(_needs(one))] for one in some)
    return tables.tableau(translated("Sans chiffre"), "", columns, rows)


def _why(sujet: Sujet, one: Chiffre) -> str:
    return chiffres.valeur(sujet.lu(one), one.calcul)


def _needs(one: Chiffre) -> str:
    told = one.indicateur
    under = f" / {nu(lisser(told.denominateur))}" if told.denominateur else ""
    return f"{nu(lisser(told.numerateur))}{under}"


def _weak(sujet: Sujet, some: list[Chiffre]) -> Tableau:
    columns = (
        (translated("Indicateur"), 7, False), (translated("valeur"), 3, True),
        (translated("au moins, au plus"), 3, True), (translated("connu"), 2, True),
    )  # fmt: skip
    return tables.tableau(translated("Peu connus : à lire avec prudence"), "", columns, _rows(sujet, some))


def _rows(sujet: Sujet, some: list[Chiffre]) -> Iterator[list[Cellule]]:
    for one in some:
        read = sujet.lu(one)
        bounds, known = chiffres.bornes(read, one.calcul), chiffres.connu(read, one.calcul)
        yield [
            tables.nom(sujet, one), tables.valeur(sujet, one, sujet.annee),
            Cellule(bounds or tables.NONE), Cellule(known or tables.NONE),
        ]  # fmt: skip
