"""What the flags D and E share: the procedure of a marché against the amount on the day of its launch."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from achatlas.langues import dire, spoken, translated
from achatlas.watch.alerte import Alerte, Dossier, Muet
from achatlas.watch.droit import Palier
from achatlas.watch.passations import Passation
from achatlas.watch.sommes import ht, rond
from achatlas.watch.suivi import Suivi

SANS_PROCEDURE, SANS_MONTANT, SANS_JOUR = "procédure inconnue", "montant inconnu", "jour de lancement inconnu"
SAID = "{procedure} à {somme}{lots}, pour un seuil de {seuil}{jour} : {garde}."
MARGE = "dans la marge de {tolerance} %, peut-être toutes taxes"

Judge = Callable[[Dossier, Passation, list[Suivi], date], Iterator[Alerte | Muet]]


def examined(dossier: Dossier, kind: str, judge: Judge) -> Iterator[Alerte | Muet]:
    """What is judged of each procedure by its lots of a kind (``adaptee`` or ``directe``); those of which the
    procedure, the amount or the day is unknown are told.
    """
    for passation in dossier.passations:
        yield from (silent(lot, SANS_PROCEDURE) for lot in passation.lots if not lot.procedure)
        lots = [lot for lot in passation.lots if lot.procedure in dossier.regle[kind]]
        why = unknown(passation)
        if why or passation.day is None:
            yield from (silent(lot, why) for lot in lots)
        elif lots:
            yield from judge(dossier, passation, lots, passation.day)


def silent(lot: Suivi, why: str) -> Muet:
    """Nothing is said of a marché, and why."""
    return Muet(translated(why), (lot.acheteur_siren,), lot.marche_cle)


def unknown(passation: Passation) -> str:
    """What lacks to compare a procedure with the law, "" when nothing does."""
    if not passation.complete:
        return SANS_MONTANT
    return "" if passation.day else SANS_JOUR


def compared(
    dossier: Dossier,
    passation: Passation,
    lots: Sequence[Suivi],
    palier: Palier,
    centimes: int,
    tolerance: int,
) -> Iterator[Alerte | Muet]:
    """An alert when a sum (cents HT) passes a step by its tolerance, in percent; within it, told as such."""
    if palier.centimes is None:
        yield from (silent(lot, "aucun seuil connu ce jour-là") for lot in lots)
    elif centimes * 100 >= palier.centimes * (100 + tolerance):
        yield _alerte(dossier, passation, lots, palier, centimes)
    elif palier.passed(centimes):
        yield from (silent(lot, dire(MARGE, tolerance=tolerance)) for lot in lots)


def _alerte(
    dossier: Dossier, passation: Passation, lots: Sequence[Suivi], palier: Palier, centimes: int
) -> Alerte:
    beside = dossier.droit.exemptions(passation.achat, palier.jour)
    number = len(passation.lots)
    many = dire(", {nombre} lots d'une consultation", nombre=number) if number > 1 else ""
    day = translated(" (date de lancement estimée)") if passation.approx else ""
    told = {
        "procedure": spoken(lots[0].procedure),
        "somme": ht(centimes),
        "seuil": rond(palier.centimes or 0),
    }
    return Alerte(
        phrase=dire(SAID, **told, lots=many, jour=day, garde=dossier.garde),
        valeur_centimes=centimes,
        seuil_centimes=palier.centimes or 0,
        texte=palier.texte,
        acheteurs=passation.acheteurs,
        marche_cle=lots[0].marche_cle,
        preuves=passation.keys,
        approx=passation.approx,
        exemptions=tuple(one.texte for one in beside if palier.code in one.lifts),
    )
