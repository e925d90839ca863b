"""What the bridge is built on: payments in the perimeter, marchés with their window, who pays and is paid."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from ibis import _

from achatlas.bridge.engine import JUGEMENT, Jugements, Savoir, union
from achatlas.catalogue.load import Catalogue
from achatlas.domain.perimetre import DANS_LE_CHAMP
from achatlas.domain.text import spelled
from achatlas.store.engine import Engine
from achatlas.store.once import built

TITULAIRE, SOUS_TRAITANT, CENTRALE = "titulaire", "sous_traitant", "centrale"
RESALE = "grossiste"
PAID = (
    "acheteur_siren", "exercice", "tiers_cle", "marche_norme", "num_engagement", "service", "operation",
    "objet", "code_nomenclature", "montant_ht_centimes",
)  # fmt: skip
SELLER = pa.schema([("fournisseur_id", pa.string())])


@dataclass(frozen=True)
class Sources:
    """Where the results that the bridge joins stand: cleansing, reconciliation, classification."""

    net: Path
    lien: Path
    classe: Path


def read(engine: Engine, catalogue: Catalogue, folder: Path, name: str) -> ir.Table:
    """A declared table of a stage."""
    return engine.parquet(catalogue.tables[name], [folder / f"{name}.parquet"])


@built
def one_of(marches: ir.Table) -> ir.Table:
    """For each marché (``marche_cle``), the one that stands for it (``meme_cle``): that of the coordinator,
    or else the first, where the registers of other members tell the same number; itself otherwise.
    """
    head = ibis.ifelse(marches.coordonnateur_siren != "", marches.coordonnateur_siren, marches.acheteur_siren)
    told = marches.select("marche_cle", "marche_norme", tete=head, propre=head == marches.acheteur_siren)
    copies = told.filter((told.marche_norme != "") & ~told.propre)
    named = told.filter(told.propre).group_by("tete", "marche_norme")
    own = named.aggregate(original=_.marche_cle.min(), fois=_.count())
    first = copies.group_by("tete", "marche_norme").aggregate(premiere=_.marche_cle.min())
    key = ["tete", "marche_norme"]
    both = copies.left_join(own, key).drop("tete_right", "marche_norme_right")
    both = both.left_join(first, key).drop("tete_right", "marche_norme_right")
    found = ibis.cases(
        (both.fois.isnull(), both.premiere), (both.fois == 1, both.original), else_=both.marche_cle
    )
    moved = both.select("marche_cle", meme_cle=found)
    rest = told.anti_join(moved, "marche_cle").select("marche_cle", meme_cle="marche_cle")
    return moved.union(rest)


@built
def stands(rows: ir.Table, same: ir.Table, column: str = "marche_cle") -> ir.Table:
    """Rows whose marché (``column``) is the one that stands for it."""
    named = same.select(connue="marche_cle", meme_cle="meme_cle")
    both = rows.left_join(named, rows[column] == named.connue)
    return both.mutate(**{column: ibis.coalesce(both.meme_cle, both[column])}).select(*rows.columns)


def lines(engine: Engine, catalogue: Catalogue, sources: Sources) -> ir.Table:
    """Every payment in the perimeter: whom it pays (``fournisseur_id``), what it buys (``segment_code``), on
    which day (``jour``: of the mandat, else of its payment, else of its invoice), in cents, and the marché
    that it cites as classification found it (``cite_cle``, ``cite``).
    """
    mandats = read(engine, catalogue, sources.net, "net__mandats")
    classes = read(engine, catalogue, sources.classe, "classe__mandats")
    classes = classes.filter(classes.perimetre.isin(DANS_LE_CHAMP)).select(
        "depot", "numero_ligne", "segment_code", cite_cle="marche_cle", cite="rattachement"
    )
    tiers = read(engine, catalogue, sources.lien, "lien__tiers_entreprise")
    day = ibis.coalesce(mandats.date_mandat, mandats.date_paiement, mandats.date_facture)
    paid = mandats.select("depot", "numero_ligne", *PAID, jour=day)
    rows = paid.inner_join(classes, ["depot", "numero_ligne"])
    rows = rows.left_join(tiers.select("tiers_cle", "fournisseur_id"), "tiers_cle")
    return rows.mutate(fournisseur_id=rows.fournisseur_id.fill_null("")).drop("tiers_cle", "tiers_cle_right")


def windowed(marches: ir.Table, classes: ir.Table, regle: Mapping[str, Any]) -> ir.Table:
    """Every marché with its segment, its ceiling in cents (null when unknown) and the days between which it
    may be paid (``ouvre``, ``ferme``; null when unknown): the end is the last one, all renewals used, and a
    margin of months; a notification that was deduced from the publication comes too late.
    """
    early = ibis.ifelse(marches.date_deduite.fill_null(False), int(regle["avance_jours_deduite"]), 0)
    opens = marches.date_notification - early.as_interval("D")
    closes = marches.date_fin_max + ibis.interval(months=int(regle["apres_fin_mois"]))
    most = marches.montant_ht_centimes
    rows = marches.select(
        "marche_cle", "marche_norme", "accord_cadre_cle", "centrale",
        proprietaire="acheteur_siren",
        objet_marche="objet",
        service_marche="service",
        notifie="date_notification",
        fin="date_fin_max",
        ouvre=opens.cast("date"),
        ferme=closes.cast("date"),
        plafond=ibis.ifelse(most > 0, most, ibis.null()).cast("int64"),
    )  # fmt: skip
    told = classes.select("marche_cle", segment_marche="segment_code")
    return rows.left_join(told, "marche_cle").drop("marche_cle_right").fill_null({"segment_marche": ""})


def paying(marches: ir.Table, membres: ir.Table) -> ir.Table:
    """Who may be paid on each marché: its buyer, and the bodies of the territory that coordinate it or are
    members.
    """
    own = marches.select("marche_cle", payeur="acheteur_siren")
    joint = membres.filter(membres.siren != "").select("marche_cle", payeur="siren")
    return own.union(joint).distinct()


def sides(
    engine: Engine, catalogue: Catalogue, sources: Sources, marches: ir.Table, same: ir.Table
) -> ir.Table:
    """Whom each marché pays: titulaires, declared subcontractors, and the centrale that buys to sell again
    (standards §8.6), each once by its first role.
    """
    tiers = read(engine, catalogue, sources.lien, "lien__tiers_entreprise")
    titulaires = read(engine, catalogue, sources.net, "net__titulaires").select("marche_cle", "tiers_cle")
    held = titulaires.inner_join(tiers.select("tiers_cle", "fournisseur_id"), "tiers_cle")
    under = read(engine, catalogue, sources.net, "net__sous_traitants")
    under = under.filter(under.tiers_siren != "")
    sellers = _sellers(catalogue)

    def told(case: Mapping[str, Any]) -> dict[str, str]:
        return {"fournisseur_id": sellers.get(spelled(case["centrale"]), "")}

    through = engine.mapped(marches.filter(marches.centrale != ""), ["centrale"], told, SELLER)
    under = under.select("marche_cle", fournisseur_id="tiers_siren")
    roles = {TITULAIRE: held, SOUS_TRAITANT: under, CENTRALE: through}
    parts = [
        one.select("marche_cle", "fournisseur_id", role=ibis.literal(f"{rang}{role}"))
        for rang, (role, one) in enumerate(roles.items())
    ]
    found = union(parts)
    found = stands(found.filter(found.fournisseur_id != ""), same)
    once = found.group_by("marche_cle", "fournisseur_id").aggregate(role=found.role.min())
    return once.mutate(role=once.role.substr(1))


def _sellers(catalogue: Catalogue) -> dict[str, str]:
    """The centrales that buy to sell again, by their name and by their SIREN."""
    lines = [one for one in catalogue.lines("referentiels/centrales.csv") if one["modele"] == RESALE]
    return {spelled(one[name]): one["siren"] for one in lines for name in ("nom", "siren")}


def gathered(engine: Engine, catalogue: Catalogue, sources: Sources, jugements: Jugements) -> Savoir:
    """All that the engines look at."""
    regle = catalogue.regle("pont")
    net, membres = (read(engine, catalogue, sources.net, f"net__{name}") for name in ("marches", "membres"))
    classes = read(engine, catalogue, sources.classe, "classe__marches")
    same = engine.cache(one_of(net))
    every = engine.cache(windowed(net, classes, regle))
    marches = engine.cache(every.semi_join(same, every.marche_cle == same.meme_cle))
    judged = ((*cle, one.value) for cle, one in sorted(jugements.items()))
    said = [dict(zip(JUGEMENT.names, one, strict=True)) for one in judged]
    return Savoir(
        engine,
        engine.cache(stands(lines(engine, catalogue, sources), same, "cite_cle")),
        marches,
        engine.cache(stands(paying(net, membres), same).distinct()),
        engine.cache(sides(engine, catalogue, sources, every, same)),
        engine.cache(stands(engine.keep(pa.Table.from_pylist(said, schema=JUGEMENT)), same)),
        regle,
    )


def within(rows: ir.Table) -> ir.BooleanValue:
    """Whether the day of a line may be one on which its marché is paid: nothing that is known forbids it."""
    after = (rows.jour >= rows.ouvre).fill_null(True)
    return after & (rows.jour <= rows.ferme).fill_null(True)
