"""« Comment ce chiffre est calculé » in a comparison: one for each figure, of both sides."""

from __future__ import annotations

from collections.abc import Iterator

from achatlas.analyse import query
from achatlas.domain.errors import ClosedCrossing
from achatlas.domain.nombres import accord, lisser
from achatlas.langues import dire, translated
from achatlas.screens import chiffres
from achatlas.screens.calculs import NOMS, Cadre, Calcul, filtres
from achatlas.screens.chiffres import COMPTES
from achatlas.web.cartographie.cotes import ACHETEUR, Cote, Face


def calculs(face: Face, named: Iterator[tuple[str, str]]) -> list[Calcul]:
    """How each figure (its name, its definition) was made, in their order."""
    both = face.selection.only(ACHETEUR, [*face.un.sirens, *face.autre.sirens])
    shared = _cadre(face)
    lines = face.adresse(both, f"{face.chemin}lignes/") if face.acces.lignes(face.tableau.fait) else ""
    anchors = _anchors(face)
    return [
        shared.dit(nom, lisser(definition), anchors.get(nom, ""), href=lines) for nom, definition in named
    ]


def _cadre(face: Face) -> Cadre:
    table = face.catalogue.tables[f"mart__{face.tableau.fait}"]
    said = translated(" ; ").join(_lines(face, cote) for cote in (face.un, face.autre))
    return Cadre(face, lisser(table.description), filtres(face), said, chiffres.entre_membres(face))


def _lines(face: Face, cote: Cote) -> str:
    """How many lines stand behind a side; that it is not told when the view may not count them."""
    compte = COMPTES[face.tableau.fait]
    try:
        found = query.figures([compte], face.de(cote), face.acces.scope)
    except ClosedCrossing:
        return dire("{nom} : nombre fermé dans la vue commune", nom=lisser(cote.nom))
    counted = accord(found.valeurs[compte], NOMS[face.tableau.fait])
    return dire("{nom} : {lignes}", nom=lisser(cote.nom), lignes=counted)


def _anchors(face: Face) -> dict[str, str]:
    """Where the definition of each figure stands, by its name."""
    known = face.catalogue
    told = {lisser(known.mesures[nom].libelle): f"m-{nom}" for nom in face.tableau.chiffres}
    return told | {lisser(known.taux[nom].libelle): f"t-{nom}" for nom in face.tableau.taux}
