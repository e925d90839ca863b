"""The names of the members of every axis: the common ones from the definitions, the others from the rows
published.
"""

from collections.abc import Iterator, Mapping

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.models import Table
from achatlas.catalogue.segments import BESOIN, SEGMENT, delivered, named
from achatlas.catalogue.territoire import Territoire
from achatlas.domain.personnes import PERSONNE
from achatlas.domain.services import CHEVRON, LIMITE
from achatlas.domain.text import searchable
from achatlas.marts import fonctions
from achatlas.marts.comptes import known
from achatlas.store.engine import Engine
from achatlas.store.kinds import arrow_schema
from achatlas.store.once import built

Member = tuple[str, str, str, str]
Labels = Mapping[str, Mapping[str, str]]
OPERATEURS = {"fournisseur": "fournisseur_id", "groupe": "groupe", "etablissement": "etablissement"}
PAID = ("acheteur_siren", "montant_ht_centimes")
LONG = 120
"""How much of the number and object of a marché names it."""
PHYSIQUES = ("fournisseur", PERSONNE, "Personnes physiques", "")


def common(catalogue: Catalogue, territoire: Territoire) -> Iterator[Member]:
    """Members that definitions name: (axis, code, name, parent)."""
    yield from (("acheteur", a.siren, a.nom_court, a.type) for a in territoire.acheteurs)
    yield from _tables(catalogue)
    engines = {m.nom: m.libelle for m in (*catalogue.cascade.marches, *catalogue.cascade.achats)}
    yield from (("classement", code, name, "") for code, name in engines.items())
    for axe in catalogue.axes.values():
        yield from ((axe.id, code, name, "") for code, name in axe.membres.items())
    yield from ((axe, *PHYSIQUES[1:]) for axe in ("fournisseur", "groupe"))


def _tables(catalogue: Catalogue) -> Iterator[Member]:
    """Members that reference tables name; segments as the files do: how persons name them, and those that
    they make, are told when they are shown.
    """
    families = catalogue.lines("nomenclature/familles.csv")
    yield from (("famille", f["code"], f["libelle"], "") for f in families)
    segments = named(delivered(catalogue))
    yield from ((SEGMENT, code, name, code[:2]) for code, name in segments.items())
    yield from ((BESOIN, code, name, "") for code, name in segments.items())
    places = catalogue.lines("referentiels/departements.csv")
    yield from (("departement", p["code"], f"{p['libelle']} ({p['code']})", p["region_code"]) for p in places)


def table(engine: Engine, definition: Table, members: list[Member]) -> ir.Table:
    """Members as a table ``membres``."""
    columns = [[member[rank] for member in members] for rank in range(4)]
    rows = pa.table([*columns, [searchable(m[2]) for m in members]], schema=arrow_schema(definition))
    return engine.keep(rows)


def _named(rows: ir.Table, axe: str, code: str, name: ir.StringValue, parent: str) -> ir.Table:
    """For each code, the name that weighs most euros, then the first in the alphabet."""
    seen = (
        rows.mutate(nom=name)
        .group_by(code=rows[code], libelle="nom", parent=parent)
        .aggregate(poids=rows.montant_ht_centimes.abs().sum())
    )
    ranked = seen.mutate(
        rang=ibis.row_number().over(
            group_by="code", order_by=[ibis.desc(seen.libelle != ""), ibis.desc("poids"), "libelle", "parent"]
        )
    )
    first = ranked.filter((ranked.rang == 0) & (ranked.code != ""))
    shown = ibis.ifelse(first.libelle != "", first.libelle, first.code)
    return first.select(axe=ibis.literal(axe), code=first.code, libelle=shown, parent=first.parent)


def accounts(engine: Engine, catalogue: Catalogue, achats: ir.Table) -> list[Member]:
    """The accounts that the rows bear, each named by its own chart."""
    codes = (row["compte_code"] for row in engine.dicts(achats.select("compte_code").distinct()))
    return [("compte", code, name, "") for code, name in known(catalogue).named(codes)]


def functions(engine: Engine, catalogue: Catalogue, achats: ir.Table) -> list[Member]:
    """The functions that the rows bear, each named by its own chart."""
    codes = _codes(engine, achats, "fonction_code")
    return [("fonction", code, name, "") for code, name in fonctions.named(catalogue, codes)]


