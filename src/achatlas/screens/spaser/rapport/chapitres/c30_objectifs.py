"""The objectives and what was done of them, those that are missed first."""

from __future__ import annotations

from collections.abc import Iterator

from achatlas.containers.documents.modele import Note, Phrase, Section
from achatlas.langues import dire, nu, translated
from achatlas.screens.spaser import fiche
from achatlas.screens.spaser.rapport import tables
from achatlas.screens.spaser.rapport.sujet import Sujet
from achatlas.screens.spaser.rapport.tables import Cellule
from achatlas.screens.spaser.vue import Chiffre


def chapitre(sujet: Sujet) -> Section:
    """A row for each objective: its targets, what was done, where it stands, what is missing."""
    title = translated("Objectifs et résultats, manqués compris")
    if not sujet.lies:
        return Section(title, "", (Phrase(translated("Aucun objectif n’est écrit pour cette vue.")),))
    columns = [(translated("Objectif"), 8, False)]
    for year in sujet.annees:
        columns += [(dire("cible {annee}", annee=year), 2, True)]
        columns += [(dire("réalisé {annee}", annee=year), 3, True)]
    columns += [(translated("état"), 3, False), (translated("ce qui manque"), 5, False)]
    told = tables.tableau(
        dire("Les objectifs en {annee}", annee=sujet.annee),
        translated("les manqués d’abord, du plus lourd au plus léger"), columns, _rows(sujet),
    )  # fmt: skip
    whom = tables.tableau(
        translated("Qui porte chaque objectif, et qui il engage"), "",
        (
            (translated("Objectif"), 6, False), (translated("axe du schéma"), 4, False),
            (translated("qui le porte"), 4, False), (translated("qui il engage"), 5, False),
            (translated("poids"), 2, True),
        ),
        (_borne(sujet, one) for one in sujet.lies),
    )  # fmt: skip
    note = Note(
        translated(
            "Un objectif est manqué quand la meilleure fin d’année possible reste sous sa cible. Quand moins "
            "de la moitié de ce qui est demandé est dit, il n’est pas jugé."
        )
    )
    return Section(title, "", (told, note, whom))


def _rows(sujet: Sujet) -> Iterator[list[Cellule]]:
    for one in sujet.lies:
        cells = [tables.objectif(sujet, one)]
        for year in sujet.annees:
            cells += [tables.cible(sujet, one, year), tables.vise(sujet, one, year)]
        yield [*cells, Cellule(tables.etat(sujet, one)), Cellule(tables.manque(sujet, one) or tables.NONE)]


def _borne(sujet: Sujet, one: Chiffre) -> list[Cellule]:
    told = one.objectif
    if told is None:
        return []
    whom = fiche.bindings(sujet.vue, one) or translated("tous les acheteurs")
    said = (told.axe or tables.NONE, told.pilote or tables.NONE, nu(whom), str(told.poids))
    return [tables.nom(sujet, one), *map(Cellule, said)]
