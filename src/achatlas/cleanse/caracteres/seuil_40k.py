"""Seuil de publication : sous le montant à partir duquel un marché se publie, ou à partir de lui."""

from achatlas.cleanse.caractere import Record, Savoir

EURO = 100


def caractere(marche: Record, savoir: Savoir) -> str:
    """By the amount notified and the value in force that day (``seuils/decp.yml``, 40 000 EUR HT since 2020);
    "" without an amount, without a day, or before any value.
    """
    amount, day = marche["montant_initial_centimes"], marche["date_notification"]
    if not amount or amount <= 0 or day is None:
        return ""
    least = savoir.seuil("decp", "publication").on(day)
    if least is None:
        return ""
    return "1_sous" if amount < least * EURO else "2_des"
