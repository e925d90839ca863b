"""The engagement of a line, when the other lines of it cite one marché and one only."""

import ibis.expr.types as ir

from achatlas.bridge.engine import CITE, ENGAGEMENT, LIGNE, OBJET, Savoir, linked

MOTIF = "les autres lignes de cet engagement citent ce marché"


class Engagement:
    """Links the lines that cite nothing to the marché that all the citing lines of their engagement cite, if
    they are enough and pay the same fournisseur, or one that the marché pays: a number that others share is
    no engagement.
    """

    def link(self, savoir: Savoir, restent: ir.Table, liens: ir.Table) -> ir.Table:
        """See ``bridge.engine.Engine``."""
        rule, key = savoir.regle["engagement"], ["acheteur_siren", "num_engagement"]
        lines = savoir.lignes.filter(savoir.lignes.num_engagement != "")
        cited = liens.filter(liens.rattachement.isin([CITE, OBJET])).select(*LIGNE, "marche_cle")
        citing = savoir.moteur.cache(lines.inner_join(cited, LIGNE))
        told = citing.group_by(key).aggregate(
            autre=citing.marche_cle.max(), fois=citing.count(), marche_cle=citing.marche_cle.min()
        )
        told = told.filter((told.marche_cle == told.autre) & (told.fois >= int(rule["cites"])))
        found = restent.filter(restent.marche_norme == "").inner_join(told.select(*key, "marche_cle"), key)
        same = found.semi_join(citing, [*key, "fournisseur_id"])
        party = found.semi_join(savoir.parties, ["marche_cle", "fournisseur_id"])
        said = same.union(party, distinct=True)
        return linked(said, rattachement=ENGAGEMENT, score=int(rule["score"]), motif=MOTIF)


ENGINE = Engagement()
