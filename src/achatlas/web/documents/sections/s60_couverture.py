"""Under a marché or not: the coverage, and where what cites none stands."""

from __future__ import annotations

from achatlas.containers.documents.modele import Note, Section, Tableau
from achatlas.domain.nombres import lisser, montant, unite_de
from achatlas.web.documents.sujet import PAYE, Sujet, amount
from achatlas.web.documents.tracer import barres, lisible, share

RATTACHEMENT, HORS = "rattachement", "hors_marche"
SHOWN = 15


def section(sujet: Sujet) -> Section | None:
    """What cites a marché, then the segments that cite none most."""
    if not sujet.known(RATTACHEMENT):
        return None
    rows = sujet.rows(RATTACHEMENT)
    out = sum(amount(row) for row in rows.lignes if row.code == HORS)
    lead = f"{lisible(out)} ne citent aucun marché : {share(out, rows.total[PAYE])} du payé."
    blocs = (barres(sujet, RATTACHEMENT, "Rattachement à un marché", 6, rows), _segments(sujet), Note(
        "Un achat sous le seuil de dispense, une concession, un tarif réglementé peuvent être payés sans "
        "marché : ce tableau dit où regarder, il n’accuse de rien."
    ))  # fmt: skip
    return Section(
        "Couverture par les marchés",
        lead,
        blocs,
        sujet.definitions((RATTACHEMENT,), ("montant_sous_marche",)),
    )


def _segments(sujet: Sujet) -> Tableau:
    alone = sujet.demande.retenue.only(RATTACHEMENT, [HORS])
    whole = {row.code: amount(row) for row in sujet.rows("segment").lignes}
    rows = [row for row in sujet.rows("segment", alone).lignes if row.code and amount(row) > 0][:SHOWN]
    names, unit = sujet.libelles("segment"), unite_de(max(map(amount, rows), default=0))
    lines = tuple(
        (lisser(f"{row.code} {names.get(row.code, row.code)}"), montant(amount(row), unit),
         share(amount(row), whole.get(row.code, 0)))
        for row in rows
    )  # fmt: skip
    heads = ("Segment", f"{unit} sans marché cité", "du segment")
    return Tableau(
        "Où l’on paie sans citer de marché", f"payé HT, exercice {sujet.exercice}", heads, (9, 3, 3),
        (False, True, True), lines,
    )  # fmt: skip
