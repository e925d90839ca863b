"""Who the common view does not tell as a buyer's own: natural persons, who are one supplier there, and
enterprises whose diffusion is partial, who have no place there.
"""

from collections.abc import Collection

PERSONNE = "PP"
"""The supplier that they are together, and what the identifier of each begins with."""
SANS_NUMERO = "^T[0-9a-f]+$"
"""What the identifier of a tiers that nothing identifies looks like."""
IDENTIFIANT = "fournisseur_id"
"""The column that tells who is a natural person."""
TOGETHER = frozenset({IDENTIFIANT, "groupe"})
"""The columns in which they are one."""
LIEUX = frozenset({"commune", "commune_siege", "epci", "bassin", "distance", "proximite", "proximite_siege"})
"""The columns that tell where somebody is below the département."""
DIFFUSEES = ("O", "")
"""The states of diffusion of which everything may be told."""


def held(colonne: str, code: str, valeurs: Collection[str]) -> bool:
    """Whether a code of a column is among values, of which one may stand for all natural persons."""
    together = colonne in TOGETHER and PERSONNE in valeurs and code.startswith(PERSONNE)
    return together or code in valeurs
