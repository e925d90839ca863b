"""The references from one definition to another: each leads somewhere."""

from __future__ import annotations

from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.models import Mesure, Tableau
from achatlas.catalogue.models_indicateurs import SAISIE, Calcul, Indicateur
from achatlas.catalogue.references_leviers import check_leviers
from achatlas.catalogue.references_spaser import check_spaser
from achatlas.catalogue.refus import refer
from achatlas.domain.errors import CatalogueError
from achatlas.domain.saisie import DENOMINATEUR


def check(catalogue: Catalogue) -> None:
    """Checks every cross-reference; raises CatalogueError at the first that leads nowhere."""
    for tableau in catalogue.tableaux.values():
        measured = (tableau.mesure, *tableau.chiffres, *tableau.dont)
        refer(f"tableaux/{tableau.id}", "mesure", measured, catalogue.mesures_of(tableau.fait))
        _in_euros(tableau, catalogue.mesures[tableau.mesure])
        axes = catalogue.axes_of(tableau.fait)
        crossed = tableau.matrice.axes if tableau.matrice else ()
        refer(f"tableaux/{tableau.id}", "axe", [*(p.axe for p in tableau.panneaux), *crossed], axes)
        refer(f"tableaux/{tableau.id}", "taux", tableau.taux, catalogue.taux)
    _taux(catalogue)
    _fiches(catalogue)
    _indicateurs(catalogue)
    check_spaser(catalogue)
    check_leviers(catalogue)
    for agregat in catalogue.agregats.values():
        refer(f"agregats/{agregat.id}", "axe", agregat.axes, catalogue.axes_of(agregat.fait))
    for terme in catalogue.termes:
        refer(f"qualite/{terme.id}", "mesure", [terme.mesure], catalogue.mesures)
        axes = catalogue.axes_of(catalogue.mesures[terme.mesure].fait)
        refer(f"qualite/{terme.id}", "axe", [terme.axe], axes)
    for controle in catalogue.controles.values():
        refer(
            f"controles/{controle.id}", "colonne", controle.read, catalogue.tables["brut__marches"].colonnes
        )
    for axe in catalogue.axes.values():
        for fait in axe.faits:
            refer(f"axes/{axe.id}", "colonne", [axe.colonne], catalogue.tables[f"mart__{fait}"].colonnes)
    for mesure in catalogue.mesures.values():
        columns = catalogue.tables[f"mart__{mesure.fait}"].colonnes
        refer(f"mesures/{mesure.id}", "colonne", mesure.colonnes, columns)
        parts = [mesure.dont] if mesure.dont else []
        refer(f"mesures/{mesure.id}", "mesure", parts, catalogue.mesures_of(mesure.fait))


def _taux(catalogue: Catalogue) -> None:
    """Those of shares."""
    for taux in catalogue.taux.values():
        refer(f"taux/{taux.id}", "mesure", [taux.mesure], catalogue.mesures_of(taux.fait))
        refer(f"taux/{taux.id}", "axe", [taux.axe], catalogue.axes_of(taux.fait))
        told = (*taux.oui, *taux.non, *taux.presume, *taux.hors)
        refer(f"taux/{taux.id}", "membre", told, catalogue.axes[taux.axe].membres)


def _fiches(catalogue: Catalogue) -> None:
    """Those of the pages of members, and of what is compared there."""
    for fiche in catalogue.fiches.values():
        where, told = f"fiches/{fiche.id}", (fiche.mesure, *fiche.chiffres)
        refer(where, "mesure", told, catalogue.mesures_of(fiche.fait))
        shown = [fiche.axe, *(bloc.axe for bloc in fiche.blocs)]
        refer(where, "axe", filter(None, shown), catalogue.axes_of(fiche.fait))
        refer(where, "taux", fiche.taux, catalogue.taux)
    for repere in catalogue.reperes.values():
        refer(f"reperes/{repere.id}", "taux", filter(None, [repere.taux]), catalogue.taux)
        refer(f"reperes/{repere.id}", "mesure", filter(None, [repere.mesure]), catalogue.mesures)


def _indicateurs(catalogue: Catalogue) -> None:
    """Those of indicators: each figure has what its example must give."""
    for indicateur in catalogue.indicateurs.values():
        where = f"indicateurs/{indicateur.id}"
        refer(where, "attendu", indicateur.attendu, indicateur.calculs)
        refer(where, "calcul", indicateur.calculs, indicateur.attendu)
        for calcul in indicateur.calculs.values():
            _calcul(where, calcul, catalogue)
        _entree(indicateur)


def _entree(indicateur: Indicateur) -> None:
    """An indicator whose figures are entered says how, with the numbers that they need."""
    some = [one for one in indicateur.calculs.values() if one.forme == SAISIE]
    needed = {DENOMINATEUR for one in some if one.genre != "somme" or one.colonne == DENOMINATEUR}
    told = indicateur.entree
    if bool(some) != (told is not None) or (needed and told is not None and told.bas is None):
        raise CatalogueError(
            quoi="Saisie mal décrite",
            ou=f"metier/indicateurs/{indicateur.id}.yml",
            pourquoi="« entree » dit l'unité de chaque nombre d'une forme « saisie », et d'elle seule",
            que_faire="écrivez par exemple « entree: {haut: {unite: heures}, bas: {unite: heures}} »",
        )


def _calcul(where: str, calcul: Calcul, catalogue: Catalogue) -> None:
    """Those of one figure of an indicator."""
    refer(where, "enjeu", filter(None, [calcul.enjeu]), catalogue.enjeux)
    entered = {name: one for name, one in catalogue.indicateurs.items() if one.entree is not None}
    refer(where, "saisies", filter(None, [calcul.saisies]), entered)
    if not calcul.fait:
        return
    axes = catalogue.axes_of(calcul.fait)
    refer(where, "axe", filter(None, [calcul.axe, calcul.de]), axes)
    refer(where, "axe", calcul.parmi, {**axes, **catalogue.axes_of("achats")} if calcul.enjeu else axes)
    kept = {calcul.axe: (*calcul.oui, *calcul.non, *calcul.presume, *calcul.hors)} if calcul.axe else {}
    refer(where, "axe", calcul.comptees, axes)
    for axe, codes in [*kept.items(), *calcul.parmi.items(), *calcul.comptees.items()]:
        if membres := catalogue.axes[axe].membres:
            refer(where, "membre", filter(None, codes), membres)
    measured = filter(None, [calcul.somme, calcul.compte, calcul.tous, calcul.exclu])
    refer(where, "mesure", measured, catalogue.mesures_of(calcul.fait))


def _in_euros(tableau: Tableau, mesure: Mesure) -> None:
    if mesure.unite != "centimes" or not mesure.additive:
        raise CatalogueError(
            quoi=f"Mesure principale refusée : « {mesure.id} »",
            ou=f"metier/tableaux/{tableau.id}.yml",
            pourquoi="les parts et les barres d'un tableau se partagent une somme d'euros",
            que_faire="Mettez-la dans « chiffres », et une somme en centimes dans « mesure »",
        )
