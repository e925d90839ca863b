"""A purchase of which the words say too little: what its payee usually sells, and its account takes."""

from dataclasses import dataclass

from achatlas.classify.cas import Cas
from achatlas.classify.engine import Proposal, Savoir


@dataclass(frozen=True)
class ParActivite:
    """The main activity of who is paid, when it leaves one segment."""

    def propose(self, cas: Cas, savoir: Savoir) -> Proposal | None:
        """The only segment that the activity and the account leave; None when there are several, or none."""
        found = savoir.sold(cas)
        if len(found) != 1:
            return None
        told, _ = savoir.nomenclature.accounted(cas.plan, cas.compte, cas.ambigu)
        also = f" et compte {cas.compte} concordants" if found[0] in told else ", seul segment possible"
        return Proposal(found[0], f"activité {cas.naf} du fournisseur{also}")


ENGINE = ParActivite()
