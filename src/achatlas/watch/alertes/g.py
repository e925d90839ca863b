"""G: more paid on an accord-cadre, its marchés subséquents included, than its maximum (standards, 6.3, G and
8.5; CCP, R. 2162-4; CJUE, 17 June 2021, C-23/20). An accord-cadre launched before the maximum was required
may bear an estimate: its alert is approximate.
"""

from collections.abc import Iterator

from achatlas.domain.money import format_euros
from achatlas.langues import dire, translated
from achatlas.watch.alerte import Alerte, Dossier, Muet
from achatlas.watch.jours import written
from achatlas.watch.montants import SANS_MONTANT, silent
from achatlas.watch.payes import Paye, payes
from achatlas.watch.sommes import ht
from achatlas.watch.suivi import Suivi

TITRE = "Payé au-delà du maximum de l'accord-cadre"
SAID = "{paye} payés pour un maximum de {maximum}{doute} : {garde}."


def alertes(dossier: Dossier) -> Iterator[Alerte | Muet]:
    """An alert for each accord-cadre."""
    told = payes(dossier.suivis)
    for one in sorted(dossier.suivis, key=lambda suivi: suivi.marche_cle):
        if one.accord_cadre and not one.accord_cadre_cle:
            yield from _judged(dossier, one, told[one.marche_cle])


def _judged(dossier: Dossier, one: Suivi, paye: Paye) -> Iterator[Alerte | Muet]:
    if one.plafond_centimes is None:
        yield silent(one, SANS_MONTANT)
    elif paye.centimes is None:
        yield silent(one, "paiements inconnus")
    elif paye.centimes > one.plafond_centimes:
        yield _alerte(dossier, one, paye.centimes, one.plafond_centimes, paye.under)


def _alerte(dossier: Dossier, one: Suivi, paid: int, maximum: int, under: tuple[str, ...]) -> Alerte:
    said = dossier.regle["accord_cadre"]
    day, approx = dossier.droit.lancement(one)
    unsure = day is None or day < said["maximum_obligatoire"]
    beside = translated(" (montant qui peut n'être qu'une estimation)") if unsure else ""
    upto = f", valeur au {written(one.arrete)}" if one.arrete else ""
    return Alerte(
        phrase=dire(SAID, paye=ht(paid), maximum=ht(maximum), doute=beside, garde=dossier.garde),
        valeur_centimes=paid,
        seuil_centimes=maximum,
        texte=f"Maximum de l'accord-cadre : {format_euros(maximum)} HT{upto} ({said['reference']})",
        acheteurs=(one.acheteur_siren,),
        marche_cle=one.marche_cle,
        preuves=(one.marche_cle, *under),
        approx=unsure or approx,
    )
