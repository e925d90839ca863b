"""The figures of a report as a table: a row for each indicator, figure, year and member."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from achatlas.analyse import gate
from achatlas.analyse.readings import TOLD, Reading
from achatlas.catalogue.models_indicateurs import SCALES
from achatlas.containers.table import Column, Table, Value
from achatlas.domain.nombres import lisser
from achatlas.domain.rapport import ENGAGES, ENSEMBLE, Cle
from achatlas.langues import nu
from achatlas.screens.spaser import apports
from achatlas.screens.spaser.rapport import tables
from achatlas.screens.spaser.rapport.sujet import Sujet
from achatlas.screens.spaser.vue import Chiffre

COLUMNS = (
    Column("indicateur"), Column("indicateur_libelle"), Column("chiffre"), Column("chiffre_libelle"),
    Column("dimension"), Column("exercice"),
    Column("axe", "texte", "vide : l’ensemble de la vue ; engages : ceux que l’objectif engage, s’il y en a"),
    Column("membre"), Column("membre_libelle"),
    Column("etat", "texte", "dit ; sans_donnees, sans_objet, inconnu, ferme ou indicible : sans valeur"),
    Column("valeur", "texte", "dans l’unité du chiffre, arrondie à quatre décimales"), Column("unite"),
    Column("numerateur", "nombre", "centimes, nombre, jours ou heures"), Column("denominateur", "nombre"),
    Column("numerateur_au_moins", "nombre"), Column("numerateur_au_plus", "nombre"),
    Column("sur", "nombre", "ce que les bornes divisent"),
    Column("n", "nombre", "sur combien d’unités la valeur repose"),
    Column("connus", "nombre"), Column("connus_sur", "nombre"),
    Column("cible", "texte", "dans l’unité du chiffre"), Column("objectif"), Column("reference"),
    Column("a_verifier"),
)  # fmt: skip
PLACES = Decimal("0.0001")


def table(sujet: Sujet) -> Table:
    """Every figure of the report: those of all, then those of the members."""
    return Table("rapport_spaser", COLUMNS, _rows(sujet))


def _rows(sujet: Sujet) -> Iterator[list[Value]]:
    known = {(one.indicateur.id, one.cle): one for one in sujet.vue.chiffres}
    names = dict(_names(sujet))
    for cle in sorted(sujet.lus, key=lambda one: (one.axe, one)):
        one = known.get((cle.indicateur, cle.calcul))
        if one is not None:
            yield _row(sujet, one, cle, names.get((cle.axe, cle.membre), ""))


def _names(sujet: Sujet) -> Iterator[tuple[tuple[str, str], str]]:
    """The name of each member of each axis."""
    held: dict[str, set[str]] = {}
    for cle in sujet.lus:
        held.setdefault(cle.axe, set()).add(cle.membre)
    for axe, codes in held.items():
        if axe not in sujet.vue.demande.axes:
            continue
        told = gate.noms(sujet.vue.demande.axes[axe], sorted(codes), sujet.vue.scope)
        for code in codes:
            yield (axe, code), nu(apports.name(sujet.vue, axe, code, told))


def _row(sujet: Sujet, one: Chiffre, cle: Cle, name: str) -> list[Value]:
    read, told = sujet.lus[cle], one.indicateur
    judged = cle.axe == (ENGAGES if sujet.vue.engages(one) else ENSEMBLE)
    aim = sujet.cible(one, cle.annee) if judged else None
    state = tables.etat(sujet, one) if judged and one.objectif and cle.annee == sujet.annee else ""
    return [
        told.id.upper(), lisser(told.libelle), one.cle, lisser(one.calcul.libelle), told.dimension, cle.annee,
        cle.axe, cle.membre, name, read.etat,
        *_numbers(read, one),
        "" if aim is None else _decimal(_scaled(aim.numerator, aim.denominator, one)), state,
        lisser(told.reference), "oui" if told.a_verifier else "non",
    ]  # fmt: skip


def _numbers(read: Reading, one: Chiffre) -> list[Value]:
    if read.absent:
        return ["", one.calcul.unite, None, None, None, None, None, 0, None, None]
    value = read.valeur
    told = _decimal(_scaled(value.numerator, value.denominator, one)) if value is not None else ""
    bounds = (read.moins, read.plus, read.base) if read.base and read.etat == TOLD else (None, None, None)
    return [
        told, one.calcul.unite, read.numerateur, read.denominateur, *bounds, read.n, *read.connus,
    ]  # fmt: skip


def _scaled(up: int, under: int, one: Chiffre) -> Decimal:
    scale = SCALES.get(one.calcul.unite, 1)
    return Decimal(up * scale) / Decimal(under)


def _decimal(value: Decimal) -> str:
    """With a French comma, four places at most."""
    said = f"{value.quantize(PLACES):f}".rstrip("0").rstrip(".")
    return said.replace(".", ",")
