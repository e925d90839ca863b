"""What comes due, in sentences."""

from __future__ import annotations

from achatlas.langues import dire, translated
from achatlas.watch.fins import Echeance, Etat, Genre
from achatlas.watch.jours import written

ETATS = {
    Etat.RETARD: "en retard",
    Etat.MAINTENANT: "à faire maintenant",
    Etat.A_PREVOIR: "à prévoir",
    Etat.CALME: "rien à faire encore",
    Etat.INCONNU: "inconnu",
}
FINS = {
    Genre.A_CONFIRMER: (
        "Reconduction n° {rang} à confirmer : période achevée le {jour}, aucun paiement ne prouve la suite."
    ),
    Genre.RECONDUCTION: "Reconduction n° {rang} à décider avant le {agir} : la période s’achève le {jour}.",
    Genre.FIN_SAUF_RECONDUCTION: "Fin le {jour}, sauf reconduction.",
    Genre.FIN: "Dernière fin le {jour}.",
    Genre.FIN_INCONNUE: "Fin inconnue : ni la date de fin ni la durée ne sont écrites.",
}
SILENT = "Reconduction n° {rang} : paiements connus jusqu’au {muet} seulement, à confirmer."
DECIDED = (
    "Reconduction n° {rang} à décider avant le {agir}, ce jour est passé : la période s’achève le {jour}."
)
LAUNCH = "Consultation à lancer avant le {agir} ({procedure}, {mois} mois)."
LATE = "Consultation à lancer avant le {agir} ({procedure}, {mois} mois) : ce jour est passé."
ORIGINES = {
    "contredite": "La fin écrite et la durée se contredisent de plus de six mois : à vérifier.",
    "calculee": "Date calculée d’après la notification et la durée.",
    "": "Origine de la date inconnue.",
}


def etat_dit(etat: Etat) -> str:
    """How pressing it is, in a few words."""
    return translated(ETATS[etat])


def phrases(one: Echeance) -> tuple[str, ...]:
    """What comes due, then by when to launch the consultation, then what is not sure of it."""
    told = {"jour": one.jour, "agir": one.agir, "muet": one.muet}
    days = {name: written(day) for name, day in told.items() if day is not None}
    said = FINS[one.genre] if one.muet is None else SILENT
    if one.genre is Genre.RECONDUCTION and one.etat is Etat.RETARD:
        said = DECIDED
    return (dire(said, rang=str(one.rang), **days), *_launch(one), *_doubts(one))


def _launch(one: Echeance) -> tuple[str, ...]:
    if one.genre not in (Genre.FIN, Genre.FIN_SAUF_RECONDUCTION):
        return ()
    if one.agir is None or one.delai is None:
        return (translated("Procédure inconnue : le délai de la consultation suivante l’est aussi."),)
    late = one.etat is Etat.RETARD
    said = LATE if late else LAUNCH
    told = {"agir": written(one.agir), "procedure": translated(one.delai.libelle), "mois": one.delai.mois}
    return (dire(said, **told),)


def _doubts(one: Echeance) -> tuple[str, ...]:
    if one.jour is None:
        return ()
    said = [translated(ORIGINES[one.origine])] if one.origine in ORIGINES else []
    if not one.complete:
        said.append(translated("Toutes les dates de reconduction ne sont pas connues."))
    if not one.confirmee and one.genre is not Genre.A_CONFIRMER:
        said.append(translated("À condition qu’une reconduction passée, à confirmer, ait été faite."))
    return tuple(said)
