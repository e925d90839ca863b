"""A purchase whose words say too little, from a payee whose other purchases on the same account are sure."""

from dataclasses import dataclass

from achatlas.classify.cas import Cas
from achatlas.classify.engine import Proposal, Savoir
from achatlas.domain.nombres import accord
from achatlas.domain.text import spelled


@dataclass(frozen=True)
class ParHabitude:
    """What the same payee surely sells to the same buyer on the same account."""

    def propose(self, cas: Cas, savoir: Savoir) -> Proposal | None:
        """The segment of most of its sure euros; None where the words decide alone, what decisions taught
        apart, or without a habit.
        """
        found = savoir.habitudes.get((cas.acheteur, spelled(cas.tiers), cas.compte))
        if found is None:
            return None
        avis = savoir.judge.bare.judge(cas.achat)
        if avis is not None and avis.sureness >= savoir.judge.seuil:
            return None
        sure = accord(found.lignes, "autre ligne sûre", "autres lignes sûres")
        return Proposal(found.segment, f"même fournisseur, même compte : {sure}")


ENGINE = ParHabitude()
