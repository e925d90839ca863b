"""What the page of an operator reads beside the figures: directory, mentions, and what each buyer writes."""

from collections.abc import Mapping
from pathlib import Path

import ibis
import ibis.expr.types as ir

from achatlas.catalogue.load import Catalogue
from achatlas.domain.personnes import DIFFUSEES
from achatlas.marts.ecrits import PERSONNE
from achatlas.store.engine import Engine

DU_REPERTOIRE = ("operateurs", "etablissements", "mentions")
ECRITURES = "mart__ecritures"
PLACE = ("enseigne", "commune_code", "commune_libelle", "suivi_commune")
WRITTEN = ["acheteur_siren", "tiers_cle", "tiers_nom"]
LINK = (
    "tiers_cle", "fournisseur_id", "tiers_code_postal", "tiers_siret", "tiers_tva", "identification",
    "sans_decision", "motif", "ecrit_cle",
)  # fmt: skip
NUMBERED = ("siren", "tva")


def told(engine: Engine, catalogue: Catalogue, profil: Path, target: Path) -> None:
    """Writes ``mart__operateurs``, ``mart__etablissements`` and ``mart__mentions`` from the profiles."""
    for name in DU_REPERTOIRE:
        table = catalogue.tables[f"profil__{name}"]
        rows = _silent(engine.parquet(table, [profil / f"{table.id}.parquet"]))
        engine.write(rows, catalogue.tables[f"mart__{name}"], target / f"mart__{name}.parquet")


def _silent(rows: ir.Table) -> ir.Table:
    """Without the place of those whose diffusion is partial (Code de commerce, art. R. 123-232-1); the
    directory holds no name of theirs already.
    """
    if "diffusion" not in rows.columns:
        return rows
    shown = rows.diffusion.isin(DIFFUSEES)
    return rows.mutate(**{c: ibis.ifelse(shown, rows[c], "") for c in PLACE if c in rows.columns})


def written(engine: Engine, catalogue: Catalogue, lien: Path, kept: ir.Table, target: Path) -> None:
    """Writes ``mart__ecritures`` from the lines in the perimeter: their euros are all there. The key of a
    tiers is made of what is written of it, a false number included: a rank stands for it in what is shown.
    """
    links = engine.parquet(
        catalogue.tables["lien__tiers_entreprise"], [lien / "lien__tiers_entreprise.parquet"]
    )
    sums = kept.group_by(WRITTEN).aggregate(
        lignes=kept.count(),
        montant_ht_centimes=kept.montant_ht_centimes.sum().cast("int64"),
        premier_exercice=kept.exercice.min(),
        dernier_exercice=kept.exercice.max(),
    )
    rows = engine.completed(sums, links.select(*LINK), "tiers_cle")
    number = ibis.cases(
        (rows.tiers_siret != "", rows.tiers_siret),
        (rows.tiers_tva != "", rows.tiers_tva),
        (rows.identification.isin(NUMBERED), rows.fournisseur_id),
        else_="",
    )
    private = rows.identification == PERSONNE
    order = ibis.row_number().over(group_by="acheteur_siren", order_by=["tiers_cle", "tiers_nom"])
    rows = rows.mutate(
        fournisseur_identifiant=number,
        ecrit_cle=ibis.ifelse(private, "", rows.ecrit_cle),
        tiers_cle=order.cast("string"),
    )
    engine.write(rows, catalogue.tables[ECRITURES], target / f"{ECRITURES}.parquet")


Tables = Mapping[str, ir.Table]


def opened(engine: Engine, catalogue: Catalogue, marts: Path) -> Tables:
    """The tables of this room, by the fact that a publication says they tell."""
    found = {}
    for name in (*DU_REPERTOIRE, "ecritures"):
        table = catalogue.tables[f"mart__{name}"]
        found[name] = engine.cache(engine.parquet(table, [marts / f"{table.id}.parquet"]))
    return found


def operators(engine: Engine, catalogue: Catalogue, marts: Path) -> ir.Table:
    """The enterprises of the directory."""
    table = catalogue.tables["mart__operateurs"]
    return engine.parquet(table, [marts / f"{table.id}.parquet"])


def silent(operators: ir.Table) -> ir.Table:
    """The enterprises whose diffusion is partial (``tu``): what the common view must not name."""
    return operators.filter(operators.diffusion.notin(DIFFUSEES)).select(tu="fournisseur_id").distinct()


def of(engine: Engine, tables: Tables, facts: Mapping[str, ir.Table]) -> dict[str, tuple[str, ir.Table]]:
    """What a file holds of the directory: of the enterprises and establishments that its rows name, no other;
    an establishment that only another buyer pays would tell that it does.
    """
    seen = engine.cache(
        ibis.union(
            *(rows.select("fournisseur_id", "etablissement") for rows in facts.values()), distinct=True
        ),
        "operateurs_vus",
    )
    operators, places, mentions = (tables[name] for name in DU_REPERTOIRE)
    paid = seen.etablissement
    rows = {
        "operateurs": operators.semi_join(seen, "fournisseur_id"),
        "etablissements": places.semi_join(seen, "fournisseur_id").filter(
            lambda one: one.siege | one.siret.isin(paid)
        ),
        "mentions": mentions.semi_join(seen, "fournisseur_id").filter(
            lambda one: (one.identifiant == one.fournisseur_id) | one.identifiant.isin(paid)
        ),
    }
    return {f"mart__{name}": (name, one.order_by("fournisseur_id")) for name, one in rows.items()}


def of_acheteur(tables: Tables, siren: str) -> dict[str, tuple[str, ir.Table]]:
    """What a buyer's own file holds of its writings."""
    rows = tables["ecritures"]
    return {ECRITURES: ("ecritures", rows.filter(rows.acheteur_siren == siren).order_by("fournisseur_id"))}


def every(tables: Tables) -> dict[str, tuple[str, ir.Table]]:
    """The writings of all buyers, for who may open all their lines; natural persons have no page there."""
    rows = tables["ecritures"]
    return {ECRITURES: ("ecritures", rows.filter(rows.identification != PERSONNE).order_by("fournisseur_id"))}
