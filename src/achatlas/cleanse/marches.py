"""Marchés of the territory: records of members kept, one row per marché, its titulaires apart, each record
accounted for.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from achatlas.catalogue import corrections
from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.models import Table
from achatlas.catalogue.territoire import Territoire
from achatlas.cleanse import beside, contrats, cours, groupements
from achatlas.cleanse.caractere import Savoir, discover, verify
from achatlas.cleanse.corrections import applied, follow, journaled
from achatlas.cleanse.cpv import resolve
from achatlas.cleanse.doublons import proposed
from achatlas.cleanse.examen import Examen, examine
from achatlas.cleanse.numeros import renumbered
from achatlas.cleanse.procedures import Procedures
from achatlas.domain.balance import Ledger
from achatlas.domain.identifiers import is_siret
from achatlas.store.decisions import SAME, Jugements
from achatlas.store.engine import Engine
from achatlas.store.kinds import arrow_schema
from achatlas.store.ledger import account, balanced, measure, refusal

ETAPE = "nettoyage"
FILES = {"journal_corrections": "journal_marches"}
Out = tuple[contrats.Record, str, str, str]
MEMBRE = pa.schema([("membre", pa.string()), ("membre_motif", pa.string())])


def filled(raw: ir.Table) -> ir.Table:
    """The raw records, an absent text being an empty one."""
    return raw.mutate(**{c: raw[c].fill_null("") for c, t in raw.schema().items() if t.is_string()})


def members(engine: Engine, rows: ir.Table, territoire: Territoire) -> ir.Table:
    """The records with the SIREN of the member that bought, or why it is none: of a marché that a member
    writes down and that another coordinates, the coordinator (standards, 8.6).
    """
    known = groupements.Membres(territoire)

    def member(case: Mapping[str, Any]) -> dict[str, str]:
        written = case["acheteur_id"].strip()
        siren = territoire.member_of(written)
        if siren:
            return {"membre": known.of(case["coordonnateur_id"].strip())[0] or siren, "membre_motif": ""}
        return {
            "membre": "",
            "membre_motif": "acheteur_hors_territoire" if is_siret(written) else "acheteur_invalide",
        }

    return engine.mapped(rows, ["acheteur_id", "coordonnateur_id"], member, MEMBRE)


def sort_out(
    records: Sequence[contrats.Record],
    examen: Examen,
    rules: Mapping[str, Any],
    pairs: Collection[tuple[str, str]] = (),
) -> tuple[list[contrats.Retained], list[Out]]:
    """Marchés made of the records, and the records that made none with their category, reason and field.

    ``pairs``: the keys that a person said to be one marché.
    """
    refused = [(r, *_refusal(r, examen)) for r in records]
    out = [(r, "rejet", reason, champ) for r, reason, champ in refused if reason]
    kept = [r for r, reason, _ in refused if not reason]
    groups = contrats.by_marche(kept, contrats.Suffixe(**rules["suffixe"]), pairs)
    days, named = rules["autre_source"]["ecart_jours"], {key for pair in pairs for key in pair}
    made = [contrats.gather(group, days, contrats.decided(group, named)) for group in groups]
    retained = renumbered(made)
    out += [(r, "doublon", reason, "") for one in retained for r, reason in one.others]
    return retained, out


def _refusal(record: contrats.Record, examen: Examen) -> tuple[str, str]:
    if reason := contrats.refused(record):
        return reason, "marche_id"
    return examen.refus.get((record["depot"], record["numero_ligne"]), ("", ""))


def worded(
    retained: Sequence[contrats.Retained], catalogue: Catalogue
) -> tuple[list[contrats.Record], list[contrats.Record]]:
    """The marchés, procedure in the words of the 2022 format or as written when it is none, CPV of the table
    or nothing, with every character; and the lines of the journal that keep what was written.
    """
    cours.link([one.marche for one in retained])
    known = Procedures(catalogue.lines("regles/procedures.csv"))
    codes = {line["code"]: line["cle"] for line in catalogue.lines("referentiels/cpv.csv")}
    characters, savoir = discover(), Savoir(catalogue)
    marches, journal = [], []
    for marche in (one.marche for one in retained):
        said = {"procedure": known.of(marche["procedure"]), "cpv": resolve(marche["cpv"], codes)}
        for champ, (par, motif) in said.items():
            if motif:
                told = {"champ": champ, "valeur": marche[champ], "par": par, "motif": motif}
                journal.append({"depot": marche["depot"], "numero_ligne": marche["numero_ligne"], **told})
        kept = {**marche, **{champ: par for champ, (par, _) in said.items()}}
        marches.append({**kept, **{name: told(kept, savoir) for name, told in characters.items()}})
    return marches, journal


def _table(schema: pa.Schema, records: list[contrats.Record]) -> pa.Table:
    return pa.table({name: [r[name] for r in records] for name in schema.names}, schema=schema)


def _refused(out: Sequence[Out], table: Table) -> pa.Table:
    lines = [
        {**r, "etape": ETAPE, "categorie": c, "motif": m, "extrait": r["objet"][:200], "colonne": champ}
        for r, c, m, champ in out
    ]
    return _table(arrow_schema(table), lines)


@dataclass(frozen=True)
class Made:
    """What becomes of the records of the members: marchés, what is told of them, and what made none."""

    retained: list[contrats.Retained]
    out: list[Out]
    examen: Examen
    marches: list[contrats.Record]
    journal: list[contrats.Record]
    membres: list[contrats.Record] = field(default_factory=list)


def make(
    records: Sequence[contrats.Record], catalogue: Catalogue, territoire: Territoire, jugements: Jugements
) -> Made:
    """Asks every rule, gathers the records into marchés, and puts these into words."""
    examen = examine(catalogue, records, territoire.acheteurs_regroupes)
    same = [pair for pair, jugement in sorted(jugements.items()) if jugement == SAME]
    retained, out = sort_out(records, examen, catalogue.regle("versions"), same)
    placed = {place: one.marche["marche_cle"] for one in retained for place in one.places}
    stand_beside(retained, out, examen, catalogue, jugements)
    for line in examen.lignes:
        line["marche_cle"] = placed.get((line["depot"], line["numero_ligne"]), "")
    known = groupements.Membres(territoire)
    shared = [row for one in retained for row in _joined(one.marche, known)]
    return Made(retained, out, examen, *worded(retained, catalogue), shared)


def stand_beside(
    retained: Sequence[contrats.Retained],
    out: Sequence[Out],
    examen: Examen,
    catalogue: Catalogue,
    jugements: Jugements,
) -> None:
    """Writes on each marché the refused records of essential data that tell of it, and the one that it may be
    under another identifier.
    """
    refused = [
        (record, said)
        for record, category, reason, _ in out
        if category == "rejet" and (said := examen.message(record, reason))
    ]
    least = catalogue.regle("versions")["suffixe"]["ressemblance_min"]
    corrected = beside.refused_beside(refused, retained, least)
    twins = beside.same_perhaps(retained, least, jugements)
    for one in retained:
        cle = one.marche["marche_cle"]
        one.marche["a_corriger"], one.marche["jumeau_cle"] = corrected.get(cle, ""), twins.get(cle, "")


def _joined(marche: contrats.Record, known: groupements.Membres) -> list[contrats.Record]:
    """The rows of the members of a marché, which is told who coordinates it."""
    rows = known.rows(marche)
    first = next((row["siren"] for row in rows if row["role"] == groupements.COORDONNATEUR), "")
    marche["coordonnateur_siren"] = first
    return rows


def _keep(
    engine: Engine, catalogue: Catalogue, made: Made, judged: Collection[tuple[str, str]]
) -> dict[str, ir.Table]:
    """Every table made of the records but the rejects, by name; pairs already judged are not proposed."""
    found = {
        "net__marches": made.marches,
        "net__membres": made.membres,
        "net__sous_traitants": [
            row
            for one in made.retained
            for row in groupements.sous_traitants(one.marche["marche_cle"], one.records)
        ],
        "net__titulaires": [part for one in made.retained for part in one.titulaires],
        "net__versions": [row for one in made.retained for row in one.versions],
        "controles": made.examen.lignes,
        "doublons_proposes": proposed(made.retained, catalogue.regle("doublons"), judged),
        "journal_corrections": made.journal,
    }
    return {n: engine.keep(_table(arrow_schema(catalogue.tables[n]), rows)) for n, rows in found.items()}


def run(
    engine: Engine,
    catalogue: Catalogue,
    paths: list[Path],
    target: Path,
    territoire: Territoire,
    jugements: Jugements = MappingProxyType({}),
) -> Ledger:
    """Cleanses ``brut__marches`` into marchés, titulaires, versions, findings; returns the ledger.

    ``jugements``: what a person said of two keys of marchés, in order: one marché, or two.
    """
    verify(catalogue)
    tables = catalogue.tables
    raw = engine.parquet(tables["brut__marches"], paths)
    repairs = corrections.corrections(catalogue, "brut__marches")
    whole = filled(raw)
    rows = engine.cache(members(engine, applied(whole, repairs), territoire))
    inside = rows.filter(rows.membre != "").mutate(acheteur_siren=lambda t: t.membre)
    outside = rows.filter(rows.membre == "")
    records = list(engine.dicts(inside.order_by("depot", "numero_ligne")))
    made = make(records, catalogue, territoire, jugements)
    kept = _keep(engine, catalogue, made, jugements)
    kept["journal_corrections"] = journaled(kept["journal_corrections"], whole, repairs)
    for name, found in kept.items():
        engine.write(found, tables[name], target / f"{FILES.get(name, name)}.parquet")
    follow(engine, whole, repairs, tables["corrections_suivies"], target / "corrections_marches.parquet")
    elsewhere = refusal(outside, ETAPE, "exclu", "membre_motif", "acheteur_id")
    own = engine.keep(_refused(made.out, tables["rejets"])).select(*elsewhere.columns)
    refused = ibis.union(own, elsewhere)
    engine.write(refused, tables["rejets"], target / "rejets_marches.parquet")
    held = account(engine, kept["net__marches"], "montant_lu_centimes")
    return balanced(measure(engine, account(engine, raw), held, refused), ETAPE, "marches")
