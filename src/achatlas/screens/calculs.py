"""« Comment ce chiffre est calculé »: what stands behind a figure, written from the definitions and from the
question that was really asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from achatlas.analyse import query
from achatlas.analyse.taux import taux
from achatlas.catalogue.models import Mesure, Taux
from achatlas.domain.errors import ClosedCrossing
from achatlas.domain.nombres import accord, lisser, montant_lisible
from achatlas.langues import dire, translated
from achatlas.screens import chiffres, mots
from achatlas.screens.chiffres import COMPTES
from achatlas.screens.demande import Demande

NOMS = {"achats": "ligne", "marches": "marché"}
HORS_CHAMP = "ce qu’aucun compte d’achat ne porte (paie, subventions, dette) : le bilan le compte à part"


@dataclass(frozen=True)
class Calcul:
    """How a figure was made: its definition and where it stands, the table it was read in, the filters, the
    version of the data, how many lines, what is left out, and where the lines are.
    """

    nom: str
    definition: str
    anchor: str
    source: str
    filtres: str
    version: str
    lignes: str
    exclus: tuple[str, ...] = ()
    href: str = ""
    refus: str = ""


@dataclass(frozen=True)
class Cadre:
    """What all the figures of a screen share."""

    demande: Demande
    source: str
    filtres: str
    lignes: str
    interne: int

    @classmethod
    def of(cls, demande: Demande, interne: int = 0) -> Cadre:
        """What is shared by the figures of a screen; ``interne``: payments between members left out."""
        table = demande.catalogue.tables[f"mart__{demande.tableau.fait}"]
        return cls(demande, lisser(table.description), filtres(demande), _lignes(demande), interne)

    def mesure(self, une: Mesure) -> Calcul:
        """How a measure was made."""
        said = [*self._exclus()]
        return self.dit(lisser(une.libelle), lisser(une.definition), f"m-{une.id}", said)

    def taux(self, un: Taux) -> Calcul:
        """How a share was made: what is out of its field is left out too."""
        definition = f"{un.definition} ({un.reference})" if un.reference else un.definition
        said = [*_hors(un, self.demande), *self._exclus()]
        return self.dit(lisser(un.libelle), lisser(definition), f"t-{un.id}", said)

    def _exclus(self) -> Iterator[str]:
        if self.interne:
            yield dire("{montant} que les membres se paient entre eux", montant=montant_lisible(self.interne))
        if self.demande.tableau.fait == "achats":
            yield lisser(translated(HORS_CHAMP))

    def dit(
        self, nom: str, definition: str, anchor: str = "", exclus: Sequence[str] = (), href: str = ""
    ) -> Calcul:
        """How a figure was made, from what defines it; ``href``: of its lines, when they are not those of the
        screen.
        """
        demande, fait = self.demande, self.demande.tableau.fait
        opened = demande.acces.lignes(fait)
        return Calcul(
            nom,
            definition,
            anchor,
            self.source,
            self.filtres,
            demande.acces.scope.version,
            self.lignes,
            tuple(exclus),
            (href or demande.adresse(chemin=f"{demande.chemin}lignes/")) if opened else "",
            "" if opened else translated("cette vue montre des totaux et n’ouvre pas les paiements"),
        )


def filtres(demande: Demande) -> str:
    """The view, the year and the filters in words."""
    noms = mots.noms_choisis(demande)
    said = [
        dire(
            "{axe} sauf {noms}" if clause.mode == "sauf" else "{axe} {noms}",
            axe=lisser(demande.axes[axe].libelle).lower(),
            noms=f" {translated('ou')} ".join(noms[axe][:4]) + ("…" if len(noms[axe]) > 4 else ""),
        )
        for axe, clause in demande.selection.clauses.items()
    ]
    return translated(" ; ").join([f"{mots.qui(demande)}, {mots.periode(demande)}", *said])


def _lignes(demande: Demande) -> str:
    """How many lines stand behind the figures; that it is not told when the view may not count them."""
    compte = COMPTES[demande.tableau.fait]
    try:
        found = query.figures([compte], demande.retenue, demande.acces.scope)
    except ClosedCrossing:
        return translated("nombre fermé dans la vue commune")
    return accord(found.valeurs[compte], NOMS[demande.tableau.fait])


def _hors(un: Taux, demande: Demande) -> Iterator[str]:
    try:
        hors = taux(un, demande.retenue, demande.acces.scope).hors
    except ClosedCrossing:
        return
    if hors:
        yield dire("{montant} hors du champ de cette part", montant=montant_lisible(hors))


def chiffres_de(cadre: Cadre) -> list[Calcul]:
    """Those of the figures of a screen, in its order."""
    mesures = cadre.demande.catalogue.mesures
    return [cadre.mesure(mesures[nom]) for nom in cadre.demande.tableau.chiffres]


def parts_de(cadre: Cadre) -> list[Calcul]:
    """Those of the shares of a screen, in its order."""
    return [cadre.taux(cadre.demande.catalogue.taux[nom]) for nom in cadre.demande.tableau.taux]


def calculs(demande: Demande, interne: int | None = None) -> dict[str, list[Calcul]]:
    """What the templates of a screen draw beside its figures and its shares."""
    left = chiffres.entre_membres(demande) if interne is None else interne
    cadre = Cadre.of(demande, left)
    return {"calculs": chiffres_de(cadre), "calculs_parts": parts_de(cadre)}
