"""The classification stage: perimeter, marché and segment of every line, each with its reason."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from hashlib import blake2b
from itertools import count
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from achatlas.catalogue.comptes import plans
from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.models import Table
from achatlas.catalogue.segments import delivered, moving
from achatlas.catalogue.territoire import Territoire
from achatlas.classify import appris, codes_dits, payes
from achatlas.classify.cas import Cas
from achatlas.classify.citation import quoted
from achatlas.classify.codes_dits import Codes
from achatlas.classify.engine import AS_BEFORE, REGLE, Cascade, Projetes, Savoir
from achatlas.classify.guide import guide
from achatlas.classify.habitudes import SHARE, Habitudes, held
from achatlas.classify.nomenclature import COMMON, build
from achatlas.classify.perimetre import Perimetre, motif
from achatlas.classify.regles import Regles, lu_of
from achatlas.classify.textes.apprentissage import NOTHING, Bilan, learn
from achatlas.classify.textes.couche import NOTHING_LEARNT, Couche
from achatlas.classify.textes.exemples import Decide
from achatlas.classify.textes.judge import Judge
from achatlas.domain.correspondance import Correspondances
from achatlas.domain.perimetre import DANS_LE_CHAMP
from achatlas.domain.regle import Regle
from achatlas.domain.text import spelled
from achatlas.store.engine import Engine
from achatlas.store.once import built

SAID = pa.schema(
    [
        ("cas", pa.int64()),
        ("segment_code", pa.string()),
        ("moteur", pa.string()),
        ("motif", pa.string()),
        ("confiance", pa.int64()),
        *((name, pa.string()) for name in ("dits", "tiers_dit", "code_dit", "propositions")),
        ("muet", pa.bool_()),
        ("seul", pa.bool_()),
    ]
)
PERIMETRE = pa.schema([(c, pa.string()) for c in ("perimetre", "perimetre_motif", "ambigu")])
CITED = pa.schema([("num_marche_objet", pa.string())])
SURE = pa.schema([("sur", pa.string()), ("tiers_dit", pa.string())])
TAUGHT = pa.schema([("enseigne", pa.string()), ("decision", pa.string())])
INCONNU = "inconnu"
KEYS = (
    "acheteur_siren", "plan", "compte", "texte", "tiers_nom", "cpv", "marche_cle", "ambigu", "objet_marche",
    "code_nomenclature", "naf",
)  # fmt: skip
"""The columns of a case, in the order of the fields of ``Cas``."""


def _vague(lines: list[tuple[str, str]], plan: tuple[str, ...], compte: str) -> str:
    """The longest catch-all prefix that an account falls under, or nothing."""
    held = [prefix for family, prefix in lines if compte.startswith(prefix) and family in (*plan, COMMON)]
    return max(held, key=len, default="")


def perimeter(
    engine: Engine, catalogue: Catalogue, rows: ir.Table, plans: Mapping[str, tuple[str, ...]]
) -> ir.Table:
    """Adds perimeter, its reason, and the catch-all prefix of the account."""
    rules = Perimetre(catalogue.lines("regles/perimetre.csv"), plans)
    vague = [(line["plan"], line["prefixe"]) for line in catalogue.lines("regles/comptes_ambigus.csv")]

    def judge(case: Mapping[str, Any]) -> dict[str, str]:
        rule = rules.rule(case["plan"], case["compte"])
        own = plans.get(case["plan"], (case["plan"],))
        return {
            "perimetre": rule.statut if rule else INCONNU,
            "perimetre_motif": motif(rule, case["compte"]),
            "ambigu": _vague(vague, own, case["compte"]),
        }

    return engine.mapped(rows, ["plan", "compte"], judge, PERIMETRE)


def named_once(marches: ir.Table) -> ir.Table:
    """The numbers that name one marché of a buyer and one only, with its key and its CPV."""
    known = marches.group_by("acheteur_siren", "marche_norme").aggregate(
        marche_trouve=marches.marche_cle.min(),
        cpv=marches.cpv.min(),
        objet_marche=marches.objet.min(),
        fois=marches.count(),
    )
    return known.filter((known.fois == 1) & (known.marche_norme != "")).drop("fois")


def cited(engine: Engine, mandats: ir.Table, alone: ir.Table) -> ir.Table:
    """Adds the number that the words of a line quote, when no column gives one."""
    numbers: dict[str, set[str]] = {}
    for line in engine.dicts(alone.select("acheteur_siren", "marche_norme")):
        numbers.setdefault(line["acheteur_siren"], set()).add(line["marche_norme"])

    def read(case: Mapping[str, Any]) -> dict[str, str]:
        return {"num_marche_objet": quoted(case["dit"], numbers.get(case["acheteur_siren"], ()))}

    silent = (mandats.marche_norme == "") & mandats.objet.re_search("[0-9]")
    rows = mandats.mutate(dit=ibis.ifelse(silent, mandats.objet, ""))
    return engine.mapped(rows, ["acheteur_siren", "dit"], read, CITED).drop("dit")


@built
def linked(mandats: ir.Table, alone: ir.Table) -> ir.Table:
    """Adds the marché that a line cites, in its column or else in its words."""
    alone = alone.rename(marche_acheteur="acheteur_siren", marche_numero="marche_norme")
    number = ibis.ifelse(mandats.marche_norme != "", mandats.marche_norme, mandats.num_marche_objet)
    rows = mandats.mutate(numero_cite=number)
    rows = rows.left_join(
        alone, [rows.acheteur_siren == alone.marche_acheteur, rows.numero_cite == alone.marche_numero]
    ).drop("marche_acheteur", "marche_numero", "numero_cite")
    state = ibis.cases(
        (rows.num_marche_objet != "", "sous_marche_objet"),
        (rows.marche_trouve.notnull(), "sous_marche"),
        (rows.marche_norme != "", "cite_introuvable"),
        else_="hors_marche",
    )
    return rows.mutate(
        marche_cle=rows.marche_trouve.fill_null(""),
        cpv=rows.cpv.fill_null(""),
        objet_marche=rows.objet_marche.fill_null(""),
        rattachement=state,
    )


def reduced(text: ir.StringValue) -> ir.StringValue:
    """A text without its figures, so that the same words are read once."""
    return text.lower().re_replace(r"[0-9/_.,;:-]+", " ").re_replace(r"\s+", " ").strip()


def asked(engine: Engine, rows: ir.Table, cascade: Cascade) -> ir.Table:
    """Adds what the cascade says of each distinct case, its number (from 1, in the order of cases), what
    rules compare of it and, where the machine does not decide alone, what it proposes.
    """
    number = count(1)

    def ask(case: Mapping[str, Any]) -> dict[str, Any]:
        return {"cas": next(number), **told(cascade, case)}

    return engine.mapped(rows, KEYS, ask, SAID)


def told(cascade: Cascade, case: Mapping[str, Any]) -> dict[str, Any]:
    """What the cascade says of a case (its columns of ``KEYS``), and what is kept beside."""
    cas = Cas(*(case[key] for key in KEYS))
    lu, answer = lu_of(cas), cascade.ask(cas)
    read = {"dits": lu.dits, "tiers_dit": lu.tiers, "code_dit": lu.code, "muet": lu.muet}
    asked_again = answer.moteur == REGLE or cascade.taught
    alone = cascade.alone(cas) if asked_again else cascade.sure(answer)
    return {**vars(answer), **read, "seul": alone, "propositions": cascade.proposed(cas, answer)}


def habitual(engine: Engine, rows: ir.Table, judge: Judge) -> ir.Table:
    """What each payee surely sells to each buyer on each account, by its words alone: no rule of anybody
    counts, nor the segments that persons made, so that these change nothing but what they tell.
    """

    def read(case: Mapping[str, Any]) -> dict[str, str]:
        cas = Cas(*(case[key] for key in KEYS))
        avis = judge.judge(cas.achat)
        sure = avis is not None and avis.sureness >= judge.seuil
        return {"sur": avis.segments[0] if avis and sure else "", "tiers_dit": spelled(cas.tiers)}

    told = engine.mapped(rows.select(*KEYS, "montant_ht_centimes"), KEYS, read, SURE)
    told = told.filter((told.sur != "") & (told.tiers_dit != ""))
    sums = told.group_by("acheteur_siren", "tiers_dit", "compte", segment_code=told.sur).aggregate(
        lignes=told.count(), centimes=told.montant_ht_centimes.abs().sum().cast("int64")
    )
    every = sums.group_by("acheteur_siren", "tiers_dit", "compte").mutate(tout=sums.centimes.sum())
    return every.filter((every.centimes > 0) & (100 * every.centimes >= SHARE * every.tout))


def decided(engine: Engine, rows: ir.Table, cascade: Cascade, habitudes: Habitudes) -> list[Decide]:
    """The cases that a decision of a person classes, with words of their own, and those of the same words
    that the habit of their payee tells.
    """

    def read(case: Mapping[str, Any]) -> dict[str, str]:
        cas = Cas(*(case[key] for key in KEYS))
        if lu_of(cas).muet:
            return {"enseigne": "", "decision": ""}
        segment, decision = cascade.decided(cas) or ("", "")
        habit = habitudes.get((cas.acheteur, spelled(cas.tiers), cas.compte))
        return {"enseigne": segment or (habit.segment if habit else ""), "decision": decision}

    told = engine.cache(engine.mapped(rows.select(*KEYS).distinct(), KEYS, read, TAUGHT))
    told = told.filter(told.enseigne != "")
    texts = told.group_by("texte", "objet_marche").aggregate(
        segments=told.enseigne.nunique(), decided=(told.decision != "").any()
    )
    same = told.semi_join(texts.filter((texts.segments > 1) | texts.decided), ["texte", "objet_marche"])
    return [
        Decide(Cas(*(case[key] for key in KEYS)).achat, case["enseigne"], case["decision"])
        for case in engine.dicts(same.select(*KEYS, *TAUGHT.names))
    ]


def summed(classed: ir.Table, table: Table) -> ir.Table:
    """The cases of classified lines, each with its lines and its cents."""
    sums = ("lignes", "montant_ht_centimes", "hors_marche_centimes")
    paid, alone = classed.montant_ht_centimes, classed.rattachement == "hors_marche"
    return classed.group_by([c for c in table.colonnes if c not in sums]).aggregate(
        lignes=classed.count(),
        montant_ht_centimes=paid.sum().cast("int64"),
        hors_marche_centimes=ibis.ifelse(alone, paid, 0).sum().cast("int64"),
    )


@dataclass(frozen=True)
class Dits:
    """What persons have said that classifies: rules in the order in which they are asked, correspondances in
    force of each buyer (SIREN), segments merged into others (``projection``).
    """

    regles: Sequence[Regle] = ()
    correspondances: Mapping[str, Correspondances] = field(default_factory=dict)
    projection: Mapping[str, str] = field(default_factory=dict)


NOTHING_SAID = Dits()
MACHINE = "machine.json"
ALL, BUT_ENDS, ENDS = "", "sans_les_fins", "fins"


def looked_at(catalogue: Catalogue, dits: Dits) -> dict[str, str]:
    """A mark of all that the engines look at but the rules: of each buyer (SIREN), and of all (``ALL``): what
    persons said, and the nomenclature as purchases follow it; ``BUT_ENDS``: the same but for where segments
    that stand no more end, which are ``ENDS``.
    """
    own = {siren: _mark(one) for siren, one in dits.correspondances.items()}
    others = {one.name for one in fields(dits)} - {"regles", "correspondances"}
    said = {name: getattr(dits, name) for name in sorted(others)}
    segments = sorted(moving(catalogue).segments.items())
    rest = [segments, sorted(catalogue.pivot.made)]
    ends = said.pop("projection")
    marks = {ALL: _mark([ends, said, *rest]), BUT_ENDS: _mark([said, *rest])}
    return own | marks | {ENDS: json.dumps(ends, sort_keys=True)}


def _mark(said: object) -> str:
    return blake2b(repr(said).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def unchanged(catalogue: Catalogue, dits: Dits, classe: Path, acheteurs: Iterable[str]) -> frozenset[str]:
    """Those of these buyers (SIREN) of whom all that the engines look at, but the rules, is as it was when
    the cases of a folder were asked.
    """
    return since(catalogue, dits, classe, acheteurs)[0]


def since(
    catalogue: Catalogue, dits: Dits, classe: Path, acheteurs: Iterable[str]
) -> tuple[frozenset[str], Mapping[str, Codes]]:
    """The same buyers; and those of whom only what persons said of their codes has changed, with the codes
    that are told otherwise.
    """
    path = classe / MACHINE
    before = json.loads(path.read_text(encoding="ascii")) if path.exists() else {}
    now, every = looked_at(catalogue, dits), frozenset(acheteurs)
    if before.get(ALL) != now[ALL]:
        return frozenset(), {}
    same = frozenset(one for one in every if before.get(one, "") == now.get(one, ""))
    return same, codes_dits.changed(catalogue, dits.correspondances, classe, every - same)


def projected(catalogue: Catalogue, dits: Dits, classe: Path, acheteurs: Iterable[str]) -> Projetes:
    """Those of these buyers (SIREN) of whom only where segments that stand no more end has changed since."""
    path = classe / MACHINE
    before = json.loads(path.read_text(encoding="ascii")) if path.exists() else {}
    now = looked_at(catalogue, dits)
    if before.get(ALL) == now[ALL] or before.get(BUT_ENDS) != now[BUT_ENDS]:
        return AS_BEFORE
    same = frozenset(one for one in acheteurs if before.get(one, "") == now.get(one, ""))
    return Projetes(same, json.loads(before[ENDS]))


NO_HABIT: Habitudes = {}
NO_CODE: Mapping[str, Codes] = {}


def cascades(
    catalogue: Catalogue,
    dits: Dits = NOTHING_SAID,
    habitudes: Habitudes = NO_HABIT,
    couche: Couche = NOTHING_LEARNT,
    steady: Collection[str] = (),
    recodes: Mapping[str, Codes] = NO_CODE,
    projetes: Projetes = AS_BEFORE,
) -> dict[str, Cascade]:
    """The cascade of each fact, with all that its engines may look at: the one place that builds them.
    ``steady``, ``recodes`` and ``projetes``: as ``Savoir`` says.
    """
    nomenclature = build(catalogue.segments.values(), plans(catalogue), catalogue.pivot.made)
    judge = Judge(catalogue, nomenclature, couche)
    known = (Regles(dits.regles), dits.correspondances, habitudes, dits.projection, judge.activites)
    carried = catalogue.pivot.carried
    savoir = Savoir(nomenclature, judge, *known, carried, steady=steady, recodes=recodes, projetes=projetes)
    order = catalogue.cascade
    return {"achats": Cascade(order.achats, savoir), "marches": Cascade(order.marches, savoir)}


def awarded(marches: ir.Table) -> ir.Table:
    """The marchés as cases: what is known of a payment only is empty, and so is the activity of their
    titulaires unless they come with it (``naf``).
    """
    told = [c for c in ("acheteur_siren", "marche_cle", "cpv", "naf") if c in marches.columns]
    blank = {c: ibis.literal("") for c in KEYS if c not in (*told, "texte")}
    return marches.select(*told, texte=reduced(marches.objet), **blank)


def taught(
    engine: Engine,
    catalogue: Catalogue,
    facts: Mapping[str, ir.Table],
    bare: Mapping[str, Cascade],
    habitudes: Habitudes,
) -> tuple[Couche, Bilan]:
    """What the decisions in force teach of words, and what it is worth."""
    every = [one for fait, rows in facts.items() for one in decided(engine, rows, bare[fait], habitudes)]
    return learn(guide(catalogue).judge, every, catalogue.regle("apprentissage"))


def run(
    engine: Engine,
    catalogue: Catalogue,
    net: Path,
    profil: Path,
    target: Path,
    territoire: Territoire,
    dits: Dits = NOTHING_SAID,
) -> None:
    """Writes ``classe__mandats``, ``classe__cas``, ``classe__habitudes``, ``classe__marches`` and what was
    learnt (``appris``) from the cleansed tables and the profiles of tiers, and a mark of what was looked at.
    """
    (target / MACHINE).write_text(json.dumps(looked_at(catalogue, dits), sort_keys=True), encoding="ascii")
    codes_dits.write(dits.correspondances, target)
    tables = catalogue.tables
    charts = plans(catalogue)
    mandats = engine.parquet(tables["net__mandats"], [net / "net__mandats.parquet"])
    paid = engine.cache(payes.known(engine, catalogue, profil))
    marches = payes.of_marches(engine, catalogue, net, paid)
    plan_of = {a.siren: a.plan for a in territoire.acheteurs}
    rows = payes.active(engine, mandats, paid)
    planned = rows.mutate(plan=rows.acheteur_siren.cases(("", "M57"), *plan_of.items(), else_="M57"))
    alone = named_once(marches)
    rows = engine.view(linked(cited(engine, planned, alone), alone))
    rows = perimeter(engine, catalogue, rows.mutate(texte=reduced(rows.objet)), charts)
    wanted = engine.cache(rows.filter(rows.perimetre.isin(DANS_LE_CHAMP)))
    others = rows.filter(rows.perimetre.notin(DANS_LE_CHAMP)).mutate(
        **{c: ibis.literal("") for c in ("segment_code", "moteur", "motif")},
        cas=ibis.literal(0, "int64"),
        confiance=ibis.literal(0, "int64"),
    )
    habits = engine.cache(habitual(engine, wanted, guide(delivered(catalogue)).judge))
    engine.write(habits, tables["classe__habitudes"], target / "classe__habitudes.parquet")
    known = held(engine.dicts(habits))
    facts = {"achats": wanted, "marches": awarded(marches)}
    bare = cascades(catalogue, dits, known)
    said = bool(dits.regles or dits.correspondances)
    learnt = taught(engine, catalogue, facts, bare, known) if said else NOTHING
    couche = appris.write(engine, catalogue, *learnt, target)
    cascade = cascades(catalogue, dits, known, couche) if couche else bare
    classed = engine.cache(asked(engine, wanted, cascade["achats"]))
    table = tables["classe__mandats"]
    whole = classed.select(*table.colonnes).union(others.select(*table.colonnes))
    engine.write(whole, table, target / "classe__mandats.parquet")
    engine.write(
        summed(classed, tables["classe__cas"]), tables["classe__cas"], target / "classe__cas.parquet"
    )
    engine.write(
        asked(engine, facts["marches"], cascade["marches"]),
        tables["classe__marches"],
        target / "classe__marches.parquet",
    )
