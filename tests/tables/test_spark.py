"""The sets are engine-free: what DuckDB runs today compiles for Spark too, over declared tables."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pytest
from ibis.config import Config

from achatlas.analyse import expressions
from achatlas.analyse.expressions import Source
from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.territoire import Acheteur, Territoire
from achatlas.classify import stage as classify
from achatlas.cleanse import mandats, values
from achatlas.marts import achats, caracteres, fiches, marches, membres, publication
from achatlas.reconcile import stage as reconcile
from achatlas.sirene import lines
from achatlas.sirene.layout import layouts
from achatlas.sirene.names import names
from achatlas.sirene.stage import KEPT
from achatlas.store import ledger
from achatlas.store.engine import relation

CATALOGUE = Catalogue()
TERRITOIRE = Territoire(
    id="essai",
    libelle="Essai",
    acheteurs=(Acheteur(siren="000900001", nom="Essai", nom_court="Essai", type="commune"),),
)
TYPES = {pa.string(): "string", pa.int64(): "int64", pa.date32(): "date"}


def table(name: str, *more: pa.Schema) -> ir.Table:
    """A declared table, with the columns that plain functions add to it."""
    found = relation(CATALOGUE.tables[name])
    added = {field.name: ibis.null(TYPES[field.type]) for schema in more for field in schema}
    return found.mutate(**added)


def checked() -> ir.Table:
    added = (values.DATES, values.TIERS, values.POSTAL, values.COMPTE, mandats.REFERENCE)
    return mandats.judged(table("brut__mandats", *added, *mandats.DAYS.values()))


def classed() -> ir.Table:
    return table("classe__mandats").select(
        "depot", "numero_ligne", "segment_code", "moteur", "perimetre", "confiance", "marche_cle"
    )


def purchases() -> ir.Table:
    link = table("lien__tiers_entreprise").select("tiers_cle", "fournisseur_id", "identification")
    rows = table("net__mandats").left_join(classed(), ["depot", "numero_ligne"]).drop("depot_right")
    rows = rows.drop("numero_ligne_right").left_join(link, "tiers_cle")
    bridged = ("rattachement", "nature_operateur", "famille_homogene", "famille_homogene_libelle")
    rows = rows.mutate(**{name: ibis.literal("") for name in bridged})
    rows = caracteres.cited(CATALOGUE, rows, table("net__marches"))
    return achats.enriched(rows, CATALOGUE, TERRITOIRE)


def contracts() -> ir.Table:
    rows = table("net__marches").left_join(table("net__titulaires"), "marche_cle")
    joined = ("segment_code", "moteur", "identification", "fournisseur_id", "nature_operateur")
    rows = rows.mutate(**{c: ibis.literal("") for c in joined})
    return marches.enriched(rows, CATALOGUE, TERRITOIRE)


def stock(genre: str) -> ir.Table:
    """What is kept of the lines of a stock file of SIRENE."""
    regle = CATALOGUE.regle("sirene")
    layout = next(one for one in layouts(regle) if one.genre == genre)
    raw = ibis.table(dict.fromkeys(layout.wanted, "string"), name=genre)
    clean = lines.cleaned(raw, layout, regle)
    kept: ir.Table = KEPT[genre][0](lines.Source(ibis.table(clean.schema(), name="clean"), regle), regle)
    return kept


STAGES: dict[str, Callable[[], ir.Table]] = {
    "judged": checked,
    "cleansed": lambda: mandats.cleansed(checked(), CATALOGUE.tables["net__mandats"]),
    "journal": lambda: mandats.journal(checked()),
    "refusal": lambda: ledger.refusal(checked(), "nettoyage", "rejet", "motif_refus"),
    "tiers_of": lambda: reconcile.tiers_of(table("net__mandats"), table("net__titulaires")),
    "placed_alike": lambda: reconcile.placed_alike(table("net__titulaires")),
    "named_once": lambda: classify.named_once(table("net__marches")),
    "linked": lambda: classify.linked(
        table("net__mandats").mutate(num_marche_objet=ibis.literal("")),
        classify.named_once(table("net__marches")),
    ),
    "reduced": lambda: table("net__mandats").mutate(texte=lambda t: classify.reduced(t.objet)),
    "purchases": purchases,
    "contracts": contracts,
    "without_persons": lambda: publication.without_persons(
        table("mart__achats"), fiches.silent(table("mart__operateurs"))
    ),
    "members": lambda: membres.own(table("mart__achats"), table("mart__marches")),
    **{f"stock_{genre}": partial(stock, genre) for genre in KEPT},
    "names": lambda: names(stock("unites"), stock("etablissements")),
    "totals": lambda: table("mart__achats").aggregate(
        **ledger.totals(table("mart__achats"), "montant_ht_centimes")
    ),
}


def spark(expression: ir.Expr) -> str:
    return str(ibis.to_sql(expression, dialect="pyspark"))


@pytest.mark.parametrize("name", STAGES)
def test_a_stage_compiles_for_spark(name: str) -> None:
    assert "SELECT" in spark(STAGES[name]())


@pytest.mark.parametrize("agregat", CATALOGUE.agregats)
def test_an_aggregate_compiles_for_spark(agregat: str) -> None:
    asked = CATALOGUE.agregats[agregat]
    rows = table(f"mart__{asked.fait}")
    assert "GROUP BY" in spark(publication.aggregated(CATALOGUE, rows, asked.fait, asked.axes))


class Nan(Config):
    """The options of the Spark backend that compiling reads."""

    treat_nan_as_null: bool = False


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the questions of the screens say to Spark, the filters apart."""
    said: list[str] = []
    monkeypatch.setattr(ibis.options, "pyspark", Nan())  # what its backend, which is not here, would set
    monkeypatch.setattr(expressions, "prepare", lambda expression: said.append(spark(expression)))
    monkeypatch.setattr(expressions, "template", lambda expression, _: said.append(spark(expression)))
    return said


def source(fait: str) -> Source:
    columns = CATALOGUE.tables[f"mart__{fait}"].colonnes
    return expressions.source_of(f"mart__{fait}", {name: c.type for name, c in columns.items()})


@pytest.mark.parametrize("fait", ["achats", "marches"])
def test_every_question_compiles_for_spark(compiled: list[str], fait: str) -> None:
    asked = tuple(m for m in CATALOGUE.mesures.values() if m.fait == fait)
    queries = [tuple(m for m in asked if not m.apart), *((m,) for m in asked if m.apart)]
    for axe in CATALOGUE.axes_of(fait).values():
        for some in queries:
            expressions.members.__wrapped__(source(fait), axe.colonne, some)
    for some in queries:
        expressions.sums.__wrapped__(source(fait), some)
    expressions.first_lines.__wrapped__(source(fait), ("montant_ht_centimes", True), 50)
    expressions.found.__wrapped__(source(fait), ("depot", "numero_ligne"))
    assert len(compiled) == (len(CATALOGUE.axes_of(fait)) + 1) * len(queries) + 2
    assert all("SELECT" in sql for sql in compiled)
