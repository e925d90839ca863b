"""Without a valid identifier, a tiers stays itself, in its buyer's books only: unknown is not merged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from achatlas.reconcile.engine import Proposal, Savoir, Tiers

WORDS = {
    "personne_physique": "personne physique, sans SIRET",
    "invalide": "identifiant présent mais faux",
    "tva_etrangere": "numéro de TVA d'un autre pays",
    "absent": "aucun identifiant dans le fichier",
}


@dataclass(frozen=True)
class Propre:
    """The last engine: the tiers of this buyer, by a key that says nothing of it."""

    rang: int = 90

    def propose(self, tiers: Sequence[Tiers], savoir: Savoir) -> Mapping[str, Proposal]:
        """Every tiers, itself."""
        return {one.cle: _itself(one) for one in tiers}


def _itself(tiers: Tiers) -> Proposal:
    prefix = "PP" if tiers.etat == "personne_physique" else "T"
    own = blake2b(tiers.cle.encode(), digest_size=7).hexdigest()
    return Proposal(f"{prefix}{own}", tiers.etat, WORDS[tiers.etat])


ENGINE = Propre()
