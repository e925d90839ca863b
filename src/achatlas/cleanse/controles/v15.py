"""V15: a titulaire is named once, and is not the buyer."""

from collections import Counter
from collections.abc import Iterator

from achatlas.cleanse.fiche import Constat, Fiche, Regle
from achatlas.cleanse.values import tiers


def check(fiche: Fiche, regle: Regle) -> Iterator[Constat]:
    """Identifiers given twice, and titulaires whose SIREN is the buyer's."""
    numbers = Counter(number for _, number in fiche.titulaires)
    own = fiche.text("acheteur_id")[:9]
    for number, times in sorted(numbers.items()):
        if times > 1:
            yield Constat("titulaire_repete", "titulaires", number, str(times))
        if own and tiers({"tiers_siret": number, "tiers_categorie": ""})["siren_net"] == own:
            yield Constat("titulaire_acheteur", "titulaires", number)
