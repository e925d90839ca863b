"""Formats and profiles are found by their place; a faulty one is named with its key."""

from __future__ import annotations

from pathlib import Path

import pytest

from achatlas.catalogue.load import Catalogue
from achatlas.domain.errors import CatalogueError, UnknownSource
from achatlas.ingest.discover import choose, discover
from tests.unit.ingest.atelier import ingest

SOURCE = """
libelle: Essai
ecrit: brut__mandats
lecture: {format: csv, separateur: "|"}
colonnes: {qui: tiers_nom, combien: montant_ht}
"""


def _overlay(tmp_path: Path, source: str) -> Path:
    dossier = tmp_path / "instance" / "sources" / "essai"
    dossier.mkdir(parents=True)
    (dossier / "source.yml").write_text(source, encoding="utf-8")
    return tmp_path / "instance"


def test_a_territory_adds_a_format_without_touching_the_product(tmp_path: Path) -> None:
    instance = _overlay(tmp_path, SOURCE)
    trouvees = discover(Catalogue(instance))
    assert trouvees["essai"].origine == "instance"
    assert trouvees["decp_2019"].origine == "produit"
    resultat = ingest(tmp_path, "a.txt", "qui|combien\nJean|12.50\n", "essai", instance=instance)
    assert resultat.bilan.acceptes.centimes == 1250


def test_a_territory_adds_a_profile(tmp_path: Path) -> None:
    dossier = tmp_path / "sources" / "mandats_tableur" / "profils"
    dossier.mkdir(parents=True)
    modele = Path(discover(Catalogue())["mandats_tableur"].dossier, "profils", "exemple_csv.yml")
    (dossier / "le_mien.yml").write_bytes(modele.read_bytes())
    profils = discover(Catalogue(tmp_path))["mandats_tableur"].profils
    assert {"le_mien", "exemple_csv"} <= set(profils)


@pytest.mark.parametrize(
    ("source", "cle", "cause"),
    [
        (SOURCE + "couleur: bleu\n", "couleur", "n'existe pas"),
        (SOURCE.replace("libelle: Essai\n", ""), "libelle", "obligatoire"),
        (SOURCE.replace("csv", "pdf"), "lecture.format", "non admise"),
        (SOURCE + "ignore: {qui: personne}\n", "ensemble", "lue et ignorée"),
        (SOURCE + "facultatives: [où]\n", "ensemble", "n'est pas lue"),
        (SOURCE.replace("format: csv", "format: parse"), "ensemble", "compteur"),
        ("comme: rien\nlibelle: x\n", "comme", "se suffit"),
        ("comme: decp_2022_xml\nlibelle: x\n", "comme", "se suffit"),
    ],
)
def test_a_faulty_definition_is_refused_with_its_file_and_key(
    tmp_path: Path, source: str, cle: str, cause: str
) -> None:
    with pytest.raises(CatalogueError) as refus:
        discover(Catalogue(_overlay(tmp_path, source)))
    assert "source.yml" in str(refus.value)
    assert cle in refus.value.ou
    assert cause in refus.value.pourquoi


def test_a_format_may_say_what_it_is_like_and_only_what_differs(tmp_path: Path) -> None:
    instance = _overlay(tmp_path, "comme: decp_2022\nlibelle: Autre\nlecture: {format: json, racine: lots}\n")
    found = discover(Catalogue(instance))
    ici, modele = found["essai"].definition, found["decp_2022"].definition
    assert (ici.libelle, ici.lecture.racine) == ("Autre", ("lots",))
    assert (ici.colonnes, ici.listes, ici.compteur) == (modele.colonnes, modele.listes, modele.compteur)


def test_an_unknown_source_or_profile_lists_those_that_exist() -> None:
    sources = discover(Catalogue())
    with pytest.raises(UnknownSource, match="decp_2019"):
        choose(sources, "inconnue", None)
    with pytest.raises(UnknownSource, match="exemple_csv"):
        choose(sources, "mandats_tableur", None)
    with pytest.raises(UnknownSource, match="pas de profil"):
        choose(sources, "decp_2019", "exemple_csv")
