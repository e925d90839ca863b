"""What persons said: this payer's payments to this fournisseur for this segment are made on this marché."""

import ibis
import ibis.expr.types as ir

from achatlas.bridge.engine import GROUPE, JUDGED, LIGNE, Savoir, linked
from achatlas.bridge.material import within
from achatlas.domain.judgement import Judgement

SURE = 100
MOTIF = "une personne l'a jugé"


class Judged:
    """Links the lines of a group that was judged, on the days when their marché may be paid, unless they cite
    another one that is known; of two, the one begun last.
    """

    def link(self, savoir: Savoir, restent: ir.Table, _liens: ir.Table) -> ir.Table:
        """See ``bridge.engine.Engine``."""
        said = savoir.jugements.filter(savoir.jugements.jugement == Judgement.OUI).select(
            *GROUPE, "marche_cle"
        )
        marches = savoir.marches.select("marche_cle", "notifie", "ouvre", "ferme")
        judged = said.inner_join(marches, "marche_cle").select(*GROUPE, "marche_cle", *marches.columns[1:])
        rows = restent.filter(restent.cite_cle == "").inner_join(judged, list(GROUPE))
        rows = rows.filter(within(rows))
        ranked = rows.mutate(
            rang=ibis.row_number().over(
                group_by=LIGNE,
                order_by=[ibis.desc(rows.notifie.fill_null(ibis.date("1900-01-01"))), rows.marche_cle],
            )
        )
        return linked(ranked.filter(ranked.rang == 0), rattachement=JUDGED, score=SURE, motif=MOTIF)


ENGINE = Judged()
