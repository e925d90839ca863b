"""What a territory calls local: a setting, and the words that stand under every figure that uses it."""

from typing import Literal

from pydantic import Field, model_validator

from achatlas.catalogue.models import Definition

Niveau = Literal["commune", "epci", "bassin", "departement", "region", "liste", "rayon"]
UNITES = {
    "commune": "la commune",
    "epci": "l’intercommunalité",
    "bassin": "le bassin d’emploi",
    "departement": "le département",
    "region": "la région",
}
VUES = {"etablissement": "établissement payé", "siege": "siège de l’entreprise"}


class Local(Definition):
    """The definition: a level (its units are those of the members unless ``codes`` names others), a list of
    communes, or a radius in kilometres around the communes of ``codes``, else around the buyer's; and whether
    the establishment paid or the siège is placed.
    """

    niveau: Niveau = "epci"
    codes: tuple[str, ...] = ()
    rayon_km: int = Field(default=30, ge=1, le=1000)
    vue: Literal["etablissement", "siege"] = "etablissement"
    libelle: str = ""

    @model_validator(mode="after")
    def _complete(self) -> "Local":
        if self.niveau == "liste" and not self.codes:
            raise ValueError("niveau « liste » : nommez les communes dans « codes »")
        return self

    @property
    def phrase(self) -> str:
        """The definition in words: « Local : établissement payé dans l’intercommunalité d’un membre »."""
        return f"Local : {VUES[self.vue]} {self.libelle or self._ou()}"

    def _ou(self) -> str:
        if self.niveau == "rayon":
            around = f"de {', '.join(self.codes)}" if self.codes else "de la commune de l’acheteur"
            return f"à {self.rayon_km} km au plus {around}, de centre à centre"
        if self.niveau == "liste":
            return f"dans l’une des {len(self.codes)} communes de la liste du territoire"
        of = f"de code {', '.join(self.codes)}" if self.codes else "d’un membre du groupe"
        return f"dans {UNITES[self.niveau]} {of}"
