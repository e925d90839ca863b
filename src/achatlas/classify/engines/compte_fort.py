"""An account that names one segment by itself; the catch-all accounts are left to the words."""

from dataclasses import dataclass

from achatlas.classify.engine import Cas, Proposal
from achatlas.classify.nomenclature import Nomenclature


@dataclass(frozen=True)
class CompteFort:
    """Strong default of the account."""

    def propose(self, cas: Cas, nomenclature: Nomenclature) -> Proposal | None:
        """The segment of the account, unless it is a catch-all."""
        found = None if cas.ambigu else nomenclature.of_compte(cas.plan, cas.compte)
        return Proposal(found[0], f"compte {cas.compte}, règle {found[1]}*") if found else None


ENGINE = CompteFort()
