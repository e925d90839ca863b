"""A line that cites nothing, on the marché that its payer has with its fournisseur for that need that day."""

import ibis
import ibis.expr.types as ir

from achatlas.bridge import between, candidats
from achatlas.bridge.engine import DEDUCED, Savoir, linked

ROLES = {
    "titulaire": "même titulaire", "sous_traitant": "sous-traitant déclaré", "centrale": "centrale d'achat",
}  # fmt: skip
SEGMENTS = {
    "meme": "même segment", "famille": "même famille", "inconnu": "segment inconnu", "autre": "autre segment",
}  # fmt: skip
JOURS = {"dans": "dans les dates", "inconnu": "dates mal connues", "apres": "après la fin"}
ACHETEURS = {"lui": "", "membre": "l'acheteur en est membre"}
CITES = {
    "presque_toujours": "ses autres paiements le citent",
    "tient_lieu": "ses autres paiements le citent",
    "parfois": "ses autres paiements le citent parfois",
    "rien": "",
    "jamais": "ses autres paiements en citent d'autres",
}
ALONE, AMONG = "seul marché possible", "départagé"


class Score:
    """Links the lines that cite nothing to the best of the marchés that may be paid that day, when it is
    likely enough, stands clear of the others, and may still bear them.
    """

    def link(self, savoir: Savoir, restent: ir.Table, liens: ir.Table) -> ir.Table:
        """See ``bridge.engine.Engine``."""
        silent = restent.filter(restent.marche_norme == "")
        found = between.best(savoir, candidats.rows(savoir, silent, liens), liens)
        sure = found.filter(found.net & (found.score >= int(savoir.regle["seuil_automatique"])))
        return linked(borne(savoir.moteur.cache(sure)), rattachement=DEDUCED, motif=reason)


def borne(rows: ir.Table) -> ir.Table:
    """The lines that their marché may bear, taken in order of day; what it may bear is what is left under its
    ceiling.
    """
    order = [rows.jour.fill_null(ibis.date("9999-12-31")), rows.depot, rows.numero_ligne]
    window = ibis.cumulative_window(group_by="marche_cle", order_by=order)
    summed = rows.mutate(cumul=rows.montant_ht_centimes.sum().over(window))
    return summed.filter((summed.cumul <= summed.reste).fill_null(True))


def reason(rows: ir.Table) -> ir.StringValue:
    """Why, in a few French words."""
    parts = [
        rows.role.cases(*ROLES.items(), else_=""),
        rows.acheteur.cases(*ACHETEURS.items(), else_=""),
        rows.segment.cases(*SEGMENTS.items(), else_=""),
        rows.quand.cases(*JOURS.items(), else_=""),
        rows.cites.cases(*CITES.items(), else_=""),
        ibis.ifelse(rows.rivaux == 0, ALONE, AMONG),
    ]
    said = [ibis.ifelse(part == "", "", part.concat(", ")) for part in parts]
    whole = ibis.literal("").concat(*said)
    return whole.substr(0, whole.length() - 2)


ENGINE = Score()
