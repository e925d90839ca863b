"""The fifteen, their names, their identifiers, and what they spend."""

from __future__ import annotations

import hashlib
import json
import os
import unicodedata
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import yaml

from achatlas.domain.identifiers import is_siren, is_siret
from demo.generer import generer
from demo.territoire import LIGNES_DEFAUT, acheteurs
from tests.demo.conftest import LIGNES

REEL = Path(os.environ.get("ACHATLAS_DONNEES_REELLES", "../shared/data")) / "geo"


def read(chemin: Path) -> Any:
    """A YAML file."""
    return yaml.safe_load(chemin.read_text(encoding="utf-8"))


def prints(dossier: Path) -> dict[str, str]:
    """The hash of every file under a folder."""
    return {
        str(f.relative_to(dossier)): hashlib.sha256(f.read_bytes()).hexdigest()
        for f in sorted(dossier.rglob("*"))
        if f.is_file()
    }


def plain(nom: str) -> str:
    """A name without accents, capitals or punctuation."""
    plat = unicodedata.normalize("NFD", nom.casefold())
    return "".join(c for c in plat if c.isalnum() and not unicodedata.combining(c))


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    un, deux, trois = tmp_path / "un", tmp_path / "deux", tmp_path / "trois"
    for dossier, graine in ((un, 11), (deux, 11), (trois, 12)):
        generer(dossier, graine, 900)
    assert prints(un) == prints(deux)
    assert prints(un) != prints(trois)


def test_there_are_fifteen_bodies_and_every_file_is_listed(territoire: Path) -> None:
    fiche = read(territoire / "territoire.yml")
    listes = {ligne["chemin"] for ligne in fiche["fichiers"]}
    assert len(fiche["acheteurs"]) == 15
    assert fiche["simule"] is True
    assert listes == {f"fichiers/{f.name}" for f in (territoire / "fichiers").iterdir()}


def test_identifiers_are_valid_and_in_the_block_never_allocated(territoire: Path) -> None:
    fiches = read(territoire / "territoire.yml")["acheteurs"]
    tiers = pq.read_table(territoire / "verite" / "fournisseurs.parquet").to_pylist()
    sirets = [f["siret"] for f in fiches] + [t["siret"] for t in tiers if t["siret"]]
    sirens = [f["siren"] for f in fiches] + [t["siren"] for t in tiers if t["siren"]]
    assert all(is_siret(siret) for siret in sirets)
    assert all(is_siren(siren) and siren.startswith("000") for siren in sirens)


def test_every_third_party_has_a_key_of_its_own(territoire: Path) -> None:
    tiers = pq.read_table(territoire / "verite" / "fournisseurs.parquet").to_pylist()
    assert len({t["fournisseur"] for t in tiers}) == len(tiers)
    assert len({t["nom"] for t in tiers}) == len(tiers)


@pytest.mark.skipif(not REEL.is_dir(), reason="no real data")
def test_no_commune_nor_epci_bears_their_names() -> None:
    vrais = {plain(c["nom"]) for c in json.loads((REEL / "communes.json").read_text(encoding="utf-8"))}
    vrais |= {plain(e["nom"]) for e in json.loads((REEL / "epci.json").read_text(encoding="utf-8"))}
    liens = ("Commune de ", "Ville de ", "Communauté d'agglomération du ")
    noms = {a.nom for a in acheteurs(LIGNES)} | {a.nom_court for a in acheteurs(LIGNES)}
    nus = {plain(nom.removeprefix(lien)) for nom in noms for lien in (*liens, "")}
    assert not nus & vrais


def test_they_spend_seven_hundred_million_a_year(territoire: Path) -> None:
    totaux = read(territoire / "verite" / "verite.yml")["acheteurs"]
    centimes = sum(a["centimes_perimetre"] for b in totaux.values() for a in b["exercices"].values())
    millions = centimes / 1e8 / 3 * LIGNES_DEFAUT / LIGNES
    assert 665 <= millions <= 735


def test_purchases_and_the_rest_are_both_there(lignes: dict[str, list[dict[str, object]]]) -> None:
    toutes = [ligne for liste in lignes.values() for ligne in liste if ligne["nature"] != "contrepartie"]
    dedans = sum(bool(ligne["in_perimetre"]) for ligne in toutes) / len(toutes)
    assert abs(len(toutes) / LIGNES - 1) < 0.1
    assert 0.75 < dedans < 0.9
    assert all(bool(ligne["segment"]) == ligne["in_perimetre"] for ligne in toutes)
