"""The words of the object, seconded by the account, the CPV and the activity of who is paid: a model of
texts, which abstains in doubt.
"""

from dataclasses import dataclass, replace

from achatlas.classify.cas import Cas
from achatlas.classify.engine import Proposal, Savoir


@dataclass(frozen=True)
class Texte:
    """What the model has learned of words, with how sure it is."""

    def propose(self, cas: Cas, savoir: Savoir) -> Proposal | None:
        """The likeliest segment, with the words that speak for it; None under the floor of the rules."""
        avis = savoir.judge.judge(replace(cas.achat, marche=""))
        if avis is None or avis.sureness < savoir.judge.floor:
            return None
        return Proposal(avis.segments[0], avis.motif, avis.sureness)


ENGINE = Texte()
