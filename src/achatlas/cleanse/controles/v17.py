"""V17: since 2022 an accord-cadre has a maximum; an amount of convention is none."""

from collections.abc import Iterator
from datetime import date

from achatlas.cleanse.fiche import Constat, Fiche, Regle


def check(fiche: Fiche, regle: Regle) -> Iterator[Constat]:
    """An accord-cadre notified since the rule whose amount is one that stands for nothing."""
    first = date(regle.borne("annee_min"), 1, 1)
    if fiche.technique != "Accord-cadre" or fiche.notification is None or fiche.notification < first:
        return
    if fiche.montant < 100 or regle.forme("convention").fullmatch(str(fiche.montant // 100)):
        yield Constat("maximum_absent", "montant_ht_centimes", str(fiche.montant // 100))
