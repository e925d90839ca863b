"""The name of a member of the group: what one member pays another, who writes no number, is no purchase."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from achatlas.domain.departement import of_postal
from achatlas.domain.text import spelled
from achatlas.reconcile.engine import Proposal, Savoir, Tiers


@dataclass(frozen=True)
class Membre:
    """The very name that the territory gives to one of its members, and to one only, in its département."""

    rang: int = 22

    def propose(self, tiers: Sequence[Tiers], savoir: Savoir) -> Mapping[str, Proposal]:
        """The members that are named letter for letter, but accents and punctuation."""
        if not savoir.membres:
            return {}
        told = ((one, savoir.membres.get(spelled(one.nom))) for one in tiers if not one.natural)
        said = "c'est le nom d'un membre du groupe"
        return {
            one.cle: Proposal(found[0], "membre", said)
            for one, found in told
            if found and _there(one.code_postal, found[1]) and not savoir.elsewhere(one, found[0])
        }


def _there(code_postal: str, place: str) -> bool:
    """Whether nothing says that the place is another: towns of one name are many."""
    return not code_postal or not place or of_postal(code_postal) == place


ENGINE = Membre()
