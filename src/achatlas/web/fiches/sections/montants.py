"""The three amounts of a marché, which are not the same thing: the ceiling or the amount notified, what a
modification made of it, and what is paid on it. They share a scale, and never a bar.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from achatlas.analyse.contrat import Contrat
from achatlas.domain.nombres import accord, en_pourcent, lisser, montant, pourcent, unite_de
from achatlas.langues import dire, translated
from achatlas.marks._echelle import pour_cent, regle
from achatlas.screens.calculs import Cadre, Calcul
from achatlas.screens.lignes import objet
from achatlas.screens.sous_marche import citing
from achatlas.web.acces import catalogue
from achatlas.web.fiches.contrat import contrat
from achatlas.web.fiches.demande import Question

PAYE = (
    "Somme hors taxes des lignes de mandat rattachées à ce marché (citées, déduites ou jugées), "
    "toutes années, avoirs déduits."
)
PLAFOND = "plafond d’un accord-cadre : ce n’est ni une commande ni une dépense"
COME_TO = {
    False: "Les paiements rattachés à ce marché font {part} du montant compté, sans dire ce qui reste à "
    "payer ni ce qui a été payé dessus sans y être rattaché.",
    True: "Les paiements rattachés à ce marché font {part} du maximum, sans dire ce qui reste à payer "
    "ni ce qui a été payé dessus sans y être rattaché.",
}
FERME = "fermé dans cette vue : il est dans celle de son acheteur"


@dataclass(frozen=True)
class Barre:
    """An amount: its name, its bar, what it is; ``classe`` how it is drawn, ``ferme`` when the view closes
    it.
    """

    nom: str
    dit: str
    classe: str
    centimes: int
    calcul: Calcul
    texte: str = ""
    largeur: str = "0%"
    ferme: bool = False


def contenu(question: Question) -> Mapping[str, Any] | None:
    """The amounts of a marché on one scale. Raises Http404."""
    found = contrat(question)
    bars = list(_bars(question, found))
    most = max(one.centimes for one in bars)
    unite = unite_de(most)
    return {
        "titre": objet(found.first["objet"], "Objet non dit"),
        "barres": [
            {"b": one, "texte": montant(one.centimes, unite), "largeur": pour_cent(one.centimes, most)}
            for one in bars
        ],
        "calculs": [one.calcul for one in bars],
        "unite": unite,
        "regle": regle(most, unite),
        "dit": _phrase(found),
    }


def _bars(question: Question, found: Contrat) -> Iterator[Barre]:
    row, cadre = found.first, _Said(question)
    notified = int(row["montant_initial_centimes"] or found.montant)
    name = translated("Maximum notifié")
    if found.plafond:
        yield Barre(
            name, translated(PLAFOND),
            "max", notified, cadre.of(name, catalogue().mesures["montant_plafond"].definition),
        )  # fmt: skip
    else:
        yield Barre(
            translated("Notifié"), translated("montant du marché à sa notification"), "notifie", notified,
            cadre.of(translated("Notifié"), catalogue().mesures["montant_notifie"].definition),
        )  # fmt: skip
    if row["modifications"]:
        now = int(row["montant_modifie_centimes"] or found.montant)
        said = dire(
            "{row} : remplace le montant précédent", row=accord(int(row["modifications"]), "modification")
        )
        definition = translated(
            "Montant du marché à sa dernière modification publiée, celui que les totaux comptent."
        )
        yield Barre(
            translated("Après modification"),
            said,
            "notifie",
            now,
            cadre.of(translated("Après modification"), definition),
        )
    yield _paid(found, cadre)


def _paid(found: Contrat, cadre: _Said) -> Barre:
    named, how = translated("Payé"), translated(PAYE)
    if found.total is None:
        return Barre(named, translated(FERME), "ferme", 0, cadre.of(named, how), ferme=True)
    paid, lines = found.total
    counted = accord(lines, "ligne de mandat rattachée", "lignes de mandat rattachées")
    said = dire("{paid} à ce marché{citing}, tous exercices", paid=counted, citing=citing(found.paid))
    return Barre(named, said, "paye", paid, cadre.of(named, how, lines))


@dataclass(frozen=True)
class _Said:
    """How the amounts of a marché are made."""

    question: Question

    def of(self, nom: str, definition: str, lignes: int | None = None) -> Calcul:
        """How one was made; ``lignes``: payments counted, else one marché."""
        fait = "marches" if lignes is None else "achats"
        table = catalogue().tables[f"mart__{fait}"]
        counted = accord(1, "marché") if lignes is None else accord(lignes, "ligne")
        base = Cadre(
            self.question, lisser(table.description), translated("ce marché, toutes années"), counted, 0
        )
        there = "#p-contrat" if lignes is None else "#p-paiements"
        return replace(base.dit(nom, lisser(definition)), href=there, refus="")


def _phrase(found: Contrat) -> str:
    """What the payments come to, beside what was notified: never said of a ceiling as if it were ordered."""
    paid, lines = found.total or (0, 0)
    if not lines or found.montant <= 0:
        return ""
    return dire(COME_TO[found.plafond > 0], part=en_pourcent(pourcent(paid, found.montant, 0)))
