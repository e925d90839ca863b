"""A refused definition says why in French, with its key: whoever writes it reads no English."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import BaseModel, ValidationError, model_validator

from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.refus import WHOLE, fault
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


def test_a_cause_with_braces_is_told_as_it_is() -> None:
    class Known(BaseModel):
        @model_validator(mode="after")
        def _never(self) -> Known:
            raise ValueError("écrivez {champ: valeur}")

    with pytest.raises(ValidationError) as found:
        Known()
    assert fault(found.value) == (WHOLE, "écrivez {champ: valeur}")


def test_a_card_that_is_not_in_utf8_says_so(tmp_path: Path) -> None:
    (tmp_path / "territoire.yml").write_bytes("libelle: Forêt\n".encode("latin-1"))
    with pytest.raises(CatalogueError, match="pas en UTF-8"):
        load_territoire(tmp_path)


def test_a_definition_that_is_no_yaml_names_its_line_too(tmp_path: Path) -> None:
    path = tmp_path / "metier/regles/operateurs.yml"
    path.parent.mkdir(parents=True)
    path.write_text("a: [1\nb: 2\n", encoding="utf-8")
    with pytest.raises(CatalogueError) as found:
        Catalogue(tmp_path).regle("operateurs")
    assert "ligne 2, colonne 2" in str(found.value) and "expected" not in str(found.value)


def test_a_card_that_is_no_yaml_names_the_line_and_the_column(tmp_path: Path) -> None:
    assert "ligne 2, colonne 8" in refused(tmp_path, "id: [e\nlibelle: E\n")
    assert "while parsing" not in refused(tmp_path, "id: [e\nlibelle: E\n")
