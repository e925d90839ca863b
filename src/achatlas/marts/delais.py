"""How long a payment takes, and whether that is within the legal delay of its buyer on the day of the
invoice. What nobody dated is unknown: neither on time nor late.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date, timedelta

import ibis
import ibis.expr.types as ir

from achatlas.catalogue.delais import possible
from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.models_controles import Serie

A_TEMPS, EN_RETARD, HORS = "a_temps", "en_retard", "hors_delai"
Choose = Callable[[Iterable[int]], int]


def columns(rows: ir.Table, catalogue: Catalogue, kind: ir.StringValue) -> dict[str, ir.Value]:
    """The columns of a mart that tell delays, from ``date_facture``, ``date_paiement`` and the amount (cents)
    of a line, and the type of its buyer. The delay begins the day of the invoice: that of its receipt, or of
    the service, which the law counts from (CCP, art. R. 2192-12 and following), is in no file.
    """
    rule, paid = catalogue.regle("delais"), rows.montant_ht_centimes
    owed = (paid > 0).fill_null(False)
    limit = rows.date_facture + ibis.interval(years=int(rule["annees_au_plus"]))
    ordered = (rows.date_paiement >= rows.date_facture) & (rows.date_paiement <= limit)
    dated = (owed & ordered).fill_null(False)
    days = rows.date_paiement.delta(rows.date_facture, unit="day")
    on_time = _compared(catalogue, kind, rows.date_facture, min)
    late = _compared(catalogue, kind, rows.date_facture, max)
    delai = ibis.cases(
        (~owed, HORS),
        (dated & (days <= on_time).fill_null(False), A_TEMPS),
        (dated & (days > late).fill_null(False), EN_RETARD),
        else_="",
    )
    return {
        "delai": delai,
        "jours_paiement": ibis.ifelse(dated, days, 0).cast("int64"),
        "lignes_datees": dated.cast("int64"),
        "lignes_en_retard": (delai == EN_RETARD).cast("int64"),
        "lignes_hors_delai": (~owed).cast("int64"),
        "montant_date_centimes": ibis.ifelse(dated, paid, 0).cast("int64"),
        "montant_en_retard_centimes": ibis.ifelse(delai == EN_RETARD, paid, 0).cast("int64"),
    }


def _compared(
    catalogue: Catalogue, kind: ir.StringValue, day: ir.DateValue, choose: Choose
) -> ir.IntegerValue:
    """The least or the most of the delays (days) possible for each line, null where the law has none."""
    types = catalogue.regle("delais")["acheteurs"]
    told = [(kind == one, _on(possible(catalogue, one), day, choose)) for one in types]
    return ibis.cases(*told, else_=_on(possible(catalogue, ""), day, choose))


def _on(series: Collection[Serie], day: ir.DateValue, choose: Choose) -> ir.IntegerValue:
    """The value of some series on a day, as they change from one day to another."""
    starts = sorted({start for one in series for start in _changes(one)}, reverse=True)
    values = [(start, [one.on(start) for one in series]) for start in starts]
    told = [(day >= start, _value(found, choose)) for start, found in values]
    return ibis.cases(*told, else_=ibis.null("int64"))


def _changes(serie: Serie) -> Iterator[date]:
    """The days from which a series says something else."""
    yield from serie.valeurs
    if serie.dernier_jour is not None:
        yield serie.dernier_jour + timedelta(days=1)


def _value(found: list[int | None], choose: Choose) -> ir.IntegerValue:
    known = [one for one in found if one is not None]
    return ibis.literal(choose(known) if len(known) == len(found) else None, "int64")
