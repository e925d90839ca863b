"""What the attributes may look at beside the operator: rules, tables, lists given, the territory."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.territoire import Territoire
from achatlas.enrich.geographie import Geographie, Lieu, geographie
from achatlas.enrich.listes import Listes, read
from achatlas.enrich.zone import Zone

AILLEURS = "ZZ"


@dataclass(frozen=True)
class Savoir:
    """The catalogue and the territory, and what is read in them once."""

    catalogue: Catalogue
    territoire: Territoire

    @cached_property
    def regles(self) -> Mapping[str, Any]:
        """``regles/operateurs.yml``."""
        return self.catalogue.regle("operateurs")

    @cached_property
    def geographie(self) -> Geographie:
        """The communes."""
        return geographie(self.catalogue)

    @cached_property
    def acheteurs(self) -> Mapping[str, Lieu]:
        """Where each member is, by SIREN."""
        placed = self.geographie.placed
        return {a.siren: placed(a.code_commune, "", a.departement) for a in self.territoire.acheteurs}

    @cached_property
    def zone(self) -> Zone:
        """What the territory calls local."""
        return Zone(self.territoire, self.geographie, self.acheteurs)

    @cached_property
    def listes(self) -> Listes:
        """The lists that the territory gives."""
        return read(self.catalogue)

    @cached_property
    def centrales(self) -> Mapping[str, str]:
        """The centrales d'achat by SIREN, with how they sell (grossiste, intermediaire)."""
        return {one["siren"]: one["modele"] for one in self.catalogue.lines("referentiels/centrales.csv")}

    @cached_property
    def _pays(self) -> tuple[Mapping[str, str], ...]:
        return tuple(self.catalogue.lines("referentiels/pays_ue.csv"))

    @cached_property
    def _iso(self) -> Mapping[tuple[str, str], str]:
        return {(how, one[how]): one["code"] for one in self._pays for how in ("cog", "tva")}

    def country(self, cog: str = "", tva: str = "") -> str:
        """The ISO code of a country, from its code in the directory (Insee) or the prefix of a VAT number
        (that of Northern Ireland, ``XI``, is one of the United Kingdom); ``ZZ`` for one that was never in the
        European Union.
        """
        prefix = self.regles["tva"].get(tva[:2], tva[:2])
        return self._iso.get(("cog", cog) if cog else ("tva", prefix), AILLEURS)

    @cached_property
    def divisions(self) -> frozenset[str]:
        """The divisions of the NAF (two digits)."""
        return frozenset(line["code"] for line in self.catalogue.lines("referentiels/naf.csv"))

    @cached_property
    def ue(self) -> frozenset[str]:
        """The countries that are in the European Union, by ISO code."""
        return frozenset(line["code"] for line in self._pays if not line["sortie"])
