"""The register: one row per marché, with all that is known of its course, for whom it was passed, and what is
paid on it by all who buy on it.
"""

from collections.abc import Mapping
from pathlib import Path

import ibis
import ibis.expr.types as ir

from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.territoire import Territoire
from achatlas.domain.personnes import DIFFUSEES, IDENTIFIANT, PERSONNE, SANS_NUMERO
from achatlas.marts import membres
from achatlas.marts.achats import Folders, classed, known
from achatlas.store.engine import Engine

SEPARATOR = "|"
FAIT = "registre"
COMMON = ("titulaires", "fournisseurs")
Tables = Mapping[str, ir.Table]
HIDDEN = membres.PHYSIQUES[2]
SILENT = "Entreprise non diffusée"


def _read(engine: Engine, catalogue: Catalogue, folder: Path, *names: str) -> list[ir.Table]:
    return [engine.parquet(catalogue.tables[name], [folder / f"{name}.parquet"]) for name in names]


def _joined(texts: ir.StringColumn, rank: ir.Value) -> ir.StringScalar:
    return texts.group_concat(SEPARATOR, order_by=rank).fill_null("")


def holders(engine: Engine, catalogue: Catalogue, folders: Folders, target: Path) -> ir.Table:
    """The titulaires of each marché on one row, each once, as its buyer writes them, and as the common view
    may tell them: natural persons are one there, and an enterprise whose diffusion is partial has no name.
    Who has no number beside a natural person may be the same one, written otherwise: told as such.
    """
    (parts,) = _read(engine, catalogue, folders.net, "net__titulaires")
    (operators,) = _read(engine, catalogue, target, "mart__operateurs")
    tiers = known(engine, catalogue, folders, "tiers_cle", "fournisseur_id").select("tiers_cle", IDENTIFIANT)
    rows = engine.completed(parts, tiers, "tiers_cle")
    silent = operators.filter(operators.diffusion.notin(DIFFUSEES)).select(tu="fournisseur_id").distinct()
    named = operators.group_by("fournisseur_id").aggregate(denomination=operators.denomination.max())
    rows = engine.completed(rows, named, "fournisseur_id")
    rows = rows.mutate(tiers_nom=ibis.coalesce(rows.tiers_nom.nullif(""), rows.denomination).fill_null(""))
    rows = rows.left_join(silent, rows.fournisseur_id == silent.tu)
    person = alike(rows)
    shown = ibis.cases((person, HIDDEN), (rows.tu.notnull(), SILENT), else_=rows.tiers_nom)
    rows = rows.mutate(
        code=rows.fournisseur_id.fill_null(""),
        commun=shown,
        code_commun=ibis.ifelse(person, PERSONNE, rows.fournisseur_id).fill_null(""),
    )
    again = ibis.row_number().over(
        group_by=["marche_cle", ibis.coalesce(rows.code.nullif(""), rows.tiers_nom)], order_by="rang"
    )
    rows = rows.mutate(encore=again).filter(lambda t: t.encore == 0)
    rows = rows.mutate(commun=_once(rows, "commun"), code_commun=_once(rows, "code_commun"))
    return rows.group_by("marche_cle").aggregate(
        titulaires=_joined(rows.tiers_nom, rows.rang),
        fournisseurs=_joined(rows.code, rows.rang),
        titulaires_communs=_joined(rows.commun, rows.rang),
        fournisseurs_communs=_joined(rows.code_commun, rows.rang),
    )


def alike(rows: ir.Table) -> ir.BooleanColumn:
    """Whether each titulaire is a natural person, or may be one written otherwise: it has no number, and a
    natural person holds the same marché.
    """
    person = rows.fournisseur_id.startswith(PERSONNE).fill_null(False)
    beside = person.any().over(group_by="marche_cle")
    return person | (beside & rows.fournisseur_id.re_search(SANS_NUMERO).fill_null(True))


def _once(rows: ir.Table, column: str) -> ir.StringValue:
    """A column where natural persons are told once for a marché."""
    hidden = rows.code_commun == PERSONNE
    rank = ibis.row_number().over(group_by=["marche_cle", hidden], order_by="rang")
    return ibis.ifelse(hidden & (rank > 0), None, rows[column])


def shared(engine: Engine, catalogue: Catalogue, folders: Folders) -> ir.Table:
    """For whom each marché is passed: the members of the territory, and the others as written."""
    (rows,) = _read(engine, catalogue, folders.net, "net__membres")
    inside = rows.siren != ""
    return rows.group_by("marche_cle").aggregate(
        membres=_joined(ibis.ifelse(inside, rows.siren, None), rows.rang),
        exterieurs=_joined(ibis.ifelse(inside, None, rows.ecrit), rows.rang),
    )


