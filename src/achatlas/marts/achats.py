"""The mart of purchases: cleansed lines, joined to their supplier and their class, those out of the
perimeter set apart.
"""

from dataclasses import dataclass
from pathlib import Path

import ibis
import ibis.expr.types as ir

from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.segments import hors_champ, travaux
from achatlas.catalogue.territoire import Territoire
from achatlas.domain.balance import Ledger
from achatlas.domain.perimetre import DANS_LE_CHAMP, OPTION
from achatlas.domain.services import CHEVRON, LIMITE
from achatlas.marts import caracteres, delais, ecrits, fiches, fonctions
from achatlas.marts.comptes import SEPARATOR
from achatlas.store.besoins import besoin, owned
from achatlas.store.engine import Engine
from achatlas.store.ledger import account, balanced, measure, refusal

ETAPE = "cartographie"
LINE = ("depot", "numero_ligne")
LINKED = ("tiers_cle", "fournisseur_id", "identification", "ecrit_cle", "sans_decision", "reconnus")


@dataclass(frozen=True)
class Folders:
    """Where the results that the marts join stand: cleansing, reconciliation, profiles, classification, the
    bridge to marchés.
    """

    net: Path
    lien: Path
    profil: Path
    classe: Path
    pont: Path


def amount_if(condition: ir.BooleanValue, amount: ir.IntegerValue) -> ir.IntegerValue:
    """The amount where the condition holds, else nothing, in cents."""
    return ibis.ifelse(condition, amount, 0).cast("int64")


def known(engine: Engine, catalogue: Catalogue, folders: Folders, *columns: str) -> ir.Table:
    """What is known of each tiers: columns of its link, its département, and every attribute."""
    tables = catalogue.tables
    links = engine.parquet(
        tables["lien__tiers_entreprise"], [folders.lien / "lien__tiers_entreprise.parquet"]
    )
    profiles = engine.parquet(tables["profil__tiers"], [folders.profil / "profil__tiers.parquet"])
    attributs = [axe.colonne for axe in catalogue.attributs.values()]
    told = profiles.select("tiers_cle", "departement_code", *attributs)
    return engine.completed(links.select(*columns), told, "tiers_cle")


def bridged(engine: Engine, catalogue: Catalogue, folders: Folders) -> ir.Table:
    """What the bridge says of each line in the perimeter: its marché, how sure, why, and where it stands."""
    rows = engine.parquet(catalogue.tables["pont__lignes"], [folders.pont / "pont__lignes.parquet"])
    own = ("marche_cle", "rattachement", "statut_marche", "famille_homogene", "famille_homogene_libelle")
    return rows.select(*LINE, *own, pont_motif="motif", pont_score="score")


def joined(engine: Engine, catalogue: Catalogue, folders: Folders) -> ir.Table:
    """Every cleansed line with its class, its marché and its supplier; the ledger counts the rows after."""
    tables = catalogue.tables
    mandats = engine.parquet(tables["net__mandats"], [folders.net / "net__mandats.parquet"])
    classes = engine.parquet(tables["classe__mandats"], [folders.classe / "classe__mandats.parquet"])
    rows = engine.completed(mandats, classes, *LINE)
    bridge = bridged(engine, catalogue, folders)
    rows = engine.completed(rows.drop("marche_cle", "rattachement"), bridge, *LINE)
    marches = engine.parquet(tables["net__marches"], [folders.net / "net__marches.parquet"])
    rows = engine.view(caracteres.cited(catalogue, rows, marches))
    cited = ibis.ifelse(rows.num_marche != "", rows.num_marche, rows.num_marche_objet)
    tiers = known(engine, catalogue, folders, *LINKED)
    return engine.completed(rows.mutate(num_marche=cited), tiers, "tiers_cle")


def identifier(rows: ir.Table) -> ir.StringValue:
    """The SIRET of a tiers, else its SIREN, else nothing: checked ones only."""
    return ibis.coalesce(rows.tiers_siret.nullif(""), rows.tiers_siren).fill_null("")


def month(day: ir.DateValue, exercice: ir.StringValue) -> ir.StringValue:
    """The month of a payment within its exercice: 01 to 12, ``13`` for the January after (what is paid then
    is still of the exercice: CGCT L1612-11), ``99`` for another year, empty without a date.
    """
    number = day.month().cast("string").lpad(2, "0")
    following = ((day.year() - 1).cast("string") == exercice) & (day.month() == 1)
    within = day.year().cast("string") == exercice
    return ibis.cases((day.isnull(), ""), (within, number), (following, "13"), else_="99")


