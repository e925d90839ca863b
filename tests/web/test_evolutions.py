"""The page of evolutions of the nomenclature: the effect first, every act undone, nothing hostile kept."""

from __future__ import annotations

import csv
import html
import io
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import openpyxl
import pytest

from achatlas.domain.regle import Conditions
from achatlas.pipeline import ruling
from achatlas.pipeline.ruling import Essai
from achatlas.pipeline.written import Portee
from achatlas.store.evolutions import Evolutions
from achatlas.store.regles import Regles
from tests.web.qualifier import workshop

if TYPE_CHECKING:
    from django.test import Client

Entrer = Callable[[str], "Client"]
PAGE, ACCEPTER = "/nomenclature/evolutions/", "/nomenclature/evolutions/accepter/"
REPRENDRE = "/nomenclature/evolutions/reprendre/"
MERGE = {"faire": "reunir", "code": "02.02 Gaz", "vers": "02.01"}
MADE = {
    "faire": "creer", "famille": "02", "libelle": "Bois énergie", "nature": "F",
    "definition": "Plaquettes et granulés de bois brûlés dans une chaufferie.",
    "mots": "plaquettes ; copeaux",
    "exemples": "granulés de bois en vrac",
}  # fmt: skip
PARTED = {**MADE, "faire": "scinder", "code": "02.02", "famille": "", "rmots": "gaz naturel"}
MOVED = {"faire": "deplacer", "code": "02.02", "famille": "14"}
RENAMED = {
    "faire": "redefinir", "code": "02.02", "libelle": "Gaz de réseau", "court": "Gaz de réseau",
    "definition": "Gaz naturel livré par le réseau, à un prix libre ou réglementé.",
}  # fmt: skip


