"""« Comment ce chiffre est calculé » on the page of an operator: one for each of its figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace

from achatlas.analyse.fiche import Fiche
from achatlas.domain.nombres import accord, lisser
from achatlas.langues import translated
from achatlas.screens.calculs import Cadre, Calcul, filtres
from achatlas.screens.chiffres import Chiffre
from achatlas.screens.demande import TOUS, Demande
from achatlas.screens.operateurs.demande import Question
from achatlas.screens.operateurs.marches import Marches
from achatlas.web.cartographie.views import premier

ACHETEURS = "Acheteurs qui lui ont payé au moins une ligne d’achat dans la période."
SEGMENTS = (
    "Segments de la nomenclature commune où tombe ce qui lui est payé ; "
    "ce qui attend un segment n’en est pas un."
)
SOUS_MARCHE = "Part du payé dont la ligne est sous un marché connu, cité ou reconnu."
PREMIER_SEGMENT = (
    "Son plus lourd segment chez un acheteur, et la part qu’il y tient "
    "de tout ce que cet acheteur paie dans ce segment."
)
MARCHES = (
    "Marchés dont il est titulaire, seul ou avec d’autres, que l’on peut lire ; "
    "en cours : la durée écrite court encore."
)


def calculs(chiffres: Sequence[Chiffre], one: Fiche, contrats: Marches, asked: Question) -> list[Calcul]:
    """How each figure of the page was made, in their order; marchés are those of all years."""
    lines = accord(sum(row["lignes"] for row in one.de(asked.annee)), "ligne")
    paid, held = _cadre(asked, "achats", lines), _cadre(asked, "marches", accord(contrats.nombre, "marché"))
    told = {
        "Payé HT": paid.mesure(asked.catalogue.mesures["montant_paye"]),
        "Acheteurs": paid.dit(translated("Acheteurs"), translated(ACHETEURS)),
        "Segments": paid.dit(translated("Segments"), translated(SEGMENTS)),
        "Sous un marché connu": paid.dit(translated("Sous un marché connu"), translated(SOUS_MARCHE)),
        "Part du premier segment": paid.dit(
            translated("Part du premier segment"), translated(PREMIER_SEGMENT)
        ),
        "Marchés": held.dit(translated("Marchés"), translated(MARCHES)),
    }
    named = {translated(nom): calcul for nom, calcul in told.items()}
    return [named[chiffre.nom] for chiffre in chiffres]


def _cadre(asked: Question, fait: str, lines: str) -> Cadre:
    """What the figures of a fact share: the map filtered on this operator. What members pay each other is
    shown on the page of a member: nothing is left out for that.
    """
    tableau = asked.catalogue.tableaux[premier(fait)]
    own = asked.selection.only("fournisseur", [asked.operateur])
    year = asked.exercice if fait == "achats" else TOUS
    of = Demande(**{field.name: getattr(asked, field.name) for field in fields(Demande)})
    carte = replace(of, tableau=tableau, axes=asked.catalogue.axes_of(fait), selection=own, exercice=year)
    table = asked.catalogue.tables[f"mart__{fait}"]
    return Cadre(carte, lisser(table.description), filtres(carte), lines, 0)
