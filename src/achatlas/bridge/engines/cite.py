"""The number that a line cites: of its buyer's marché, or of one whose group its payer belongs to."""

import ibis
import ibis.expr.types as ir

from achatlas.bridge.engine import CITE, LIGNE, OBJET, Savoir, linked, union
from achatlas.bridge.material import within

SURE = 100
WRITTEN, WORDS = "numéro cité", "numéro lu dans l'objet"
LOT = "numéro cité, commun à plusieurs : le titulaire, les dates ou le segment désignent celui-ci"
GROUPEMENT = "numéro cité, d'un marché dont l'acheteur est membre"


class Cite:
    """Links what classification read; then numbers that several marchés of the buyer share, where one only is
    of the titulaire, else of the days, else of the segment; then numbers of the marchés of other buyers for
    whom they are passed, when one only of its titulaires bears it: two buyers often number alike.
    """

    def link(self, savoir: Savoir, restent: ir.Table, _liens: ir.Table) -> ir.Table:
        """See ``bridge.engine.Engine``."""
        known = restent.filter(restent.cite_cle != "")
        why = ibis.ifelse(known.cite == OBJET, WORDS, WRITTEN)
        read = linked(known, marche_cle=known.cite_cle, rattachement=known.cite, score=SURE, motif=why)
        left = restent.filter((restent.cite_cle == "") & (restent.marche_norme != ""))
        rows = savoir.moteur.cache(numbered(savoir, left))
        own = told_apart(savoir, rows.filter(rows.proprietaire == rows.acheteur_siren))
        shared = rows.anti_join(rows.filter(rows.proprietaire == rows.acheteur_siren), LIGNE)
        shared = shared.semi_join(savoir.parties, ["marche_cle", "fournisseur_id"])
        once = shared.mutate(fois=shared.count().over(group_by=LIGNE)).filter(ibis._.fois == 1)
        joint = linked(once, rattachement=CITE, score=SURE, motif=GROUPEMENT)
        return union([read, own, joint])


def numbered(savoir: Savoir, lines: ir.Table) -> ir.Table:
    """The lines beside each marché of their number that their payer may be paid on."""
    columns = ("marche_cle", "marche_norme", "proprietaire", "segment_marche", "ouvre", "ferme")
    marches = savoir.marches.filter(savoir.marches.marche_norme != "").select(*columns)
    named = marches.inner_join(savoir.paying, "marche_cle").select(*columns, acheteur_siren="payeur")
    return lines.inner_join(named, ["acheteur_siren", "marche_norme"])


def told_apart(savoir: Savoir, rows: ir.Table) -> ir.Table:
    """The one marché of each number that its titulaire, else its days, else its segment tell from the
    others.
    """
    held = savoir.parties.select("marche_cle", "fournisseur_id", tient=ibis.literal(True))
    both = savoir.moteur.completed(rows, held, "marche_cle", "fournisseur_id")
    same = (both.segment_marche == both.segment_code) & (both.segment_code != "")
    clues = (both.tient.fill_null(False), within(both), same)
    weights = (clue.cast("int64") * 2**rank for rank, clue in enumerate(reversed(clues)))
    weighed = both.mutate(poids=sum(weights))
    best = weighed.mutate(plus=weighed.poids.max().over(group_by=LIGNE))
    best = best.filter(best.poids == best.plus)
    alone = best.mutate(fois=best.count().over(group_by=LIGNE))
    kept = alone.filter((alone.fois == 1) & (alone.poids > 0))
    return linked(kept, rattachement=CITE, score=SURE, motif=LOT)


ENGINE = Cite()
