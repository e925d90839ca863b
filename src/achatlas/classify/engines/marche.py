"""A payment that cites a known marché: the words of both, the CPV of the marché."""

from dataclasses import dataclass

from achatlas.classify.cas import Cas
from achatlas.classify.engine import Proposal, Savoir


@dataclass(frozen=True)
class Marche:
    """The marché tells what its payments are for; a lot among others is told by the line."""

    def propose(self, cas: Cas, savoir: Savoir) -> Proposal | None:
        """The segment of the words of the marché and of the payment, else that of its CPV; None without a
        known marché.
        """
        if not cas.marche:
            return None
        avis = savoir.judge.judge(cas.achat)
        if avis is not None and avis.sureness >= savoir.judge.floor:
            return Proposal(avis.segments[0], f"marché {cas.marche} : {avis.motif}", avis.sureness)
        found = savoir.nomenclature.of_cpv(cas.cpv) if cas.cpv else None
        return Proposal(found[0], f"marché {cas.marche}, CPV {cas.cpv}") if found else None


ENGINE = Marche()
