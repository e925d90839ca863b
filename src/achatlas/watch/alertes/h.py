"""H: cumulated modifications above 10 % of the initial amount for supplies and services, 15 % for works, or
above 50 % (standards, 6.3, H; CCP, R. 2194-8 for the former, R. 2194-3 for the latter, which the law measures
one modification at a time while the register only knows their sum).
"""

from collections.abc import Iterator
from datetime import date

from achatlas.catalogue.models_controles import Serie
from achatlas.langues import dire
from achatlas.watch.alerte import Alerte, Dossier, Muet
from achatlas.watch.jours import written
from achatlas.watch.montants import SANS_JOUR, SANS_MONTANT, silent
from achatlas.watch.sommes import ht
from achatlas.watch.suivi import Suivi

TITRE = "Modifications cumulées au-delà de la part permise"
SAID = "Modifications cumulées de {somme}, plus de {part} % du montant initial de {montant} : {garde}."


def alertes(dossier: Dossier) -> Iterator[Alerte | Muet]:
    """An alert for each marché, by the highest share that it passes."""
    for one in sorted(dossier.suivis, key=lambda suivi: suivi.marche_cle):
        first, now = one.montant_initial_centimes, one.montant_ht_centimes
        day, approx = dossier.droit.lancement(one)
        if one.concession:
            continue
        if first is None or now is None or first <= 0:
            yield silent(one, SANS_MONTANT)
        elif day is None:
            yield silent(one, SANS_JOUR)
        else:
            yield from _judged(dossier, one, first, now - first, (day, approx))


def _judged(
    dossier: Dossier, one: Suivi, first: int, more: int, launched: tuple[date, bool]
) -> Iterator[Alerte | Muet]:
    day, approx = launched
    passed = [(share, serie) for share, serie in _shares(dossier, one, day) if more * 100 > first * share]
    if not passed:
        return
    share, serie = max(passed, key=lambda told: told[0])
    mark = " ; à vérifier" if serie.statuts[serie.since(day) or day] == "à vérifier" else ""
    yield Alerte(
        phrase=dire(SAID, somme=ht(more), part=share, montant=ht(first), garde=dossier.garde),
        valeur_centimes=more,
        seuil_centimes=first * share // 100,
        texte=f"{serie.libelle} : {share} %, valeur au {written(day)}, depuis le "
        f"{written(serie.since(day) or day)} ({serie.reference}{mark})",
        acheteurs=(one.acheteur_siren,),
        marche_cle=one.marche_cle,
        preuves=(one.marche_cle,),
        approx=approx,
    )


def _shares(dossier: Dossier, one: Suivi, day: date) -> Iterator[tuple[int, Serie]]:
    """The shares that hold that day: the one of its nature, the highest when it is unknown; then the high
    one.
    """
    said = dossier.regle["modifications"]
    names = [name for key, name in said["faible"].items() if not one.nature or (key == "T") == one.travaux]
    told = [(dossier.droit.serie(name).on(day), dossier.droit.serie(name)) for name in names]
    known = [(share, serie) for share, serie in told if share is not None]
    high = dossier.droit.serie(said["forte"])
    if known:
        yield max(known, key=lambda pair: pair[0])
    if (share := high.on(day)) is not None:
        yield share, high
