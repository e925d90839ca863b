"""A payment that cites a known marché takes the segment of that marché's CPV."""

from dataclasses import dataclass

from achatlas.classify.engine import Cas, Proposal
from achatlas.classify.nomenclature import Nomenclature


@dataclass(frozen=True)
class Marche:
    """The marché decides for its payments."""

    def propose(self, cas: Cas, nomenclature: Nomenclature) -> Proposal | None:
        """The segment of the CPV of the marché that the payment cites."""
        found = nomenclature.of_cpv(cas.cpv) if cas.marche and cas.cpv else None
        return Proposal(found[0], f"marché {cas.marche}, CPV {cas.cpv}") if found else None


ENGINE = Marche()
