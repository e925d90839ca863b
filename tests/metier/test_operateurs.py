"""What the tables and the rules of operators say, compared with the tables of the Insee."""

import re
from datetime import date
from typing import Any

import yaml

from achatlas.domain.identifiers import is_siren
from tests.metier.lignes import METIER, lignes

REGLES: dict[str, Any] = yaml.safe_load((METIER / "regles/operateurs.yml").read_text(encoding="utf-8"))
CATEGORIES = {line["code"]: line["libelle"] for line in lignes("referentiels/categories_juridiques.csv")}
LAST = [code for code in CATEGORIES if len(code) == 4]
ESS: dict[str, Any] = REGLES["ess"]


def named(rules: Any, code: str) -> str:
    """The longest prefix of a category that the rules name."""
    return max((prefix for prefix in rules if code.startswith(prefix)), key=len, default="")


def test_every_legal_category_cited_exists_and_every_one_has_a_nature() -> None:
    cited = [REGLES["nature"], ESS["formes"], ESS["a_verifier"], ESS["a_declarer"], ESS["exclues"]]
    assert {code for part in cited for code in part} <= set(CATEGORIES)
    assert [code for code in LAST if not named(REGLES["nature"], code)] == []
    kinds = {"individuel", "entreprise", "association", "public", "etranger", "autre"}
    assert set(REGLES["nature"].values()) == kinds


def test_public_bodies_are_those_of_the_two_levels_of_the_insee() -> None:
    public = {code for code in LAST if REGLES["nature"][named(REGLES["nature"], code)] == "public"}
    assert public == {code for code in LAST if code[0] in "47"}


def test_the_forms_of_the_ess_are_those_that_their_label_says() -> None:
    words = {
        "cooperative": r"coop[ée]rati|crédit (maritime |agricole )?mutuel",
        "mutuelle": r"^mutuelle|forme mutuelle",
        "association": r"association|groupement d'employeurs",
        "fondation": r"fondation",
    }
    for code in LAST:
        said = {ESS["formes"][prefix] for prefix in ESS["formes"] if code.startswith(prefix)}
        assert all(re.search(words[one], CATEGORIES[code].lower()) for one in said), (code, CATEGORIES[code])


def test_every_cooperative_of_the_insee_is_in_the_ess() -> None:
    private = [code for code in LAST if code[0] not in "7" and code != "9970"]
    told = [code for code in private if re.search(r"coop[ée]rati", CATEGORIES[code].lower())]
    assert [code for code in told if not named(ESS["formes"], code)] == []


def test_a_form_of_the_ess_is_counted_or_to_verify_never_both_and_never_public() -> None:
    assert not set(ESS["formes"]) & set(ESS["a_verifier"])
    assert not [code for code in ESS["formes"] if code[0] in ESS["exclues"]]
    counted = {code for code in LAST if named(ESS["formes"], code)}
    assert not {code for code in ("9210", "9240", "9224", "5191", "6100", "5499", "1000")} & counted


def test_the_staff_bands_follow_each_other_and_bound_what_is_presumed() -> None:
    bands = {line["code"]: line for line in lignes("referentiels/tranches_effectif.csv")}
    told = [line for line in bands.values() if line["minimum"]]
    assert set(bands) - {line["code"] for line in told} == {"NN"} == set(REGLES["taille"]["non_employeur"])
    for before, after in zip(told, told[1:], strict=False):
        assert int(before["maximum"]) + 1 == int(after["minimum"])
    assert (told[0]["minimum"], told[-1]["maximum"]) == ("0", "")
    few = [line["code"] for line in told if line["maximum"] and int(line["maximum"]) < 10]
    assert few == REGLES["taille"]["moins_de_dix"]
    assert [line["code"] for line in told if line["maximum"] and int(line["maximum"]) < 200] == REGLES[
        "taille"
    ]["presumee"]
    labels = yaml.safe_load((METIER / "regles/rapprochements.yml").read_text(encoding="utf-8"))["effectifs"]
    assert {code: bands[code]["libelle"] for code in labels} == labels


def test_the_union_has_27_members_and_one_that_left() -> None:
    lines = lignes("referentiels/pays_ue.csv")
    members = [line for line in lines if not line["sortie"]]
    assert len(members) == 27
    assert [(line["code"], line["sortie"]) for line in lines if line["sortie"]] == [("GB", "2020-02-01")]
    assert all(date.fromisoformat(line["entree"]) >= date(1958, 1, 1) for line in lines)
    for column, shape in {"code": r"[A-Z]{2}", "cog": r"99\d{3}", "tva": r"[A-Z]{2}"}.items():
        assert all(re.fullmatch(shape, line[column]) for line in lines)
        assert len({line[column] for line in lines}) == len(lines)
    vat = {line["pays"] for line in lignes("regles/tva_etrangeres.csv")}
    assert {line["tva"] for line in lines} - {"FR"} == vat - {"XI", "CHE"}


def test_a_centrale_has_a_siren_a_model_and_a_source() -> None:
    lines = lignes("referentiels/centrales.csv")
    assert all(is_siren(line["siren"]) and line["nom"] and line["source"] for line in lines)
    assert {line["modele"] for line in lines} <= {"grossiste", "intermediaire"}
    assert len({line["siren"] for line in lines}) == len(lines)


def test_the_lists_of_a_territory_are_shipped_empty() -> None:
    for name, header in (
        ("operateurs_listes", "identifiant;liste;valeur;source;date"),
        ("bassins", "commune;bassin"),
    ):
        assert (METIER / f"referentiels/{name}.csv").read_text(encoding="utf-8") == f"{header}\n"


def test_the_rings_grow_and_the_last_has_no_end() -> None:
    most = list(REGLES["distances"].values())
    assert most[-1] is None and most[:-1] == sorted(most[:-1])
    assert list(REGLES["distances"]) == sorted(REGLES["distances"])
