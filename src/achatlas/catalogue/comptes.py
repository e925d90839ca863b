"""The labels of accounts, and the charts that a chart follows."""

from collections.abc import Iterable, Mapping, Sequence

from achatlas.catalogue.load import Catalogue

CLASSE, SHORTEST = 2, 3


class Libelles:
    """The labels of each chart, asked by account: the same number means something else in another one."""

    def __init__(self, lines: Iterable[Mapping[str, str]]) -> None:
        self._labels = {(line["plan"], line["compte"]): line["libelle"] for line in lines}

    @classmethod
    def of(cls, catalogue: Catalogue) -> "Libelles":
        """What the charts say of themselves."""
        return cls(catalogue.lines("referentiels/comptes.csv"))

    def nearest(self, plans: Sequence[str], compte: str, shortest: int = SHORTEST) -> tuple[str, str]:
        """The account, or its nearest parent, that the first of these charts names, and the label;
        "" when none of ``shortest`` digits or more has one.
        """
        for length in range(len(compte), shortest - 1, -1):
            for plan in plans:
                if label := self._labels.get((plan, compte[:length])):
                    return compte[:length], label
        return "", ""


def plans(catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    """Each chart, with those whose rules it follows, itself the first (``regles/comptes_plans.csv``)."""
    return {
        line["plan"]: tuple(line["regles"].split("|")) for line in catalogue.lines("regles/comptes_plans.csv")
    }
