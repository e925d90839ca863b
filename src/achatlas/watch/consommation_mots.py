"""What a marché has used, in sentences: what is paid, what is projected and said so, what is not known."""

from __future__ import annotations

from datetime import date

from achatlas.domain.nombres import montant_lisible, pourcent, signed
from achatlas.langues import dire, translated
from achatlas.watch.consommation import Consommation, Inconnu
from achatlas.watch.jours import written

INCONNUS = {
    Inconnu.MAXIMUM: "Maximum inconnu : ni le reste ni le dépassement ne se calculent.",
    Inconnu.CONCESSION: "Concession : sa valeur n’est pas un plafond de paiements.",
    Inconnu.FIN: "Fin inconnue : rien n’est projeté.",
    Inconnu.PAIEMENTS: "Paiements inconnus.",
    Inconnu.PAIEMENTS_EN_PARTIE: "Paiements connus en partie : certains marchés subséquents n’en ont pas.",
    Inconnu.RYTHME: "Rythme inconnu : trop peu de mois de paiements.",
}


def phrases(one: Consommation, today: date) -> tuple[str, ...]:
    """What is paid of the maximum, what is projected, then what is unknown, on a day."""
    unknown = (translated(INCONNUS[what]) for what in one.inconnus)
    return (*_engaged(one), *_paid(one), *_projected(one, today), *unknown)


def _engaged(one: Consommation) -> tuple[str, ...]:
    """What is engaged of a ceiling: of anything else, it is the amount itself."""
    if one.engage is None or one.engage == one.maximum:
        return ()
    said = "{montant} engagés : le minimum, ou les marchés subséquents connus s’ils font davantage."
    return (dire(said, montant=montant_lisible(one.engage)),)


def _paid(one: Consommation) -> tuple[str, ...]:
    if one.paye is None:
        return ()
    paye = montant_lisible(one.paye)
    if one.maximum is None:
        return (dire("{paye} payés.", paye=paye),)
    told = dire(
        "{paye} payés sur {maximum}, soit {part}.",
        paye=paye,
        maximum=montant_lisible(one.maximum),
        part=signed(pourcent(one.paye, one.maximum)),
    )
    over = one.depassement
    return (told, _over(over)) if over else (told,)


def _over(over: int) -> str:
    return dire("Payé au-delà du maximum : {montant}, à vérifier.", montant=montant_lisible(over))


def _projected(one: Consommation, today: date) -> tuple[str, ...]:
    """What is estimated: nothing of a marché that is over, nor of one on which nothing would be paid."""
    if one.projete is None or one.projete <= 0 or one.fin is None or one.fin < today:
        return ()
    told = [
        dire(
            "Estimation : {montant} payés au {fin}, au rythme des douze derniers mois.",
            montant=montant_lisible(one.projete),
            fin=written(one.fin),
        )
    ]
    if one.epuisement is not None:
        day = written(one.epuisement)
        past = "Estimation : maximum sans doute atteint depuis le {jour}."
        coming = "Estimation : maximum atteint le {jour}, avant la dernière fin."
        told.append(dire(past if one.epuisement < today else coming, jour=day))
    return tuple(told)
