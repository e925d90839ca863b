"""Where a marché stands with its publication, in sentences: the case, why, and what to check first."""

from __future__ import annotations

from collections.abc import Iterator

from achatlas.domain.nombres import entier, lisser, montant_lisible
from achatlas.langues import dire, in_french, translated
from achatlas.watch.jours import written
from achatlas.watch.publication import Cas, Lacune, Refused, Reserve, Situation, refused
from achatlas.watch.suivi import Suivi

CAS = {
    Cas.PUBLIE: "publié",
    Cas.PUBLIE_TARD: "publié en retard",
    Cas.PUBLIE_DELAI_INCONNU: "publié, délai inconnu",
    Cas.A_CORRIGER: "publié, à corriger",
    Cas.MANQUANT: "non trouvé, délai passé",
    Cas.PAS_ENCORE: "à publier, délai en cours",
    Cas.LISTE_ALLEGEE: "liste allégée possible",
    Cas.NON_SOUMIS: "sous le seuil",
    Cas.INCONNU: "inconnu",
}
LACUNES = {
    Lacune.MONTANT: "Montant inconnu.",
    Lacune.NOTIFICATION: "Date de notification inconnue.",
    Lacune.PUBLICATION: "Date de publication inconnue.",
    Lacune.SEUIL: "Seuil ou délai inconnu à la date de notification.",
    Lacune.CONCESSION: "Concession : publiée avant le début de son exécution, dont la date est inconnue.",
    Lacune.JUMEAU: "Peut-être publié sous un autre identifiant, qui encadre ce numéro : à vérifier.",
}
RESERVES = {
    Reserve.SUBSEQUENT: "À vérifier : marché subséquent.",
    Reserve.CENTRALE: "À vérifier : une centrale d’achat peut l’avoir publié.",
    Reserve.COORDONNATEUR: "À vérifier : le coordonnateur du groupement peut l’avoir publié.",
    Reserve.SEUIL: "À vérifier : le seuil de ce jour-là n’est pas sûr.",
    Reserve.SANS_FICHIER: "À vérifier : aucune donnée essentielle de cet acheteur n’a été déposée.",
    Reserve.APRES_FICHIER: "À vérifier : il est plus récent que les données essentielles déposées.",
}
ALONE = "Absent du registre de l’acheteur, qui couvre ce jour : à vérifier."


def cas_dit(cas: Cas) -> str:
    """A case in a few words."""
    return translated(CAS[cas])


def phrases(one: Situation) -> tuple[str, ...]:
    """Why a marché is in its case, then what to check before anything is said of it."""
    wrong = to_correct(one.suivi) if one.cas is Cas.A_CORRIGER else ()
    told = [*_days(one), *wrong, *_amounts(one)]
    if one.lacune:
        told.append(translated(LACUNES[one.lacune]))
    if one.hors_registre:
        told.append(translated(ALONE))
    return (*told, *(translated(RESERVES[reserve]) for reserve in one.reserves))


def to_correct(suivi: Suivi) -> tuple[str, ...]:
    """What is to be checked in the records of essential data of a marché that were refused: where, why."""
    return tuple(_to_correct(one) for one in refused(suivi))


def _to_correct(one: Refused) -> str:
    where = {"fichier": in_french(one.fichier), "rang": entier(one.numero_ligne)}
    if one.date_publication is None:
        place = dire("À vérifier dans {fichier}, n° {rang}.", **where)
    else:
        day = written(one.date_publication)
        place = dire("À vérifier dans {fichier}, n° {rang}, publié le {jour}.", **where, jour=day)
    return f"{place} {in_french(lisser(one.message))}."


def _days(one: Situation) -> Iterator[str]:
    known = {"limite": one.limite, "jour": one.suivi.date_publication}
    days = {name: written(day) for name, day in known.items() if day is not None}
    if one.cas is Cas.PUBLIE_TARD:
        yield dire("Publié le {jour}, délai passé le {limite}.", **days)
    elif one.cas is Cas.MANQUANT:
        yield dire("Dans aucun fichier de données essentielles déposé, délai passé le {limite}.", **days)
    elif one.cas is Cas.PAS_ENCORE:
        yield dire("À publier avant le {limite}.", **days)


def _amounts(one: Situation) -> Iterator[str]:
    if one.montant is None or one.seuil is None or one.suivi.date_notification is None:
        return
    yield dire(
        "Montant de {montant}, seuil de {seuil} le {jour} (valeur à la date de notification).",
        montant=montant_lisible(one.montant),
        seuil=montant_lisible(one.seuil),
        jour=written(one.suivi.date_notification),
    )
