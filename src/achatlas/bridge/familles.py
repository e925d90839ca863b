"""The *famille homogène* of each line, by the nomenclature that its buyer keeps (CCP, R. 2121-6)."""

from collections.abc import Mapping
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa

from achatlas.domain.besoins import FAMILLE
from achatlas.domain.correspondance import CodeAcheteur, folded
from achatlas.store.engine import Engine

Familles = Mapping[str, Mapping[str, CodeAcheteur]]
"""The family of each code that a nomenclature lists, by the SIREN of its buyer then the folded code."""
NONE: Familles = {}
TOLD = pa.schema([("famille_homogene", pa.string()), ("famille_homogene_libelle", pa.string())])


def told(engine: Engine, rows: ir.Table, familles: Familles) -> ir.Table:
    """The lines with their family (``famille_homogene``: the SIREN of the buyer, then the code of the family)
    and its label; "" for a code that the nomenclature in force does not list, or of no family.
    """

    def read(case: Mapping[str, Any]) -> dict[str, str]:
        siren = case["acheteur_siren"]
        found = familles.get(siren, {}).get(folded(case["code_nomenclature"] or ""))
        code = f"{siren}{FAMILLE}{found.code}" if found else ""
        return dict(zip(TOLD.names, (code, found.libelle if found else ""), strict=True))

    return engine.mapped(rows, ["acheteur_siren", "code_nomenclature"], read, TOLD)