def classed(rows: ir.Table, catalogue: Catalogue, amount: ir.IntegerValue) -> dict[str, ir.Value]:
    """The columns of a mart that follow from the answer of the cascade (``segment_code``, ``moteur``), for
    purchases and for marchés; amounts in cents. Purchases have a need beside.
    """
    natures = {code: line["nature"] for code, line in catalogue.segments.items()}
    paid = "operation_code" in rows.columns
    needs = {"besoin_code": besoin(rows, travaux(catalogue), hors_champ(catalogue))} if paid else {}
    return needs | {
        "famille_code": rows.segment_code.substr(0, 2),
        "nature": rows.segment_code.cases(*natures.items(), else_=""),
        "classement": rows.moteur,
        "montant_classe_centimes": amount_if(rows.segment_code != "", amount),
    }


def surely(rows: ir.Table, catalogue: Catalogue, amount: ir.IntegerValue) -> dict[str, ir.Value]:
    """The amount of a purchase that the machine classes alone, or a person, in cents."""
    alone = int(catalogue.regle("textes")["seuil_automatique"])
    sure = (rows.segment_code != "") & (rows.confiance >= alone)
    return {"montant_classe_sur_centimes": amount_if(sure, amount)}


def service(rows: ir.Table) -> ir.StringValue:
    """The code of the service that a line names, in the direction that it names, if it names one; empty when
    it names no service (``domain.services``).
    """
    above, name = (one.replace(CHEVRON, CHEVRON * 2) for one in (rows.direction, rows.service))
    inside = ibis.ifelse(rows.direction != "", ibis.literal("").concat(above, LIMITE, name), name)
    return ibis.ifelse(rows.service != "", owned(rows, inside), "")


def enriched(rows: ir.Table, catalogue: Catalogue, territoire: Territoire) -> ir.Table:
    """The columns of ``mart__achats`` for lines in the perimeter."""
    kinds = {a.siren: a.type for a in territoire.acheteurs}
    paid = rows.montant_ht_centimes
    plans = {a.siren: f"{a.plan}{SEPARATOR}" for a in territoire.acheteurs}
    plan = rows.acheteur_siren.cases(("", ""), *plans.items(), else_="")
    inside = rows.fournisseur_id.isin(sorted(territoire.sirens)) if territoire.sirens else ibis.literal(False)
    kind = rows.acheteur_siren.cases(("", ""), *kinds.items(), else_="")
    rows = rows.mutate(operation_code=owned(rows, rows.operation))
    return rows.mutate(
        type_acheteur=kind,
        compte_code=ibis.ifelse(rows.compte != "", plan.concat(rows.compte), ""),
        fonction_code=ibis.ifelse(rows.fonction != "", plan.concat(rows.fonction), ""),
        section=fonctions.section(rows, territoire),
        mutualisation=caracteres.mutualised(rows, catalogue),
        direction_code=owned(rows, rows.direction),
        service_code=service(rows),
        fournisseur_identifiant=identifier(rows),
        mois=month(rows.date_mandat, rows.exercice),
        flux=ibis.ifelse(inside, "interne", "externe"),
        lignes=ibis.literal(1, "int64"),
        **classed(rows, catalogue, paid),
        **surely(rows, catalogue, paid),
        **delais.columns(rows, catalogue, kind),
        montant_identifie_centimes=amount_if(rows.identification.isin(ecrits.identified(catalogue)), paid),
        montant_sous_marche_centimes=amount_if(rows.rattachement.startswith("sous_marche"), paid),
        montant_interne_centimes=amount_if(inside, paid),
        montant_option_centimes=amount_if(rows.perimetre == OPTION, paid),
    )


def run(
    engine: Engine, catalogue: Catalogue, territoire: Territoire, folders: Folders, target: Path
) -> Ledger:
    """Writes ``mart__achats``, its exclusions, ``ecrits`` and ``mart__ecritures``; returns the account of the
    edge from ``net__mandats``.
    """
    tables = catalogue.tables
    net = engine.parquet(tables["net__mandats"], [folders.net / "net__mandats.parquet"])
    rows = engine.cache(joined(engine, catalogue, folders))
    kept = rows.filter(rows.perimetre.isin(DANS_LE_CHAMP))
    out = rows.filter(rows.perimetre.notin(DANS_LE_CHAMP) | rows.perimetre.isnull())
    refused = refusal(out, ETAPE, "exclu", "perimetre_motif", "compte")
    engine.write(
        enriched(kept, catalogue, territoire), tables["mart__achats"], target / "mart__achats.parquet"
    )
    engine.write(refused, tables["rejets"], target / "rejets_achats.parquet")
    engine.write(ecrits.summed(engine, kept), tables["ecrits"], target / "ecrits.parquet")
    fiches.written(engine, catalogue, folders.lien, kept, target)
    written = engine.parquet(tables["mart__achats"], [target / "mart__achats.parquet"])
    ledger = measure(engine, account(engine, net), account(engine, written), refused)
    return balanced(ledger, ETAPE, "achats")
