"""What each column of a deposit has become: its target, some values read, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

import pyarrow.parquet as pq

from achatlas.domain.nombres import accord, euros, lisser
from achatlas.ingest.discover import discover
from achatlas.langues import dire, translated
from achatlas.pipeline import Workshop
from achatlas.store.jobs import Job
from achatlas.store.register import Depot
from achatlas.store.snapshots import BRUT

CENTS = {"montant_ht": "montant_ht_centimes", "montant_tva": "montant_tva_centimes"}
SHOWN, LOOKED, LONG = 2, 2_000, 34


def told(atelier: Workshop, depot: Depot) -> dict[str, Any]:
    """The columns of a deposit, those read first, and how many are ignored."""
    found = discover(atelier.catalogue).get(depot.source)
    if found is None:
        return {"colonnes": [], "colonnes_dit": ""}
    described = found.profils.get(depot.profil or "") or found.definition
    seen, definitions = _head(atelier, depot), atelier.catalogue.tables[found.definition.ecrit].colonnes
    why = translated("profil" if depot.profil else "format connu")
    read = [
        {
            "nom": nom, "devient": _label(vers, definitions), "pourquoi": why, "signe": "✓",
            "exemples": examples(seen.get(CENTS.get(vers, vers), ()), cents=vers in CENTS),
        }
        for nom, vers in described.colonnes.items()
    ]  # fmt: skip
    never = translated("jamais lue")
    left = [
        {
            "nom": nom,
            "devient": translated("Ignorée"),
            "pourquoi": lisser(reason),
            "signe": "–",
            "exemples": never,
        }
        for nom, reason in described.ignore.items()
    ]
    dit = f"{accord(len(read), 'reconnue')}, {accord(len(left), 'ignorée')}"
    return {"colonnes": [*read, *left], "colonnes_dit": dit, "profil_dit": profile(atelier, depot)}


TARGETS = (
    "exercice", "num_mandat", "num_bordereau", "date_mandat", "compte", "fonction", "direction", "service",
    "operation", "budget", "tiers_nom", "tiers_code", "tiers_siret", "tiers_code_postal", "tiers_ville",
    "objet", "num_facture", "num_engagement", "num_marche", "code_nomenclature", "montant_ht",
    "montant_tva", "montant_ttc",
)  # fmt: skip
IGNORED = "ignorer"


def proposed(atelier: Workshop, job: Job) -> list[dict[str, Any]]:
    """The columns proposed for a file that waits: what each would become, what a person may make of it."""
    definitions = atelier.catalogue.tables["brut__mandats"].colonnes
    labels = {target: _label(target, definitions) for target in TARGETS}
    given, left = job.demande.get("reponses", {}), {"ignoree": translated("ignorée")}
    return [
        {
            **column,
            "devient": labels.get(column["cible"] or "", left.get(column["etat"], translated("à décider"))),
            "choisi": given.get(f"colonne {column['nom']}", ""),
            "choix": [
                *sorted(labels.items(), key=lambda one: one[1]),
                (IGNORED, translated("Ignorer cette colonne")),
            ],
        }
        for column in job.dit.get("colonnes", ())
    ]


def profile(atelier: Workshop, depot: Depot) -> str:
    """How the columns were told: the name of a profile, or that of the format."""
    found = discover(atelier.catalogue).get(depot.source)
    known = found.profils.get(depot.profil or "") if found else None
    if known:
        return dire("profil « {nom} »", nom=known.libelle)
    return found.definition.libelle if found else depot.source


def _head(atelier: Workshop, depot: Depot) -> Mapping[str, Any]:
    """The first rows accepted, by column."""
    folder = atelier.snapshots.path(BRUT, depot.instantane)
    path = folder / f"{depot.lecture.get('table', '')}.parquet"
    if not path.is_file():
        return {}
    batch = next(pq.ParquetFile(path).iter_batches(LOOKED), None)
    return dict(batch.to_pydict()) if batch else {}


def examples(values: Iterable[Any], *, cents: bool = False) -> str:
    """The first different values of a column, shortened."""
    filled = dict.fromkeys(value for value in values if value is not None)
    shown = [euros(int(v)) if cents else str(v) for v in islice(filled, SHOWN)]
    return " · ".join(one if len(one) <= LONG else f"{one[:LONG]}…" for one in shown) or translated("vide")


def _label(vers: str, definitions: Mapping[str, Any]) -> str:
    """The name of a target, as its table tells it, up to its first comment."""
    name = CENTS.get(vers, vers)
    said = definitions[name].description if name in definitions else vers.replace("_", " ").replace(".", ", ")
    return lisser(str(said).partition(",")[0].partition(" (")[0].partition(" :")[0])
