"""Between marchés that a line may be made on the same day: which one, and by how much."""

from collections.abc import Mapping
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from achatlas.bridge.engine import LIGNE, Savoir
from achatlas.domain.text import spelled

WORDS = pa.schema([("communs", pa.int64())])
SHORTEST, ROOT = 4, 6
"""Signs of a word that tells something, and how many of them make its root."""
PER_CENT = 100


def best(savoir: Savoir, rows: ir.Table, liens: ir.Table) -> ir.Table:
    """The best marché of each line, with its points (``score``), how many others came near (``rivaux``) and
    whether it stands clear of them (``net``). ``rows``: as ``candidats.rows``.
    """
    rule = savoir.regle
    top = rows.avant.max().over(group_by=LIGNE)
    near = rows.mutate(proche=rows.avant >= top - int(rule["marge"])).filter(ibis._.proche)
    counted = savoir.moteur.cache(near.mutate(rivaux=near.count().over(group_by=LIGNE) - 1).drop("proche"))
    alone = counted.filter(counted.rivaux == 0).mutate(score=ibis._.avant, net=ibis.literal(True))
    several = _chosen(savoir, counted.filter(counted.rivaux > 0), liens)
    return alone.union(several.select(*alone.columns))


def _chosen(savoir: Savoir, rows: ir.Table, liens: ir.Table) -> ir.Table:
    """The first of several once all that tells them apart is weighed, ``net`` if it leads by enough."""
    rule, weights = savoir.regle, savoir.regle["departage"]
    told = savoir.moteur.cache(_services(savoir, _alike(savoir, rows), liens))
    same = (told.service != "") & (told.service == told.service_marche)
    room = ibis.greatest(told.reste.fill_null(0), 0)
    weighed = told.mutate(
        poids=told.avant
        + told.communs * int(weights["mots"]) // PER_CENT
        + ibis.ifelse(same, int(weights["service"]), 0)
        + _share(told.cites_du_service, int(weights["cites_du_service"]))
        + _share(ibis.greatest(told.paye.fill_null(0), 0), int(weights["deja_paye"]))
        + _share(room, int(weights["reste"]))
    )
    order = [ibis.desc(weighed.poids), weighed.marche_cle]
    ranked = weighed.mutate(rang=ibis.row_number().over(group_by=LIGNE, order_by=order))
    second = ibis.ifelse(ranked.rang == 1, ranked.poids, ibis.null()).max().over(group_by=LIGNE)
    ranked = ranked.mutate(
        net=ranked.poids - second >= int(rule["marge"]), score=ranked.avant + int(rule["points"]["rivaux"])
    )
    return ranked.filter(ranked.rang == 0)


def _share(part: ir.IntegerValue, weight: int) -> ir.IntegerValue:
    """So many points shared among the candidates of a line, as what each has."""
    whole = part.sum().over(group_by=LIGNE)
    return ibis.ifelse(whole > 0, (part * weight // whole.nullif(0)), 0).cast("int64")


def _alike(savoir: Savoir, rows: ir.Table) -> ir.Table:
    """Adds the share of the words of a line that the object of each marché has too, in per cent."""

    def read(case: Mapping[str, Any]) -> dict[str, int]:
        said, known = roots(case["objet"]), roots(case["objet_marche"])
        return {"communs": PER_CENT * len(said & known) // len(said) if said else 0}

    return savoir.moteur.mapped(rows, ["objet", "objet_marche"], read, WORDS)


def roots(text: str) -> frozenset[str]:
    """The words of a text that tell something, each cut to its root; no number is a word."""
    words = (word for word in spelled(text).split() if word.isalpha() and len(word) >= SHORTEST)
    return frozenset(word[:ROOT] for word in words)


def _services(savoir: Savoir, rows: ir.Table, liens: ir.Table) -> ir.Table:
    """Adds how many lines of the same service are on each marché by what they cite."""
    key = ["acheteur_siren", "service", "marche_cle"]
    lines = savoir.lignes.filter(savoir.lignes.service != "").select(*LIGNE, *key[:2])
    known = lines.inner_join(liens.filter(liens.marche_cle != ""), LIGNE)
    sums = known.group_by(key).aggregate(cites_du_service=known.count())
    both = savoir.moteur.completed(rows, sums, *key)
    return both.mutate(cites_du_service=both.cites_du_service.fill_null(0))
