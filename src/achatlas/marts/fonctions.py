"""Functions and sections of the budget: named by the chart of the buyer, told by the account when not
written.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator

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
    """The functions (``M57/311``), each with its name; it says its chart where several are read."""
    lines = list(catalogue.lines("referentiels/fonctions.csv"))
    known = Libelles({**line, "compte": line["fonction"]} for line in lines)
    common = {label for label, n in Counter((one["plan"], one["libelle"]) for one in lines).items() if n > 1}
    split = {code: code.partition(SEPARATOR) for code in codes if code}
    several = len({plan for plan, _, _ in split.values()}) > 1
    for code, (plan, _, number) in sorted(split.items()):
        said = _name(known, common, plan, number)
        yield code, f"{said}, {plan}" if several else said


def _name(known: Libelles, common: Collection[tuple[str, str]], plan: str, number: str) -> str:
    """« 311 Activités artistiques »; « 20 Services communs, dans 2 Enseignement » for a label that several
    functions share, « 207, dans 20 … » for a number without one, else the number alone; never the label of
    another chart.
    """
    parent, label = known.nearest((plan,), number, 1)
    if not label:
        return number
    if parent != number:
        return f"{number}, dans {parent} {label}"
    if (plan, label) not in common:
        return f"{number} {label}"
    above, larger = known.nearest((plan,), number[:-1], 1)
    return f"{number} {label}, dans {above} {larger}" if larger else f"{number} {label}"
