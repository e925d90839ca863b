"""What the directory tells of each tiers, joined row by row: the facts that the attributes will read."""

from dataclasses import dataclass
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from achatlas.catalogue.load import Catalogue
from achatlas.enrich.suites import Repertoire, followed
from achatlas.store.engine import Engine
from achatlas.store.once import built

BY_NAME, NAF = ("nom", "reparation"), "NAFRev2"
SIREN = 9
UNITES, ETABLISSEMENTS, SUCCESSIONS = "sirene__unites", "sirene__etablissements", "sirene__successions"
SUIVI = pa.schema([("ferme", pa.string()), ("suivi", pa.string())])
ENTREPRISE = (
    "denomination", "categorie_juridique", "categorie_entreprise", "tranche_effectif", "naf", "ess", "etat",
    "diffusion",
)  # fmt: skip
UNITE = tuple(f"unite_{name}" for name in ENTREPRISE)
FAITS = (
    "tiers_cle", "fournisseur_id", "identification", "departement_code", "tiers_code_postal", "tiers_tva",
    *UNITE, "siege_siret", "siege_commune", "siege_pays",
    "siret", "etat", "lieu_commune", "lieu_pays", "adresse_commune", "suivi", "suivi_commune", "suivi_pays",
    "repreneur",
)  # fmt: skip


@dataclass(frozen=True)
class Tables:
    """The links of the tiers, the candidates, and the tables of the directory (empty without one)."""

    liens: ir.Table
    candidats: ir.Table
    unites: ir.Table
    etablissements: ir.Table
    successions: ir.Table


@dataclass(frozen=True)
class Held:
    """Every tiers with the establishment paid; of the directory, their enterprises and all that these own."""

    tiers: ir.Table
    unites: ir.Table
    etablissements: ir.Table


def opened(engine: Engine, catalogue: Catalogue, lien: Path, sirene: Path | None) -> Tables:
    """The tables that the facts are joined from."""
    tables = catalogue.tables

    def read(name: str, folder: Path | None) -> ir.Table:
        return engine.parquet(tables[name], [] if folder is None else [folder / f"{name}.parquet"])

    directory = (read(name, sirene) for name in (UNITES, ETABLISSEMENTS, SUCCESSIONS))
    return Tables(read("lien__tiers_entreprise", lien), read("lien__candidats", lien), *directory)


def paid(tables: Tables) -> ir.Table:
    """Every tiers with the establishment that it writes (``siret``, "" when it is of another enterprise than
    the one decided) and the one proposed for its name, when that name was recognised.
    """
    liens, told = tables.liens, tables.candidats
    named = told.group_by("tiers_cle", de="siren").aggregate(propose=told.siret.argmin(told.rang))
    match = [liens.tiers_cle == named.tiers_cle, liens.fournisseur_id == named.de]
    both = liens.left_join(named, match).drop("tiers_cle_right")
    written = both.tiers_siret.startswith(both.fournisseur_id)
    recognised = both.identification.isin(BY_NAME)
    return both.mutate(
        siret=ibis.ifelse(written, both.tiers_siret, "").fill_null(""),
        propose=ibis.ifelse(recognised, both.propose, "").fill_null(""),
    ).drop("de", "tiers_siret")


def held(engine: Engine, tables: Tables) -> Held:
    """What the directory holds of those who are paid, read once: it may hold the whole of France."""
    tiers = engine.cache(paid(tables))
    units, places = tables.unites, tables.etablissements
    return Held(
        tiers,
        engine.cache(units.semi_join(tiers, units.siren == tiers.fournisseur_id)),
        engine.cache(places.semi_join(tiers, places.siren == tiers.fournisseur_id)),
    )


def joined(engine: Engine, tables: Tables, own: Held | None = None) -> ir.Table:
    """The columns of ``FAITS``, one row per tiers, every one a text ("" when unknown)."""
    own = own or held(engine, tables)
    places = own.etablissements
    rows = _placed(_addressed(_united(own.tiers, own.unites), places), places)
    rows = _followed(engine, engine.cache(rows), tables)
    return rows.select(**{name: rows[name].cast("string").fill_null("") for name in FAITS})


@built
def _united(tiers: ir.Table, units: ir.Table) -> ir.Table:
    """The tiers with what the directory says of the enterprise; an activity of a former NAF is not told."""
    known = units.mutate(naf=ibis.ifelse(units.nomenclature_naf == NAF, units.naf, ""))
    named = dict(zip(UNITE, ENTREPRISE, strict=True))
    known = known.select("siren", "siege_siret", **named)
    return tiers.left_join(known, tiers.fournisseur_id == known.siren).drop("siren")


@built
def _addressed(rows: ir.Table, places: ir.Table) -> ir.Table:
    """With the commune where the enterprise has open establishments at the postal code written, when they are
    in one commune only and no SIRET says which is paid. The one proposed for a name is paid when it is the
    only one there: elsewhere, it is only where the enterprise is.
    """
    there = places.filter((places.etat == "A") & (places.code_postal != ""))
    ones = there.group_by("siren", "code_postal").aggregate(
        commune=there.commune_code.min(), communes=there.commune_code.nunique(), seul=there.siret.min(),
        sirets=there.siret.nunique(),
    )  # fmt: skip
    match = [rows.fournisseur_id == ones.siren, rows.tiers_code_postal == ones.code_postal]
    rows = rows.left_join(ones, match).drop("siren", "code_postal")
    only = (rows.siret == "") & (rows.sirets == 1) & (rows.propose == rows.seul)
    told = (rows.siret == "") & (rows.communes == 1)
    return rows.mutate(
        siret=ibis.ifelse(only, rows.propose, rows.siret).fill_null(rows.siret),
        adresse_commune=ibis.ifelse(told, rows.commune, "").fill_null(""),
    ).drop("propose", "commune", "communes", "seul", "sirets")


@built
def _placed(rows: ir.Table, places: ir.Table) -> ir.Table:
    """With where the establishment paid and the siège are."""
    own = places.select(ici="siret", etat="etat", lieu_commune="commune_code", lieu_pays="pays_code")
    siege = places.select(la="siret", siege_commune="commune_code", siege_pays="pays_code")
    rows = rows.left_join(own, rows.siret == own.ici).drop("ici")
    return rows.left_join(siege, rows.siege_siret == siege.la).drop("la")


def _followed(engine: Engine, rows: ir.Table, tables: Tables) -> ir.Table:
    """With who follows a closed establishment, and who took over an enterprise that has ceased."""
    left = ibis.cases((rows.etat == "F", rows.siret), (rows.unite_etat == "C", rows.siege_siret), else_="")
    rows = rows.mutate(ferme=left.fill_null(""))
    closed = [line["ferme"] for line in engine.dicts(rows.select("ferme").distinct()) if line["ferme"]]
    repertoire = Repertoire(engine, tables.etablissements, tables.successions)
    ends = followed(sorted(closed), repertoire) if closed else {}
    new = engine.keep(pa.table([list(ends), list(ends.values())], schema=SUIVI))
    rows = rows.left_join(new, "ferme").drop("ferme_right")
    there = repertoire.among(tables.etablissements, "siret", set(ends.values()))
    there = there.select(la="siret", suivi_commune="commune_code", suivi_pays="pays_code")
    rows = rows.left_join(there, rows.suivi == there.la).drop("la")
    taken = rows.suivi.substr(0, SIREN)
    gone = (rows.unite_etat == "C") & (taken != rows.fournisseur_id)
    return rows.mutate(repreneur=ibis.ifelse(gone, taken, "").fill_null(""))
