"""V06: dates are real, plausible, and not after their file."""

from collections.abc import Iterator
from datetime import timedelta

from achatlas.cleanse.fiche import Constat, Fiche, Regle

DATES = ("date_notification", "date_publication")


def check(fiche: Fiche, regle: Regle) -> Iterator[Constat]:
    """Dates that are missing, that cannot be read, or that stand outside the years and the file."""
    for champ in DATES:
        yield from _one(fiche, regle, champ)
    if fiche.notification is None:
        case = "dates_absentes" if fiche.publication is None else "notification_absente"
        yield Constat(case, "date_notification", fiche.text("date_notification"))


def _one(fiche: Fiche, regle: Regle, champ: str) -> Iterator[Constat]:
    written = fiche.text(champ)
    day = fiche.day(champ)
    last = regle.savoir.dernier.get(str(fiche.record.get("depot") or ""))
    if day is None:
        if written:
            yield Constat("date_illisible", champ, written)
    elif not regle.borne("annee_min") <= day.year <= regle.borne("annee_max"):
        yield Constat("annee_invraisemblable", champ, written)
    elif last and day > last + timedelta(days=regle.borne("tolerance_jours")):
        yield Constat("apres_le_fichier", champ, written, last.isoformat())
