"""A marché takes the segment of its CPV: the longest prefix of the savoir.nomenclature."""

from dataclasses import dataclass

from achatlas.classify.cas import Cas
from achatlas.classify.engine import Proposal, Savoir


@dataclass(frozen=True)
class CodeCpv:
    """The CPV that the buyer published."""

    def propose(self, cas: Cas, savoir: Savoir) -> Proposal | None:
        """The segment of the CPV, with the prefix that decided."""
        found = savoir.nomenclature.of_cpv(cas.cpv)
        return Proposal(found[0], f"CPV {cas.cpv}, règle {found[1]}*") if found else None


ENGINE = CodeCpv()
