"""From a rule to the figures: it holds for all the purchases it tells, moves what was said that it would, and
is undone whole.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from achatlas import pipeline
from achatlas.cli.main import main
from achatlas.domain.errors import ActeConcurrent, OutOfScope, RegleDeja, RegleVague
from achatlas.domain.evolution import Genre
from achatlas.domain.regle import Conditions
from achatlas.pipeline import Workshop, evolving, order
from achatlas.pipeline import ruling as q
from achatlas.pipeline.projets import Projet
from achatlas.pipeline.ruling import Essai
from achatlas.pipeline.situation import Situation, Somme
from achatlas.pipeline.written import Portee
from achatlas.store.regles import Regles
from tests.web import qualifier as essai
from tests.web.depots import AUTRE, MIEN
from tests.web.qualifier import SYNDICAT

ALL, OWN, OTHER = (Portee(frozenset(names)) for names in ({MIEN, AUTRE}, {MIEN}, {AUTRE}))
MUETS = Conditions(tiers=SYNDICAT, compte="61", muet=True)


@pytest.fixture
def atelier(a_qualifier: Path, tmp_path: Path) -> Workshop:
    return essai.workshop(Path(shutil.copytree(a_qualifier, tmp_path / "essai")))


def whole(patch: pytest.MonkeyPatch) -> None:
    """The two buyers who have payments are all that the territory has."""
    patch.setattr(q, "everyone", lambda atelier, portee: portee.acheteurs >= ALL.acheteurs)


@pytest.fixture
def everyone(monkeypatch: pytest.MonkeyPatch) -> None:
    whole(monkeypatch)


@pytest.fixture(scope="module")
def regle(a_qualifier: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The territory once a rule was written, run and published: copy it."""
    home = Path(shutil.copytree(a_qualifier, tmp_path_factory.mktemp("regle") / "essai"))
    with pytest.MonkeyPatch.context() as patch:
        whole(patch)
        keep(essai.workshop(home), MUETS, "16.01", motif="vu en atelier")
        run(essai.workshop(home))
    return home


@pytest.fixture
def ruled(regle: Path, tmp_path: Path) -> Workshop:
    return essai.workshop(Path(shutil.copytree(regle, tmp_path / "regle" / "essai")))


def seen(atelier: Workshop, portee: Portee = ALL) -> Situation:
    found = q.situation(atelier, portee)
    assert found is not None
    return found


def keep(atelier: Workshop, asked: Conditions, segment: str, portee: Portee = ALL, **more: Any) -> int:
    return q.keep(atelier, portee, Essai(asked, segment, **more), "lea").regle.numero


def run(atelier: Workshop) -> None:
    """A whole run, shown; what only looks at the ``lines`` of the mart need not publish it."""
    pipeline.run(atelier)
    pipeline.publish(atelier)


def lines(atelier: Workshop) -> list[tuple[str, str, str, str]]:
    """Buyer, object, segment and engine of each line of the mart."""
    key = atelier.register.pointed(pipeline.CARTES)
    rows = pq.read_table(
        atelier.snapshots.path(pipeline.CARTES, key or "") / "mart__achats.parquet"
    ).to_pylist()
    return sorted((r["acheteur_siren"], r["objet"], r["segment_code"], r["classement"]) for r in rows)


def test_the_queue_is_by_euros_and_groups_what_one_rule_decides(atelier: Workshop) -> None:
    found = [(one.conditions, one.centimes) for one in seen(atelier).groupes]
    assert found[0] == (MUETS, 190_000)
    assert found[1] == (Conditions(mots=("zyrkane",), compte="61"), 50_000)
    assert sum(cents for _, cents in found) == seen(atelier).attente.centimes


def test_what_is_already_paid_to_the_same_payee_speaks_for_a_segment(atelier: Workshop) -> None:
    now = seen(atelier)
    first = now.candidats(now.groupes[0].rows)[0]
    assert (first.code, first.deja.centimes) == ("16.01", 70_000)


