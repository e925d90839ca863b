"""A joint window in sentences: the common day, what each acheteur does, by which rule, what is not sure."""

from __future__ import annotations

from collections.abc import Iterator

from achatlas.domain.nombres import accord, montant_lisible
from achatlas.langues import dire, translated
from achatlas.watch.avenants import Frein
from achatlas.watch.fenetres import Fenetre, Motif, Place
from achatlas.watch.jours import written
from achatlas.watch.possibles import Acte, Origine

ACTES = {
    Acte.RIEN: "Rien à faire : le marché finit le {fin}.",
    Acte.NE_PAS_RECONDUIRE: "Ne pas reconduire : le marché s’arrête le {fin}.",
    Acte.RECONDUIRE: "Reconduire jusqu’au {fin}, pas au-delà.",
    Acte.PROLONGER: "Prolonger de {mois} par avenant, jusqu’au {fin}.",
    Acte.RELAIS: "Laisser finir le {fin} : {mois} au plus sans marché, à couvrir autrement.",
}
MOTIFS = {
    Motif.CONCESSION: "Hors fenêtre : une concession ne se joint pas à des marchés.",
    Motif.SUBSEQUENT: "Hors fenêtre : un marché subséquent suit son accord-cadre, qui n’est pas ici.",
    Motif.FIN_INCONNUE: "Hors fenêtre : sa fin est inconnue.",
    Motif.TERMINE: "Hors fenêtre : il est terminé.",
    Motif.TROP_TOT: "Hors fenêtre : il finit le {avant}, trop tôt pour attendre.",
    Motif.TROP_TARD: "Hors fenêtre : il ne peut s’arrêter avant le {apres}.",
    Motif.ENTRE_DEUX: "Hors fenêtre : il peut s’arrêter le {avant} ou le {apres}, pas entre les deux.",
}
FREINS = {
    Frein.AUCUN: "Un avenant peut le prolonger de {mois} au plus ({reference}).",
    Frein.MONTANT_INCONNU: "Aucun avenant proposé : montant initial ou en vigueur inconnu.",
    Frein.DUREE_INCONNUE: "Aucun avenant proposé : durée inconnue.",
    Frein.SEUIL_INCONNU: "Aucun avenant proposé : seuil des modifications inconnu ce jour-là.",
    Frein.MODIFICATIONS: "Aucun avenant proposé : sous {pourcent} %, il ne reste pas un mois ({reference}).",
    Frein.ACCORD_CADRE: "Un accord-cadre ne dure pas plus : {mois} de prolongation au plus ({reference}).",
}
RULE = (
    "Modifications cumulées : {pourcent} % du montant initial au plus, dont {montant} restent ({reference})."
)


def resume(one: Fenetre) -> tuple[str, ...]:
    """The common day with its euros and its acheteurs, the launch, the months moved."""
    who = {place.acheteur_siren for place in one.dedans}
    euros = {"montant": montant_lisible(one.an), "total": montant_lisible(one.total)}
    together = dire(
        "Fin commune le {jour} : {montant} par an à acheter ensemble, sur {total}, par {acheteurs}.",
        jour=written(one.jour),
        acheteurs=accord(len(who), "acheteur"),
        **euros,
    )
    launch = dire(
        "Consultation commune à lancer avant le {agir} ({procedure} en groupement, {mois}).",
        agir=written(one.lancement),
        procedure=translated(one.delai.libelle),
        mois=_months(one.delai.mois),
    )
    return together, launch, dire("Déplacement total : {mois}.", mois=_months(one.mois))


def phrases(one: Place) -> tuple[str, ...]:
    """What a marché does, or why it stays out; the rule; what is not sure."""
    return (*(_inside(one) if one.dedans else _outside(one)), *_doubts(one))


def _months(count: int) -> str:
    return accord(count, "mois", "mois")


def _inside(one: Place) -> Iterator[str]:
    fin = written(one.fin) if one.fin else ""
    yield dire(ACTES[one.acte], fin=fin, mois=_months(one.mois))
    if one.acte is Acte.PROLONGER:
        known = {"pourcent": one.marge.pourcent, "reference": one.reference}
        yield dire(RULE, montant=montant_lisible(one.marge.reste or 0), **known)
        return
    if one.mois and one.acte is not Acte.RELAIS:
        yield dire(
            "Il rejoint l’achat commun à sa fin, {mois} au plus après les autres.", mois=_months(one.mois)
        )
    if one.reference:
        yield dire("Règle : {reference}.", reference=one.reference)


def _outside(one: Place) -> Iterator[str]:
    days = {name: written(day) for name, day in (("avant", one.avant), ("apres", one.apres)) if day}
    yield dire(MOTIFS[one.motif], **days)
    if one.motif is Motif.TROP_TOT:
        room = one.marge
        told = {"pourcent": room.pourcent, "reference": room.reference}
        yield dire(FREINS[room.frein], mois=_months(room.mois), **told)


def _doubts(one: Place) -> Iterator[str]:
    if one.origine is Origine.ATTRIBUE:
        yield dire(
            "Rien de payé : {montant} par an d’après le montant et la durée.", montant=montant_lisible(one.an)
        )
    elif one.origine is Origine.INCONNU:
        yield translated("Montant par an inconnu : compté pour rien.")
    if one.a_confirmer:
        day = written(one.a_confirmer[0])
        yield dire("Sous réserve que la reconduction du {jour}, à confirmer, ait été faite.", jour=day)