def labels(catalogue: Catalogue) -> Labels:
    """The names that reference tables give, by table then by code, their first column."""
    tables = {axe.libelles for axe in catalogue.axes.values() if axe.libelles}
    return {
        table: {next(iter(one.values())): _located(one) for one in catalogue.lines(table)} for table in tables
    }


def referenced(engine: Engine, catalogue: Catalogue, labels: Labels, *facts: ir.Table) -> Iterator[Member]:
    """The members that the rows hold of the axes whose names stand in a reference table."""
    for axe in catalogue.axes.values():
        if axe.libelles:
            bearing = [rows for rows in facts if axe.colonne in rows.columns]
            seen = {c for rows in bearing for c in _codes(engine, rows, axe.colonne)}
            known = labels[axe.libelles]
            yield from ((axe.id, code, known[code], "") for code in sorted(seen & set(known)))


def _codes(engine: Engine, rows: ir.Table, column: str) -> set[str]:
    return {line[column] for line in engine.dicts(_distinct(rows, column))}


@built
def _distinct(rows: ir.Table, column: str) -> ir.Table:
    return rows.select(column).distinct()


def _located(line: Mapping[str, str]) -> str:
    """The name of a line of a reference table, a commune's with its département."""
    where = line.get("departement")
    return f"{line['libelle']} ({where})" if where else line["libelle"]


def service_name(code: ir.StringValue) -> ir.StringValue:
    """The name of the service of a code (``domain.services``)."""
    told = code.re_replace("^[0-9]+/", "").re_replace(f"(?s)^.*{LIMITE}", "")
    return told.replace(CHEVRON * 2, CHEVRON)


def _services(achats: ir.Table) -> ir.Table:
    """The services that the rows name, each with its direction: two directions may have services of one name,
    and of another buyer.
    """
    above = achats.direction_code.re_replace("^[0-9]+/", "")
    plain = service_name(achats.service_code)
    name = ibis.ifelse(above != "", plain.concat(" (", above, ")"), plain)
    return _named(achats, "service", "service_code", name, "direction_code")


def _needs(achats: ir.Table) -> ir.Table:
    """The needs that are a buyer's own: its operations, and the families of its nomenclature."""
    rows = achats.select("operation_code", "famille_homogene", "famille_homogene_libelle", *PAID)
    operation = ibis.literal("Opération ").concat(rows.operation_code.re_replace("^[0-9]+/", ""))
    code = rows.famille_homogene.re_replace("^[0-9]+:", "")
    famille = ibis.literal("Famille ").concat(code, " ", rows.famille_homogene_libelle).strip()
    both = (("operation_code", operation), ("famille_homogene", famille))
    return ibis.union(*(_named(rows, BESOIN, column, name, "acheteur_siren") for column, name in both))


@built
def own(achats: ir.Table, marches: ir.Table) -> ir.Table:
    """Members that only the rows name: suppliers, their establishments and groups, directions
    and services, needs, marchés. A group is
    named by its head when it is paid, else by what the list says.
    """
    columns = [*OPERATEURS.values(), "tiers_nom", "montant_ht_centimes"]
    both = achats.select(*columns).union(marches.select(*columns)).mutate(nothing=ibis.literal(""))
    head = ibis.ifelse(both.groupe == both.fournisseur_id, both.tiers_nom, "")
    names = {"groupe": head}
    named = (
        _named(both, axe, column, names.get(axe, both.tiers_nom), "nothing")
        for axe, column in OPERATEURS.items()
    )
    operators = ibis.union(*named)
    operators = operators.filter(operators.code != PHYSIQUES[1])
    label = achats.direction_code.re_replace("^[0-9]+/", "")
    directions = _named(achats, "direction", "direction_code", label, "acheteur_siren")
    number = ibis.ifelse(
        marches.objet != "", marches.marche_id.concat(" · ", marches.objet), marches.marche_id
    )
    notified = _named(marches, "marche", "marche_cle", number.substr(0, LONG), "acheteur_siren")
    both_axes = ibis.union(operators, directions, _services(achats), _needs(achats), notified)
    return both_axes.mutate(cherche=both_axes.libelle.lower())
