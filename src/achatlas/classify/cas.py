"""A case of classification: all that the engines read of a purchase."""

from dataclasses import dataclass

from achatlas.classify.textes.judge import Achat


@dataclass(frozen=True)
class Cas:
    """What is known of a purchase, empty when unknown.

    Buyer (SIREN), plan and account, words, name of the tiers, CPV and key of its marché; ``ambigu`` is the
    catch-all prefix that the account falls under, ``objet_marche`` the words of the marché, ``code`` that of
    the buyer's own nomenclature, ``naf`` the main activity of the tiers (« 43.34Z »).
    """

    acheteur: str = ""
    plan: str = ""
    compte: str = ""
    texte: str = ""
    tiers: str = ""
    cpv: str = ""
    marche: str = ""
    ambigu: str = ""
    objet_marche: str = ""
    code: str = ""
    naf: str = ""

    @property
    def achat(self) -> Achat:
        """What the judge of words reads of it, the marché that it cites included."""
        known = (self.plan, self.compte, self.ambigu, self.cpv, self.naf)
        return Achat(self.texte, self.tiers, self.objet_marche, *known)
