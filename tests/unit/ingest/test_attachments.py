"""A PES whose attachments stand anywhere, or whose sections hold no dépense."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from achatlas.catalogue.load import PACKAGE, Catalogue
from achatlas.domain.errors import UnknownSource, UnreadableFile
from achatlas.ingest.readers.xml import iter_elements
from achatlas.ingest.recognise import recognise
from achatlas.ingest.stage import IngestResult, ingest_file

PES = (PACKAGE / "sources/pes_depense/exemples/petit.xml").read_text(encoding="iso-8859-1")
SECTION = "<PES_DepenseAller>"
HEAVY = "QUJD" * 19 + "\n"


def attached(weight: int = 1, prefix: str = "") -> str:
    """Attachments of so many lines of base64, and a line of dépense that is none."""
    body = f"<PJ><Contenu><Fichier>{HEAVY * weight}</Fichier></Contenu></PJ><LigneDePieces/>"
    return f'<{prefix}PES_PJ Id="a">{body}</{prefix}PES_PJ>'


def ingested(folder: Path, text: str) -> IngestResult:
    path = folder / "flux.xml"
    path.write_text(text, encoding="iso-8859-1")
    assert recognise(path, Catalogue()) == ("pes_depense", None)
    return ingest_file(path, acheteur_siren="000000018", source="pes_depense", cible=folder)


def rows(result: IngestResult) -> list[dict[str, object]]:
    kept = pq.read_table(result.chemin).to_pylist()
    return [{name: value for name, value in row.items() if name != "depot"} for row in kept]


@pytest.mark.parametrize("weight", [1, 900, 200_000])
def test_attachments_change_nothing_wherever_they_stand(tmp_path: Path, weight: int) -> None:
    bare = ingested(tmp_path, PES)
    expected, account = rows(bare), bare.bilan
    before = ingested(tmp_path, PES.replace(SECTION, attached(weight) + SECTION, 1))
    assert (rows(before), before.bilan) == (expected, account)
    end = PES.rindex("</")
    after = ingested(tmp_path, PES[:end] + attached(weight) + "<PES_PJ/>" + PES[end:])
    assert (rows(after), after.bilan) == (expected, account)


def test_attachments_are_never_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "flux.xml"
    path.write_text(PES.replace(SECTION, attached(300_000) + SECTION, 1), encoding="iso-8859-1")
    tracemalloc.start()
    found = [name for _, name, _ in iter_elements(path, ["LigneDePiece", "Fichier"], ["PES_PJ"])]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert set(found) == {"LigneDePiece"} and peak < 2 << 20


@pytest.mark.parametrize("shift", range(0, 60, 7))
def test_a_tag_cut_between_two_blocks_is_seen(tmp_path: Path, shift: int) -> None:
    path = tmp_path / "flux.xml"
    space = "\n" * ((1 << 16) - len("<a>") - shift)
    path.write_text(f"<a>{space}<n:PJ xmlns:n='x' y='z'><b/></n:PJ\n><b/><PJRef><b/></PJRef></a>")
    found = [element.sourceline for event, _, element in iter_elements(path, ["b"], ["PJ"]) if event == "end"]
    assert found == [space.count("\n") + 2] * 2


def test_attachments_cut_short_are_told(tmp_path: Path) -> None:
    path = tmp_path / "flux.xml"
    path.write_text("<a><PJ><b/>", encoding="utf-8")
    with pytest.raises(UnreadableFile, match="tronqué"):
        list(iter_elements(path, ["b"], ["PJ"]))


@pytest.mark.parametrize(
    ("sections", "said"),
    [
        ("<PES_RecetteAller/>", "ne contient que des recettes (titres), aucune dépense"),
        ("<PES_Facture/>", "ne contient ni dépense ni marché"),
        ("", "ne contient ni dépense ni marché"),
    ],
)
def test_a_flow_without_depense_says_so(tmp_path: Path, sections: str, said: str) -> None:
    start, end = PES.index(SECTION), PES.index("</PES_DepenseAller>") + len("</PES_DepenseAller>")
    path = tmp_path / "titres.xml"
    path.write_text(PES[:start] + sections + PES[end:], encoding="iso-8859-1")
    with pytest.raises(UnknownSource) as refus:
        recognise(path, Catalogue())
    assert f"Ce flux PES {said} (titres.xml)" in str(refus.value)
    assert "PES_DepenseAller" in refus.value.que_faire and "racine" not in str(refus.value)
