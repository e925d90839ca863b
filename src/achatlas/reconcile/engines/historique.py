"""The name that a buyer writes elsewhere in its books beside one valid identifier."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from achatlas.domain.departement import of_postal
from achatlas.reconcile.engine import Proposal, Savoir, Tiers, named_by


@dataclass(frozen=True)
class Historique:
    """The same name, letter for letter but accents and punctuation, in the same books: one enterprise, unless
    it is written in another département than all those where it has a number, or the directory knows another
    enterprise of this name there.
    """

    rang: int = 25

    def propose(self, tiers: Sequence[Tiers], savoir: Savoir) -> Mapping[str, Proposal]:
        """The enterprises of the names that stand beside one SIREN only; a natural person is left alone."""
        told = ((one, savoir.noms.get(named_by(one))) for one in tiers if not one.natural)
        return {
            one.cle: Proposal(found[0], "historique", "l'acheteur écrit ailleurs ce nom avec ce SIREN")
            for one, found in told
            if found and _there(one.code_postal, found[1]) and not savoir.elsewhere(one, *found)
        }


def _there(code_postal: str, known: Collection[str]) -> bool:
    """Whether nothing says that the place is another."""
    places = {of_postal(one) for one in known}
    return not code_postal or of_postal(code_postal) in places or places == {""}


ENGINE = Historique()
