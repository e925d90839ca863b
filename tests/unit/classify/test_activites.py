"""What the activity of who is paid says of a purchase."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

from achatlas.catalogue.load import Catalogue
from achatlas.classify import payes
from achatlas.classify.activites import FICHIER, Activites
from achatlas.classify.cas import Cas
from achatlas.classify.engine import Answer, Cascade, Savoir
from achatlas.classify.stage import cascades
from achatlas.classify.textes.judge import Achat, Avis, Judge
from achatlas.domain.errors import CatalogueError
from achatlas.store.engine import Engine
from achatlas.store.kinds import arrow_schema

CATALOGUE = Catalogue()
CLEANER, CATERER, ENGINEER, GARDENER, TRADER = "81.21Z", "56.29B", "71.12B", "81.30Z", "46.69B"


@pytest.fixture(scope="module")
def cascade() -> Cascade:
    return cascades(CATALOGUE)["achats"]


@pytest.fixture(scope="module")
def savoir(cascade: Cascade) -> Savoir:
    return cascade._savoir


@pytest.fixture(scope="module")
def judge(savoir: Savoir) -> Judge:
    return savoir.judge


def of_table(folder: Path, *lines: str) -> Activites:
    path = folder / "metier" / FICHIER
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(["naf;segments;motif", *lines, ""]), encoding="utf-8")
    return Activites.of(Catalogue(folder))


def test_the_longest_beginning_tells_and_an_empty_line_is_silent(tmp_path: Path) -> None:
    said = of_table(tmp_path, "43;27.01;", "43.3;27.05|27.06;", "43.34Z;27.06;", "43.33Z;;rien de sûr")
    told = ("27.01",), ("27.05", "27.06"), ("27.06",), ()
    assert tuple(map(said.segments, ("43.11Z", "43.31Z", "43.34Z", "43.33Z"))) == told


def test_a_territory_writes_codes_as_it_likes_and_is_told_what_is_missing(tmp_path: Path) -> None:
    assert of_table(tmp_path, "4334z;27.06 | 27.11;").segments("43.34Z") == ("27.06", "27.11")
    with pytest.raises(CatalogueError, match="ligne 3.*segments"):
        of_table(tmp_path / "court", "43;27.06;", "44")


@pytest.mark.parametrize("naf", ["", "43.34", "43.34Y", "99.99Z", "00.00Z", "4334Z"])
def test_a_code_that_the_naf_has_not_is_silent(naf: str) -> None:
    """Those of the NAF 2025 are others: nothing is guessed of them."""
    assert Activites.of(CATALOGUE).segments(naf) == ()


def test_a_segment_that_the_territory_has_not_is_left_out(tmp_path: Path) -> None:
    said = of_table(tmp_path, "43.34Z;27.06|99.01;", "43.33Z;99.01;", "00.01;27.06;")
    assert (said.segments("43.34Z"), said.segments("43.33Z")) == (("27.06",), ())


def test_an_activity_of_several_segments_seconds_each_less(judge: Judge) -> None:
    indices = CATALOGUE.regle("textes")["indices"]
    one, several = (judge.activites.clues(naf, indices) for naf in (CLEANER, GARDENER))
    assert set(one) == {"08.03"} and set(several) == {"15.03", "15.04", "28.07"}
    assert 0 < several["15.03"] < one["08.03"] <= indices["cpv"]
    mute = judge.activites.clues(CLEANER, indices, mute=True)
    assert mute["08.03"] > one["08.03"]
    assert judge.activites.clues("64.20Z", indices) == {}


def test_a_territory_whose_weights_tell_none_hears_none(judge: Judge) -> None:
    assert judge.activites.clues(CLEANER, {"cpv": 0.3}) == {}
    assert judge.activites.clues(CLEANER, {"naf_seul": 0, "naf_sans_mot": 3}, mute=True) == {}


def heard(judge: Judge, objet: str, **more: str) -> Avis:
    found = judge.judge(Achat(objet, plan="M57", **more))
    assert found is not None
    return found


def test_an_activity_seconds_the_words_and_says_so(judge: Judge) -> None:
    bare, told = (heard(judge, "Prestations diverses de remise en état", naf=naf) for naf in ("", CLEANER))
    assert "activité" not in bare.motif
    assert told.segments.index("08.03") <= (*bare.segments, "08.03").index("08.03")
    said = heard(judge, "Nettoyage des locaux", naf=CLEANER)
    assert said.segments[0] == "08.03" and said.motif.endswith(f"activité {CLEANER} concordante")
    both = heard(judge, "Nettoyage des locaux", cpv="90911200", naf=CLEANER)
    assert both.motif.endswith(f"CPV 90911200, activité {CLEANER} concordants")


def test_clear_words_stand_against_an_activity(judge: Judge) -> None:
    assert heard(judge, "Maintenance des ascenseurs", naf=CLEANER).segments[0] == "18.02"


@pytest.mark.parametrize("naf", ["64.20Z", "84.11Z", "99.99Z"])
def test_a_silent_activity_changes_nothing(judge: Judge, naf: str) -> None:
    for objet in ("Nettoyage des locaux", "facture 12", "zyrkane"):
        achat = Achat(objet, plan="M57", compte="6188", ambigu="6188")
        assert judge.judge(achat) == judge.judge(replace(achat, naf=naf))


def asked(cascade: Cascade, naf: str, **more: str) -> Answer:
    return cascade.ask(Cas(plan="M57", texte="facture", naf=naf, **more))


def test_a_mute_line_is_proposed_what_its_payee_sells(cascade: Cascade) -> None:
    said = asked(cascade, CATERER)
    assert (said.segment_code, said.moteur) == ("01.08", "activite")
    assert said.motif == f"activité {CATERER} du fournisseur, seul segment possible"
    assert not cascade.sure(said) and not cascade.alone(Cas(plan="M57", texte="facture", naf=CATERER))


def test_the_account_and_the_activity_leave_one_segment(savoir: Savoir) -> None:
    def sold(naf: str, compte: str, ambigu: str = "") -> tuple[str, ...]:
        return savoir.sold(Cas(plan="M57", compte=compte, ambigu=ambigu, naf=naf))

    assert sold(GARDENER, "61521") == ("15.03",)  # the account names one of the three
    assert sold(TRADER, "60632", "60632") == ("14.01",)  # so does the default of a catch-all
    assert sold(CLEANER, "611", "611") == ("08.03",)  # which keeps nothing away
    assert sold(CLEANER, "60612") == ()  # an account that knows does
    assert sold(GARDENER, "") == ("15.03", "15.04", "28.07")
    assert sold("", "61521") == ()


def test_several_segments_decide_nothing_and_are_candidates(cascade: Cascade) -> None:
    cas = Cas(plan="M57", texte="facture", naf=ENGINEER)
    said = cascade.ask(cas)
    assert (said.segment_code, said.moteur) == ("", "")
    parts = [one.split() for one in cascade.proposed(cas, said).split("|")]
    assert {code for code, _ in parts} == {*Activites.of(CATALOGUE).segments(ENGINEER)}
    assert 0 < sum(int(part) for _, part in parts) <= 40


def test_what_an_activity_leaves_comes_before_words_that_say_too_little(cascade: Cascade) -> None:
    paid = "NOVILETTIER FOURNIL SA"
    cas = Cas(plan="M57", compte="2188", ambigu="2188", texte="commande", tiers=paid, naf=CATERER)
    said = cascade.ask(cas)
    assert (said.segment_code, said.moteur) == ("01.08", "activite")
    parts = dict(one.split() for one in cascade.proposed(cas, said).split("|"))
    assert next(iter(parts.items())) == ("01.08", "40") and len(parts) > 1
    assert sum(map(int, parts.values())) <= 100
    known = replace(cas, naf=ENGINEER)
    answer = cascade.ask(known)
    assert answer.moteur == "compte_ambigu"
    parts = dict(one.split() for one in cascade.proposed(known, answer).split("|"))
    assert parts[answer.segment_code] == str(answer.confiance) and "22.02" in parts


def test_a_merged_segment_is_proposed_as_the_one_that_stands(cascade: Cascade, savoir: Savoir) -> None:
    merged = Cascade(CATALOGUE.cascade.achats, replace(savoir, projection={"01.08": "01.09"}))
    cas = Cas(plan="M57", texte="facture", naf=CATERER)
    said = merged.ask(cas)
    assert (said.segment_code, merged.proposed(cas, said)) == ("01.09", "01.09 40")


def test_a_marche_has_the_activity_that_all_its_titulaires_share(tmp_path: Path) -> None:
    told = {"A": "43.34Z", "B": "43.34Z", "C": "43.31Z", "D": ""}
    awarded = {"alone": "A", "agreed": "AB", "differ": "AC", "unknown": "AD", "nobody": ""}
    titulaires = [
        {"marche_cle": key, "rang": rang, "tiers_cle": one}
        for key, all_of in awarded.items()
        for rang, one in enumerate(all_of, 1)
    ]
    rows = {
        "net__marches": [{"marche_cle": key} for key in awarded],
        "net__titulaires": titulaires,
        "profil__tiers": [{"tiers_cle": key, "naf": naf} for key, naf in told.items()],
    }
    with Engine(tmp_path / "tampon") as engine:
        for name, some in rows.items():
            schema = arrow_schema(CATALOGUE.tables[name])
            blank = {one.name: "" if one.type == pa.string() else None for one in schema}
            table = pa.Table.from_pylist([{**blank, **one} for one in some], schema=schema)
            engine.write(engine.keep(table), CATALOGUE.tables[name], tmp_path / f"{name}.parquet")
        paid = payes.known(engine, CATALOGUE, tmp_path)
        found = engine.dicts(payes.of_marches(engine, CATALOGUE, tmp_path, paid))
        said = {one["marche_cle"]: one["naf"] for one in found}
    assert said == {"alone": "43.34Z", "agreed": "43.34Z", "differ": "", "unknown": "", "nobody": ""}
