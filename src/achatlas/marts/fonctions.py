"""Functions and sections of the budget: named by the chart of the buyer, told by the account when not
written.
"""

from collections.abc import Iterable, Iterator

import ibis
import ibis.expr.types as ir

from achatlas.catalogue.comptes import Libelles
from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.territoire import Territoire
from achatlas.marts.comptes import SEPARATOR

PRIVATE = frozenset({"PCG", "HLM"})
"""The charts of private accounting, which knows no section."""
RUNNING, INVESTED, NOTHING = "F", "I", "sans_objet"


def section(rows: ir.Table, territoire: Territoire) -> ir.StringValue:
    """``F`` (exploitation too) or ``I``, as written, else by the class of the account (6 or 2);
    ``sans_objet`` in private accounting; "" otherwise.
    """
    first = rows.section.strip().upper().substr(0, 1)
    private = sorted(a.siren for a in territoire.acheteurs if a.plan in PRIVATE)
    alone = rows.acheteur_siren.isin(private) if private else ibis.literal(False)
    return ibis.cases(
        (alone, NOTHING),
        (first.isin(["F", "E"]), RUNNING),
        (first == "I", INVESTED),
        (rows.compte.startswith("6"), RUNNING),
        (rows.compte.startswith("2"), INVESTED),
        else_="",
    )


def named(catalogue: Catalogue, codes: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The functions (``M57/311``), each with its name: its label, else that of its nearest parent in the same
    chart, else the number alone; never the label of another chart, which is said where several are read.
    """
    lines = catalogue.lines("referentiels/fonctions.csv")
    known = Libelles({**line, "compte": line["fonction"]} for line in lines)
    split = {code: code.partition(SEPARATOR) for code in codes if code}
    several = len({plan for plan, _, _ in split.values()}) > 1
    for code, (plan, _, number) in sorted(split.items()):
        parent, label = known.nearest((plan,), number, 1)
        said = f"{number} {label}" if parent == number else f"{number}, dans {parent} {label}"
        said = said if label else number
        yield code, f"{said}, {plan}" if several else said
