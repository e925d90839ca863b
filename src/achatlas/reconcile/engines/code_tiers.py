"""The code that a buyer gives to a tiers, found elsewhere in its books beside one valid identifier."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from achatlas.reconcile.engine import Proposal, Savoir, Tiers


@dataclass(frozen=True)
class CodeTiers:
    """What the accountant has already decided: one code, one enterprise."""

    rang: int = 20

    def propose(self, tiers: Sequence[Tiers], savoir: Savoir) -> Mapping[str, Proposal]:
        """The enterprises of the codes that stand beside one SIREN only."""
        return {
            one.cle: Proposal(siren, "code", "l'acheteur écrit ailleurs ce code de tiers avec ce SIREN")
            for one in tiers
            if (siren := savoir.codes.get(one.cle))
        }


ENGINE = CodeTiers()
