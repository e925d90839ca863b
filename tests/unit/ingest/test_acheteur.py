"""A file that says whose it is must be that of the declared buyer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from achatlas.catalogue.load import PACKAGE
from achatlas.domain.errors import AutreAcheteur
from achatlas.ingest.context import Told
from achatlas.ingest.stage import IngestResult, ingest_file

PES = (PACKAGE / "sources/pes_depense/exemples/petit.xml").read_bytes()
FEC = (PACKAGE / "sources/fec/exemples/debit_credit.txt").read_bytes()
SIREN, SIRET, AUTRE = "000000018", "00000001800010", "123456782"
Ingest = Callable[..., IngestResult]


@pytest.fixture
def ingest(tmp_path: Path) -> Ingest:
    def call(
        name: str, content: bytes, acheteur: str | None, regroupes: Mapping[str, str] | None = None
    ) -> IngestResult:
        path = tmp_path / name
        path.write_bytes(content)
        source = "pes_depense" if name.endswith(".xml") else "fec"
        (tmp_path / "cible").mkdir(exist_ok=True)
        return ingest_file(
            path, acheteur_siren=acheteur, source=source, cible=tmp_path / "cible", told=Told(regroupes or {})
        )

    return call


def test_a_pes_flow_of_the_declared_buyer_is_read(ingest: Ingest) -> None:
    assert "acheteur_non_verifie" not in ingest("flux.xml", PES, SIREN).signalements


def test_a_pes_flow_of_another_body_is_refused_with_its_line(ingest: Ingest) -> None:
    with pytest.raises(AutreAcheteur) as refus:
        ingest("flux.xml", PES, AUTRE)
    said = str(refus.value)
    ligne = PES[: PES.index(b"IdColl")].count(b"\n") + 1
    assert f"flux.xml, ligne {ligne}, élément IdColl" in said and SIRET in said and AUTRE in said


def test_a_pes_flow_of_a_body_counted_with_the_buyer_is_read(ingest: Ingest) -> None:
    assert ingest("flux.xml", PES, AUTRE, {SIREN: AUTRE}).bilan.equilibre
    assert ingest("flux.xml", PES, AUTRE, {SIRET: AUTRE}).bilan.equilibre


@pytest.mark.parametrize("muet", [b"", b'<IdColl V=""/>', b'<IdColl V="  "/>'])
def test_a_pes_flow_that_does_not_say_whose_it_is_is_flagged(ingest: Ingest, muet: bytes) -> None:
    content = PES.replace(f'<IdColl V="{SIRET}"/>'.encode(), muet)
    assert content != PES
    assert ingest("flux.xml", content, SIREN).signalements["acheteur_non_verifie"] == 1


@pytest.mark.parametrize("name", [f"{SIREN}FEC20241231.txt", f"{SIREN}fec20241231_v2.txt"])
def test_a_fec_named_after_the_declared_buyer_is_read(ingest: Ingest, name: str) -> None:
    assert "acheteur_non_verifie" not in ingest(name, FEC, SIREN).signalements


def test_a_fec_named_after_another_body_is_refused(ingest: Ingest) -> None:
    name = f"{SIREN}FEC20241231.txt"
    with pytest.raises(AutreAcheteur, match=f"{name}.*{SIREN}.*{AUTRE}"):
        ingest(name, FEC, AUTRE)


def test_a_fec_that_was_renamed_is_flagged(ingest: Ingest) -> None:
    assert ingest("ecritures.txt", FEC, AUTRE).signalements["acheteur_non_verifie"] == 1
