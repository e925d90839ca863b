"""What a PES flow says of a line is read, declared ignored, or told by its name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from achatlas.catalogue.load import PACKAGE, Catalogue
from achatlas.catalogue.signalements import Signalement, told
from achatlas.ingest.stage import IngestResult, ingest_file

PES = (PACKAGE / "sources/pes_depense/exemples/petit.xml").read_text(encoding="iso-8859-1")
FIRST = '<CptAna V="Cuisine centrale"/><CodeChantier V="C7"/>'


def ingested(folder: Path, line: str = "", piece: str = "", tiers: str = "") -> IngestResult:
    """The example, its first line, its first piece, its first tiers holding these elements."""
    text = PES.replace(FIRST, line)
    text = text.replace('<Obj V="Légumes"/>', f'{piece}<Obj V="Légumes"/>')
    text = text.replace('<NatJur V="03"/>', f'{tiers}<NatJur V="03"/>', 1)
    path = folder / "flux.xml"
    path.write_text(text, encoding="iso-8859-1")
    return ingest_file(path, acheteur_siren="000000018", source="pes_depense", cible=folder)


def first(result: IngestResult) -> dict[str, Any]:
    """The first line read."""
    return dict(pq.read_table(result.chemin).to_pylist()[0])


def unknown(result: IngestResult) -> list[Signalement]:
    """What is told of the elements that nobody knows."""
    lecture = {"premieres_lignes": result.premieres_lignes, "repere": "élément LigneDePiece"}
    every = told(Catalogue(), result.signalements, lecture)
    return [one for one in every if one.nom == "element_pes_inconnu"]


@pytest.mark.parametrize(
    ("line", "direction", "service"),
    [
        ('<CptAna V="Ressources humaines"/>', "RESTO", "Ressources humaines"),
        ('<CptAna V="RESTO "/>', None, "RESTO"),
        ('<CptAna V=""/>', None, "RESTO"),
        ("", None, "RESTO"),
    ],
)
def test_the_analytic_account_names_the_service_and_leaves_the_direction_to_the_piece(
    line: str, direction: str | None, service: str, tmp_path: Path
) -> None:
    read = first(ingested(tmp_path, line))
    assert (read["direction"], read["service"]) == (direction, service)


def test_elements_that_nobody_knows_are_told_once_by_their_names(tmp_path: Path) -> None:
    result = ingested(tmp_path, '<Chantier V="7"/>', '<Delegation V="Est"/>', '<Humeur V="bonne"/>')
    (one,) = unknown(result)
    assert (one.nombre, one.ligne) == (3, 1)
    assert "3 éléments de ce flux ne sont ni lus" in str(one)
    assert "« Chantier », « Delegation », « Humeur » (premier : enregistrement\xa01)" in str(one)
    assert result.bilan.equilibre


def test_elements_of_the_schema_are_read_or_declared_with_a_reason(tmp_path: Path) -> None:
    line = '<Operation V="1"/><NumMarche V="M1"/><NumEngag V="E1"/><MtFactHT V="1"/><CpteTVA V="4"/>'
    piece = '<Affect V="1"/><DteEch V="2024-01-01"/><PJRef><Support V="01"/><IdUnique V="1"/></PJRef>'
    tiers = '<Civilite V="M"/><TypTiers V="01"/><ComplNom V="B"/>'
    assert unknown(ingested(tmp_path, line, piece, tiers)) == []


@pytest.mark.parametrize("name", ["CodNomenclature", "Nomenclature", "FamilleAchat", "code_nomencl"])
def test_the_code_of_a_buyer_is_known_by_the_name_of_its_element(name: str, tmp_path: Path) -> None:
    result = ingested(tmp_path, f'<{name} V="60.12"/>')
    assert first(result)["code_nomenclature"] == "60.12" and unknown(result) == []


@pytest.mark.parametrize("name", ["Famille", "NomencTiers", "CodFam"])
def test_a_name_that_only_looks_like_it_is_told_and_not_read(name: str, tmp_path: Path) -> None:
    result = ingested(tmp_path, f'<{name} V="60.12"/>')
    assert first(result)["code_nomenclature"] is None and len(unknown(result)) == 1


def test_a_flow_of_another_world_does_not_flood_the_account(tmp_path: Path) -> None:
    (one,) = unknown(ingested(tmp_path, "".join(f'<E{rank} V="1"/>' for rank in range(500))))
    assert one.nombre == 20
