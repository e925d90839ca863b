"""The need in which a purchase counts (CCP, R. 2121-5 and R. 2121-6), as bridge and marts write it."""

from collections.abc import Collection

import ibis
import ibis.expr.types as ir

from achatlas.domain.besoins import OPERATION


def besoin(rows: ir.Table, travaux: Collection[str], hors_champ: Collection[str]) -> ir.StringValue:
    """The code of the need of each line: of works (``travaux``: their segments), the operation that it names;
    else its family of the buyer's nomenclature, unless public procurement does not rule what it buys
    (``hors_champ``: segments); else its segment; "" when nothing is known.

    ``rows``: ``segment_code``, ``operation_code`` and ``famille_homogene``, each after the SIREN of the buyer
    or "".
    """
    works, out = (
        rows.segment_code.isin(sorted(codes)) if codes else ibis.literal(False)
        for codes in (travaux, hors_champ)
    )
    return ibis.cases(
        (works & (rows.operation_code != ""), rows.operation_code),
        (~out & (rows.famille_homogene != ""), rows.famille_homogene),
        else_=rows.segment_code,
    )


def owned(rows: ir.Table, name: ir.StringValue) -> ir.StringValue:
    """The code of what a buyer names: its SIREN, then the name; "" without a name."""
    return ibis.ifelse(name != "", ibis.literal("").concat(rows.acheteur_siren, OPERATION, name), "")
