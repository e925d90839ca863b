"""What the page says first: how many marchés end, what was paid on them, what should already be launched."""

from __future__ import annotations

from collections.abc import Sequence

from achatlas.domain.nombres import accord, montant_lisible
from achatlas.langues import dire
from achatlas.screens.communs import horizon
from achatlas.screens.suivi.fins import Fin
from achatlas.screens.suivi.hors_marche import Passe
from achatlas.screens.suivi.regard import Regard
from achatlas.watch.fins import Etat, Genre


def titre(regard: Regard, own: Sequence[Fin]) -> str:
    """« 53 marchés finissent d'ici mai 2028 »."""
    if not own:
        return dire("Aucun marché connu ne finit d’ici {fin}", fin=horizon(regard.today))
    said = "{marches} finissent d’ici {fin}" if len(own) > 1 else "{marches} finit d’ici {fin}"
    return dire(said, marches=accord(len(own), "marché"), fin=horizon(regard.today))


PAID = "{montant} ont été payés dessus."
LATE = ("{nombre} aurait dû être relancé déjà.", "{nombre} auraient dû être relancés déjà.")
NOW = ("{nombre} à relancer dans les trois mois.", "{nombre} à relancer dans les trois mois.")
RENEW = ("{nombre} à décider sans attendre.", "{nombre} à décider sans attendre.")
BESIDE = ("{nombre} finit aussi chez d’autres.", "{nombre} finissent aussi chez d’autres.")
SEVERAL = ("{nombre} finit chez plusieurs acheteurs.", "{nombre} finissent chez plusieurs acheteurs.")


OVER = (
    "{nombre} passe un seuil hors marché ({montant}).", "{nombre} passent un seuil hors marché ({montant})."
)  # fmt: skip


def phrase(regard: Regard, own: Sequence[Fin], over: Sequence[Passe], segments: int) -> list[str]:
    """What was paid on them, what is late or pressing, what is bought off marché above a threshold, what
    neighbours end too: one sentence each.
    """
    told = [one.agir for one in own]
    states = [one.etat for one in told if one.genre is not Genre.RECONDUCTION]
    renewals = sum(one.pressing for one in told if one.genre is Genre.RECONDUCTION)
    paid = montant_lisible(sum(one.suivi.paye_centimes or 0 for one in own))
    off = montant_lisible(sum(one.fenetre.hors_centimes for one in over))
    beside = BESIDE if regard.acheteur else SEVERAL
    return [
        *_counted((PAID, PAID), len(own), "marché", montant=paid),
        *_counted(LATE, states.count(Etat.RETARD), "marché"),
        *_counted(NOW, states.count(Etat.MAINTENANT), "marché"),
        *_counted(RENEW, renewals, "reconduction"),
        *_counted(OVER, len(over), "besoin", montant=off),
        *_counted(beside, segments, "segment"),
    ]


def _counted(said: tuple[str, str], number: int, what: str, **more: str) -> list[str]:
    """A sentence of a number of things, in the singular or not; none of nothing."""
    return [dire(said[number > 1], nombre=accord(number, what), **more)] if number else []
