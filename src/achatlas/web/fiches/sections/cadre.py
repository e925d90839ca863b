"""The year of a buyer in one screen: its figures with the year before, each with its place among the buyers
of the same type, drawn as a strip where enough of them have it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.http import Http404

from achatlas.analyse import peers, query
from achatlas.analyse.peers import Interval, Place
from achatlas.analyse.scope import Scope
from achatlas.analyse.selection import Selection
from achatlas.catalogue.models_fiches import Repere
from achatlas.domain.nombres import (
    accord,
    avec_unite,
    decimal,
    ecart,
    ecart_de_parts,
    en_part,
    en_pourcent,
    entier,
    evolution,
    evolution_de,
    lisser,
    montant,
    quotient,
    unite_de,
)
from achatlas.langues import dire, translated
from achatlas.marks import _bande
from achatlas.marks._bande import Bande
from achatlas.screens import communs
from achatlas.screens.calculs import Cadre, Calcul
from achatlas.screens.demande import TOUS
from achatlas.web.acces import catalogue, ouvrir
from achatlas.web.cartographie.views import premier
from achatlas.web.fiches.demande import Question

COUNTS = ("montant_paye", "fournisseurs", "lignes")
ENDING = (
    "Marchés dont la dernière fin (écrite au registre, à défaut notification et durée) tombe "
    "d'aujourd'hui à dix-huit mois ; un marché sans l'une ni l'autre n'y est pas."
)
COTES = {
    1: "au-dessus de la médiane des {nombre} autres ({mediane})",
    -1: "au-dessous de la médiane des {nombre} autres ({mediane})",
    0: "autour de la médiane des {nombre} autres ({mediane})",
}


@dataclass(frozen=True)
class Rang:
    """A figure as a row: its value, its change, its strip, and all of it in words; no strip when nothing may
    be compared.
    """

    nom: str
    valeur: str
    unite: str
    change: str
    calcul: Calcul
    bande: Bande | None = None
    mediane_texte: str = ""
    bout: str = ""
    nombre: int = 0
    dit: str = ""


def contenu(question: Question) -> Mapping[str, Any] | None:
    """The figures of a buyer and its place; None when the common view is not open to this person."""
    try:
        commun = ouvrir(question.acces.droits, "consolidee").scope
    except Http404:
        return None
    asked = _Asked.of(question, commun)
    bandes = [found for one in catalogue().reperes.values() if (found := _rang(one, asked))]
    totaux = [*_totals(asked), *_marches_of(asked)]
    return {
        "totaux": totaux,
        "calculs": [*(one["calcul"] for one in totaux), *(one.calcul for one in bandes)],
        "bandes": bandes,
        "type": asked.type_dit.lower(),
        "compare": any(one.bande for one in bandes),
        "pairs": asked.nombre_texte,
        "minimum": asked.minimum,
        "reference": lisser(catalogue().regle("comparaison")["reference"]),
        "nommes": asked.named,
    }


@dataclass(frozen=True)
class _Asked:
    """What every row needs: the question, the common file, the peers, and whether they may be named."""

    question: Question
    commun: Scope
    pairs: tuple[str, ...]
    type_dit: str
    minimum: int
    cadre: Cadre

    @classmethod
    def of(cls, question: Question, commun: Scope) -> _Asked:
        """Peers are the members of the same type."""
        one = question.territoire.acheteur(question.identifiant)
        pairs = tuple(a.siren for a in question.territoire.acheteurs if a.type == one.type)
        dit = catalogue().axes["type_acheteur"].membres.get(one.type, one.type)
        minimum = int(catalogue().regle("comparaison")["autres_minimum"])
        return cls(question, commun, pairs, lisser(dit), minimum, Cadre.of(question.carte))

    @property
    def named(self) -> bool:
        """Whether the others may be named: to who may open the lines of all of them."""
        return all(self.question.acces.droits.individuelle(siren) for siren in self.pairs)

    @property
    def nombre_texte(self) -> str:
        """« 7 autres »."""
        return accord(len(self.pairs) - 1, "autre")

    def selection(self, exercice: str) -> Selection:
        """All the buyers in a year, payments between members kept: what each of them reads of itself."""
        return Selection().only("exercice", [] if exercice == TOUS else [exercice])

    def told(self, repere: Repere, exercice: str) -> Mapping[str, Interval]:
        """A figure of every buyer in a year."""
        lu = catalogue()
        populations = {a.siren: a.population or 0 for a in self.question.territoire.acheteurs}
        part = lu.taux[repere.taux] if repere.taux else None
        return peers.told(repere, self.selection(exercice), self.commun, populations, part)


def _totals(asked: _Asked) -> Iterator[dict[str, Any]]:
    """What was paid, to how many, in how many lines: amounts of other sizes are not compared. In its
    own view a buyer counts the natural persons that it pays one by one; in the common one, they are one.
    """
    question = asked.question
    own = Selection().only("acheteur", [question.identifiant])
    now = own if question.exercice == TOUS else own.only("exercice", [question.exercice])
    before = own.only("exercice", [question.contre]) if question.contre else None
    scope = question.acces.scope if question.acces.scope.vue == "individuelle" else asked.commun
    told = query.figures(COUNTS, now, scope, reference=before)
    for nom in COUNTS:
        mesure, value = catalogue().mesures[nom], told.valeurs[nom]
        was = told.reference[nom] if told.reference else None
        unite = unite_de(value) if mesure.unite == "centimes" else ""
        texte = montant(value, unite) if unite else decimal(value, 1, 0)
        change = "" if was is None else evolution(value, was) if unite else ecart(value, was)
        calcul = _whole(asked.cadre.mesure(mesure))
        yield {
            "nom": lisser(mesure.libelle),
            "valeur": texte,
            "unite": unite,
            "change": change,
            "calcul": calcul,
        }


def _marches_of(asked: _Asked) -> Iterator[dict[str, Any]]:
    """How many marchés were notified, and how many end in the months to come: another fact than payments."""
    question, today = asked.question, date.today()
    own = Selection().only("acheteur", [question.identifiant])
    mesure = catalogue().mesures["marches"]
    now = own if question.exercice == TOUS else own.only("exercice", [question.exercice])
    before = own.only("exercice", [question.contre]) if question.contre else None
    told = query.figures([mesure.id], now, asked.commun, reference=before)
    value, was = told.valeurs[mesure.id], told.reference
    yield {
        "nom": translated("Marchés notifiés"),
        "valeur": entier(value),
        "unite": "",
        "change": ecart(value, was[mesure.id]) if was else "",
        "calcul": _marches(asked, translated("Marchés notifiés"), mesure.definition, value, ""),
    }
    ends = communs.ending(replace(question, selection=own), today)
    yield {
        "nom": translated("Marchés qui finissent"),
        "valeur": entier(len(ends)),
        "unite": "",
        "change": dire("d’ici {horizon}", horizon=communs.horizon(today)),
        "href": "#p-fins",
        "calcul": _marches(
            asked, translated("Marchés qui finissent"), translated(ENDING), len(ends), "#p-fins"
        ),
    }


def _marches(asked: _Asked, nom: str, definition: str, count: int, href: str) -> Calcul:
    """How a count of marchés is made: they are public, and their lines are open to all."""
    table = catalogue().tables["mart__marches"]
    clause = Selection().only("acheteur", [asked.question.identifiant])
    carte = asked.question.carte
    there = href or carte.adresse(clause, f"/{premier('marches')}/lignes/")
    base = replace(asked.cadre, source=lisser(table.description), lignes=accord(count, "marché"))
    return replace(base.dit(nom, lisser(definition)), href=there, refus="")


def _whole(calcul: Calcul) -> Calcul:
    """These figures keep what members pay each other: it is what each buyer reads of itself."""
    said = dire("{filtres} ; paiements entre membres compris", filtres=calcul.filtres)
    return replace(calcul, filtres=said)


def _rang(repere: Repere, asked: _Asked) -> Rang | None:
    question = asked.question
    now = asked.told(repere, question.exercice)
    found = peers.place(question.identifiant, asked.pairs, now, asked.minimum)
    if found.soi is None:
        return None
    before = asked.told(repere, question.contre).get(question.identifiant) if question.contre else None
    calcul = asked.cadre.dit(lisser(repere.libelle), lisser(repere.definition))
    valeur, unite = _written(found.soi, repere)
    change = _change(found.soi, before, repere)
    return _drawn(Rang(lisser(repere.libelle), valeur, unite, change, _whole(calcul)), found, repere, asked)


def _drawn(row: Rang, found: Place, repere: Repere, asked: _Asked) -> Rang:
    """The same with its strip, when enough others have the figure."""
    half = found.mediane
    if found.soi is None or half is None:
        return row
    names = {a.siren: a.dit for a in asked.question.territoire.acheteurs if asked.named}
    others = [(names.get(siren, ""), one) for siren, one in found.autres.items()]
    drawn = _bande.dessiner(found.soi, others, half)
    said = _whole_of(_written((half, half), repere))
    return replace(
        row,
        bande=drawn,
        mediane_texte=said,
        bout=_whole_of(_written((drawn.bout, drawn.bout), repere)),
        nombre=len(others),
        dit=dire(COTES[found.cote], nombre=len(others), mediane=said),
    )


def _written(interval: Interval, repere: Repere) -> tuple[str, str]:
    """A value and its unit: « 41 à 47 » and « % », « 1 204 » and « € » (amounts are cents)."""
    if repere.unite == "€":
        return quotient(interval[0] / 100), "€"
    if repere.pour > 1:
        return quotient(interval[0], 1), ""
    return en_part(*interval), "%"


def _whole_of(said: tuple[str, str]) -> str:
    valeur, unite = said
    if not unite:
        return valeur
    return en_pourcent(valeur) if unite == "%" else avec_unite(valeur, unite)


def _change(now: Interval, before: Interval | None, repere: Repere) -> str:
    """How a figure moved: in per cent for euros, in points for sure shares, as it was for intervals."""
    if before is None:
        return ""
    if repere.unite or repere.pour > 1:
        return evolution_de(now[0], before[0])
    if now[0] == now[1] and before[0] == before[1]:
        return ecart_de_parts(now[0], before[0])
    return dire("{part} % avant", part=_written(before, repere)[0])
