"""The bridge stage: every payment in the perimeter to the marché that it is made on, or to what it is without
one; and what persons are asked.
"""

from pathlib import Path

import ibis
import ibis.expr.types as ir

from achatlas.bridge import familles, material, propositions, statut
from achatlas.bridge.engine import HORS, INTROUVABLE, LIGNE, Jugements, Savoir, cascade
from achatlas.bridge.familles import Familles
from achatlas.bridge.material import Sources
from achatlas.catalogue.load import Catalogue
from achatlas.store.engine import Engine

LIGNES, PROPOSITIONS = "pont__lignes", "pont__propositions"
NOBODY: Jugements = {}
LATE, LOST, SILENT = " ; hors période", "numéro cité introuvable", "aucun marché cité ni reconnu"


def whole(savoir: Savoir, liens: ir.Table) -> ir.Table:
    """Every line with what the engines said of it, or that none did: a number that names no marché
    (``cite_introuvable``), or nothing (``hors_marche``). A link on a day when its marché may not be paid
    says so.
    """
    marches = savoir.marches.select("marche_cle", "ouvre", "ferme")
    rows = savoir.moteur.completed(savoir.lignes, liens, *LIGNE)
    rows = savoir.moteur.completed(rows, marches, "marche_cle")
    found, lost = rows.marche_cle.notnull(), rows.marche_norme != ""
    late = found & ~material.within(rows)
    why = ibis.ifelse(late, ibis.coalesce(rows.motif, "").concat(LATE), rows.motif)
    return rows.mutate(
        marche_cle=rows.marche_cle.fill_null(""),
        rattachement=ibis.cases((found, rows.rattachement), (lost, INTROUVABLE), else_=HORS),
        motif=ibis.cases((found, why), (lost, LOST), else_=SILENT),
        moteur=rows.moteur.fill_null(""),
        score=rows.score.fill_null(0),
    )


def run(
    engine: Engine,
    catalogue: Catalogue,
    sources: Sources,
    target: Path,
    jugements: Jugements = NOBODY,
    own: Familles = familles.NONE,
) -> None:
    """Writes ``pont__lignes`` and ``pont__propositions``; ``jugements``: what persons said that counts;
    ``own``: the families of the buyers' nomenclatures.
    """
    savoir = material.gathered(engine, catalogue, sources, jugements)
    liens = cascade(savoir)
    rows = familles.told(engine, whole(savoir, liens), own)
    rows = engine.cache(statut.stated(catalogue, rows))
    table = catalogue.tables[LIGNES]
    engine.write(rows, table, target / f"{LIGNES}.parquet")
    left = savoir.lignes.anti_join(liens, LIGNE)
    asked = propositions.asked(savoir, left, liens)
    engine.write(asked, catalogue.tables[PROPOSITIONS], target / f"{PROPOSITIONS}.parquet")