@pytest.fixture
def chez(a_qualifier: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of the territory, served instead of the common one."""
    from django.test import override_settings

    made = Path(shutil.copytree(a_qualifier, tmp_path / "essai"))
    with override_settings(ACHATLAS_HOME=str(made)):
        yield made


def plain(content: str) -> str:
    return re.sub(r"[\s\u00a0\u202f]+", " ", html.unescape(re.sub(r"<[^>]+>", " ", content)))


def page(client: Client, path: str = PAGE, statut: int = 200, **asked: str) -> str:
    response = client.get(f"{path}?{urlencode(asked)}" if asked else path)
    assert response.status_code == statut, response.content.decode()[:600]
    return plain(response.content.decode())


def accept(client: Client, statut: int = 302, **told: str) -> str:
    response = client.post(ACCEPTER, told)
    assert response.status_code == statut, plain(response.content.decode())[:1500]
    return plain(response.content.decode())


def standing(home: Path) -> list[tuple[str, str, str]]:
    return [(one.genre.value, one.code, one.vers) for one in Evolutions(home).standing()]


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (MERGE, "1 600 € (1 ligne) passent de 02.02 à 02.01."),
        (MADE, "Aucun paiement ne bouge. Aucun marché ne change de segment."),
        (PARTED, "1 600 € (1 ligne) passent de 02.02 à 02.09."),
        (MOVED, "1 600 € (1 ligne) passent de 02.02 à 14."),
        (RENAMED, "Aucun achat ne bouge : 1 600 € (1 ligne) gardent le code 02.02."),
    ],
    ids=["reunir", "creer", "scinder", "deplacer", "redefinir"],
)
def test_a_change_says_what_it_would_move_and_keeps_nothing(
    told: dict[str, str], said: str, chez: Path, entrer: Entrer
) -> None:
    shown = page(entrer("groupe"), **told)
    assert said in shown
    assert "Accepter cette évolution" in shown
    assert standing(chez) == []


@pytest.mark.parametrize("told", [MERGE, MADE, PARTED, MOVED, RENAMED])
def test_a_change_is_accepted_then_undone(told: dict[str, str], chez: Path, entrer: Entrer) -> None:
    client = entrer("groupe")
    accept(client, **told, motif="vu en atelier")
    shown = page(client)
    assert "1 évolution en vigueur" in shown and "« vu en atelier »" in shown
    assert len(Regles(chez).standing()) == (told is PARTED)
    asked = client.post(REPRENDRE, {"numero": "1"}).headers["Location"]
    assert len(standing(chez)) == 1 and "Revenir sur l’évolution 1" in plain(
        client.get(asked).content.decode()
    )
    client.post(REPRENDRE, {"numero": "1", "lu": "1"})
    assert "Retour sur l’évolution 1" in page(client)
    assert standing(chez) == [] and not Regles(chez).standing()


def test_a_label_that_changes_is_shown_everywhere_at_once(chez: Path, entrer: Entrer) -> None:
    client = entrer("groupe")
    accept(client, **RENAMED)
    for path in (
        "/nomenclature/", "/nomenclature/02.02/", "/nomenclature/file/?segment=02.02",
        "/cartographie/axe/segment/?exercice=tous", "/cartographie/axe/segment.csv?exercice=tous",
    ):  # fmt: skip
        response = client.get(path)
        sent = response.content if not response.streaming else b"".join(response.streaming_content)  # type: ignore[attr-defined]
        assert "Gaz de réseau" in plain(sent.decode()), path
    assert "02.02" in page(client, "/nomenclature/", q="gaz de réseau")


def test_a_new_segment_is_found_by_its_words_and_given_by_rules(chez: Path, entrer: Entrer) -> None:
    client = entrer("groupe")
    accept(client, **MADE)
    assert "02.09 Bois énergie" in page(client, "/nomenclature/", q="copeaux")
    assert "Plaquettes et granulés" in page(client, "/nomenclature/02.09/")
    decided = client.post("/nomenclature/file/decider/", {"mots": "zyrkane", "segment": "02.09"})
    assert decided.status_code == 302
    shown = accept_back(client)
    assert "Le segment 02.09 sert encore" in shown and "la règle 1 le donne" in shown
    assert standing(chez) == [("ajout", "", "02.09")]


def test_the_keywords_of_a_new_segment_propose_it_in_the_queue(chez: Path, entrer: Entrer) -> None:
    client = entrer("groupe")
    first = client.get("/nomenclature/file/").content.decode()
    groupes = {html.unescape(one) for one in re.findall(r'href="(/nomenclature/file/\?groupe=[^"&]+)', first)}
    assert not any("Cirque" in page(client, one) for one in groupes)
    accept(client, **{**MADE, "libelle": "Cirque", "court": "Cirque", "mots": "zyrkane ; chapiteau"})
    shown = [client.get(one).content.decode().partition('class="cands')[2] for one in groupes]
    assert sum("segment=02.09" in html.unescape(one) for one in shown) == 1


def accept_back(client: Client, numero: str = "1", statut: int = 409) -> str:
    response = client.post(REPRENDRE, {"numero": numero, "lu": numero})
    assert response.status_code == statut
    return plain(response.content.decode())


def test_a_segment_that_moved_keeps_its_words_and_its_former_page(chez: Path, entrer: Entrer) -> None:
    client = entrer("groupe")
    accept(client, **MOVED)
    code = Evolutions(chez).standing()[0].vers
    assert code.startswith("14.")
    assert f"Devenu {code}" in page(client, "/nomenclature/02.02/")
    assert "gaz naturel" in page(client, f"/nomenclature/{code}/")
    assert code in page(client, "/nomenclature/", q="02.02")


def test_the_queue_shows_the_effect_of_the_segment_that_stands(chez: Path, entrer: Entrer) -> None:
    client = entrer("groupe")
    accept(client, **MERGE)
    shown = client.get("/nomenclature/file/?segment=02.02").content.decode()
    assert 'name="segment" value="02.01"' in shown and 'name="segment" value="02.02"' not in shown
    assert 'name="segment" value="30.99"' not in client.get(
        "/nomenclature/file/?segment=30.99"
    ).content.decode()  # fmt: skip


HOSTILE = [
    ({**MADE, "libelle": "   "}, "Le libellé est vide"),
    ({**MADE, "libelle": "a" * 5000}, "pour 120 au plus"),
    ({**MADE, "definition": "b" * 5000}, "pour 300 au plus"),
    ({**MADE, "definition": ""}, "La définition est vide"),
    ({**MADE, "nature": "X"}, "La nature n’est pas dite"),
    ({**MADE, "vers": "02.01"}, "02.01 existe déjà"),
    ({**MADE, "vers": "77.01"}, "La famille 77 n’existe pas"),
    ({**MADE, "famille": "77"}, "La famille 77 n’existe pas"),
    ({**MADE, "famille": "", "vers": "c" * 5000}, "n’est pas un code"),
    ({**MADE, "vers": "<b>02.09"}, "n’est pas un code"),
    ({**MADE, "vers": "０２.０９"}, "n’est pas un code"),
    ({**MADE, "famille": ""}, "Aucune famille n’est choisie"),
    ({**MADE, "cpv": "09123000x"}, "n’est le début d’aucun code CPV"),
    ({**MADE, "libelle": "GAZ  NATUREL"}, "s’appelle déjà ainsi"),
    ({**PARTED, "rmots": " ; "}, "La règle ne dit pas ce qui part"),
    ({**PARTED, "code": "99.99"}, "La nomenclature n’a pas de segment 99.99"),
    ({**MOVED, "famille": "02"}, "02.02 est déjà dans cette famille"),
    ({**MERGE, "code": "30.99"}, "30.99 est ce qui n’est pas classé"),
    ({**MERGE, "vers": "02.02"}, "Ce sont les mêmes"),
    ({**RENAMED, "code": "99.99"}, "La nomenclature n’a pas de segment 99.99"),
    ({"faire": "reunir"}, "Aucun segment n’est choisi"),
]


@pytest.mark.parametrize(("told", "said"), HOSTILE)
def test_what_does_not_hold_is_refused_with_its_reason(
    told: dict[str, str], said: str, chez: Path, entrer: Entrer
) -> None:
    assert said in accept(entrer("groupe"), 400, **told)
    assert Evolutions(chez).every() == ()


def test_what_is_typed_is_shown_as_text(chez: Path, entrer: Entrer) -> None:
    client = entrer("groupe")
    accept(client, **{**MADE, "libelle": "<script>alert(1)</script> =1+1", "court": "<b>x"})
    for path in (PAGE, "/nomenclature/02.09/", "/nomenclature/"):
        assert "<script>alert" not in client.get(path).content.decode()


def test_an_unknown_act_is_not_found(chez: Path, entrer: Entrer) -> None:
    assert entrer("groupe").post(ACCEPTER, {"faire": "tout"}).status_code == 404
    assert "Le segment à retirer" in page(entrer("groupe"), faire="tout")


def test_an_effect_that_is_no_longer_the_one_that_was_shown_is_told_and_nothing_is_kept(
    chez: Path, entrer: Entrer
) -> None:
    client = entrer("groupe")
    shown = client.get(PAGE, MERGE).content.decode()
    poids = re.search(r'name="poids" value="(\w+)"', shown)
    assert poids is not None
    atelier = workshop(chez)
    everyone = Portee(frozenset(one.siren for one in atelier.territoire.acheteurs))
    ruling.keep(atelier, everyone, Essai(Conditions(compte="62"), "02.02"), "lea")
    accept(client, 409, **MERGE, poids=poids[1])
    assert Evolutions(chez).standing() == ()
    again = re.search(r'name="poids" value="(\w+)"', client.get(PAGE, MERGE).content.decode())
    assert again is not None and again[1] != poids[1]
    accept(client, **MERGE, poids=again[1])


def test_an_act_done_meanwhile_is_told_and_nothing_is_kept(chez: Path, entrer: Entrer) -> None:
    client = entrer("groupe")
    accept(client, **RENAMED, vu="")
    shown = accept(client, 409, **MERGE, vu="")
    assert "quelqu’un d’autre l’a fait évoluer entre-temps" in shown
    assert [one[0] for one in standing(chez)] == ["definition"]


@pytest.mark.parametrize("role", ["agent", "autre"])
def test_an_agent_reads_evolutions_and_makes_none(role: str, chez: Path, entrer: Entrer) -> None:
    client = entrer(role)
    assert "Faire évoluer la nomenclature" not in page(client, **MERGE)
    for told in (MERGE, MADE, PARTED, MOVED, RENAMED, {"faire": "reunir", "code": "99.99"}):
        assert client.post(ACCEPTER, told).status_code == 404
    assert client.post(REPRENDRE, {"numero": "1", "lu": "1"}).status_code == 404
    assert Evolutions(chez).every() == ()


def test_an_elected_person_takes_the_nomenclature_and_sees_no_act(chez: Path, entrer: Entrer) -> None:
    client = entrer("elu")
    assert client.get(PAGE).status_code in {403, 404}
    assert client.get(f"{PAGE}nomenclature.csv").status_code == 200
    assert client.get(f"{PAGE}nomenclature.exe").status_code == 404


def test_the_nomenclature_in_force_is_exported_with_what_left_it(chez: Path, entrer: Entrer) -> None:
    client = entrer("groupe")
    for told in (MERGE, MADE):
        accept(client, **told)
    client.post(REPRENDRE, {"numero": "2", "lu": "2"})
    sent = b"".join(client.get(f"{PAGE}nomenclature.csv"))  # type: ignore[arg-type]
    rows = {one["code"]: one for one in csv.DictReader(io.StringIO(sent.decode("utf-8-sig")), delimiter=";")}
    assert len(rows) == 171 and len({one["version"] for one in rows.values()}) == 1
    assert rows["02.01"]["version"].startswith("3-")
    assert (rows["02.02"]["etat"], rows["02.02"]["successeur"]) == ("passé à un autre", "02.01")
    assert (rows["02.09"]["etat"], rows["02.09"]["successeur"]) == ("retiré", "")
    assert rows["02.01"]["etat"] == "en vigueur" and rows["02.01"]["mots_cles"]
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{PAGE}nomenclature.xlsx").content))
    assert [tuple(cell or "" for cell in row) for row in book.active.iter_rows(values_only=True)][0] == tuple(
        next(csv.reader(io.StringIO(sent.decode("utf-8-sig")), delimiter=";"))
    )


def test_a_file_of_the_territory_is_the_base_and_is_told(chez: Path, entrer: Entrer) -> None:
    from achatlas.catalogue.load import PACKAGE

    client = entrer("groupe")
    accept(client, **MADE)
    own = chez / "instance" / "metier" / "nomenclature" / "pivot.csv"
    own.parent.mkdir(parents=True, exist_ok=True)
    lines = (PACKAGE / "metier/nomenclature/pivot.csv").read_text(encoding="utf-8")
    own.write_text(f"{lines}02.09;Énergie et fluides;Autre sens;Autre sens;F;;;\n", encoding="utf-8")
    shown = page(client)
    assert "il est la base, les évolutions s’y appliquent" in shown
    assert "Ce fichier écrit aussi 02.09" in shown
    assert "Bois énergie" in page(client, "/nomenclature/02.09/")


def test_a_split_names_the_rule_that_it_contradicts(chez: Path, entrer: Entrer) -> None:
    atelier = workshop(chez)
    everyone = Portee(frozenset(atelier.territoire.sirens))
    ruling.keep(atelier, everyone, Essai(Conditions(mots=("gaz naturel",)), "02.01"), "lea")
    shown = page(entrer("groupe"), **PARTED)
    assert "Contredit la règle 1, qui classe de ces achats." in shown


def test_what_cannot_be_read_of_the_rule_of_a_split_is_said(chez: Path, entrer: Entrer) -> None:
    shown = page(entrer("groupe"), statut=400, **{**PARTED, "rcompte": "60 à 61"})
    assert "Ce qui part, compte : « 60 à 61 » n’est pas un nombre" in shown
    assert "Accepter cette évolution" not in shown


def test_a_segment_that_changed_family_says_what_it_became(chez: Path, entrer: Entrer) -> None:
    client = entrer("groupe")
    accept(client, **MOVED)
    (moved,) = standing(chez)
    assert f"Devenu {moved[2]}" in page(client, "/nomenclature/02.02/")
    shown = page(client)
    assert "Nomenclature, version 1 : 1 évolution en vigueur" in shown and "empreinte" in shown


REGLES = "/nomenclature/regles/"


def test_the_rules_say_the_segment_that_they_give_now(chez: Path, entrer: Entrer) -> None:
    client, atelier = entrer("groupe"), workshop(chez)
    everyone = Portee(frozenset(atelier.territoire.sirens))
    ruling.keep(atelier, everyone, Essai(Conditions(mots=("gaz",)), "02.02"), "lea")
    accept(client, **MERGE)
    (row,) = re.findall(r'(?s)<td data-l="Alors">.*?</td>', client.get(REGLES).content.decode())
    assert plain(row).strip().startswith("02.01 ")
    assert "écrite vers 02.02, qui y est passé" in plain(row)


def test_the_rule_of_a_split_keeps_the_lines_that_were_shown(chez: Path, entrer: Entrer) -> None:
    client = entrer("groupe")
    accept(client, **PARTED)
    (version,) = Regles(chez).versions()
    assert [version.cite[one] for one in ("attente", "deja")] == [[0, 0], [160_000, 1]]
    assert "1 écrite Si l’achat dit « gaz naturel », alors 02.09 Bois énergie 1 ligne" in page(client, REGLES)


def test_a_rule_of_a_segment_that_is_no_more_cannot_come_back_and_says_why(
    chez: Path, entrer: Entrer
) -> None:
    client = entrer("groupe")
    accept(client, **PARTED)
    client.post(REPRENDRE, {"numero": "1", "lu": "1"})
    (seal,) = (one.empreinte for one in Regles(chez).versions() if one.withdrawn)
    shown = client.get(REGLES).content.decode()
    assert "1 retirée" in plain(shown) and "Revenir dessus" not in plain(shown)
    asked = {"geste": "reprendre", "empreinte": seal}
    said = (
        "La règle 1 ne peut pas revenir : elle donnait le segment 02.09, qui n’est plus dans la nomenclature"
    )
    assert said in page(client, REGLES, **asked)
    back = client.post("/nomenclature/file/reprendre/", {**asked, "de": "regles", "effet": "0"})
    assert said in page(client, back.headers["Location"].partition("#")[0])
