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
        ("nom,siret\nCaf\x81,1\n", "il n'est ni en UTF-8, ni en Windows-1252"),
        ('nom,siret\n"Caf\xe9,un\n', "ce qui suit ce guillemet"),
    ],
)
def test_a_file_that_cannot_be_measured_says_why(
    files: tuple[Path, Path], text: str, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    files[1].write_text(text, encoding="latin-1")
    asked = ["mesurer", "rapprochement", "--reference", str(files[0]), "--verite", str(files[1])]
    assert main([*asked, "--json"]) == 1
    assert why in json.loads(capsys.readouterr().out)["pourquoi"]


def test_a_stray_quote_swallows_no_pair_and_the_encoding_is_told(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    rows = files[1].read_text(encoding="utf-8-sig").splitlines()
    more = [f'"Café du Lac;{ABSENT};5', f"Lot, seul;{ABSENT};5;6", f'Tuyau de 5";{ABSENT};7']
    files[1].write_text("\n".join([*rows, *more]), encoding="cp1252")
    asked = ["mesurer", "rapprochement", "--reference", str(files[0]), "--verite", str(files[1])]
    assert main([*asked, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["n"], said["cellules_en_trop"]) == (6, {files[1].name: 1})
    assert said["lecture"][files[1].name] == {"encodage": "Windows-1252", "guillemets": [6]}
    assert main(asked) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "lu en Windows-1252" in told
    assert "1 ligne lue telle quelle" in told
    assert "plus de cellules que de colonnes (ligne 7)" in told


@pytest.mark.parametrize("separator", [";", "\t"])
def test_french_amounts_are_read_and_a_line_whose_amount_is_none_is_refused_alone(
    separator: str, files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    sirets = [make_siret(make_siren(n), 1) for n in (1, 2)]
    written = ["1\u202f000,50 €", "200,00\xa0€", "1,234.56", "abc", "12,345"]
    names = [("Sarl Breuillard TP", sirets[0]), ("Papeterie Ostrevant", sirets[1])]
    names += [(f"Ferronnerie {mot}", ABSENT) for mot in ("Quintavelle", "Torvant", "Miredigne")]
    rows = [separator.join((*pair, montant)) for pair, montant in zip(names, written, strict=True)]
    files[1].write_text("\n".join([separator.join(("nom", "siret", "montant")), *rows]), encoding="utf-8")
    asked = ["mesurer", "rapprochement", "--reference", str(files[0]), "--verite", str(files[1])]
    assert main([*asked, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["n"], said["euros"]["n"]) == (2, 1200_50)
    assert said["montants_illisibles"] == {files[1].name: 3}
    assert main(asked) == 0
    told = capsys.readouterr().out.replace("\xa0", " ")
    assert "3 lignes refusées, montant illisible (ligne 4 : « 1,234.56 »)" in told


def test_the_names_that_the_product_never_searches_are_counted_apart(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    person = make_siret(make_siren(900), 1)
    files[0].write_text(
        files[0].read_text(encoding="utf-8") + f"{person},YASMINA OSTREVANT,42000,\n", encoding="utf-8"
    )
    with files[1].open("a", encoding="utf-8") as stream:
        stream.write(f"Yasmina Ostrevant;{person};\n")
    asked = ["mesurer", "rapprochement", "--reference", str(files[0]), "--verite", str(files[1])]
    assert main([*asked, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["n"], said["au_repertoire"], said["rappel"]) == (5, 3, 1.0)
    assert (said["produit"]["personnes"], said["produit"]["rappel"]) == (1, 0.6667)
    assert main(asked) == 0
    told = capsys.readouterr().out.replace("\xa0", " ").replace("\u202f", " ")
    assert "1 nom se lit comme celui d'une personne physique" in told and "rappel : 66,7 %" in told
