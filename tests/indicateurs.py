"""One small publication that holds the worked example of every indicator, each in a year of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from achatlas import pipeline
from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.models import Table
from achatlas.catalogue.models_indicateurs import Indicateur
from achatlas.domain.saisie import Saisie
from achatlas.pipeline import dit
from achatlas.pipeline.order import OBEYED, said
from achatlas.settings import read
from achatlas.store.kinds import arrow_schema
from demo.identifiers import make_siren, make_siret

NAME, KEY, FIRST, APART = "exemples", "exemples".ljust(32, "0"), 2020, 4
SIRENS = [make_siren(rank) for rank in (1, 2, 3)]
NAMED = {"montant": "montant_ht_centimes", "marche": "marche_cle", "acheteur": "acheteur_siren"}
Row = dict[str, Any]


def year_of(rank: int) -> int:
    """The year of an example, far enough from that of the next for those that look back."""
    return FIRST + APART * rank


def day(written: str | int, year: int) -> date:
    """« 06-15 » of a year."""
    return date.fromisoformat(f"{year}-{written}")


def row(fait: str, given: Mapping[str, str | int], number: int, year: int, catalogue: Catalogue) -> Row:
    """A row of a mart as an example gives it: axes by their names, amounts in euros."""
    an = year + int(given.get("an", 0))
    known: Row = {
        "acheteur_siren": SIRENS[int(given.get("acheteur", 1)) - 1],
        "exercice": str(an),
        "numero_ligne": number,
        "rang": number,
        "depot": f"{year:064x}",
        "lignes": 1,
        "flux": "externe",
        "type_acheteur": "commune",
        "marche_cle": f"{SIRENS[0]}/{year}-{number}" if fait == "registre" else "",
        "date_notification": date(an, 6, 15),
    }
    for name, value in given.items():
        if name not in ("acheteur", "an"):
            axe = catalogue.axes.get(name)
            column = NAMED.get(name) or (axe.colonne if axe else name)
            told = day(value, an) if column.startswith("date_") else value
            known[column] = int(value) * 100 if name == "montant" else told
    if fait == "marches":
        known["marche_cle"] = f"{known['acheteur_siren']}/{year}-{known['marche_cle']}"
    return known


def saisies(catalogue: Catalogue) -> Iterator[Saisie]:
    """What the examples of figures computed from entries enter."""
    for rank, one in enumerate(catalogue.indicateurs.values()):
        read = next((calcul.saisies for calcul in one.calculs.values() if calcul.saisies), "")
        for given in one.exemple.get("saisie", ()) if read else ():
            year, siren = year_of(rank), SIRENS[int(given.get("acheteur", 1)) - 1]
            yield Saisie(read, siren, year, str(given.get("marche", "")), int(given["numerateur"]))


def table(definition: Table, rows: Iterable[Row]) -> pa.Table:
    """Rows of a mart; what an example does not say is empty, nothing, or unknown."""
    schema, every = arrow_schema(definition), list(rows)
    empty = {f.name: "" if pa.types.is_string(f.type) else None for f in schema}
    zero = {f.name for f in schema if pa.types.is_integer(f.type) and definition.id != "mart__registre"}
    columns = {name: [one.get(name, 0 if name in zero else empty[name]) for one in every] for name in empty}
    return pa.table(columns, schema=schema)


def rows_of(fait: str, indicateurs: Iterable[Indicateur], catalogue: Catalogue) -> Iterator[Row]:
    """The rows of every example of a fact."""
    for rank, one in enumerate(indicateurs):
        for number, given in enumerate(one.exemple.get(fait, ()), start=1):
            yield row(fait, given, number, year_of(rank), catalogue)


def build(folder: Path, catalogue: Catalogue) -> Path:
    """Publishes them; the home."""
    home = folder / NAME
    home.mkdir(parents=True)
    buyers = [
        {"siren": s, "siret": make_siret(s, 1), "nom": f"Ville {s}", "nom_court": s, "type": "commune"}
        for s in SIRENS
    ]
    told = {"id": NAME, "libelle": "Exemples", "simule": True, "exercices": [FIRST], "acheteurs": buyers}
    (home / "territoire.yml").write_text(yaml.safe_dump(told, allow_unicode=True), encoding="utf-8")
    atelier = pipeline.open_workshop(read(NAME, {"ACHATLAS_HOME": str(folder)}))
    marts = atelier.snapshots.path(pipeline.CARTES, KEY)
    marts.mkdir(parents=True)
    every = list(catalogue.indicateurs.values())
    for definition in (one for name, one in catalogue.tables.items() if name.startswith("mart__")):
        rows = rows_of(definition.id.removeprefix("mart__"), every, catalogue)
        pq.write_table(table(definition, rows), marts / f"{definition.id}.parquet")
    dit.write(atelier, marts)
    classe = atelier.snapshots.path("classe", KEY)
    classe.mkdir(parents=True)
    (classe / OBEYED).write_text(said(atelier), encoding="ascii")
    atelier.register.point(pipeline.CARTES, KEY)
    pipeline.publish(atelier)
    return home
