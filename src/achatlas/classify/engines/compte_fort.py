"""An account that names one segment by itself; the catch-all accounts are left to the words."""

from dataclasses import dataclass

from achatlas.classify.cas import Cas
from achatlas.classify.engine import Proposal, Savoir


@dataclass(frozen=True)
class CompteFort:
    """Strong default of the account."""

    def propose(self, cas: Cas, savoir: Savoir) -> Proposal | None:
        """The segment of the account, unless a catch-all decides as far as it does and the plan has no rule
        of its own.
        """
        found = savoir.nomenclature.of_compte(cas.plan, cas.compte)
        if found is None or (len(found[1]) <= len(cas.ambigu) and not found[2]):
            return None
        return Proposal(found[0], f"compte {cas.compte}, règle {found[1]}*")


ENGINE = CompteFort()
