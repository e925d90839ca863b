"""What is being done: the actions of the view, the late ones first."""

from __future__ import annotations

from achatlas.containers.documents.modele import Phrase, Section, Tableau
from achatlas.langues import dire, nu, translated
from achatlas.screens.spaser import actions
from achatlas.screens.spaser.actions import Rang
from achatlas.screens.spaser.rapport import tables
from achatlas.screens.spaser.rapport.sujet import Sujet
from achatlas.screens.spaser.rapport.tables import Cellule

TITLE = "Ce qui est engagé"


def chapitre(sujet: Sujet) -> Section:
    """A row for each action, as it stands on the day of the report."""
    said = actions.phrase(sujet.actes, sujet.regard)
    if not sujet.actes:
        return Section(translated(TITLE), "", (Phrase(said),))
    day = dire("au {jour}", jour=f"{sujet.jour:%d/%m/%Y}")
    return Section(
        translated(TITLE), said, (table(sujet, actions.rangs(sujet.vue, sujet.regard, sujet.actes), day),)
    )


def table(sujet: Sujet, some: list[Rang], said: str) -> Tableau:
    """Some actions, each opening its page."""
    columns = (
        (translated("Action"), 7, False), (translated("Indicateur"), 2, False),
        (translated("acheteurs"), 4, False), (translated("qui la porte"), 4, False),
        (translated("échéance"), 3, False), (translated("état"), 2, False),
    )  # fmt: skip
    return tables.tableau("", said, columns, (_row(one) for one in some))


def _row(one: Rang) -> list[Cellule]:
    return [
        Cellule(nu(one.titre), one.href), Cellule(one.indicateur or tables.NONE, one.indicateur_href),
        Cellule(nu(one.acheteurs)), Cellule(nu(one.pilote) or tables.NONE),
        Cellule(one.echeance or tables.NONE), Cellule(one.etat),
    ]  # fmt: skip
