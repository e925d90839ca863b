"""Tranche de seuil : où le montant notifié se tient parmi les seuils du jour de la notification."""

from collections.abc import Sequence
from datetime import date

from achatlas.cleanse.caractere import Record, Savoir
from achatlas.domain.text import spelled

PUBLICITE = ("publicite", "boamp_ou_jal")
SERIES = {
    "travaux": (("dispense_de_publicite", "travaux"), ("procedure_formalisee", "travaux_et_concessions")),
    "autres": (
        ("dispense_de_publicite", "fournitures_services"),
        ("procedure_formalisee", "collectivites_fournitures_services"),
    ),
}
OUT = frozenset({"Concession", "Marché subséquent"})
EURO, WORKS = 100, "45"


def caractere(marche: Record, savoir: Savoir) -> str:
    """``hors_champ`` for what thresholds do not measure; "" without an amount, without a day, or when works
    and services, not told apart, would not be in the same band.
    """
    if marche["technique"] in OUT:
        return "hors_champ"
    amount, day = marche["montant_initial_centimes"], marche["date_notification"]
    if not amount or amount <= 0 or day is None:
        return ""
    found = {_band(amount, day, savoir, kind) for kind in _kinds(marche)}
    return found.pop() if len(found) == 1 else ""


def _kinds(marche: Record) -> Sequence[str]:
    """Works, or supplies and services, by the CPV, else as a register says; both when nobody tells."""
    if marche["cpv"]:
        return ["travaux" if marche["cpv"].startswith(WORKS) else "autres"]
    said = spelled(marche.get("type_marche") or "")
    if said:
        return ["travaux" if said.startswith("T") else "autres"]
    return list(SERIES)


def _band(amount: int, day: date, savoir: Savoir, kind: str) -> str:
    dispense, formalisee = (savoir.seuil(*name).on(day) for name in SERIES[kind])
    if dispense is None:
        return ""
    if amount < dispense * EURO:
        return "1_dispense"
    if formalisee is None:
        return ""
    if amount >= formalisee * EURO:
        return "4_formalisee"
    publicite = savoir.seuil(*PUBLICITE).on(day)
    if publicite is None:
        return ""
    return "2_adaptee" if amount < publicite * EURO else "3_publicite"
