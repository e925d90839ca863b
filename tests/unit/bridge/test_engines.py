"""Each engine of the bridge, on a few lines."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest

from achatlas.bridge.engine import discover
from achatlas.catalogue.load import Catalogue
from achatlas.domain.judgement import Judgement
from tests.unit.bridge.atelier import AGGLO, NEED, OTHER, SELLER, VILLE, Monde, bridged, citing, line, marche

M1, M2, JOINT = f"{VILLE}/2023M1001", f"{VILLE}/2023M2002", f"{AGGLO}/2023A3003"
SOON, LATE = datetime.date(2022, 12, 31), datetime.date(2025, 7, 1)


def said(folder: Path, monde: Monde, number: int = 1) -> tuple[str, str]:
    found = bridged(folder, monde)[number]
    return found["marche_cle"], found["rattachement"]


def alone(**more: Any) -> Monde:
    return Monde([line(1, **more)], [marche(M1)])


def test_the_engines_that_are_found_are_those_that_the_rules_order() -> None:
    assert sorted(Catalogue().regle("pont")["ordre"]) == sorted(discover())


def test_a_number_that_is_cited_wins(tmp_path: Path) -> None:
    found = bridged(tmp_path, Monde([citing(1, M2)], [marche(M1), marche(M2)]))[1]
    assert (found["marche_cle"], found["rattachement"], found["moteur"]) == (M2, "sous_marche", "cite")


def test_a_link_out_of_the_days_of_its_marche_is_kept_and_says_so(tmp_path: Path) -> None:
    found = bridged(tmp_path, Monde([citing(1, M1, jour=LATE)], [marche(M1)]))[1]
    assert (found["marche_cle"], found["motif"]) == (M1, "numéro cité ; hors période")


def test_a_number_of_another_buyer_is_that_of_a_marche_whose_payer_is_a_member(tmp_path: Path) -> None:
    lines, marches = [line(1, marche_norme="2023A3003")], [marche(JOINT)]
    assert said(tmp_path, Monde(lines, marches, {JOINT: [VILLE]})) == (JOINT, "sous_marche")
    assert said(tmp_path, Monde(lines, marches)) == ("", "cite_introuvable")
    elsewhere = {JOINT: {OTHER: "titulaire"}}
    assert said(tmp_path, Monde(lines, marches, {JOINT: [VILLE]}, elsewhere)) == ("", "cite_introuvable")


@pytest.mark.parametrize(
    "more",
    [
        {"parties": {M2: {OTHER: "titulaire"}}},
        {"other": {"ouvre": LATE, "ferme": None}},
        {"other": {"segment_marche": "01.01"}},
    ],
)
def test_lots_of_one_number_are_told_by_their_titulaire_their_days_or_their_segment(
    tmp_path: Path, more: dict[str, Any]
) -> None:
    lots = [marche(M1, marche_norme="2023L"), marche(M2, marche_norme="2023L", **more.get("other", {}))]
    monde = Monde([line(1, marche_norme="2023L")], lots, parties=more.get("parties", {}))
    assert said(tmp_path, monde) == (M1, "sous_marche")


def test_lots_that_nothing_tells_apart_are_left(tmp_path: Path) -> None:
    lots = [marche(M1, marche_norme="2023L"), marche(M2, marche_norme="2023L")]
    assert said(tmp_path, Monde([line(1, marche_norme="2023L")], lots)) == ("", "cite_introuvable")


@pytest.mark.parametrize(("number", "linked"), [("M2023M1001", True), ("2023M1002", False)])
def test_a_sign_more_is_a_writing_and_another_sign_is_another_lot(
    tmp_path: Path, number: str, linked: bool
) -> None:
    found = said(tmp_path, alone(marche_norme=number))
    assert found == ((M1, "sous_marche_deduit") if linked else ("", "cite_introuvable"))


@pytest.mark.parametrize(("number", "linked"), [("2023SDIS2201", True), ("1923SDIS2201", False)])
def test_the_century_of_a_year_is_a_writing(tmp_path: Path, number: str, linked: bool) -> None:
    monde = Monde([line(1, marche_norme=number)], [marche(M1, marche_norme="23SDIS2201")])
    assert (said(tmp_path, monde)[0] == M1) == linked


def test_an_engagement_tells_the_marche_that_its_lines_cite(tmp_path: Path) -> None:
    lines = [citing(n, M2, num_engagement="E1") for n in (2, 3)]
    marches = [marche(M1), marche(M2)]
    silent = line(1, num_engagement="E1", segment_code="")
    assert said(tmp_path, Monde([silent, *lines], marches)) == (M2, "sous_marche_engagement")
    both = [*lines[:1], citing(3, M1, num_engagement="E1")]
    assert said(tmp_path, Monde([silent, *both], marches))[1] != "sous_marche_engagement"
    stranger = line(1, num_engagement="E1", fournisseur_id=OTHER)
    assert said(tmp_path, Monde([stranger, *lines], marches)) == ("", "hors_marche")


def test_the_only_marche_of_a_titulaire_for_a_need_is_deduced(tmp_path: Path) -> None:
    found = bridged(tmp_path, alone())[1]
    assert (found["marche_cle"], found["rattachement"]) == (M1, "sous_marche_deduit")
    assert found["score"] == 90
    assert found["motif"] == "même titulaire, même segment, dans les dates, seul marché possible"


@pytest.mark.parametrize(
    "more",
    [
        {"fournisseur_id": OTHER},
        {"acheteur_siren": AGGLO},
        {"segment_code": "01.01"},
        {"jour": SOON},
        {"jour": LATE},
        {"jour": datetime.date(2025, 3, 1)},
        {"montant_ht_centimes": 12_000_001},
        {"marche_norme": "INCONNU1"},
    ],
)
def test_a_line_that_does_not_fit_is_not_deduced(tmp_path: Path, more: dict[str, Any]) -> None:
    assert said(tmp_path, alone(**more))[0] == ""


def test_a_member_and_a_subcontractor_are_deduced_too(tmp_path: Path) -> None:
    joint = Monde([line(1)], [marche(JOINT)], {JOINT: [VILLE]})
    assert said(tmp_path, joint) == (JOINT, "sous_marche_deduit")
    under = Monde([line(1)], [marche(M1)], parties={M1: {OTHER: "titulaire", SELLER: "sous_traitant"}})
    assert said(tmp_path, under) == (M1, "sous_marche_deduit")


def test_what_the_others_cite_speaks_for_or_against(tmp_path: Path) -> None:
    lines = [line(1), citing(2, M2), citing(3, M2)]
    apart = Monde(lines, [marche(M1), marche(M2, segment_marche="01.01")])
    assert said(tmp_path, apart)[0] == M2
    lost = Monde([line(1), line(2, marche_norme="AUTRE99")], [marche(M1)])
    assert said(tmp_path, lost) == ("", "hors_marche")


def test_two_marches_alike_wait_for_a_person(tmp_path: Path) -> None:
    assert said(tmp_path, Monde([line(1)], [marche(M1), marche(M2)])) == ("", "hors_marche")


def test_a_marche_subsequent_is_no_rival_of_its_accord_cadre(tmp_path: Path) -> None:
    both = [marche(M1), marche(M2, accord_cadre_cle=M1)]
    assert said(tmp_path, Monde([line(1)], both)) == (M1, "sous_marche_deduit")


def test_what_a_person_said_wins(tmp_path: Path) -> None:
    cle = (VILLE, SELLER, NEED, M1)
    both = [marche(M1), marche(M2)]
    yes = Monde([line(1)], both, jugements={cle: Judgement.OUI})
    assert said(tmp_path, yes) == (M1, "sous_marche_juge")
    no = Monde([line(1)], both, jugements={cle: Judgement.NON})
    assert said(tmp_path, no) == (M2, "sous_marche_deduit")
    cited = Monde([citing(1, M1)], [marche(M1)], jugements={cle: Judgement.NON})
    assert said(tmp_path, cited) == ("", "cite_introuvable")