def declared(engine: Engine, catalogue: Catalogue, folders: Folders) -> ir.Table:
    """The subcontractors of each marché that have a number: a name alone may be a person's."""
    (rows,) = _read(engine, catalogue, folders.net, "net__sous_traitants")
    name = ibis.ifelse(rows.tiers_siren != "", rows.tiers_nom, None)
    return rows.group_by("marche_cle").aggregate(sous_traitants=_joined(name, rows.rang))


def paid(engine: Engine, achats: ir.Table) -> tuple[ir.Table, ir.Table]:
    """What is paid on each marché (cents), by whoever pays, and the last day known of each payer."""
    last = achats.group_by("acheteur_siren").aggregate(arrete=achats.date_mandat.max())
    rows = achats.filter(achats.marche_cle != "")
    rows = engine.completed(rows, last, "acheteur_siren")
    year = rows.date_mandat > rows.arrete - ibis.interval(years=1)
    sums = rows.group_by("marche_cle").aggregate(
        paye_centimes=rows.montant_ht_centimes.sum().cast("int64"),
        lignes_payees=rows.count(),
        premier_paiement=rows.date_mandat.min(),
        dernier_paiement=rows.date_mandat.max(),
        paye_an_centimes=ibis.ifelse(year, rows.montant_ht_centimes, 0).sum().cast("int64"),
        arrete_payeurs=rows.arrete.max(),
    )
    return sums, last


def register(
    engine: Engine, catalogue: Catalogue, territoire: Territoire, folders: Folders, target: Path
) -> ir.Table:
    """The columns of ``mart__registre``."""
    (rows,) = _read(engine, catalogue, folders.net, "net__marches")
    (classes,) = _read(engine, catalogue, folders.classe, "classe__marches")
    (achats,) = _read(engine, catalogue, target, "mart__achats")
    classes = classes.select("marche_cle", "segment_code", "moteur")
    sums, last = paid(engine, achats)
    beside = (classes, holders(engine, catalogue, folders, target), shared(engine, catalogue, folders))
    for table in (*beside, declared(engine, catalogue, folders), sums):
        rows = engine.completed(rows, table, "marche_cle")
    rows = engine.completed(rows, last, "acheteur_siren")
    kinds = {a.siren: a.type for a in territoire.acheteurs}
    texts = ("membres", "exterieurs", "sous_traitants", *COMMON, *(f"{name}_communs" for name in COMMON))
    counts = ("paye_centimes", "lignes_payees", "paye_an_centimes")
    told = classed(rows, catalogue, rows.montant_ht_centimes)
    return rows.mutate(
        type_acheteur=rows.acheteur_siren.cases(("", ""), *kinds.items(), else_=""),
        famille_code=told["famille_code"].fill_null(""),
        nature=told["nature"].fill_null(""),
        arrete=ibis.coalesce(rows.arrete_payeurs, rows.arrete),
        **{name: rows[name].fill_null("") for name in texts},
        **{name: rows[name].fill_null(0) for name in counts},
    )


def run(engine: Engine, catalogue: Catalogue, territoire: Territoire, folders: Folders, target: Path) -> None:
    """Writes ``mart__registre``, once the marts of purchases, marchés and operators are."""
    table = catalogue.tables["mart__registre"]
    rows = register(engine, catalogue, territoire, folders, target)
    engine.write(rows, table, target / f"{table.id}.parquet")


def opened(engine: Engine, catalogue: Catalogue, marts: Path) -> ir.Table:
    """The register, to be published."""
    table = catalogue.tables["mart__registre"]
    return engine.cache(engine.parquet(table, [marts / f"{table.id}.parquet"]))


def _common(rows: ir.Table) -> ir.Table:
    return rows.mutate(**{name: rows[f"{name}_communs"] for name in COMMON})


def of_acheteur(rows: ir.Table, siren: str) -> dict[str, tuple[str, ir.Table]]:
    """What a buyer's own file holds of the register: its marchés, and those of others of which it is a
    member, told as the common view tells them.
    """
    own = rows.filter(rows.acheteur_siren == siren)
    others = rows.filter((rows.acheteur_siren != siren) & rows.membres.contains(siren))
    return _named(ibis.union(own, _common(others)))


def of_all(rows: ir.Table) -> dict[str, tuple[str, ir.Table]]:
    """What the common file holds of it: every marché."""
    return _named(_common(rows))


def _named(rows: ir.Table) -> dict[str, tuple[str, ir.Table]]:
    kept = rows.drop(*(f"{name}_communs" for name in COMMON))
    return {f"mart__{FAIT}": (FAIT, kept.order_by("date_fin", "marche_cle"))}
