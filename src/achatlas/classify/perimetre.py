"""Is a line a purchase? The longest account prefix decides; a rule of the plan beats the common one
(standards §4).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

COMMON = "*"


@dataclass(frozen=True)
class Rule:
    """A rule of ``perimetre.csv``: prefix, status (achat, option, exclu, deduction) and label."""

    plan: str
    prefixe: str
    statut: str
    libelle: str


class Perimetre:
    """The rules of every plan, asked by account."""

    def __init__(self, lines: Iterable[Mapping[str, str]], plans: Mapping[str, tuple[str, ...]]) -> None:
        self._rules = {
            (line["plan"], line["prefixe"]): Rule(
                line["plan"], line["prefixe"], line["statut"], line["libelle"]
            )
            for line in lines
        }
        self._plans = plans

    def rule(self, plan: str, compte: str) -> Rule | None:
        """The rule of an account: longest prefix first, at equal length the plan's own before the common
        one.
        """
        for length in range(len(compte), 0, -1):
            for family in (*self._plans.get(plan, (plan,)), COMMON):
                if found := self._rules.get((family, compte[:length])):
                    return found
        return None


def motif(rule: Rule | None, compte: str) -> str:
    """The rule in words, as the line shows it."""
    if rule is None:
        return f"compte {compte or 'absent'} : aucune règle de périmètre"
    plan = "" if rule.plan == COMMON else f" ({rule.plan})"
    return f"compte {rule.prefixe}{plan} : {rule.libelle}, {rule.statut}"
