"""What the law asks by date, and where the view stands; then what others publish of the same figures."""

from __future__ import annotations

from collections.abc import Iterator

from achatlas.containers.documents.modele import Bloc, Section, Tableau
from achatlas.langues import nu, translated
from achatlas.screens.spaser import obligations, reperes
from achatlas.screens.spaser.obligations import Devoir
from achatlas.screens.spaser.rapport import tables
from achatlas.screens.spaser.rapport.sujet import Sujet
from achatlas.screens.spaser.rapport.tables import Cellule

SHOWN = ("en_vigueur", "a_venir")


def chapitre(sujet: Sujet) -> Section | None:
    """A row for each duty, in force or coming, then the latest benchmark of each figure that has one."""
    some = [one for one in obligations.devoirs(sujet.vue, sujet.jour) if one.moment in SHOWN]
    blocs: list[Bloc] = [_duties(some)] if some else []
    rows = list(_beside(sujet))
    blocs += [_benchmarks(rows)] if rows else []
    if not blocs:
        return None
    said = "Les obligations que le produit connaît ; « à vérifier » où sa source est faible."
    return Section(translated("Obligations et repères"), translated(said), tuple(blocs))


def _duties(some: list[Devoir]) -> Tableau:
    columns = (
        (translated("Obligation"), 5, False), (translated("ce qu’elle demande"), 8, False),
        (translated("qui elle engage"), 4, False), (translated("date"), 3, False),
        (translated("référence"), 5, False),
    )  # fmt: skip
    return tables.tableau(translated("Ce que demande la loi"), "", columns, map(_duty, some))


def _duty(one: Devoir) -> list[Cellule]:
    weak = f" ({translated('à vérifier')})" if one.verifier else ""
    said = (one.titre, one.demande, one.engage or one.types, one.depuis, f"{one.reference}{weak}")
    return [Cellule(nu(text) or tables.NONE) for text in said]


def _benchmarks(rows: list[list[Cellule]]) -> Tableau:
    columns = (
        (translated("Indicateur"), 5, False), (translated("ici"), 2, True),
        (translated("ailleurs"), 2, True), (translated("qui, quand"), 4, False),
        (translated("ce qui diffère"), 7, False), (translated("source"), 5, False),
    )  # fmt: skip
    title, said = "Ce que d’autres publient", "à comparer avec prudence : les périmètres diffèrent"
    return tables.tableau(translated(title), translated(said), columns, rows)


def _beside(sujet: Sujet) -> Iterator[list[Cellule]]:
    for one in sujet.vue.chiffres:
        found = reperes.reperes(sujet.vue.demande.catalogue, one)
        if not found or sujet.lu(one).valeur is None:
            continue
        latest = found[0]
        weak = f" ({translated('à vérifier')})" if latest.verifier else ""
        said = (latest.valeur, f"{latest.qui}, {latest.annee}", latest.differe)
        source = f"{latest.editeur}, {latest.publie}{weak}" if latest.publie else f"{latest.editeur}{weak}"
        yield [
            tables.nom(sujet, one), tables.valeur(sujet, one, sujet.annee),
            *(Cellule(nu(text)) for text in (*said, source)),
        ]  # fmt: skip
