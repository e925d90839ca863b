"""The figures on top: the leading measure, the counts, and the shares with what they leave in doubt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from achatlas.analyse import query
from achatlas.analyse.answers import Figures
from achatlas.catalogue.models import Mesure
from achatlas.domain.nombres import (
    arrondi,
    ecart,
    en_pourcent,
    entier,
    evolution,
    jours,
    lisser,
    montant,
    montant_lisible,
    points,
    pourcent,
    unite_de,
)
from achatlas.langues import dire, translated
from achatlas.marks._echelle import pour_cent
from achatlas.screens.demande import Demande
from achatlas.screens.styles import HHI

UNSURE = ("_classe", "_identifie")
COMPTES = {"achats": "lignes", "marches": "marches"}
SANS_PART = "un total négatif ou nul n’a pas de parts"
FERME = "fermé dans la vue commune"


@dataclass(frozen=True)
class Chiffre:
    """One figure: its name, its value and unit, a note under it, and a bar when it is a share."""

    nom: str
    valeur: str
    unite: str
    note: str
    definition: str
    barre: str = ""
    doute: bool = False


def demander(demande: Demande, mesures: Mapping[str, Mesure]) -> Figures:
    """Ask at once all the figures of the dashboard, and what its sentence and its emptiness are told from."""
    tableau = demande.tableau
    sure = [mesures[nom].dont for nom in tableau.chiffres if mesures[nom].dont]
    asked = (tableau.mesure, COMPTES[tableau.fait], *tableau.chiffres, *tableau.dont, *sure)
    return query.figures(
        tuple(dict.fromkeys(asked)),
        demande.retenue,
        demande.acces.scope,
        reference=demande.compared(),
    )


def entre_membres(demande: Demande) -> int:
    """Return what the members paid each other under this selection (cents): left out of the consolidated
    total."""
    if not demande.retranche:
        return 0
    interne = demande.retenue.only("flux", ["interne"])
    mesure = demande.tableau.mesure
    return query.figures([mesure], interne, demande.acces.scope).valeurs[mesure]


def soustraction(total: int, interne: int) -> str:
    """Write the consolidated total as a subtraction: « 706,3 − 5,9 payés entre eux »; each with its unit
    where one for both would make nothing of what is taken off.
    """
    unite = unite_de(total + interne)
    whole, taken = montant(total + interne, unite), inside(interne, unite)
    if taken != montant(interne, unite):
        whole = montant_lisible(total + interne)
    return dire("{total} − {interne} payés entre eux", total=whole, interne=taken)


def inside(interne: int, unite: str) -> str:
    """What members pay each other, in the unit of the total; in its own where that one is too big."""
    told = montant(interne, unite)
    return montant_lisible(interne) if told.startswith("<") else told


def _dont(demande: Demande, figures: Figures, mesures: Mapping[str, Mesure]) -> list[str]:
    """Write the parts of the first figure: « dont 1,2 M€ : options, hors commande publique »."""
    trouvees = {nom: figures.valeurs.get(nom, 0) for nom in demande.tableau.dont}
    return [
        dire("dont {montant} : {mesure}", montant=montant_lisible(v), mesure=mesures[n].libelle.lower())
        for n, v in trouvees.items()
        if v
    ]


def _premier(mesure: Mesure, valeur: int, avant: int | None, dits: list[str]) -> Chiffre:
    unite = unite_de(valeur)
    notes = [evolution(valeur, avant)] if avant is not None else []
    notes += dits
    return Chiffre(
        mesure.libelle, montant(valeur, unite), unite, translated(" ; ").join(notes), mesure.definition
    )


def _part(
    mesure: Mesure, valeur: int, total: int, avant: tuple[int, int] | None, sure: int | None
) -> Chiffre:
    """Write an amount that is part of the first: a share, how much of the total is sure, what is left, and a
    bar whose doubt is hatched. A total that is nothing or negative has no share: the amount is told.
    """
    if total <= 0:
        return Chiffre(mesure.libelle, "—", "", montant_lisible(valeur), mesure.definition)
    notes = []
    if sure is not None:
        share = en_pourcent(pourcent(sure, total, 0))
        notes.append(dire("dont {part} {mesure}", part=share, mesure=lisser(mesure.dit)))
    if avant is not None and avant[1] > 0 and total > 0:
        notes.append(points(arrondi(1000 * valeur, total) - arrondi(1000 * avant[0], avant[1])))
    if total != valeur:
        notes.append(dire("reste {montant}", montant=montant_lisible(total - valeur)))
    return Chiffre(
        mesure.libelle,
        pourcent(valeur, total),
        "%",
        translated(" ; ").join(notes),
        mesure.definition,
        pour_cent(valeur if sure is None else sure, total),
        mesure.id.endswith(UNSURE),
    )


def _apart(mesure: Mesure, valeur: int, avant: int | None) -> Chiffre:
    """Write what is no sum: a mean or a median in its unit, an index out of 10 000 with what it means."""
    notes = [] if avant is None else [evolution(valeur, avant)]
    if mesure.unite == "indice":
        notes = [_spread(valeur), *([] if avant is None else [ecart(valeur, avant)])]
        return Chiffre(mesure.libelle, entier(valeur), "", translated(" ; ").join(notes), mesure.definition)
    if mesure.unite == "jours":
        said = translated(" ; ").join(notes)
        return Chiffre(
            mesure.libelle, jours(valeur), translated("jours") if valeur else "", said, mesure.definition
        )
    unite = unite_de(valeur)
    return Chiffre(
        mesure.libelle, montant(valeur, unite), unite, translated(" ; ").join(notes), mesure.definition
    )


def _spread(valeur: int) -> str:
    """Say how concentrated an index out of 10 000 is."""
    dispersed, concentrated = HHI[1:3]
    if valeur < dispersed:
        return translated("dispersé")
    return translated("concentré" if valeur > concentrated else "moyennement concentré")


def _compte(mesure: Mesure, valeur: int, avant: int | None, total: int) -> Chiffre:
    notes = [ecart(valeur, avant)] if avant is not None else []
    if mesure.agregation == "somme" and valeur > 0:
        notes.append(dire("{montant} en moyenne", montant=montant_lisible(arrondi(total, valeur))))
    return Chiffre(mesure.libelle, entier(valeur), "", translated(" ; ").join(notes), mesure.definition)


def _couple(reference: Mapping[str, int] | None, nom: str, premiere: str) -> tuple[int, int] | None:
    """A part and its whole in the other period; None when the common view tells one of them no more."""
    if reference is None or not {nom, premiere} <= reference.keys():
        return None
    return reference[nom], reference[premiere]


def _shareless(demande: Demande, figures: Figures) -> list[str]:
    """Say once that the total of some lines, nothing or negative, has no shares."""
    counted = figures.valeurs.get(COMPTES[demande.tableau.fait])
    return [SANS_PART] if counted and figures.valeurs[demande.tableau.mesure] <= 0 else []


def presenter(
    demande: Demande, figures: Figures, interne: int, mesures: Mapping[str, Mesure]
) -> list[Chiffre]:
    """Return the figures of the dashboard in its order."""
    premiere = demande.tableau.mesure
    total, reference = figures.valeurs[premiere], figures.reference
    presentes = []
    for nom in demande.tableau.chiffres:
        mesure = mesures[nom]
        if nom in figures.fermes:
            presentes.append(Chiffre(mesure.libelle, "—", "", translated(FERME), mesure.definition))
            continue
        valeur = figures.valeurs[nom]
        avant = reference.get(nom) if reference else None
        if nom == premiere:
            dits = [soustraction(valeur, interne)] if interne else []
            dits += [*_shareless(demande, figures), *_dont(demande, figures, mesures)]
            presentes.append(_premier(mesure, valeur, avant, dits))
        elif not mesure.additive and mesure.agregation != "distincts":
            presentes.append(_apart(mesure, valeur, avant))
        elif mesure.unite == "centimes":
            couple = _couple(reference, nom, premiere)
            presentes.append(_part(mesure, valeur, total, couple, figures.valeurs.get(mesure.dont)))
        else:
            presentes.append(_compte(mesure, valeur, avant, total))
    return presentes
