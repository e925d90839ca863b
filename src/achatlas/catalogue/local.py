"""What a territory calls local: a setting, and the words that stand under every figure that uses it."""

from typing import Literal

from pydantic import Field, model_validator

from achatlas.catalogue.models import Definition
from achatlas.langues import dire, in_french, translated

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
    def of_members(self) -> bool:
        """Whether the place of the members decides of it."""
        return not self.codes

    def phrase(self, vue: str = "") -> str:
        """The definition in words: « Local : établissement payé dans l’intercommunalité d’un membre »; that
        of the siège when it is asked.
        """
        name = "Siège local" if vue == "siege" and self.vue != "siege" else "Local"
        seen = "siege" if vue == "siege" else self.vue
        return dire(f"{name} : {VUES[seen]} {{lieu}}", lieu=in_french(self.libelle) or self._ou())

    def _ou(self) -> str:
        if self.niveau == "rayon":
            where = ", ".join(self.codes) or translated("celle de l’acheteur")
            said = "dans une commune de France à {km} km au plus de {lieu}, de centre à centre"
            return dire(said, km=self.rayon_km, lieu=where)
        if self.niveau == "liste":
            if len(self.codes) == 1:
                return translated("dans la commune de la liste du territoire")
            return dire("dans l’une des {nombre} communes de la liste du territoire", nombre=len(self.codes))
        if not self.codes:
            return translated(f"dans {UNITES[self.niveau]} d’un membre du groupe")
        return dire(f"dans {UNITES[self.niveau]} de code {{codes}}", codes=", ".join(self.codes))
