"""An account that suggests one segment only, without naming it."""

from dataclasses import dataclass

from achatlas.classify.cas import Cas
from achatlas.classify.engine import Proposal, Savoir


@dataclass(frozen=True)
class CompteFaible:
    """Weak account, when it leaves no choice."""

    def propose(self, cas: Cas, savoir: Savoir) -> Proposal | None:
        """The only candidate of the account; None when there are several."""
        found = savoir.nomenclature.candidates(cas.plan, cas.compte)
        return Proposal(found[0], f"compte {cas.compte}, seul segment possible") if len(found) == 1 else None


ENGINE = CompteFaible()
