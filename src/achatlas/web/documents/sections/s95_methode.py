"""How the figures are made: source, rules, rights, version, day."""

from __future__ import annotations

from achatlas.containers.documents.modele import Section, Tableau
from achatlas.domain.nombres import lisser
from achatlas.web.acces import catalogue
from achatlas.web.cartographie.emporter import dit
from achatlas.web.documents.sujet import Sujet

RULES = (
    ("Payé HT", "Montants hors taxes mandatés, avoirs déduits, dans le champ que disent les comptes."),
    ("Payé et notifié", "Un montant payé n’est jamais ajouté à un montant notifié : ce sont deux choses."),
    ("Parts",
     "Les parts d’une liste complète sont arrondies au plus fort reste : elles font 100. Un total en M€ "
     "peut différer de 0,1 de la somme de ses lignes arrondies : le total est le vrai."),
    ("Inconnu", "Ce que l’on ignore est compté, dit et rayé ; il n’est jamais réparti entre les connus."),
    ("Où vérifier", "Chaque chiffre est celui de l’écran de même version, où s’ouvrent ses lignes."),
)  # fmt: skip


def section(sujet: Sujet) -> Section:
    """The rules, who reads what, where the figures come from, the definitions of the measures."""
    known = catalogue()
    names = dict.fromkeys([*sujet.demande.tableau.chiffres, *sujet.marches.tableau.chiffres])
    rows = [
        *RULES,
        ("Qui lit quoi", dit.VUES[sujet.commun]),
        ("Ce qui est masqué", dit.HIDDEN[sujet.commun]),
        *dit.source(sujet.demande),
        *((lisser(known.mesures[nom].libelle), lisser(known.mesures[nom].definition)) for nom in names),
    ]
    table = Tableau(
        "Règles, source et définitions", "", ("Quoi", "Définition"), (3, 10), (False, False), tuple(rows)
    )
    return Section("Méthode, définitions et source", "", (table,))
