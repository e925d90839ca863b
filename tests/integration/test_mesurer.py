from __future__ import annotations

import json
from pathlib import Path

import pytest

from achatlas.cli.main import main
from demo.identifiers import make_siren, make_siret

ABSENT = make_siret(make_siren(999), 1)
NOMS = (
    "BREUILLARD TRAVAUX PUBLICS",
    "PAPETERIES OSTREVANT",
    "ATELIERS DU GRAND VALLON",
    "MENUISERIE SORBETTE",
)


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    sirets = [make_siret(make_siren(n), 1) for n in range(1, 300)]
    rows = [f"{s},{nom},42000,Saint-Étienne" for s, nom in zip(sirets, NOMS, strict=False)]
    rows += [f"{s},VALOR{n}IN SARL,01000,Bourg" for n, s in enumerate(sirets[4:])]
    reference, verite = tmp_path / "ref.csv", tmp_path / "paires.csv"
    reference.write_text("siret,nom,code_postal,commune\n" + "\n".join(rows) + "\n", encoding="utf-8")
    asked = [
        "nom;siret;montant",
        f"Sarl Breuillard TP;{sirets[0]};1000,50",
        f"Papeterie Ostrevant;{sirets[1]};200",
    ]
    asked += [f"Ferronnerie Quintavelle;{ABSENT};10", f"sarl;{ABSENT};"]
    verite.write_text("\n".join(asked) + "\n", encoding="utf-8-sig")
    return reference, verite


def test_anyone_measures_the_engine_on_their_own_pairs(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["mesurer", "rapprochement", "--reference", str(files[0]), "--verite", str(files[1])]
    assert main([*asked, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["precision"], told["rappel"], told["n"], told["au_repertoire"]) == (1.0, 1.0, 4, 2)
    assert told["euros"]["rappel"] == 1.0
    assert main(asked) == 0
    assert "4 noms, dont 2 au répertoire" in capsys.readouterr().out.replace("\xa0", " ")


def test_what_pairs_nothing_is_left_aside_and_counted(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """A truth without a SIRET says nothing of the engine; a place that cannot be read contradicts nobody."""
    lines = files[1].read_text(encoding="utf-8-sig").splitlines()
    more = ["Sans Numero;;5;", f";{ABSENT};5;", "Faux;123456789X1234;5;", ";;;"]
    told = [f"{lines[0]};code_postal", *(f"{line};42" for line in lines[1:]), *more]
    files[1].write_text("\n".join(told) + "\n", encoding="utf-8")
    asked = ["mesurer", "rapprochement", "--reference", str(files[0]), "--verite", str(files[1])]
    assert main([*asked, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["n"], said["au_repertoire"], said["justes"]) == (4, 2, 2)
    assert said["ecartees"] == {files[1].name: 3}
    assert main(asked) == 0
    assert "3 lignes laissées de côté, sans nom ou sans SIRET" in capsys.readouterr().out.replace("\xa0", " ")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("nom\nx\n", "il manque la colonne siret"),
        ("nom,siret,montant\nx,1,abc\n", "« abc » n'est pas un montant, ligne 2"),
        ("nom,siret\nCaf\xe9,1\n", "il n'est pas en UTF-8"),
    ],
)
def test_a_file_that_cannot_be_measured_says_why(
    files: tuple[Path, Path], text: str, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    files[1].write_text(text, encoding="latin-1")
    asked = ["mesurer", "rapprochement", "--reference", str(files[0]), "--verite", str(files[1])]
    assert main([*asked, "--json"]) == 1
    assert why in json.loads(capsys.readouterr().out)["pourquoi"]
