"""A number that is nobody's: that of a marché of the same titulaire, with a sign more or less, or whose year
is shortened (an identifier of the 2019 format has sixteen signs at most).
"""

import ibis
import ibis.expr.types as ir

from achatlas.bridge.engine import DEDUCED, LIGNE, Savoir, linked
from achatlas.bridge.material import within

MOTIF = "numéro cité à un signe près, ou au siècle de son année, même titulaire, dans les dates"
CENTURY = "20"


class Voisin:
    """Links a number that no marché bears to the only marché of the same titulaire, open on that day, whose
    number differs by one sign, or by the century of the year that it begins with.
    """

    def link(self, savoir: Savoir, restent: ir.Table, _liens: ir.Table) -> ir.Table:
        """See ``bridge.engine.Engine``."""
        rule = savoir.regle["voisin"]
        lines = restent.filter(restent.marche_norme.length() >= int(rule["longueur"]))
        columns = ("marche_cle", "ouvre", "ferme")
        marches = savoir.marches.select(*columns, norme="marche_norme")
        named = marches.inner_join(savoir.paying, "marche_cle").select(
            *columns, "norme", acheteur_siren="payeur"
        )
        held = named.inner_join(savoir.parties, "marche_cle").select(*named.columns, "fournisseur_id")
        rows = lines.inner_join(held, ["acheteur_siren", "fournisseur_id"])
        other = rows.norme.length() != rows.marche_norme.length()
        near = other & (rows.norme.levenshtein(rows.marche_norme) <= int(rule["ecart"]))
        short = rows.marche_norme == ibis.literal(CENTURY).concat(rows.norme)
        rows = rows.filter((near | short) & within(rows))
        alone = rows.mutate(fois=rows.count().over(group_by=LIGNE))
        found = alone.filter(alone.fois == 1)
        return linked(found, rattachement=DEDUCED, score=int(rule["score"]), motif=MOTIF)


ENGINE = Voisin()
