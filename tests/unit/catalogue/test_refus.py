"""A refused definition says why in French, with its key: whoever writes it reads no English."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from achatlas.catalogue.territoire import load_territoire
from achatlas.domain.errors import CatalogueError

BUYER = {"siren": "000900001", "nom": "Ville", "nom_court": "Ville", "type": "commune"}
CARD: dict[str, Any] = {"id": "e", "libelle": "E", "acheteurs": [BUYER]}


def refused(folder: Path, text: str) -> str:
    (folder / "territoire.yml").write_text(text, encoding="utf-8")
    with pytest.raises(CatalogueError) as found:
        load_territoire(folder)
    return str(found.value)


@pytest.mark.parametrize(
    ("told", "key", "why"),
    [
        ({"libelle": 3}, "libelle", "un texte est attendu"),
        ({"libele": "E"}, "libele", "cette clé n'existe pas"),
        ({"simule": "peut-être"}, "simule", "oui ou non est attendu"),
        ({"acheteurs": "Ville"}, "acheteurs", "une liste est attendue"),
        ({"acheteurs": ["Ville"]}, "acheteurs.0", "une table clé: valeur est attendue"),
        ({"acheteurs": [{"siren": "000900001"}]}, "acheteurs.0.nom", "cette clé est obligatoire"),
        ({"exercices": ["cette année"]}, "exercices.0", "un nombre entier est attendu"),
        ({"local": {"niveau": "quartier"}}, "local.niveau", "'departement', 'region', 'liste' ou 'rayon'"),
        ({"local": {"rayon_km": 0}}, "local.rayon_km", "le nombre doit valoir au moins 1"),
        ({"local": {"rayon_km": 5000}}, "local.rayon_km", "le nombre doit valoir au plus 1000"),
        ({"local": {"niveau": "liste"}}, "local", "nommez les communes dans « codes »"),
    ],
)
def test_a_card_at_fault_names_its_key_and_says_why_in_french(
    told: dict[str, Any], key: str, why: str, tmp_path: Path
) -> None:
    said = refused(tmp_path, yaml.safe_dump(CARD | told, allow_unicode=True))
    assert f"clé « {key} »" in said and why in said
    assert "nput" not in said and "should" not in said


def test_a_card_that_is_no_yaml_names_the_line_and_the_column(tmp_path: Path) -> None:
    assert "ligne 2, colonne 8" in refused(tmp_path, "id: [e\nlibelle: E\n")
    assert "while parsing" not in refused(tmp_path, "id: [e\nlibelle: E\n")
