"""The words of a screen: the selection as a title, one sentence computed from the data, the pills of the
route."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from achatlas.analyse import gate
from achatlas.analyse.answers import Figures
from achatlas.web.cartographie.demande import TOUS, Demande
from achatlas.web.cartographie.panneaux import Vue
from achatlas.web.nombres import accord, en_lettres, entier, lisser, montant_lisible, pourcent

ORDRE = ("nature", "famille", "segment", "procedure", "technique", "fournisseur", "departement", "mois")


@dataclass(frozen=True)
class Pilule:
    """A filter as shown in the route: its axis, its mode, its members in words, and how to take it off."""

    axe: str
    titre: str
    sauf: bool
    texte: str
    retirer: str
    inverser: str
    tout: str


def noms_choisis(demande: Demande) -> Mapping[str, list[str]]:
    """Return the names of the members that were chosen or excluded, axis by axis."""
    scope = demande.acces.scope
    noms = {}
    for axe, clause in demande.selection.clauses.items():
        libelles = gate.libelles(demande.axes[axe], scope)
        noms[axe] = [lisser(libelles.get(code, code)) for code in clause.valeurs]
    return noms


def enumerer(noms: Sequence[str], pluriel: str, liaison: str = "ou") -> str:
    """Write members in words: « Lyon ou Villeurbanne »; beyond two, their count: « 3 acheteurs »."""
    if len(noms) > 2:
        return f"{entier(len(noms))} {pluriel.lower()}"
    return f" {liaison} ".join(noms)


def pilules(demande: Demande, noms: Mapping[str, list[str]]) -> list[Pilule]:
    """Return one pill per axis of the selection."""
    trouvees = []
    for nom, clause in demande.selection.clauses.items():
        axe, sauf = demande.axes[nom], clause.mode == "sauf"
        inverse = demande.selection.only(nom, clause.valeurs, "dans" if sauf else "sauf")
        trouvees.append(
            Pilule(
                axe=nom,
                titre=lisser(axe.libelle) + (", sauf" if sauf else ""),
                sauf=sauf,
                texte=enumerer(noms[nom], axe.pluriel),
                retirer=demande.adresse(demande.selection.without(nom)),
                inverser=demande.adresse(inverse),
                tout=" ; ".join(noms[nom]),
            )
        )
    return trouvees


def _tries(axes: Iterable[str]) -> list[str]:
    return sorted(axes, key=lambda a: (ORDRE.index(a) if a in ORDRE else len(ORDRE), a))


def qui(demande: Demande) -> str:
    """Name whose purchases are shown: « les quinze », or the buyer."""
    if demande.consolidee:
        return f"les {en_lettres(len(demande.territoire.acheteurs))}"
    return lisser(demande.territoire.acheteur(demande.acces.acheteur).nom_court)


def titre(demande: Demande, noms: Mapping[str, list[str]]) -> str:
    """Return the selection in words: the h1 of the screen."""
    achats = demande.tableau.fait == "achats"
    if not noms:
        if demande.consolidee:
            return f"Ce que {qui(demande)} {'achètent' if achats else 'ont notifié'}"
        return f"Ce que {qui(demande)} {'achète' if achats else 'a notifié'}"
    clauses = demande.selection.clauses
    dans = [enumerer(noms[a], demande.axes[a].pluriel) for a in _tries(noms) if clauses[a].mode == "dans"]
    sauf = [
        enumerer(noms[a], demande.axes[a].pluriel, "ni") for a in _tries(noms) if clauses[a].mode == "sauf"
    ]
    tete = ", ".join(dans) or ("Tous les achats" if achats else "Tous les marchés")
    phrase = ", ".join([tete, *(f"sans {s}" for s in sauf)])
    return phrase if demande.consolidee else f"{phrase} : {qui(demande)}"


@dataclass(frozen=True)
class Morceau:
    """A piece of a sentence, with the proof it leads to."""

    texte: str
    preuve: str = ""


def periode(demande: Demande) -> str:
    """Say the year: « en 2025 », or « de 2023 à 2025 »."""
    if demande.exercice != TOUS:
        return f"en {demande.exercice}"
    annees = demande.exercices
    return f"de {annees[0]} à {annees[-1]}" if annees else "sur toute la période"


def phrase(demande: Demande, figures: Figures, vues: Sequence[Vue]) -> list[Morceau]:
    """Return one or two sentences computed from what is shown, each figure linked to its proof."""
    total = figures.valeurs[demande.tableau.mesure]
    if not total:
        return []
    pareto = next((v for v in vues if v.marque == "pareto"), None)
    achats = demande.tableau.fait == "achats"
    dit = f"{montant_lisible(total)} {'payés' if achats else 'notifiés'} {periode(demande)}"
    morceaux = [Morceau(f"{dit}.")]
    moitie = dict(pareto.dessin["reperes"]).get(50, 0) if pareto else 0
    if pareto and moitie and pareto.nombre > 2:
        nom, verbe = ("fournisseur", "fait") if achats else ("titulaire", "porte")
        verbe = verbe if moitie == 1 else {"fait": "font", "porte": "portent"}[verbe]
        morceaux = [
            Morceau(accord(moitie, nom), "#p-fournisseur"),
            Morceau(f" {verbe} la moitié des {dit}, sur {entier(pareto.nombre)}."),
        ]
    return morceaux + (_part_sous_marche(figures) if achats else _part_plafonds(figures))


def _part_sous_marche(figures: Figures) -> list[Morceau]:
    total, sous = figures.valeurs["montant_paye"], figures.valeurs.get("montant_sous_marche")
    if sous is None or total <= 0:
        return []
    reste = montant_lisible(total - sous)
    return [
        Morceau(" "),
        Morceau(f"{pourcent(sous, total)} %", "#p-rattachement"),
        Morceau(f" citent un marché connu ; {reste} n’en citent pas."),
    ]


def _part_plafonds(figures: Figures) -> list[Morceau]:
    plafond = figures.valeurs.get("montant_plafond")
    if not plafond:
        return []
    return [
        Morceau(" Dont "),
        Morceau(montant_lisible(plafond), "#p-technique"),
        Morceau(" de plafonds d’accords-cadres, qui ne sont pas une dépense."),
    ]
