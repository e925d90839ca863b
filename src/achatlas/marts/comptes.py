"""Accounts named by their own chart: the same number means something else in another one."""

from collections.abc import Iterable, Iterator, Mapping

from achatlas.catalogue.comptes import CLASSE, Libelles
from achatlas.catalogue.load import Catalogue

SEPARATOR = "/"


def code(plan: str, compte: str) -> str:
    """The key of an account in its chart: ``M57/60623``; empty for no account."""
    return f"{plan}{SEPARATOR}{compte}" if compte else ""


class Comptes:
    """The labels known of each chart, asked by account."""

    def __init__(self, lines: Iterable[Mapping[str, str]]) -> None:
        self._labels = Libelles(lines)

    def name(self, plan: str, compte: str) -> str:
        """« 60623 Alimentation »; without a label, the nearest labelled parent in the same chart: « 60221,
        dans 60 Achats »; without any, the number alone. Never the label of another chart.
        """
        parent, label = self._labels.nearest((plan,), compte, CLASSE)
        if parent == compte and label:
            return f"{compte} {label}"
        return f"{compte}, dans {parent} {label}" if label else compte

    def named(self, codes: Iterable[str]) -> Iterator[tuple[str, str]]:
        """The keys that name an account, with its name; it says its chart where several are read together."""
        split = {key: key.partition(SEPARATOR) for key in codes if key}
        several = len({plan for plan, _, _ in split.values()}) > 1
        for key, (plan, _, compte) in sorted(split.items()):
            yield key, f"{self.name(plan, compte)}, {plan}" if several else self.name(plan, compte)


def known(catalogue: Catalogue) -> Comptes:
    """What the charts say of themselves, else what the perimeter rules of one chart call its accounts."""
    rules = (
        {"plan": line["plan"], "compte": line["prefixe"], "libelle": line["libelle"]}
        for line in catalogue.lines("regles/perimetre.csv")
    )
    return Comptes([*rules, *catalogue.lines("referentiels/comptes.csv")])
