"""Which legal delays of payment may be those of a buyer, by its type: ``metier/regles/delais.yml``."""

from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.models_controles import Serie

SEUIL = "delai_global_de_paiement"


def possible(catalogue: Catalogue, type_acheteur: str) -> tuple[Serie, ...]:
    """The series (days) that may hold for a type of buyer: all of them for one that the rule does not
    name.
    """
    rule = catalogue.regle("delais")
    names = rule["acheteurs"].get(type_acheteur, rule["autres"])
    return tuple(catalogue.seuil(SEUIL, name) for name in names)
