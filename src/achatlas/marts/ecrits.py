"""What each buyer writes of those it pays, and what it weighs: where the queue of the rapprochements comes
from.
"""

import ibis
import ibis.expr.types as ir

from achatlas.catalogue.load import Catalogue
from achatlas.store.engine import Engine
from achatlas.store.once import built

KEY = ["acheteur_siren", "ecrit_cle", "sans_decision", "reconnus"]
TEXTS = {
    "noms": ("tiers_nom", 3),
    "codes": ("tiers_code", 3),
    "numeros": ("tiers_ecrit", 3),
    "objets": ("objet", 3),
    "fournisseurs": ("fournisseur_id", 6),
}
LINE = "\n"
PERSONNE = "personne_physique"


def identified(catalogue: Catalogue) -> list[str]:
    """The ways of recognising that count as identified (``regles/identification.yml``)."""
    return list(catalogue.regle("identification")["identifie"])


def written(catalogue: Catalogue) -> list[str]:
    """The ways of recognising that a valid number of the file tells: nobody's word outweighs them by the
    way.
    """
    return list(catalogue.regle("identification")["ecrit"])


def without_siren(catalogue: Catalogue) -> list[str]:
    """The ways of recognising payees that have no SIREN to look for: nobody is asked about them."""
    return list(catalogue.regle("identification")["sans_siren"])


def summed(engine: Engine, rows: ir.Table) -> ir.Table:
    """The columns of ``ecrits`` from lines of payment: their euros are all there, natural persons
    together and nameless. One that the machine recognised before somebody refused it keeps its writing:
    what was judged can be undone.
    """
    private = (rows.identification == PERSONNE) & (rows.sans_decision == PERSONNE)
    rows = rows.mutate(
        ecrit_cle=ibis.ifelse(private, "", rows.ecrit_cle),
        reconnus=ibis.ifelse(private, "", rows.reconnus),
    )
    found = rows.group_by(KEY).aggregate(
        montant_ht_centimes=rows.montant_ht_centimes.sum().cast("int64"),
        lignes=rows.count(),
        premier_exercice=rows.exercice.min(),
        dernier_exercice=rows.exercice.max(),
    )
    named = rows.filter(rows.ecrit_cle != "")
    for column, (source, most) in TEXTS.items():
        found = engine.completed(found, heaviest(named, source, column, most), *KEY)
        found = found.mutate(**{column: found[column].fill_null("")})
    return found


@built
def heaviest(rows: ir.Table, source: str, column: str, most: int) -> ir.Table:
    """The texts that weigh most in each writing, the heaviest first, one a line."""
    told = rows.filter(rows[source] != "").mutate(texte=rows[source].replace(LINE, " "))
    sums = told.group_by([*KEY, "texte"]).aggregate(poids=told.montant_ht_centimes.sum())
    order = [ibis.desc("poids"), "texte"]
    ranked = sums.mutate(place=ibis.row_number().over(group_by=KEY, order_by=order))
    kept = ranked.filter(ranked.place < most)
    return kept.group_by(KEY).aggregate(**{column: kept.texte.group_concat(LINE, order_by=kept.place)})
