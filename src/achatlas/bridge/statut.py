"""Where each line stands: under a marché, without one by right, or without one and to be looked at.

Standards §6.3 A and R. 2122-8: what a buyer pays without a marché for one need in a year, against the amount
below which no publicity is due, as it holds on the day of the last of these payments.
"""

from datetime import date

import ibis
import ibis.expr.types as ir

from achatlas.bridge.engine import HORS, INTROUVABLE
from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.segments import hors_champ, travaux
from achatlas.store.besoins import besoin, owned

SOUS, LAWFUL, A_VERIFIER = "sous_marche", "hors_marche_licite", "hors_marche_a_verifier"
BELOW, ABOVE, UNCLASSED, UNDATED = "sous_seuil", "au_dessus_du_seuil", "non_classe", "sans_date"
CENTS = 100
FAR = date(1900, 1, 1)
FICHIER, SERIES = "dispense_de_publicite", {True: "travaux", False: "fournitures_services"}
BESOIN = ("acheteur_siren", "besoin_code", "exercice")


def needs(catalogue: Catalogue, rows: ir.Table) -> ir.Table:
    """The lines with their need (``besoin_code``, of ``store.besoins``): of works, the operation that the
    line names; else the family that its buyer's nomenclature gives it (``famille_homogene``); else the pivot
    segment; "" when none is known. ``travaux``: whether they are works: a need that holds both is two.
    """
    works = travaux(catalogue)
    rows = rows.mutate(
        travaux=rows.segment_code.isin(works) if works else ibis.literal(False),
        operation_code=owned(rows, rows.operation),
    )
    return rows.mutate(besoin_code=besoin(rows, works, hors_champ(catalogue)))


def dispense(catalogue: Catalogue, day: ir.DateValue, works: ir.BooleanValue) -> ir.IntegerValue:
    """The amount in cents below which no publicity is due on a day; null before the first known, or without
    a day.
    """
    found = {kind: _valued(catalogue, name, day) for kind, name in SERIES.items()}
    return ibis.ifelse(works, found[True], found[False])


def _valued(catalogue: Catalogue, name: str, day: ir.DateValue) -> ir.IntegerValue:
    serie = catalogue.seuil(FICHIER, name)
    starts = sorted(serie.valeurs, reverse=True)
    cases = [(day >= ibis.literal(start), CENTS * (serie.on(start) or 0)) for start in starts]
    return ibis.cases(*cases, else_=ibis.null("int64")).cast("int64")


def stated(catalogue: Catalogue, rows: ir.Table) -> ir.Table:
    """The lines with ``besoin_code``, ``statut_marche`` and ``statut_motif``; ``rows``: lines with their
    ``rattachement`` and their family (``familles.told``).
    """
    rows = needs(catalogue, rows)
    alone = rows.filter(rows.rattachement.isin([HORS, INTROUVABLE]))
    sums = alone.group_by(*BESOIN, "travaux").aggregate(
        somme=alone.montant_ht_centimes.sum().cast("int64"), dernier=alone.jour.max()
    )
    sums = _bounded(catalogue, sums)
    key = [*BESOIN, "travaux"]
    both = rows.left_join(sums, key).drop([f"{name}_right" for name in key])
    under, lost = both.rattachement.startswith(SOUS), both.rattachement == INTROUVABLE
    small = both.petit.fill_null(False)
    why = ibis.cases(
        (under, ""),
        (small, BELOW),
        (lost, INTROUVABLE),
        (both.besoin_code == "", UNCLASSED),
        (both.seuil.isnull(), UNDATED),
        else_=ABOVE,
    )
    where = ibis.cases((under, SOUS), (small, LAWFUL), else_=A_VERIFIER)
    return both.mutate(statut_marche=where, statut_motif=why)


def _bounded(catalogue: Catalogue, sums: ir.Table) -> ir.Table:
    """Each need of a buyer in a year with the amount that bounds it (``seuil``), and whether it stays below
    (``petit``). What is not classed may be of any need: it stays below only if, added to the heaviest of all
    the others, it would.
    """
    whole = ["acheteur_siren", "exercice"]
    known = sums.mutate(seuil=dispense(catalogue, sums.dernier, sums.travaux))
    classed = known.filter(known.besoin_code != "")
    heavy = classed.group_by(whole).aggregate(lourd=ibis.greatest(classed.somme.max(), 0))
    both = known.left_join(heavy, whole).drop([f"{name}_right" for name in whole])
    other = ibis.ifelse(both.besoin_code == "", both.lourd.fill_null(0), 0)
    return both.mutate(petit=both.somme + other < both.seuil).drop("somme", "dernier", "lourd")