@pytest.mark.usefixtures("everyone")
def test_a_rule_moves_what_was_said_that_it_would_and_nothing_else(
    atelier: Workshop, ruled: Workshop
) -> None:
    before, told = lines(atelier), q.effect(atelier, seen(atelier), Essai(MUETS, "16.01"))
    assert (told.attente.lignes, told.attente.centimes, told.deja.lignes) == (3, 190_000, 0)
    after = seen(ruled)
    assert after.attente.centimes == 54_000
    assert after.by_sureness["16.01"][0].centimes == told.apres.centimes == 260_000
    changed = [one for one in zip(before, lines(ruled), strict=True) if one[0] != one[1]]
    assert {(new[2], new[3]) for _, new in changed} == {("16.01", "regle")}
    assert len(changed) == told.attente.lignes
    assert after.par_regle()[1].lignes == 3


@pytest.fixture
def cleansed(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Where lines are cleansed."""
    done, real = list[Path](), order.cleanse.run

    def run(*asked: Any) -> Any:
        done.append(asked[3])
        return real(*asked)

    monkeypatch.setattr(order.cleanse, "run", run)
    return done


def net(atelier: Workshop) -> Path:
    return atelier.snapshots.path("net", atelier.register.pointed(pipeline.CARTES) or "")


@pytest.mark.usefixtures("everyone")
def test_what_no_rule_changes_is_taken_from_the_last_run(atelier: Workshop, cleansed: list[Path]) -> None:
    before, held = lines(atelier), {path.name: path.read_bytes() for path in net(atelier).iterdir()}
    keep(atelier, MUETS, "16.01")
    pipeline.run(atelier)
    assert not cleansed and lines(atelier) != before
    assert {path.name: path.read_bytes() for path in net(atelier).iterdir()} == held
    assert not any(atelier.snapshots.damaged(one, net(atelier).name) for one in ("net", "lien", "profil"))


@pytest.mark.usefixtures("everyone")
@pytest.mark.parametrize("why", ["damaged", "another product"])
def test_what_may_not_be_taken_from_the_last_run_is_made_again(
    why: str, atelier: Workshop, cleansed: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    former = net(atelier)
    file = max(former.glob("*.parquet"), key=lambda path: path.stat().st_size)
    held = file.read_bytes()
    if why == "damaged":
        file.write_bytes(held[:200])
    else:
        monkeypatch.setattr(order, "code_version", lambda catalogue: "another")
    keep(atelier, MUETS, "16.01")
    pipeline.run(atelier)
    assert len(cleansed) == 1 and net(atelier) != former
    assert (net(atelier) / file.name).read_bytes() == held


@pytest.mark.usefixtures("everyone")
def test_a_rule_that_is_undone_gives_back_every_line(atelier: Workshop, ruled: Workshop) -> None:
    before = lines(atelier)
    assert lines(ruled) != before
    q.take_back(ruled, ALL, Regles(ruled.home).standing()[1].empreinte, "paul")
    pipeline.run(ruled)
    assert lines(ruled) == before


@pytest.mark.usefixtures("everyone")
def test_a_rule_of_the_queue_leaves_what_the_machine_classes_alone(atelier: Workshop) -> None:
    asked = replace(MUETS, muet=False)
    wide = q.effect(atelier, seen(atelier), Essai(asked, "16.02"))
    assert (wide.attente.lignes, wide.deja.lignes) == (3, 1)
    narrow = replace(asked, unsure=True)
    told = q.effect(atelier, seen(atelier), Essai(narrow, "16.02"))
    assert (told.attente.lignes, told.deja.lignes) == (3, 0)
    keep(atelier, narrow, "16.02")
    live = seen(atelier).by_sureness["16.02"][0]
    run(atelier)
    assert seen(atelier).by_sureness["16.02"][0] == live == Somme(190_000, 3, 190_000)
    assert {one[2] for one in lines(atelier) if one[1].startswith("Collecte")} == {"16.01"}


@pytest.mark.usefixtures("everyone")
def test_a_rule_that_gives_way_leaves_the_next_one_to_hold(atelier: Workshop) -> None:
    asked = replace(MUETS, muet=False)
    keep(atelier, asked, "16.03")
    keep(atelier, replace(asked, unsure=True), "16.02")
    pipeline.run(atelier)
    assert {one[2] for one in lines(atelier) if one[1].startswith("Collecte")} == {"16.03"}
    assert {one[2] for one in lines(atelier) if "acture 1" in one[1]} == {"16.02"}


@pytest.mark.usefixtures("everyone")
def test_the_first_rule_asked_wins_and_places_are_exchanged(atelier: Workshop) -> None:
    keep(atelier, MUETS, "16.01")
    keep(atelier, replace(MUETS, tiers="", mots=("facture",)), "16.02")
    pipeline.run(atelier)
    assert {one[2] for one in lines(atelier) if "acture 1" in one[1]} == {"16.02"}
    q.exchange(atelier, ALL, 1, 2, "lea")
    pipeline.run(atelier)
    assert {one[2] for one in lines(atelier) if "acture 1" in one[1]} == {"16.01"}


@pytest.mark.usefixtures("everyone")
def test_contradicting_a_person_is_said_before_it_is_done(ruled: Workshop) -> None:
    told = q.effect(ruled, seen(ruled), Essai(replace(MUETS, acheteur=MIEN), "16.02"))
    assert (told.contredits.lignes, told.regles) == (2, (1,))
    own = q.effect(ruled, seen(ruled), Essai(MUETS, "16.02", numero=1))
    assert own.contredits.lignes == 0


def test_an_agent_rules_the_purchases_of_its_buyer_only(atelier: Workshop) -> None:
    groupe = seen(atelier, OWN).groupes[0]
    asked = q.proposed(groupe, OWN, atelier)
    assert asked.acheteur == MIEN
    keep(atelier, asked, "16.01", OWN)
    pipeline.run(atelier)
    ruled = {one[0] for one in lines(atelier) if one[3] == "regle"}
    assert ruled == {MIEN}
    assert q.rules(atelier, OTHER) == []
    assert q.history(atelier, OTHER) == []


ACTS: dict[str, Callable[[Workshop, str], Any]] = {
    "write for another": lambda atelier, seal: keep(atelier, replace(MUETS, acheteur=MIEN), "16.02", OTHER),
    "write for all": lambda atelier, seal: keep(atelier, MUETS, "16.02", OTHER),
    "take over": lambda atelier, seal: keep(
        atelier, replace(MUETS, acheteur=AUTRE), "16.02", OTHER, numero=1
    ),
    "withdraw": lambda atelier, seal: q.withdraw(atelier, OTHER, 1, "paul"),
    "take back": lambda atelier, seal: q.take_back(atelier, OTHER, seal, "paul"),
    "exchange": lambda atelier, seal: q.exchange(atelier, OTHER, 1, 1, "paul"),
    "take back nothing": lambda atelier, seal: q.take_back(atelier, OWN, "nothing", "paul"),
}


@pytest.mark.parametrize("act", ACTS)
def test_nobody_rules_what_is_not_theirs(atelier: Workshop, act: str) -> None:
    keep(atelier, replace(MUETS, acheteur=MIEN), "16.01", OWN)
    standing = Regles(atelier.home).standing()
    with pytest.raises(OutOfScope):
        ACTS[act](atelier, standing[1].empreinte)
    assert Regles(atelier.home).standing() == standing


@pytest.mark.parametrize("segment", ["", "99.99", "30.99", "16"])
def test_a_rule_gives_a_segment_of_the_nomenclature(atelier: Workshop, segment: str) -> None:
    with pytest.raises(RegleVague, match="Segment inconnu"):
        keep(atelier, replace(MUETS, acheteur=MIEN), segment, OWN)


def test_two_persons_at_once_do_not_write_over_each_other(atelier: Workshop) -> None:
    asked = replace(MUETS, acheteur=MIEN)
    keep(atelier, asked, "16.01", OWN)
    read = Regles(atelier.home).standing()[1].empreinte
    keep(atelier, asked, "16.02", OWN, numero=1, vu=read)
    with pytest.raises(ActeConcurrent):
        keep(atelier, asked, "16.03", OWN, numero=1, vu=read)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (
            {"mots": " Esp  Ext ; ; tonte", "compte": "61 52"},
            Conditions(mots=("Esp Ext", "tonte"), compte="6152"),
        ),
        ({"tiers": "Verdure & Cie", "muet": "oui"}, Conditions(tiers="VERDURE CIE", muet=True)),
        ({"code": "61.02", "acheteur": MIEN}, Conditions(MIEN, code="6102")),
    ],
)
def test_conditions_are_read_as_they_are_typed(typed: dict[str, str], expected: Conditions) -> None:
    assert q.written(typed) == expected


@pytest.mark.parametrize(
    "typed",
    [
        {}, {"acheteur": MIEN}, {"mots": " ; 12 ; -"}, {"muet": "oui"}, {"code": ";"}, {"compte": "abc\x00"},
        {"cpv": "%"}, {"tiers": "&"},
    ],
)  # fmt: skip
def test_conditions_that_tell_nothing_are_refused(typed: dict[str, str]) -> None:
    with pytest.raises(RegleVague):
        q.written(typed)


def test_five_lines_of_a_group_are_shown_the_heaviest_first(atelier: Workshop) -> None:
    found = q.examples(atelier, seen(atelier).groupes[0])
    assert [one["objet"] for one in found] == ["Facture 12", "Selon facture 13", "Mandat 7"]
    assert [one["objet"] for one in q.examples(atelier, seen(atelier, OTHER).groupes[0])] == ["Mandat 7"]


@pytest.mark.usefixtures("everyone")
def test_changing_a_rule_says_what_follows_it_and_what_leaves_it(atelier: Workshop) -> None:
    keep(atelier, MUETS, "16.01")
    told = q.effect(atelier, seen(atelier), Essai(MUETS, "16.02", numero=1))
    assert (told.suivent.lignes, told.contredits.lignes, told.tout.centimes) == (3, 0, 190_000)
    narrow = q.effect(atelier, seen(atelier), Essai(replace(MUETS, acheteur=AUTRE), "16.01", numero=1))
    assert (narrow.quittent.lignes, narrow.quittent.centimes) == (2, 150_000)
    keep(atelier, MUETS, "16.03")
    below = q.effect(atelier, seen(atelier), Essai(MUETS, "16.01", numero=1))
    assert (below.passages, below.regles) == ((), ())


@pytest.mark.usefixtures("everyone")
def test_nobody_brings_back_a_rule_of_others_by_undoing_theirs(atelier: Workshop) -> None:
    keep(atelier, replace(MUETS, acheteur=AUTRE), "16.01")
    keep(atelier, replace(MUETS, acheteur=MIEN), "16.01", numero=1)
    with pytest.raises(OutOfScope):
        q.take_back(atelier, OWN, Regles(atelier.home).standing()[1].empreinte, "agent")
    assert Regles(atelier.home).standing()[1].conditions.acheteur == MIEN


@pytest.mark.usefixtures("everyone")
def test_an_exchange_of_places_is_undone_by_another_exchange_only(atelier: Workshop) -> None:
    keep(atelier, MUETS, "16.01")
    keep(atelier, MUETS, "16.02")
    q.exchange(atelier, ALL, 1, 2, "lea")
    for one in Regles(atelier.home).versions()[-2:]:
        with pytest.raises(ActeConcurrent):
            q.take_back(atelier, ALL, one.empreinte, "lea")
    assert [*Regles(atelier.home).standing()] == [1, 2]
    q.exchange(atelier, ALL, 1, 2, "lea")
    assert [*Regles(atelier.home).standing()] == [2, 1]


@pytest.mark.usefixtures("everyone")
def test_who_wrote_a_rule_and_why_are_in_no_reason_that_is_published(atelier: Workshop) -> None:
    keep(atelier, MUETS, "16.01", motif="vu en atelier")
    told = {one["motif"] for one in seen(atelier).rows.to_pylist() if one["moteur"] == "regle"}
    assert len(told) == 1
    assert not any(word in reason for reason in told for word in ("lea", "atelier"))


def test_decisions_are_undone_one_after_the_other(atelier: Workshop) -> None:
    asked = replace(MUETS, acheteur=MIEN)
    for segment in ("16.01", "16.02"):
        keep(atelier, asked, segment, OWN)
    for number in (2, 1):
        found = q.last(atelier, OWN, "lea")
        assert found is not None
        assert found.regle.numero == number
        q.take_back(atelier, OWN, found.empreinte, "lea")
    assert q.last(atelier, OWN, "lea") is None


@pytest.mark.usefixtures("everyone")
def test_between_a_run_and_its_publication_the_queue_follows_what_is_shown(atelier: Workshop) -> None:
    depots = atelier.register.depots()
    first, more = seen(atelier).groupes[0], replace(MUETS, unsure=True)
    key = atelier.register.pointed(pipeline.CARTES)
    keep(atelier, Conditions(mots=("zyrkane",)), "16.03")
    pipeline.run(atelier)
    assert depots and atelier.register.pointed(pipeline.CARTES) != key
    assert seen(atelier).groupes[0].ref == first.ref
    keep(atelier, more, "16.01")
    assert first.ref not in [one.ref for one in seen(atelier).groupes]
    assert seen(atelier).par_regle()[2].lignes == 3
    with pytest.raises(RegleDeja, match="La règle 2 dit déjà cela"):
        keep(atelier, more, "16.01")
    pipeline.publish(atelier)
    assert first.ref not in [one.ref for one in seen(atelier).groupes]


@pytest.mark.usefixtures("everyone")
def test_what_leaves_a_rule_goes_to_the_rule_behind(atelier: Workshop) -> None:
    keep(atelier, MUETS, "16.02")
    keep(atelier, MUETS, "16.01")
    narrow = Essai(replace(MUETS, acheteur=MIEN), "16.01", 2)
    told = q.effect(atelier, seen(atelier), narrow)
    assert (told.quittent.lignes, told.retour.lignes, told.takers) == (1, 0, (1,))
    assert told.passages == (("16.01", "16.02", Somme(40_000, 1, 40_000)),)
    q.keep(atelier, ALL, replace(narrow, shown=q.shown_effect(told)), "lea")
    now = seen(atelier)
    assert (now.by_sureness["16.01"][0], now.attente) == (told.apres, told.reste)


@pytest.mark.usefixtures("everyone")
def test_the_command_says_rules_in_words(
    atelier: Workshop, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACHATLAS_HOME", str(tmp_path))
    keep(
        atelier,
        Conditions(mots=("divers", "selon facture"), compte="60", acheteur=MIEN, unsure=True),
        "02.02",
    )
    evolving.accept(atelier, ALL, Projet(Genre.MERGE, "02.02", "02.01"), "lea")
    assert main(["regles", "--territoire", "essai"]) == 0
    said = re.sub(r"\s+", " ", capsys.readouterr().out)
    assert "l'acheteur est Val-Fictif, l'achat dit « divers » ou « selon facture »" in said
    assert "le compte commence par 60, la machine ne le classe pas seule → 02.01 (0 ligne" in said
    assert "True" not in said and "[" not in said
