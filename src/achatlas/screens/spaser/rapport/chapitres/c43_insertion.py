"""Hours that contracts promise and do, one by one for their buyer; and the contracts that are reserved."""

from __future__ import annotations

from collections.abc import Iterator

from achatlas.analyse import registre
from achatlas.analyse.crossed import Row
from achatlas.analyse.selection import Selection
from achatlas.catalogue.models_indicateurs import Indicateur
from achatlas.containers.documents.modele import Bloc, Phrase, Section, Tableau
from achatlas.domain.nombres import entier, lisser, montant_lisible
from achatlas.domain.saisie import MARCHE, Saisie
from achatlas.langues import dire, in_french, nu, translated
from achatlas.screens import liens
from achatlas.screens.spaser.rapport import tables
from achatlas.screens.spaser.rapport.sujet import Sujet
from achatlas.screens.spaser.rapport.tables import Cellule
from achatlas.screens.spaser.vue import EXERCICE

RESERVED = Selection().only("clause_sociale", ["reserve"])
REST = "Tout le reste"


def chapitre(sujet: Sujet) -> Section:
    """The reserved contracts notified in the last year; in the report of a buyer, its hours by contract."""
    blocs: list[Bloc] = list(_hours(sujet)) if not sujet.commun else [Phrase(translated(JOINT))]
    rows = registre.kept(RESERVED.only(EXERCICE, [sujet.annee]), sujet.vue.scope)
    blocs.append(_reserved(sujet, rows) if rows else Phrase(_none(sujet)))
    return Section(translated("Insertion, marché par marché"), "", tuple(blocs))


JOINT = (
    "Les heures promises et réalisées de chaque marché sont dans le rapport de son acheteur ; leurs totaux, "
    "au chapitre « Acheteur par acheteur »."
)


def _none(sujet: Sujet) -> str:
    return dire("Aucun marché réservé n’est connu parmi ceux notifiés en {annee}.", annee=sujet.annee)


def _hours(sujet: Sujet) -> Iterator[Bloc]:
    """A table for each indicator that is entered by contract."""
    for one in sujet.vue.demande.catalogue.indicateurs.values():
        if one.entree and one.entree.par == MARCHE:
            found = [
                said
                for said in sujet.vue.scope.atlas.saisies
                if (said.indicateur, said.acheteur, said.annee)
                == (one.id, sujet.vue.acheteur, int(sujet.annee))
            ]
            yield _entered(sujet, one, found) if found else Phrase(_mute(sujet, one))


def _mute(sujet: Sujet, one: Indicateur) -> str:
    return dire(
        "{nom} : rien n’est saisi pour {annee}.", nom=nu(in_french(lisser(one.libelle))), annee=sujet.annee
    )


def _entered(sujet: Sujet, one: Indicateur, some: list[Saisie]) -> Tableau:
    columns = (
        (translated("Marché"), 6, False), (translated("réalisées"), 2, True),
        (translated("prévues"), 2, True), (translated("source"), 4, False),
    )  # fmt: skip
    title = f"{one.id.upper()} · {nu(in_french(lisser(one.libelle)))}"
    return tables.tableau(title, "", columns, (_entry(sujet, said) for said in some))


def _entry(sujet: Sujet, said: Saisie) -> list[Cellule]:
    name, path = said.objet or translated(REST), sujet.vue.adresse("saisies/")
    numbers = (tables.NONE if n is None else entier(n) for n in (said.numerateur, said.denominateur))
    return [Cellule(name, path), *map(Cellule, numbers), Cellule(said.source or tables.NONE)]


def _reserved(sujet: Sujet, rows: tuple[Row, ...]) -> Tableau:
    columns = (
        (translated("Marché"), 7, False), (translated("Acheteur"), 4, False),
        (translated("notifié le"), 2, False), (translated("montant notifié"), 3, True),
        (translated("titulaire"), 4, False),
    )  # fmt: skip
    title = dire("Marchés réservés notifiés en {annee}", annee=sujet.annee)
    return tables.tableau(title, "", columns, (_one(sujet, row) for row in rows))


def _one(sujet: Sujet, row: Row) -> list[Cellule]:
    known, cents = sujet.vue.demande.territoire, row["montant_ht_centimes"]
    siren, day = str(row["acheteur_siren"]), row["date_notification"]
    said = (
        nu(known.acheteur(siren).dit if siren in known.sirens else siren),
        f"{day:%d/%m/%Y}" if day else tables.NONE,
        tables.NONE if cents is None else montant_lisible(cents),
        str(row["titulaires"] or tables.NONE),
    )
    name = lisser(str(row["objet"] or row["marche_id"]))
    return [Cellule(name, liens.marche(sujet.vue.demande, str(row["marche_cle"]))), *map(Cellule, said)]
