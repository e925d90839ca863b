"""What the watch takes for granted, read once from the catalogue: ``metier/regles/veille.yml``, and the dated
thresholds of modifications.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.models_controles import Serie
from achatlas.watch.jours import extended
from achatlas.watch.suivi import Suivi


@dataclass(frozen=True)
class Delai:
    """How long a consultation takes, from the first day of its preparation to the notification: whole months,
    by which text or usage, and how sure that is.
    """

    mois: int
    libelle: str
    reference: str
    statut: str
    groupement: bool = False

    def launch(self, last: date) -> date:
        """The last day to launch what must follow a marché that ends on that day."""
        return extended(last, -self.mois)


@dataclass(frozen=True)
class Veille:
    """The figures of the watch by their place in their file, and the series of modifications."""

    figures: Mapping[str, Any]
    modification: Mapping[str, Serie]

    @classmethod
    def of(cls, catalogue: Catalogue) -> Veille:
        """Those of the catalogue, of a territory when it has its own."""
        kinds = ("fournitures_services", "travaux")
        series = {kind: catalogue.seuil("modification", kind) for kind in kinds}
        return cls(catalogue.regle("veille"), series)

    def months(self, group: str, name: str) -> int:
        """A number of months."""
        return int(self.figures[group][name])

    def reference(self, group: str) -> str:
        """The text or the usage that gives a group of figures."""
        return str(self.figures[group]["reference"])

    @property
    def references(self) -> Mapping[str, str]:
        """The text that allows an act other than an amendment, by its code."""
        renewal = self.reference("reconduction")
        return {"ne_pas_reconduire": renewal, "reconduire": renewal}

    @property
    def delais(self) -> tuple[Delai, ...]:
        """How long each kind of procedure takes, in the order of the file."""
        return tuple(_delai(one) for one in self.figures["delais"])

    def delai(self, suivi: Suivi) -> Delai | None:
        """How long the consultation that follows takes, if it is of the same procedure; None when the
        procedure is unknown.
        """
        found = (one for one in self.figures["delais"] if _suits(one, suivi))
        plain = next((_delai(one) for one in found), None)
        return self.joint(plain) if plain is not None and self.pooled(suivi) else plain

    @property
    def commune(self) -> Delai:
        """How long a consultation of several acheteurs together takes."""
        asked = Suivi(procedure=self.figures["fenetres"]["procedure"])
        return self.joint(next(_delai(one) for one in self.figures["delais"] if _suits(one, asked)))

    def pooled(self, suivi: Suivi) -> bool:
        """Whether it is a groupement de commandes: several bodies, or the level of mutualisation says so."""
        return suivi.shared or suivi.mutualisation in self.figures["groupement"]["mutualisations"]

    def joint(self, delai: Delai) -> Delai:
        """The same for several bodies together: their convention takes some months more."""
        more = self.months("groupement", "mois")
        reference = f"{delai.reference} ; {self.reference('groupement')}"
        return Delai(delai.mois + more, delai.libelle, reference, delai.statut, True)


def _delai(told: Mapping[str, Any]) -> Delai:
    return Delai(int(told["mois"]), told["libelle"], told["reference"], told["statut"])


def _suits(told: Mapping[str, Any], suivi: Suivi) -> bool:
    return suivi.technique in told.get("techniques", ()) or suivi.procedure in told.get("procedures", ())
