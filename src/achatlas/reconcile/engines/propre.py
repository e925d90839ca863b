"""Without a valid identifier, a tiers stays itself, in its buyer's books only: unknown is not merged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from achatlas.reconcile.ecriture import departement, ecrit_cle
from achatlas.reconcile.engine import Proposal, Savoir, Tiers
from achatlas.reconcile.noms.comparison import one_name
from achatlas.reconcile.noms.names import Lexique

PERSONNE, FEW = "personne_physique", 5
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
        """Every tiers, itself; those to which its buyer gives one code and nearly one name are one."""
        lexique = Lexique(savoir.catalogue)
        first: dict[tuple[str, str], list[Tiers]] = {}
        for one in tiers:
            if one.code and one.etat != PERSONNE:
                _gather(first.setdefault((one.acheteur, one.code), []), one, lexique)
        return {one.cle: _itself(one, first.get((one.acheteur, one.code), ()), lexique) for one in tiers}


def _gather(seen: list[Tiers], one: Tiers, lexique: Lexique) -> None:
    """Keeps a writing of a code that is like none before; past a few, the code is that of anybody."""
    if len(seen) <= FEW and not any(_alike(one, other, lexique) for other in seen):
        seen.append(one)


def _alike(one: Tiers, other: Tiers, lexique: Lexique) -> bool:
    """Whether two writings may be one: names alike, and no two départements."""
    places = {departement(one.code_postal), departement(other.code_postal)} - {""}
    return len(places) < 2 and one_name(lexique, one.nom, other.nom)


def _itself(tiers: Tiers, coded: Sequence[Tiers], lexique: Lexique) -> Proposal:
    if tiers.etat == PERSONNE:
        return Proposal(own(tiers, "PP"), tiers.etat, WORDS[tiers.etat])
    few = coded if len(coded) <= FEW else ()
    same = next((one for one in few if _alike(tiers, one, lexique)), tiers)
    return Proposal(own(same, "T"), tiers.etat, WORDS[tiers.etat])


def own(tiers: Tiers, prefix: str) -> str:
    """The number of a tiers in its buyer's books: what they write of it, name and postal code, whatever its
    code; its code where no name is written.
    """
    written = ecrit_cle(tiers.nom, tiers.code_postal) or tiers.code or tiers.nom
    return prefix + blake2b(f"{tiers.acheteur}|{written}".encode(), digest_size=7).hexdigest()


ENGINE = Propre()
