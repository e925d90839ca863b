"""The references of what the SPASER is read beside: each leads to a figure, each worked example holds."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.models_obligations import Exemple, Exigence, Obligation
from achatlas.catalogue.refus import refer
from achatlas.domain.errors import CatalogueError

TYPES = "type_acheteur"


def check_spaser(catalogue: Catalogue) -> None:
    """Checks duties, benchmarks and essential figures; raises CatalogueError at the first that is wrong."""
    for obligation in catalogue.obligations.values():
        _obligation(catalogue, obligation)
    for repere in catalogue.reperes_nationaux.values():
        _figure(catalogue, f"reperes_nationaux/{repere.id}", repere.indicateur, repere.calcul)
    for essentiel in catalogue.essentiels.values():
        _figure(catalogue, f"essentiels/{essentiel.id}", essentiel.indicateur, essentiel.calcul)


def _figure(catalogue: Catalogue, where: str, indicateur: str, calcul: str) -> None:
    """A figure that a file names by its indicator and its own name, the leading one without any."""
    refer(where, "indicateur", [indicateur], catalogue.indicateurs)
    if calcul:
        refer(where, "calcul", [calcul], catalogue.indicateurs[indicateur].calculs)


def _obligation(catalogue: Catalogue, one: Obligation) -> None:
    where, kinds = f"obligations/{one.id}", catalogue.axes[TYPES].membres
    refer(where, "qui", one.qui, kinds)
    refer(where, "indicateur", one.indicateurs, catalogue.indicateurs)
    for exigence in one.exigences:
        _figure(catalogue, where, exigence.indicateur, exigence.calcul)
        refer(where, "qui", exigence.qui, kinds)
        _in_order(where, exigence)
    for exemple in one.exemples:
        refer(where, "acheteur", [exemple.acheteur], kinds)
        _holds(where, one, exemple)


def _in_order(where: str, exigence: Exigence) -> None:
    """Two values never hold on the same day, and the first to begin is written first."""
    for before, after in zip(exigence.paliers, exigence.paliers[1:], strict=False):
        if before.jusque is None or after.depuis is None or before.jusque >= after.depuis:
            raise CatalogueError(
                quoi=f"Paliers refusés de « {exigence.indicateur} »",
                ou=f"metier/{where}.yml",
                pourquoi="deux paliers valent le même jour, ou ne sont pas dans l'ordre",
                que_faire="Écrivez « jusque » la veille du « depuis » qui suit.",
            )


def _holds(where: str, one: Obligation, exemple: Exemple) -> None:
    asked = one.asked(exemple.acheteur, exemple.jour)
    found: Mapping[str, Decimal] = {e.indicateur: palier.valeur for e, palier in asked if not e.objet}
    if found != exemple.attendu:
        told = ", ".join(f"{name} : {value}" for name, value in found.items()) or "rien"
        raise CatalogueError(
            quoi=f"Exemple démenti au {exemple.jour:%d/%m/%Y}",
            ou=f"metier/{where}.yml",
            pourquoi=f"l'obligation demande alors : {told}",
            que_faire="Corrigez l'exemple, ou les paliers.",
        )
