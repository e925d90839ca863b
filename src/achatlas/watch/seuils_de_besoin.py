"""What the flags A, B and C share: needs whose sum bought off contract holds a step of the ladder."""

from __future__ import annotations

from collections.abc import Iterator

from achatlas.langues import dire, translated
from achatlas.watch.alerte import Alerte, Dossier, Muet
from achatlas.watch.besoins import Besoin
from achatlas.watch.fenetre_de_besoin import Fenetre, Franchissement, last_day
from achatlas.watch.sommes import ht

SAID = "Besoin {besoin}{groupe}, {fenetre} ; {franchi} (cumul de {somme}) : {garde}."


def raised(dossier: Dossier, code: str) -> Iterator[Alerte | Muet]:
    """An alert for each window that holds a step; what is unclassified, or judged by the highest of several
    values, is told when it is silent.
    """
    for besoin in dossier.besoins:
        windows = besoin.raised(code)
        for window in windows:
            yield from _alerte(dossier, besoin, window, code)
        if not windows and besoin.glissante.hors_centimes > 0 and (why := _silence(dossier, besoin, code)):
            yield Muet(translated(why), besoin.acheteurs, besoin=besoin.besoin)


def _silence(dossier: Dossier, besoin: Besoin, code: str) -> str:
    if not besoin.classe:
        return "achats non classés"
    window = besoin.glissante
    low = dossier.droit.palier(code, besoin.achat, last_day(window.mois[-1])).bas_centimes
    return (
        ""
        if low is None or window.hors_centimes < low
        else "nature ou acheteur inconnu : la plus haute valeur est retenue"
    )


def _alerte(dossier: Dossier, besoin: Besoin, window: Fenetre, code: str) -> Iterator[Alerte]:
    found = window.franchi(code)
    if found is None or found.depuis is None or found.palier.centimes is None:
        return
    day = found.palier.jour
    beside = [one for one in dossier.droit.exemptions(besoin.achat, day) if code in one.lifts and one.par_cpv]
    yield Alerte(
        phrase=_phrase(dossier, besoin, window, found),
        valeur_centimes=window.hors_centimes,
        seuil_centimes=found.palier.centimes,
        texte=found.palier.texte,
        acheteurs=besoin.acheteurs,
        besoin=besoin.besoin,
        mois=window.mois,
        travaux=besoin.travaux,
        exemptions=tuple(one.texte for one in beside),
    )


def _phrase(dossier: Dossier, besoin: Besoin, window: Fenetre, found: Franchissement) -> str:
    return dire(
        SAID,
        besoin=besoin.dit,
        groupe=translated(" (ensemble du groupe)") if len(besoin.acheteurs) > 1 else "",
        fenetre=window.texte,
        franchi=found.texte,
        somme=ht(found.somme_centimes),
        garde=dossier.garde,
    )
