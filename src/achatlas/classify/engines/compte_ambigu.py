"""A catch-all account: its default segment, with a low confidence, when the words said nothing."""

from dataclasses import dataclass

from achatlas.classify.cas import Cas
from achatlas.classify.engine import Proposal, Savoir


@dataclass(frozen=True)
class CompteAmbigu:
    """Default of a catch-all account."""

    def propose(self, cas: Cas, savoir: Savoir) -> Proposal | None:
        """The default segment of the account, if it has one."""
        found = savoir.nomenclature.of_compte(cas.plan, cas.compte)
        return (
            Proposal(found[0], f"compte fourre-tout {cas.compte}, à défaut d'autre indice") if found else None
        )


ENGINE = CompteAmbigu()
