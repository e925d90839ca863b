"""Targets beside what is done: those that will be missed first, then those that nobody set."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from achatlas.analyse.readings import Reading
from achatlas.catalogue.models_indicateurs import SAISIE
from achatlas.domain.nombres import accord, de_a, en_lettres, en_pourcent, entier, lisser, montant_lisible
from achatlas.domain.objectif import Etat, Plage, Sens, manque
from achatlas.langues import dire, translated
from achatlas.marks._echelle import pour_cent
from achatlas.screens.spaser import chiffres
from achatlas.screens.spaser.vue import Chiffre, Spaser

ORDER = (Etat.MANQUE, Etat.EN_VOIE, Etat.ATTEINT, Etat.INCONNU)
HEADS = {
    Etat.MANQUE: ("▼", "Seront manquées"),
    Etat.EN_VOIE: ("→", "En bonne voie"),
    Etat.ATTEINT: ("✓", "Atteintes"),
    Etat.INCONNU: ("?", "Sans données suffisantes"),
}
OVER = {Etat.MANQUE: "Manquées", Etat.EN_VOIE: "Indécises"}
"""How the states of a year that is over are called."""
DIMENSIONS = {"sociale": "Social", "environnementale": "Environnement", "economique": "Économie"}
NOUNS = {
    "part": {"marches": "marché", "achats": "ligne"},
    "distincts": {"marche": "marché", "fournisseur": "fournisseur"},
    "nouveaux": {"achats": "fournisseur"},
    "couverture_de_segments": {"marches": "segment"},
    "acheteurs_ayant": {"marches": "acheteur"},
    "consultations_alloties": {"marches": "consultation"},
    "publies_a_temps": {"marches": "marché"},
}
"""What a figure that counts is short of, by its form, then by what it counts or its fact."""
ENTERED = {
    "heures": "heure",
    "vehicules": "véhicule",
    "megawattheures": "mégawattheure",
    "marches": "marché",
    "categories": "catégorie",
    "personnes": "personne",
    "fournisseurs": "fournisseur",
}
"""The same of what is entered, by its unit."""
NONE_MISSED = "Aucune cible ne sera manquée, à ce jour", "Aucune cible n’est manquée"
NONE_OF_JUDGED = (
    "Aucune des cibles que l’on peut juger ne sera manquée, à ce jour",
    "Aucune des cibles que l’on peut juger n’est manquée",
)
"""The title when no target is missed, of a year that goes on and of one that is over."""
TARGET, ALL = 3, 4
"""Where the target stands on every bar: at three quarters of it."""


@dataclass(frozen=True)
class Ligne:
    """A figure as it is shown: what it is, what is done, expected, aimed at, its bar (widths of what is done,
    of what may come, where last year was), and what is missing.
    """

    etat: Etat
    nom: str
    ref: str
    href: str
    detail: str
    manque: str
    valeur: str
    connu: str
    intervalle: str
    cible: str
    fin: str
    fait: str
    attendu: str
    avant: str
    rang: tuple[float, str]


def lignes(vue: Spaser, some: Iterable[Chiffre]) -> list[Ligne]:
    """The rows of some figures, in the order that the page shows."""
    return sorted((ligne(vue, one) for one in some), key=lambda one: (ORDER.index(one.etat), one.rang))


def ligne(vue: Spaser, one: Chiffre) -> Ligne:
    """The row of a figure."""
    read, cible = vue.lu(one), vue.cible(one)
    fin = vue.fin(one, read) if one.objectif else None
    found = vue.etat(one, read, cible, fin)
    return Ligne(
        etat=found,
        nom=chiffres.nom(one.indicateur, one.calcul),
        ref=one.indicateur.id.upper(),
        href=vue.adresse(one.suite),
        detail=_detail(vue, one, read),
        manque="" if vue.away(one) else manquant(one, read, cible),
        valeur=chiffres.valeur(read, one.calcul),
        connu=chiffres.connu(read, one.calcul),
        intervalle=chiffres.bornes(read, one.calcul),
        cible=chiffres.aimed(chiffres.scaled(cible, one.calcul), one.calcul) if cible is not None else "",
        fin="" if vue.entier else _end(fin, one),
        rang=(weight(one, read, cible), one.indicateur.id),
        **_bar(vue, one, read, cible, fin),
    )


def _detail(vue: Spaser, one: Chiffre, read: Reading) -> str:
    """What a value is made of, and of how many buyers when its objective does not bind all."""
    told, bound = chiffres.detail(read, one.calcul), vue.engages(one)
    whom = accord(len(bound), "acheteur engagé", "acheteurs engagés") if bound else ""
    return f"{told} · {whom}" if told and whom else told


def weight(one: Chiffre, read: Reading, cible: Fraction | None) -> float:
    """What comes first: the objective that weighs most, then the farthest from its target."""
    if cible is None or read.valeur is None or one.objectif is None:
        return 0.0
    away = (read.valeur - cible) / cible if cible else Fraction(0)
    return float(one.objectif.poids * (away if one.sens is Sens.HAUSSE else -away))


def _end(fin: Plage | None, one: Chiffre) -> str:
    """« 23 à 26 % »."""
    if fin is None:
        return "—"
    low, high = (chiffres.written(end, one.calcul) for end in (fin.bas, fin.haut))
    if low == high:
        return low
    return de_a(low.rstrip("\u202f\u00a0 %"), high) if one.calcul.unite == "pourcent" else de_a(low, high)


def _bar(
    vue: Spaser, one: Chiffre, read: Reading, cible: Fraction | None, fin: Plage | None
) -> dict[str, str]:
    """Where things stand on a bar whose target is always at the same place; nothing without a target."""
    if not cible or read.valeur is None:
        return {"fait": "", "attendu": "", "avant": ""}
    whole = cible * ALL / TARGET
    years = sorted(year for year in vue.annees if year < vue.annee)
    read_before = vue.lu(one, years[-1]) if years else None
    before = read_before.valeur if read_before and chiffres.assez(read_before, one.calcul) else None

    def at(value: Fraction | None) -> str:
        if value is None:
            return ""
        kept = min(value, whole)
        return pour_cent(kept.numerator * whole.denominator, whole.numerator * kept.denominator)

    more = fin.haut if fin and fin.haut > read.valeur else None
    return {"fait": at(read.valeur), "attendu": at(more), "avant": at(before)}


def parted(found: list[Ligne]) -> tuple[list[Ligne], list[Ligne]]:
    """The rows that tell a value, and those that tell none."""
    return [one for one in found if one.detail], [one for one in found if not one.detail]


@dataclass(frozen=True)
class Groupe:
    """The objectives that stand at the same place."""

    etat: str
    signe: str
    nom: str
    lignes: tuple[Ligne, ...]


def groupes(found: list[Ligne], *, close: bool) -> list[Groupe]:
    """The rows by where they stand, those that will be missed first."""
    told = []
    for one in ORDER:
        some = tuple(row for row in found if row.etat is one)
        if some:
            sign, name = HEADS[one]
            told.append(Groupe(one, sign, translated(OVER.get(one, name) if close else name), some))
    return told


def titre(found: list[Ligne], *, close: bool) -> str:
    """« Quatre cibles sur douze seront manquées »."""
    return said([one.etat for one in found], close=close)


def said(states: Sequence[Etat], *, close: bool) -> str:
    """How many targets are missed, of so many; ``close``: the year is over."""
    missed = sum(one is Etat.MANQUE for one in states)
    if not states:
        return translated("Les indicateurs du SPASER")
    if all(one is Etat.INCONNU for one in states):
        return translated("Aucune cible ne peut encore être jugée")
    if not missed:
        return translated((NONE_MISSED if Etat.INCONNU not in states else NONE_OF_JUDGED)[close])
    told = (
        ("Une cible sur {toutes} est manquée", "{nombre} cibles sur {toutes} sont manquées")
        if close
        else ("Une cible sur {toutes} sera manquée", "{nombre} cibles sur {toutes} seront manquées")
    )
    every = en_lettres(len(states)) if len(states) > 1 else translated("une")
    title = dire(told[missed > 1], nombre=en_lettres(missed), toutes=every)
    return title[:1].upper() + title[1:]


def pire(found: list[Ligne]) -> str:
    """The target that is the farthest, and what it lacks: « La plus loin : …, il manque 39 marchés. »."""
    worst = next((one for one in found if one.etat is Etat.MANQUE and one.manque), None)
    if worst is None:
        return ""
    return dire("La plus loin : {nom}, {manque}.", nom=worst.nom, manque=worst.manque)


def manquant(one: Chiffre, read: Reading, cible: Fraction | None) -> str:
    """What is missing for the target: « il manque 39 marchés », « il manque 2,4 M€ »; "" when nothing is, or
    when it cannot be counted so.
    """
    if cible is None or read.valeur is None or one.sens is Sens.BAISSE or one.calcul.unite != "pourcent":
        return ""
    short = manque(cible, (read.numerateur, read.denominateur))
    if not short:
        return ""
    if chiffres.en_euros(one.calcul):
        return dire("il manque {montant}", montant=montant_lisible(short))
    if noun := counted(one):
        return dire("il manque {nombre}", nombre=accord(short, noun))
    return dire("il manque {nombre}", nombre=entier(short))


def counted(one: Chiffre) -> str:
    """The noun of what a figure counts: « marché »; "" when it is not known."""
    if one.calcul.forme == SAISIE:
        return ENTERED.get(one.indicateur.entree.haut.unite, "") if one.indicateur.entree else ""
    return NOUNS.get(one.calcul.forme, {}).get(one.calcul.de or one.calcul.fait, "")


def dimension(code: str) -> str:
    """The name of a dimension."""
    return translated(lisser(DIMENSIONS[code]))


def part_dite(known: int, every: int) -> str:
    """How many indicators are told, of all: « 31 sur 53 »."""
    return (
        dire("{partie} sur {tout}", partie=entier(known), tout=entier(every)) if every else en_pourcent("0")
    )
