"""An operator as the attributes see it: who it is, and where."""

from dataclasses import dataclass

from achatlas.enrich.geographie import INCONNU, Lieu


@dataclass(frozen=True)
class Unite:
    """A legal unit as the directory tells it; texts, "" when it does not say."""

    juridique: str = ""
    categorie: str = ""
    effectif: str = ""
    naf: str = ""
    ess: str = ""
    etat: str = ""


@dataclass(frozen=True)
class Operateur:
    """A tiers of a buyer: the enterprise it names (``unite`` is None when the directory does not hold it),
    the establishment paid and where it is, where the siège is.

    ``origine`` tells what placed it: etablissement, suivi, adresse, siege, or "".
    """

    acheteur: str
    fournisseur_id: str
    identification: str
    siret: str = ""
    etat: str = ""
    repreneur: str = ""
    unite: Unite | None = None
    lieu: Lieu = INCONNU
    siege: Lieu = INCONNU
    origine: str = ""
