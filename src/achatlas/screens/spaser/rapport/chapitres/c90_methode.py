"""How the figures are computed: what holds of all of them, then each indicator."""

from __future__ import annotations

from collections.abc import Iterator

from achatlas.containers.documents.modele import Phrase, Section
from achatlas.domain.nombres import lisser
from achatlas.langues import nu, translated
from achatlas.screens.spaser.rapport import tables
from achatlas.screens.spaser.rapport.sujet import Sujet
from achatlas.screens.spaser.rapport.tables import Cellule

SAID = (
    "Les paiements sont les mandats et écritures d’achat déposés par les acheteurs, hors taxes ; les "
    "marchés, les données essentielles qu’ils publient. L’exercice est celui du mandat pour un paiement, "
    "celui de la notification pour un marché.",
    "Une part est dite parmi ce qui est connu. « Au moins, au plus » compte l’inconnu pour non, puis pour "
    "oui ; « connu » dit combien de ce qui est demandé le dit.",
    "Une part ouvre les lignes qui la font, dans la version des données de ce rapport, pour qui peut les "
    "lire. Une moyenne ou un compte que nulle sélection de lignes ne fait ouvre la page qui dit comment il "
    "est calculé ; ce qui est saisi ouvre les saisies.",
)


def chapitre(sujet: Sujet) -> Section:
    """Three sentences, then a row for each indicator."""
    columns = (
        (translated("Indicateur"), 5, False), (translated("au numérateur"), 5, False),
        (translated("au dénominateur"), 5, False), (translated("référence"), 5, False),
    )  # fmt: skip
    table = tables.tableau(translated("Chaque indicateur"), "", columns, _rows(sujet))
    sentences = (Phrase(translated(said)) for said in SAID)
    return Section(translated("Méthode et définitions"), "", (*sentences, table))


def _rows(sujet: Sujet) -> Iterator[list[Cellule]]:
    for one in sujet.vue.demande.catalogue.indicateurs.values():
        weak = f" ({translated('à vérifier')})" if one.a_verifier else ""
        said = (
            f"{one.id.upper()} · {one.libelle}", one.numerateur, one.denominateur or tables.NONE,
            f"{one.reference}{weak}",
        )  # fmt: skip
        yield [Cellule(nu(lisser(text))) for text in said]
