"""What nobody knows: the euros that no axis can place."""

from __future__ import annotations

from achatlas.analyse.answers import Rows
from achatlas.containers.documents.modele import Section, Tableau
from achatlas.domain.errors import ClosedCrossing
from achatlas.domain.nombres import lisser, montant_lisible
from achatlas.web.documents.sujet import PAYE, Sujet, amount
from achatlas.web.documents.tracer import share

AXES = (
    "segment",
    "fournisseur",
    "direction",
    "service",
    "mois",
    "taille",
    "proximite",
    "departement",
    "ess",
    "inclusion",
)

OWN = ("direction", "service")
"""What belongs to one buyer."""


def section(sujet: Sujet) -> Section:
    """One row for each axis that leaves something unplaced, the heaviest first."""
    found = sorted(_unknown(sujet), key=lambda one: -one[1])
    lines = tuple(
        (name, said, montant_lisible(cents), share(cents, whole), remedy)
        for name, cents, whole, said, remedy in found
    )
    table = Tableau(
        "Les euros que l’on ne sait pas placer",
        f"payé HT, exercice {sujet.exercice}",
        ("Axe", "ce qui manque", "payé HT", "part", "ce qui le réduirait"),
        (4, 4, 2, 2, 6),
        (False, False, True, True, False),
        lines,
    )
    lead = (
        "Rien de ce qui suit n’est retiré des totaux : chaque part de ce document le compte comme inconnu, "
        "jamais comme un non."
    )
    return Section("Ce que l’on ne sait pas", lead, (table,))


Ligne = tuple[str, int, int, str, str]


def _unknown(sujet: Sujet) -> list[Ligne]:
    found: list[Ligne] = []
    for nom in AXES:
        if not sujet.known(nom) or (nom in OWN and sujet.commun):
            continue
        try:
            rows: Rows = sujet.rows(nom)
        except ClosedCrossing:
            continue
        cents = sum(amount(row) for row in rows.lignes if not row.code)
        if cents > 0:
            axe = sujet.axe(nom)
            found.append(
                (lisser(axe.libelle), cents, rows.total[PAYE], lisser(axe.inconnu), REMEDIES.get(nom, ""))
            )
    return found


REMEDIES = {
    "segment": "Qualifier la file, les plus gros montants d’abord",
    "fournisseur": "Demander les identifiants manquants au service financier",
    "direction": "Remplir la direction dans le fichier déposé",
    "service": "Remplir le service dans le fichier déposé",
    "taille": "Reconnaître le fournisseur ; importer le répertoire SIRENE",
    "proximite": "Reconnaître l’établissement payé",
    "departement": "Reconnaître l’établissement payé",
    "ess": "L’Insee ne le dit pas de toutes les sociétés : tenir une liste",
    "inclusion": "Donner la liste des structures du territoire",
}
