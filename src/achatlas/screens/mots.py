"""The words of a screen: the selection as a title, one sentence computed from the data, the pills of the
route."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from achatlas.analyse import gate, periodes, query
from achatlas.analyse.answers import Figures
from achatlas.analyse.selection import Clause
from achatlas.domain.nombres import accord, de_a, en_lettres, entier, lisser, montant_lisible, pourcent
from achatlas.langues import dire, translated
from achatlas.screens import ranges
from achatlas.screens.addresses import shown
from achatlas.screens.demande import TOUS, Demande
from achatlas.screens.fermes import Ferme
from achatlas.screens.liens import lien
from achatlas.screens.panneaux import Vue

UNKNOWN = "membre inconnu"
ORDRE = ("nature", "famille", "segment", "procedure", "technique", "fournisseur", "departement", "mois")

CITED = " sont sous un marché connu ; {reste} citent un marché introuvable, ou n’en ont aucun."
PAID = {True: "{montant} payés {periode}", False: "{montant} notifiés {periode}"}
HALF = {
    (True, False): " fait la moitié des {dit}, sur {nombre}.",
    (True, True): " font la moitié des {dit}, sur {nombre}.",
    (False, False): " porte la moitié des {dit}, sur {nombre}.",
    (False, True): " portent la moitié des {dit}, sur {nombre}.",
}
"""How few make the half: of what is paid or awarded, one or several."""
TOUT = {"achats": "Tous les achats", "marches": "Tous les marchés"}


@dataclass(frozen=True)
class Pilule:
    """A filter as shown in the route: its axis, its mode, its members in words, how to take it off, and the
    page of its member when it is alone.
    """

    axe: str
    titre: str
    sauf: bool
    texte: str
    retirer: str
    inverser: str
    tout: str
    fiche: str = ""


def noms_choisis(demande: Demande) -> Mapping[str, list[str]]:
    """Return the names of the members that were chosen or excluded, axis by axis.

    A code that this view does not know is said to be so, and quoted.
    """
    scope = demande.acces.scope
    noms = {}
    for axe, clause in demande.selection.clauses.items():
        libelles = gate.libelles(demande.axes[axe], scope)
        noms[axe] = [
            lisser(libelles.get(code, f"{translated(UNKNOWN)} ({shown(code)})")) for code in clause.valeurs
        ]
    return noms


def enumerer(noms: Sequence[str], pluriel: str, liaison: str = "ou") -> str:
    """Write members in words: « Lyon ou Villeurbanne »; beyond two, their count: « 3 acheteurs »."""
    if len(noms) > 2:
        return f"{entier(len(noms))} {pluriel.lower()}"
    return f" {translated(liaison)} ".join(noms)


def dits(demande: Demande, nom: str, noms: Sequence[str], liaison: str = "ou") -> str:
    """Write the members of a clause in words; those that follow one another, by the first and the last."""
    axe = demande.axes[nom]
    span = periodes.choisie("0000", demande.selection.get(nom)) if nom == "mois" else None
    if span and span.longueur > 2:
        return de_a(noms[0], noms[-1])
    clause = demande.selection.get(nom)
    if clause and ranges.follow(axe, clause.valeurs):
        return ranges.told(noms[0], noms[-1])
    return enumerer(noms, axe.pluriel, liaison)


def pilules(demande: Demande, noms: Mapping[str, list[str]], chemin: str = "") -> list[Pilule]:
    """Return one pill per axis of the selection; taking one off stays on the page of this path."""
    trouvees = []
    for nom, clause in demande.selection.clauses.items():
        axe, sauf = demande.axes[nom], clause.mode == "sauf"
        inverse = demande.selection.only(nom, clause.valeurs, "dans" if sauf else "sauf")
        trouvees.append(
            Pilule(
                axe=nom,
                titre=dire("{axe}, sauf", axe=lisser(axe.libelle)) if sauf else lisser(axe.libelle),
                sauf=sauf,
                texte=dits(demande, nom, noms[nom]),
                retirer=demande.adresse(demande.selection.without(nom), chemin),
                inverser=demande.adresse(inverse, chemin),
                tout=translated(" ; ").join(noms[nom]),
                fiche=_fiche(demande, nom, clause, noms[nom]),
            )
        )
    return trouvees


def _fiche(demande: Demande, axe: str, clause: Clause, noms: Sequence[str]) -> str:
    """The page of the only member chosen; none for several, nor for one that is not known."""
    return "" if len(noms) > 1 or translated(UNKNOWN) in noms[0] else lien(demande, axe, clause.valeurs[0])


def _tries(axes: Iterable[str]) -> list[str]:
    return sorted(axes, key=lambda a: (ORDRE.index(a) if a in ORDRE else len(ORDRE), a))


def qui(demande: Demande) -> str:
    """Name whose purchases are shown: « les quinze », or the buyer."""
    acheteurs = demande.territoire.acheteurs
    if demande.consolidee and len(acheteurs) > 1:
        return dire("les {nombre}", nombre=en_lettres(len(acheteurs)))
    if demande.consolidee:
        return acheteurs[0].dit
    return demande.territoire.acheteur(demande.acces.acheteur).dit


def titre(demande: Demande, noms: Mapping[str, list[str]]) -> str:
    """Return the selection in words: the h1 of the screen."""
    if not noms:
        return dire(_buys(demande), qui=qui(demande))
    dans, sauf = _membres(demande, noms, "dans", "ou"), _membres(demande, noms, "sauf", "ni")
    tete = ", ".join(dans) or translated(TOUT[demande.tableau.fait])
    tete = tete[:1].upper() + tete[1:]
    phrase = ", ".join([tete, *(dire("sans {noms}", noms=s) for s in sauf)])
    return phrase if demande.consolidee else dire("{choix} : {qui}", choix=phrase, qui=qui(demande))


def _buys(demande: Demande) -> str:
    several = demande.consolidee and len(demande.territoire.acheteurs) > 1
    if demande.tableau.fait == "achats":
        return "Ce que {qui} achètent" if several else "Ce que {qui} achète"
    return "Ce que {qui} ont notifié" if several else "Ce que {qui} a notifié"


def _membres(demande: Demande, noms: Mapping[str, list[str]], mode: str, liaison: str) -> list[str]:
    """Return the members of each clause of a mode, in words, in the order in which titles are read."""
    axes = [axe for axe in _tries(noms) if demande.selection.clauses[axe].mode == mode]
    return [dits(demande, axe, noms[axe], liaison) for axe in axes]


@dataclass(frozen=True)
class Morceau:
    """A piece of a sentence, with the proof it leads to."""

    texte: str
    preuve: str = ""


def periode(demande: Demande) -> str:
    """Say the year: « en 2025 », or « de 2023 à 2025 »."""
    if demande.exercice != TOUS:
        return dire("en {annee}", annee=demande.exercice)
    annees = demande.exercices
    if len(annees) == 1:
        return dire("en {annee}", annee=annees[0])
    if not annees:
        return translated("sur toute la période")
    return dire("de {debut} à {fin}", debut=annees[0], fin=annees[-1])


def paid(demande: Demande, montant: str) -> str:
    """An amount, whether paid or notified, and when: « 265,9 M€ payés en 2025 »."""
    return dire(PAID[demande.tableau.fait == "achats"], montant=montant, periode=periode(demande))


def phrase(demande: Demande, figures: Figures, vues: Sequence[Vue | Ferme]) -> list[Morceau]:
    """Return one or two sentences computed from what is shown, each figure linked to its proof."""
    total = figures.valeurs[demande.tableau.mesure]
    if not total:
        return []
    achats = demande.tableau.fait == "achats"
    dit = paid(demande, montant_lisible(total))
    suite = _part_sous_marche(total, figures) if achats else _part_plafonds(figures)
    axes = {vue.axe for vue in vues}
    suite = [_led(m, demande, axes) for m in suite]
    free = [v for v in vues if demande.selection.get(v.axe) is None]
    return _concentration(dit, achats, free) + suite


def _led(morceau: Morceau, demande: Demande, axes: Collection[str]) -> Morceau:
    """The piece with its proof in the page when it is drawn there, else in the table of its axis; without one
    when the view does not tell this axis.
    """
    axe = morceau.preuve.removeprefix("#p-")
    if not morceau.preuve or axe in axes:
        return morceau
    told = axe in demande.axes and query.opens(
        axe, [demande.tableau.mesure], demande.retenue, demande.acces.scope
    )
    return Morceau(morceau.texte, demande.adresse(chemin=f"{demande.chemin}axe/{axe}/") if told else "")


def _concentration(dit: str, achats: bool, vues: Sequence[Vue | Ferme]) -> list[Morceau]:
    """Say how few make the half, when a Pareto that no clause of its own filters can tell."""
    pareto = next((v for v in vues if isinstance(v, Vue) and v.moitie and v.nombre > 2), None)
    if pareto is None:
        return [Morceau(f"{dit}.")]
    moitie = pareto.moitie
    suite = dire(HALF[achats, moitie > 1], dit=dit, nombre=entier(pareto.nombre))
    return [
        Morceau(accord(moitie, "fournisseur" if achats else "titulaire"), "#p-fournisseur"),
        Morceau(suite),
    ]


def _part_sous_marche(total: int, figures: Figures) -> list[Morceau]:
    sous = figures.valeurs.get("montant_sous_marche")
    if sous is None or total <= 0:
        return []
    reste = montant_lisible(total - sous)
    return [
        Morceau(" "),
        Morceau(dire("{part} %", part=pourcent(sous, total)), "#p-rattachement"),
        Morceau(
            dire(
                " sont sous un marché connu ; {reste} citent un marché introuvable, ou n’en ont aucun.",
                reste=reste,
            )
        ),
    ]


def _part_plafonds(figures: Figures) -> list[Morceau]:
    plafond = figures.valeurs.get("montant_plafond")
    if not plafond:
        return []
    return [
        Morceau(translated(" Dont ")),
        Morceau(montant_lisible(plafond), "#p-technique"),
        Morceau(translated(" de plafonds d’accords-cadres, qui ne sont pas une dépense.")),
    ]
