"""G: more paid on an accord-cadre, its marchés subséquents included, than its maximum (standards, 6.3, G and
8.5; CCP, R. 2162-4; CJUE, 17 June 2021, C-23/20). An accord-cadre launched before the maximum was required
may bear an estimate: its alert is approximate.
"""

from collections import Counter
from collections.abc import Iterator

from achatlas.domain.money import format_euros
from achatlas.watch.alerte import Alerte, Dossier, Muet
from achatlas.watch.jours import written
from achatlas.watch.montants import SANS_MONTANT, silent
from achatlas.watch.suivi import Suivi

TITRE = "Payé au-delà du maximum de l'accord-cadre"


def alertes(dossier: Dossier) -> Iterator[Alerte | Muet]:
    """An alert for each accord-cadre."""
    paid: Counter[str] = Counter()
    children: dict[str, list[str]] = {}
    for one in sorted(dossier.suivis, key=lambda suivi: suivi.marche_cle):
        if one.accord_cadre_cle:
            paid[one.accord_cadre_cle] += one.paye_centimes or 0
            children.setdefault(one.accord_cadre_cle, []).append(one.marche_cle)
    for one in sorted(dossier.suivis, key=lambda suivi: suivi.marche_cle):
        if one.accord_cadre and not one.accord_cadre_cle:
            under = children.get(one.marche_cle, [])
            yield from _judged(dossier, one, paid[one.marche_cle] + (one.paye_centimes or 0), under)


def _judged(dossier: Dossier, one: Suivi, paid: int, under: list[str]) -> Iterator[Alerte | Muet]:
    if one.plafond_centimes is None:
        yield silent(one, SANS_MONTANT)
    elif one.paye_centimes is None and not under:
        yield silent(one, "paiements inconnus")
    elif paid > one.plafond_centimes:
        yield _alerte(dossier, one, paid, one.plafond_centimes, under)


def _alerte(dossier: Dossier, one: Suivi, paid: int, maximum: int, under: list[str]) -> Alerte:
    said = dossier.regle["accord_cadre"]
    day, approx = dossier.droit.lancement(one)
    unsure = day is None or day < said["maximum_obligatoire"]
    beside = " (montant qui peut n'être qu'une estimation)" if unsure else ""
    upto = f", valeur au {written(one.arrete)}" if one.arrete else ""
    return Alerte(
        phrase=f"{format_euros(paid)} HT payés pour un maximum de {format_euros(maximum)} HT{beside} : "
        f"{dossier.garde}.",
        valeur_centimes=paid,
        seuil_centimes=maximum,
        texte=f"Maximum de l'accord-cadre : {format_euros(maximum)} HT{upto} ({said['reference']})",
        acheteurs=(one.acheteur_siren,),
        marche_cle=one.marche_cle,
        preuves=(one.marche_cle, *under),
        approx=unsure or approx,
    )
