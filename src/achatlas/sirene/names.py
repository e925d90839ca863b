"""Every name under which an enterprise or one of its establishments may be written, with its place."""

from __future__ import annotations

from functools import reduce

import ibis
import ibis.expr.types as ir

from achatlas.sirene.lines import SIRET, number

DENOMINATION, SIGLE, USUELLE, ENSEIGNE, PERSONNE = "denomination", "sigle", "usuelle", "enseigne", "personne"
OF_UNITS = {
    "raison": DENOMINATION, "sigle": SIGLE, "usuelle1": USUELLE, "usuelle2": USUELLE, "usuelle3": USUELLE,
    "personne": PERSONNE, "naissance": PERSONNE, "pseudonyme": PERSONNE,
}  # fmt: skip
OF_ESTABLISHMENTS = {
    "enseigne1": ENSEIGNE, "enseigne2": ENSEIGNE, "enseigne3": ENSEIGNE, "denomination_usuelle": USUELLE,
}  # fmt: skip


def names(unites: ir.Table, etablissements: ir.Table) -> ir.Table:
    """The rows of ``sirene__noms`` from the units and the establishments that are kept: a name of a unit
    stands where its siège is, if that is known.
    """
    units = _listed(unites.mutate(siret=ibis.literal("")), OF_UNITS, ["siege_siret"])
    keyed = units.mutate(cle=number(units.siege_siret, SIRET)).drop("siege_siret")
    sieges = etablissements.filter(etablissements.siege).select("cle", "code_postal", "commune_code")
    both = keyed.left_join(sieges, keyed.cle == sieges.cle)
    placed = both.select(
        *("siren", "siret", "nature", "nom"),
        code_postal=both.code_postal.fill_null(""),
        commune_code=both.commune_code.fill_null(""),
    )
    return placed.union(_listed(etablissements, OF_ESTABLISHMENTS, ["code_postal", "commune_code"]))


def _listed(rows: ir.Table, columns: dict[str, str], kept: list[str]) -> ir.Table:
    """One row for each name of each row, a name said twice under one nature once only."""
    parts = []
    for column, nature in columns.items():
        former = [c for c, n in columns.items() if n == nature]
        new = [rows[column] != rows[other] for other in former[: former.index(column)]]
        said = reduce(lambda one, two: one & two, new, rows[column] != "")
        parts.append(
            rows.filter(said).select("siren", "siret", nature=ibis.literal(nature), nom=column, **_same(kept))
        )
    return reduce(lambda one, two: one.union(two), parts)


def _same(columns: list[str]) -> dict[str, str]:
    return {column: column for column in columns}
