"""What a report says of itself: its title, whose it is, its period, whether it is signed."""

from __future__ import annotations

from collections.abc import Iterator

from achatlas.containers.documents.modele import Dit
from achatlas.domain.nombres import lisser
from achatlas.domain.objectif import Etat
from achatlas.domain.rapport import Rapport
from achatlas.langues import dire, nu, translated
from achatlas.screens.mots import qui
from achatlas.screens.spaser import cibles
from achatlas.screens.spaser.rapport import tables
from achatlas.screens.spaser.rapport.sujet import Sujet

LAW = "CCP, art. L. 2111-3 et D. 2111-3"


def titre(sujet: Sujet) -> str:
    """« Quatre cibles sur onze sont manquées. La plus loin : …, il manque 39 marchés. »."""
    states = [sujet.etat(one) for one in sujet.lies]
    told = cibles.said(states, close=sujet.entier or sujet.signe is not None)
    worst = next(
        (one for one in sujet.lies if sujet.etat(one) is Etat.MANQUE and tables.manque(sujet, one)), None
    )
    if worst is None:
        return f"{told}."
    far = dire(
        "La plus loin : {nom}, {manque}.",
        nom=nu(tables.nom(sujet, worst).texte), manque=tables.manque(sujet, worst),
    )  # fmt: skip
    return f"{told}. {far}"


def periode(sujet: Sujet) -> str:
    """« Exercices 2024 et 2025 »."""
    if len(sujet.annees) == 1:
        return dire("Exercice {annee}", annee=sujet.annee)
    return dire("Exercices {avant} et {annee}", avant=sujet.annees[0], annee=sujet.annee)


def de_qui(sujet: Sujet) -> str:
    """The territory, or the buyer."""
    territoire = sujet.vue.demande.territoire
    return nu(lisser(territoire.libelle if sujet.commun else territoire.acheteur(sujet.vue.acheteur).nom))


def genre(sujet: Sujet) -> str:
    """What the document is."""
    if sujet.commun:
        return translated("Rapport de suivi du SPASER, commun aux acheteurs")
    return translated("Rapport de suivi du SPASER, par acheteur")


def statut(sujet: Sujet) -> str:
    """Whether it is signed, by whom and when."""
    return signature(sujet.signe) if sujet.signe else translated("projet, non arrêté")


def signature(one: Rapport) -> str:
    """« n° 3, arrêté le 15/01/2026 par groupe-projet » ; without a number before it is written."""
    day = "/".join(reversed(one.date[:10].split("-")))
    said = dire("arrêté le {jour} par {qui}", jour=day, qui=one.qui)
    told = dire("n° {numero}, {dit}", numero=one.numero, dit=said) if one.numero else said
    return f"{told} ({one.motif})" if one.motif else told


def couverture(sujet: Sujet) -> Iterator[Dit]:
    """What the cover says."""
    demande = sujet.vue.demande
    yield translated("Territoire"), nu(lisser(demande.territoire.libelle))
    yield translated("Acheteurs"), nu(qui(demande)) if sujet.commun else de_qui(sujet)
    yield translated("Période"), periode(sujet)
    yield translated("Fondement"), LAW
    yield translated("État"), statut(sujet)
    yield translated("Version des données"), sujet.version
    yield translated("Établi le"), f"{sujet.jour:%d/%m/%Y}"
