"""The actions of the demonstration: a few, written once, that persons may then bring to an end."""

from __future__ import annotations

from pathlib import Path

from achatlas.catalogue.territoire import load_territoire
from achatlas.domain.action import Action, Etat
from achatlas.store.actions import Actions

JOUR = "2026-01-20T09:00:00+00:00"
ACTIONS = (
    ("Clause d’insertion au prochain nettoyage des locaux", "s01", "nombre", "08.03", "clause_insertion",
     "Facilitateurs de la clause", "2027-03-31", Etat.EN_COURS, 0),
    ("Réserver un lot d’espaces verts", "s06", "nombre", "15.03", "reservation",
     "Mission SPASER", "2026-10-15", Etat.A_FAIRE, 1),
    ("Critère environnemental dans les marchés de mobilier", "e01", "nombre", "05.01",
     "critere_environnemental", "Développement durable", "2027-06-30", Etat.A_FAIRE, None),
    ("Dater les factures à leur arrivée", "p13", "a_temps", "", "circuit_des_factures",
     "Direction des finances", "2026-06-30", Etat.FAIT, 0),
)  # fmt: skip
"""Title, indicator, figure, segment, lever, who carries it, day, state, and the rank of its buyer (None:
everybody).
"""


def keep(home: Path) -> None:
    """Writes the actions, unless somebody already wrote one."""
    kept = Actions(home)
    if kept.verify().lignes:
        return
    sirens = [one.siren for one in load_territoire(home).acheteurs]
    for titre, indicateur, calcul, segment, levier, pilote, echeance, etat, rang in ACTIONS:
        acheteurs = () if rang is None else (sirens[rang],)
        kept.write(
            Action(
                titre,
                etat,
                indicateur,
                calcul,
                segment,
                levier,
                "",
                acheteurs,
                pilote,
                echeance,
                qui="démonstration",
                date=JOUR,
            )  # fmt: skip
        )
