"""Buyer by buyer: the law asks a joint SPASER for the indicators of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from achatlas.containers.documents.modele import Note, Section, Tableau
from achatlas.langues import dire, nu, translated
from achatlas.screens.spaser import chiffres
from achatlas.screens.spaser.rapport import tables
from achatlas.screens.spaser.rapport.sujet import Sujet
from achatlas.screens.spaser.rapport.tables import Cellule
from achatlas.screens.spaser.vue import ACHETEUR, Chiffre

ABREAST = 5
TITLES = {
    "sociale": "Social",
    "environnementale": "Environnement",
    "economique": "Économie",
}


def chapitre(sujet: Sujet) -> Section | None:
    """Tables of a few indicators abreast, a row for each buyer; nothing in the view of one."""
    if not sujet.commun:
        return None
    blocs: list[Tableau | Note] = []
    for dimension, title in TITLES.items():
        shown = [one for one in sujet.vue.chiffres if one.indicateur.dimension == dimension]
        shown = [one for one in shown if _told(sujet, one)]
        blocs += [
            _table(sujet, translated(title), shown[at : at + ABREAST]) for at in range(0, len(shown), ABREAST)
        ]
    if not blocs:
        return None
    blocs.append(
        Note(
            translated(
                "Dans cette vue commune, les paiements d’un membre à un autre sont laissés de côté : le "
                "rapport d’un acheteur seul les compte. « sans objet » : rien au dénominateur ; « inconnu » "
                ": rien n’en est dit. Après le point : sur combien de lignes, de marchés, de fournisseurs "
                "ou de réponses la valeur repose."
            )
        )
    )
    phrase = dire("Chaque chiffre de {annee}, pour chacun des acheteurs.", annee=sujet.annee)
    return Section(translated("Acheteur par acheteur"), phrase, tuple(blocs))


def _told(sujet: Sujet, one: Chiffre) -> bool:
    return any(read.valeur is not None for read in sujet.par(one, ACHETEUR).values())


def _table(sujet: Sujet, title: str, some: Sequence[Chiffre]) -> Tableau:
    names = " ; ".join(
        f"{one.indicateur.id.upper()} : {nu(chiffres.nom(one.indicateur, one.calcul))}" for one in some
    )
    heads = (f"{one.indicateur.id.upper()}{_own(one)}" for one in some)
    columns = [(translated("Acheteur"), 4, False), *((head, 3, True) for head in heads)]
    return tables.tableau(title, names, columns, _rows(sujet, some))


def _own(one: Chiffre) -> str:
    """What tells a figure from the others of its indicator, in a narrow head."""
    own = nu(one.calcul.libelle)
    return f" {own}" if own and len(one.indicateur.calculs) > 1 else ""


def _rows(sujet: Sujet, some: Sequence[Chiffre]) -> Iterator[list[Cellule]]:
    known = sujet.vue.demande.territoire
    every = [Cellule(translated("Ensemble")), *(tables.avec_n(sujet, one) for one in some)]
    for siren in sujet.vue.sirens:
        name = known.acheteur(siren).dit if siren in known.sirens else siren
        yield [Cellule(nu(name)), *(tables.avec_n(sujet, one, siren) for one in some)]
    yield every
