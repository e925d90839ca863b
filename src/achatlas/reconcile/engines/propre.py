"""Without a valid identifier, a tiers stays itself, in its buyer's books only: unknown is not merged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from achatlas.reconcile.ecriture import ecrit_cle
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
    prefix = "PP" if tiers.natural else "T"
    return Proposal(own(tiers, prefix), tiers.etat, WORDS[tiers.etat])


def own(tiers: Tiers, prefix: str) -> str:
    """The number of a tiers in its buyer's books: what they write of it, name and postal code, whatever its
    code; its code where no name is written.
    """
    written = ecrit_cle(tiers.nom, tiers.code_postal) or tiers.code or tiers.nom
    return prefix + blake2b(f"{tiers.acheteur}|{written}".encode(), digest_size=7).hexdigest()


ENGINE = Propre()
