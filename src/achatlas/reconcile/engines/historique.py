"""The name that a buyer writes elsewhere in its books beside one valid identifier."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from achatlas.reconcile.engine import Proposal, Savoir, Tiers, named_by


@dataclass(frozen=True)
class Historique:
    """The same name, letter for letter but accents and punctuation, in the same books: one enterprise."""

    rang: int = 25

    def propose(self, tiers: Sequence[Tiers], savoir: Savoir) -> Mapping[str, Proposal]:
        """The enterprises of the names that stand beside one SIREN only; a natural person is left alone."""
        return {
            one.cle: Proposal(siren, "historique", "l'acheteur écrit ailleurs ce nom avec ce SIREN")
            for one in tiers
            if one.etat != "personne_physique" and (siren := savoir.noms.get(named_by(one)))
        }


ENGINE = Historique()
