"""Lines of mandat: typed, checked, repeated lines set apart; every repair is a line of the journal."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from achatlas.catalogue.corrections import Reparation
from achatlas.catalogue.models import Table
from achatlas.cleanse import corrections, values
from achatlas.domain.balance import Ledger
from achatlas.domain.text import reference
from achatlas.store.engine import Engine, hashed
from achatlas.store.ledger import account, balanced, measure, refusal
from achatlas.store.once import built

ETAPE = "nettoyage"
SAME = (
    "acheteur_siren", "exercice", "budget", "num_bordereau", "num_mandat", "num_ligne", "date_mandat",
    "compte", "direction", "service",
    "tiers_code", "tiers_nom", "tiers_siret", "objet", "num_facture", "num_marche",
    "type_piece", "nature_piece", "montant_ht_centimes", "montant_tva_centimes",
)  # fmt: skip
REPAIRS = (
    ("date_mandat", "date_mandat", "mois", "date_motif"),
    ("tiers_siret", "tiers_siret", "siret_net", "tiers_motif"),
    ("tiers_code_postal", "tiers_code_postal", "code_postal_net", "code_postal_motif"),
)
REFERENCE = pa.schema([("marche_norme", pa.string())])
DAYS = {column: pa.schema([(f"{column}_net", pa.date32())]) for column in ("date_facture", "date_paiement")}


def _reference(case: Mapping[str, str]) -> dict[str, str]:
    return {"marche_norme": reference(case["num_marche"])}


def _day(column: str) -> Callable[[Mapping[str, str]], dict[str, date | None]]:
    return lambda case: {f"{column}_net": values.read_date(case[column], case["format_date"])}


def filled(raw: ir.Table) -> ir.Table:
    """The raw lines, an absent text being an empty one."""
    return raw.mutate(**{c: raw[c].fill_null("") for c, t in raw.schema().items() if t.is_string()})


def checked(engine: Engine, rows: ir.Table) -> ir.Table:
    """The lines with what each distinct value is worth beside it."""
    rows = engine.mapped(rows, ["exercice", "date_mandat", "format_date"], values.dates, values.DATES)
    rows = engine.mapped(rows, ["tiers_siret", "tiers_categorie"], values.tiers, values.TIERS)
    rows = engine.mapped(rows, ["tiers_code_postal"], values.postal, values.POSTAL)
    rows = engine.mapped(rows, ["compte"], values.compte, values.COMPTE)
    for column, schema in DAYS.items():
        rows = engine.mapped(rows, [column, "format_date"], _day(column), schema)
    return engine.mapped(rows, ["num_marche"], _reference, REFERENCE)


def superseded(rows: ir.Table, slices: Sequence[Mapping[str, str]]) -> ir.BooleanValue:
    """Whether a line stands in a slice (deposit, exercice, months) that a newer deposit replaces; a line
    without a day goes with its exercice.
    """
    found: ir.BooleanValue = ibis.literal(False)
    month = rows.jour.strftime("%Y-%m").fill_null("")
    for one in slices:
        inside = (rows.depot == one["ancien"]) & (rows.exercice_net == one["exercice"])
        if one["debut"]:
            inside &= (month == "") | month.between(one["debut"], one["fin"])
        found |= inside
    return found


COPIES = ("depot", "numero_ligne")


@built
def repeated(rows: ir.Table) -> ir.Table:
    """The lines (deposit, number) that another deposit already holds: of lines that are the same, the nth
    copy in a file is the nth copy in another, and counts once. Copies within one file are the reading's to
    judge.
    """
    texts = [rows[c].cast("string").fill_null("") for c in SAME]
    marked = rows.filter((rows.num_mandat != "") & ~rows.remplacee).mutate(
        marque=hashed(ibis.literal("\x1f").join(texts))
    )
    held = marked.group_by("marque").aggregate(n=marked.depot.nunique()).filter(lambda t: t.n > 1)
    twins = marked.semi_join(held, "marque")
    copy = ibis.row_number().over(group_by=[*SAME, "depot"], order_by="numero_ligne")
    twins = twins.mutate(copie=copy)
    again = ibis.row_number().over(group_by=[*SAME, "copie"], order_by="depot")
    return twins.mutate(encore=again).filter(lambda t: t.encore > 0).select(*COPIES, deja=True)


def judged(rows: ir.Table, slices: Sequence[Mapping[str, str]] = ()) -> ir.Table:
    """Adds why a line is not accepted: ``refus`` (category) and ``motif_refus``, or nothing."""
    rows = rows.mutate(remplacee=superseded(rows, slices))
    twice = repeated(rows)
    rows = rows.left_join(twice, COPIES).drop("depot_right", "numero_ligne_right")
    again, unknown = rows.deja.fill_null(False), rows.exercice_net == ""
    return rows.mutate(
        refus=ibis.cases((rows.remplacee, "exclu"), (unknown, "rejet"), (again, "doublon"), else_=""),
        motif_refus=ibis.cases(
            (rows.remplacee, "tranche_remplacee"),
            (unknown, "exercice_inconnu"),
            (again, "ligne_repetee"),
            else_="",
        ),
    )


def tiers_key(rows: ir.Table) -> ir.StringValue:
    """What makes a tiers one for its buyer: all that is written of it (valid identifier, else its code; name,
    postal code; what the identifier is worth and, when it is false or of another country, which). Whether two
    writings are one enterprise is for reconciliation to say: a code may be that of « tiers divers », a name
    that of two towns.
    """
    code = ibis.ifelse(rows.siren_net != "", "", rows.tiers_code)
    return ibis.literal("").concat(
        rows.acheteur_siren, "|", rows.siret_net, rows.siren_net, "|", code, "|", rows.tiers_nom, "|",
        rows.code_postal_net, "|", rows.tiers_marque,
    )  # fmt: skip


def cleansed(rows: ir.Table, table: Table) -> ir.Table:
    """Accepted lines in the columns of ``net__mandats``."""
    renamed = {
        "exercice": rows.exercice_net, "date_mandat": rows.jour, "compte": rows.compte_net,
        "tiers_cle": tiers_key(rows), "tiers_siret": rows.siret_net, "tiers_siren": rows.siren_net,
        "tiers_tva": rows.tva_net, "tiers_ecrit": rows.ecrit_net, "tiers_code_postal": rows.code_postal_net,
        **{column: rows[f"{column}_net"] for column in DAYS},
    }  # fmt: skip
    return rows.select(**{c: renamed.get(c, rows[c] if c in rows.columns else None) for c in table.colonnes})


def journal(rows: ir.Table) -> ir.Table:
    """Every repair: file, line, field, value read, value kept, reason."""
    parts = []
    for field, read, kept, reason in REPAIRS:
        done = rows.filter(rows[reason] != "")
        parts.append(
            done.select(
                "depot",
                "numero_ligne",
                champ=ibis.literal(field),
                valeur=done[read],
                par=done[kept],
                motif=done[reason],
            )
        )
    return ibis.union(*parts)


def run(
    engine: Engine,
    tables: Mapping[str, Table],
    paths: list[Path],
    target: Path,
    slices: Sequence[Mapping[str, str]] = (),
    repairs: Sequence[Reparation] = (),
) -> Ledger:
    """Cleanses ``brut__mandats`` into ``net__mandats``, its journal and its rejects; returns the account of
    the edge.
    """
    raw = engine.parquet(tables["brut__mandats"], paths)
    whole = filled(raw)
    read = engine.cache(checked(engine, corrections.applied(whole, repairs)))
    rows = engine.cache(judged(read, slices))
    kept, out = rows.filter(rows.refus == ""), rows.filter(rows.refus != "")
    refused = ibis.union(
        *(refusal(out.filter(out.refus == c), ETAPE, c, "motif_refus") for c in ("rejet", "exclu", "doublon"))
    )
    engine.write(
        cleansed(kept, tables["net__mandats"]), tables["net__mandats"], target / "net__mandats.parquet"
    )
    repaired = corrections.journaled(journal(rows), whole, repairs)
    engine.write(repaired, tables["journal_corrections"], target / "journal_mandats.parquet")
    followed = target / "corrections_mandats.parquet"
    corrections.follow(engine, whole, repairs, tables["corrections_suivies"], followed)
    engine.write(refused, tables["rejets"], target / "rejets_mandats.parquet")
    ledger = measure(engine, account(engine, raw), account(engine, kept), refused)
    return balanced(ledger, ETAPE, "mandats")
