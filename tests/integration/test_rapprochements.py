"""From a judgement to the figures: it holds for all who write the same, outlives reruns, and moves what was
said that it would move.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from achatlas import pipeline
from achatlas.catalogue.load import Catalogue
from achatlas.cli.main import main
from achatlas.domain.errors import ActeConcurrent, OutOfScope, WrongIdentifiant
from achatlas.domain.judgement import Judgement
from achatlas.marts.ecrits import identified
from achatlas.pipeline import Workshop
from achatlas.pipeline import rapprochements as r
from achatlas.pipeline.rapprochements import Dit
from achatlas.pipeline.written import Avancement, Liste, Portee
from achatlas.store.rapprochements import Rapprochements
from tests.web import rapprochements as essai
from tests.web.depots import AUTRE, MIEN
from tests.web.rapprochements import AUTRE_BON, BON, CLE, ECRIT, GARAGE, IMPRIMERIE, RECONNU

OUI, NON, INCERTAIN = Judgement.OUI, Judgement.NON, Judgement.INCERTAIN
ETRANGER, PERSONNE = Judgement.ETRANGER, Judgement.PERSONNE
ALL, OWN, OTHER = (Portee(frozenset(names)) for names in ({MIEN, AUTRE}, {MIEN}, {AUTRE}))
GARAGE_CLE = f"{GARAGE} | 69002"


@pytest.fixture
def atelier(rapproches: Path, tmp_path: Path) -> Workshop:
    return essai.workshop(Path(shutil.copytree(rapproches, tmp_path / "essai")))


@pytest.fixture
def reconnu(reconnus: Path, tmp_path: Path) -> Workshop:
    """The territory where the machine recognises a name by the books of its buyer."""
    return essai.workshop(Path(shutil.copytree(reconnus, tmp_path / "essai")))


def named_by_machine(atelier: Workshop, portee: Portee = ALL) -> dict[str, list[tuple[str, str]]]:
    found = r.lists(atelier, portee)
    assert found is not None
    return {one.cle: [(own.siren, own.way) for own in one.reconnus] for one in found.reconnus.noms}


def measured(atelier: Workshop) -> int:
    """The cents identified in the lines of the last run."""
    (cartes, _) = r.folders(atelier) or (Path(), Path())
    paid = pq.read_table(cartes / "mart__achats.parquet")["montant_identifie_centimes"]
    return sum(paid.to_pylist())


def waiting(atelier: Workshop, portee: Portee = ALL) -> dict[str, int]:
    found = r.queue(atelier, portee)
    assert found is not None
    return {one.cle: one.centimes for one in found.noms}


def progress(atelier: Workshop, portee: Portee = ALL) -> Avancement:
    found = r.queue(atelier, portee)
    assert found is not None
    return found.avancement


def links(atelier: Workshop) -> list[dict[str, str]]:
    folders = r.folders(atelier)
    assert folders is not None
    found: list[dict[str, str]] = pq.read_table(folders[1] / "lien__tiers_entreprise.parquet").to_pylist()
    return found


def say(
    atelier: Workshop,
    jugement: Judgement,
    cle: str = CLE,
    siren: str = BON,
    portee: Portee = ALL,
    **more: Any,
) -> str:
    return r.judge(atelier, portee, Dit(cle, siren, jugement, "lea", **more)).empreinte


def test_the_queue_groups_what_is_written_the_same_by_euros_without_natural_persons(
    atelier: Workshop,
) -> None:
    assert list(waiting(atelier).items()) == [
        (CLE, 170000), (f"{IMPRIMERIE.upper()} | 42000", 40000), (GARAGE_CLE, 30000),
    ]  # fmt: skip
    assert progress(atelier) == Avancement(1205000, 960000, 960000, 0)


def test_a_scope_sees_and_judges_only_what_its_buyers_write(atelier: Workshop) -> None:
    assert waiting(atelier, OWN) == {CLE: 120000, GARAGE_CLE: 30000}
    assert progress(atelier, OTHER).total == 250000
    assert waiting(atelier, Portee(frozenset())) == {} and r.candidats(atelier, OTHER, GARAGE_CLE) == []
    with pytest.raises(OutOfScope):
        say(atelier, OUI, GARAGE_CLE, AUTRE_BON, OTHER)
    sealed = say(atelier, OUI, GARAGE_CLE, AUTRE_BON, OWN)
    with pytest.raises(OutOfScope):
        r.take_back(atelier, OTHER, sealed, "bob")
    assert r.decided(atelier, OTHER) == [] and len(r.decided(atelier, OWN)) == 1


def test_one_yes_settles_the_name_for_all_its_buyers_and_moves_what_was_told(atelier: Workshop) -> None:
    say(atelier, OUI, portee=OWN, motif="vu sur la facture")
    say(atelier, OUI, "NOMMEE SA | 69004", BON, malgre=ECRIT)
    told = progress(atelier)
    assert told == Avancement(1205000, 960000, 1130000, 1) and CLE not in waiting(atelier)
    assert not pipeline.current(atelier)
    pipeline.run(atelier)
    own = [one for one in links(atelier) if one["ecrit_cle"] == CLE]
    assert {one["tiers_cle"][:9] for one in own} == {MIEN, AUTRE}
    assert {(one["fournisseur_id"], one["identification"], one["sans_decision"]) for one in own} == {
        (BON, "decision", "absent")
    }
    assert "décidé par lea le" in own[0]["motif"] and "vu sur la facture" in own[0]["motif"]
    overruled = {one["fournisseur_id"] for one in links(atelier) if one["ecrit_cle"] == "NOMMEE SA | 69004"}
    assert overruled == {BON}
    assert progress(atelier) == told and pipeline.current(atelier)
    assert measured(atelier) == told.apres


def test_what_is_decided_outlives_reruns_and_is_undone_by_a_row(atelier: Workshop, tmp_path: Path) -> None:
    sealed = say(atelier, OUI)
    path = tmp_path / "autre.csv"
    path.write_text(
        f"{essai.ENTETE}\n2025;9;15/09/2025;60612;papeterie du port sarl;69001;;Colle;10,00\n",
        encoding="utf-8",
    )
    pipeline.import_file(atelier, path, AUTRE, "mandats_tableur", "essai", choix="ajouter")
    pipeline.run(atelier)
    assert progress(atelier).apres - progress(atelier).avant == 171000
    r.take_back(atelier, ALL, sealed, "bob")
    assert waiting(atelier)[CLE] == 171000 and progress(atelier).decisions == 0
    with pytest.raises(ActeConcurrent):
        r.take_back(atelier, ALL, sealed, "bob")


def test_a_refused_candidate_is_proposed_no_more_and_a_doubt_waits_last(atelier: Workshop) -> None:
    assert [one.siren for one in r.candidats(atelier, ALL, CLE)] == [BON, AUTRE_BON]
    say(atelier, NON)
    assert [one.siren for one in r.candidats(atelier, ALL, CLE)] == [AUTRE_BON]
    say(atelier, INCERTAIN, siren=AUTRE_BON)
    assert list(waiting(atelier))[-1] == CLE
    say(atelier, INCERTAIN, f"{IMPRIMERIE.upper()} | 42000", "")
    assert next(iter(waiting(atelier))) == GARAGE_CLE


@pytest.mark.parametrize(
    ("jugement", "way", "starts"), [(ETRANGER, "etranger", "T"), (PERSONNE, "personne_physique", "PP")]
)
def test_what_has_no_siren_leaves_the_queue_of_all_its_buyers_and_is_undone(
    atelier: Workshop, jugement: Judgement, way: str, starts: str
) -> None:
    before = progress(atelier)
    sealed = say(atelier, jugement, portee=OWN)
    assert CLE not in waiting(atelier, ALL) and progress(atelier) == before
    assert not pipeline.current(atelier)
    pipeline.run(atelier)
    own = [one for one in links(atelier) if one["ecrit_cle"] == CLE]
    assert {one["tiers_cle"][:9] for one in own} == {MIEN, AUTRE}
    assert {(one["identification"], one["sans_decision"]) for one in own} == {(way, "absent")}
    assert all(one["fournisseur_id"].startswith(starts) and "dit par lea le" in one["motif"] for one in own)
    assert CLE not in waiting(atelier) and progress(atelier) == before
    assert measured(atelier) == before.apres
    r.take_back(atelier, ALL, sealed, "bob")
    assert CLE in waiting(atelier)
    pipeline.run(atelier)
    assert {one["identification"] for one in links(atelier) if one["ecrit_cle"] == CLE} == {"absent"}


def test_the_last_word_counts_between_an_enterprise_and_no_siren(atelier: Workshop) -> None:
    before = progress(atelier)
    say(atelier, ETRANGER)
    told = say(atelier, OUI)
    assert progress(atelier).apres > before.apres
    r.take_back(atelier, ALL, told, "bob")
    assert progress(atelier) == before and CLE not in waiting(atelier)


def test_what_the_machine_recognised_and_has_no_siren_is_lost_to_it(reconnu: Workshop) -> None:
    before = progress(reconnu)
    say(reconnu, ETRANGER, RECONNU, liste=Liste.RECONNUS)
    told = progress(reconnu)
    assert told.apres < before.apres and RECONNU not in named_by_machine(reconnu)
    pipeline.run(reconnu)
    assert progress(reconnu) == told and measured(reconnu) == told.apres


def test_who_bears_a_valid_number_has_a_siren(atelier: Workshop) -> None:
    with pytest.raises(WrongIdentifiant, match="en a un"):
        say(atelier, ETRANGER, "NOMMEE SA | 69004", "", malgre=ECRIT)


def test_what_changes_no_result_asks_for_no_run(atelier: Workshop) -> None:
    say(atelier, INCERTAIN)
    assert pipeline.current(atelier)
    say(atelier, NON)
    assert not pipeline.current(atelier)


def test_what_the_machine_recognises_is_listed_by_euros_with_how(reconnu: Workshop) -> None:
    assert named_by_machine(reconnu) == {RECONNU: [(ECRIT, "historique")]} == named_by_machine(reconnu, OWN)
    assert named_by_machine(reconnu, OTHER) == {} and RECONNU not in waiting(reconnu)
    assert progress(reconnu) == Avancement(1280000, 1035000, 1035000, 0)
    found = r.lists(reconnu, ALL)
    assert found is not None and found.reconnus.en_jeu == 75000
    (first, *_) = r.proposed(reconnu, ALL, found.reconnus.noms[0])
    assert (first.siren, first.nom, first.score, first.reconnu) == (ECRIT, "Nommée SA", None, "historique")
    assert first.preuves == ("l'acheteur écrit ailleurs ce nom avec ce SIREN",)


def test_a_refusal_of_the_machine_takes_its_euros_out_and_the_next_run_says_the_same(
    reconnu: Workshop,
) -> None:
    sealed = say(reconnu, NON, RECONNU, ECRIT, OWN, liste=Liste.RECONNUS)
    told = progress(reconnu)
    assert told == Avancement(1280000, 1035000, 960000, 1, 75000)
    assert waiting(reconnu)[RECONNU] == 75000 and named_by_machine(reconnu) == {}
    assert r.details(reconnu, ALL, [RECONNU])[RECONNU].parts[0].etat == "absent"
    pipeline.run(reconnu)
    assert progress(reconnu) == told and measured(reconnu) == told.apres
    assert waiting(reconnu)[RECONNU] == 75000 and named_by_machine(reconnu) == {}
    r.take_back(reconnu, OWN, sealed, "bob")
    again = progress(reconnu)
    assert again.apres == 1035000 and list(named_by_machine(reconnu)) == [RECONNU]
    pipeline.run(reconnu)
    assert progress(reconnu) == again and measured(reconnu) == again.apres


def test_a_yes_on_another_enterprise_settles_what_was_refused_and_one_on_the_same_confirms_it(
    reconnu: Workshop,
) -> None:
    say(reconnu, NON, RECONNU, ECRIT)
    say(reconnu, OUI, RECONNU, BON)
    told = progress(reconnu)
    assert told == Avancement(1280000, 1035000, 1035000, 0) and RECONNU not in waiting(reconnu)
    pipeline.run(reconnu)
    assert progress(reconnu) == told and measured(reconnu) == told.apres
    say(reconnu, OUI, RECONNU, ECRIT)
    assert progress(reconnu) == told and named_by_machine(reconnu) == {}
    pipeline.run(reconnu)
    own = {
        (one["fournisseur_id"], one["identification"])
        for one in links(reconnu)
        if one["ecrit_cle"] == RECONNU
    }
    assert own == {(ECRIT, "decision")} and measured(reconnu) == told.apres


def test_a_valid_number_is_not_refused_by_the_way(reconnu: Workshop) -> None:
    say(reconnu, NON, "NOMMEE SA | 69004", ECRIT)
    told = progress(reconnu)
    assert told == Avancement(1280000, 1035000, 1035000, 0)
    pipeline.run(reconnu)
    assert progress(reconnu) == told and measured(reconnu) == told.apres


def test_a_member_recognised_by_its_name_is_shown_under_it_and_may_be_refused(
    reconnu: Workshop, tmp_path: Path
) -> None:
    member = next(one for one in reconnu.territoire.acheteurs if " " in one.nom)
    line = f"2025;9;15/09/2025;60612;{member.nom};;;Subvention;90,00"
    path = tmp_path / "membre.csv"
    path.write_text(f"{essai.ENTETE}\n{line}\n", encoding="utf-8")
    pipeline.import_file(reconnu, path, AUTRE, "mandats_tableur", "essai", choix="ajouter")
    pipeline.run(reconnu)
    found = r.lists(reconnu, OTHER)
    assert found is not None
    (nom,) = found.reconnus.noms
    (shown, *_) = r.proposed(reconnu, OTHER, nom)
    assert (shown.nom, shown.siren, shown.reconnu) == (member.nom, member.siren, "membre")
    assert shown.preuves == ("c'est le nom d'un membre du groupe",) and nom.reconnus[0].lost == 9000


def test_what_is_refused_is_cited_as_it_was_shown(reconnu: Workshop) -> None:
    say(reconnu, NON, RECONNU, ECRIT, liste=Liste.RECONNUS)
    (said,) = Rapprochements(reconnu.home).every()
    assert said.cite["parts"] == [{"acheteur": MIEN, "etat": "absent", "centimes": 75000, "lignes": 1}]
    assert (said.cite["candidat"]["nom"], said.cite["candidat"]["reconnu"]) == ("Nommée SA", "historique")


def test_results_of_before_the_machine_could_be_refused_are_still_read(reconnu: Workshop) -> None:
    before = progress(reconnu)
    (cartes, _) = r.folders(reconnu) or (Path(), Path())
    path = cartes / "ecrits.parquet"
    pq.write_table(pq.read_table(path).drop_columns(["reconnus"]), path)
    assert progress(reconnu) == before and named_by_machine(reconnu) == {}
    assert r.details(reconnu, ALL, [RECONNU])[RECONNU].centimes == 75000


def test_a_number_that_is_none_is_refused_and_nothing_is_kept(atelier: Workshop) -> None:
    for typed in ("123", "000900002", "", "00090000100011"):
        with pytest.raises(WrongIdentifiant):
            say(atelier, OUI, siren=typed)
    assert Rapprochements(atelier.home).every() == ()


def test_what_a_few_decisions_would_bring_is_told_exactly(atelier: Workshop) -> None:
    found = r.queue(atelier, ALL)
    assert found is not None
    assert (found.gain(1), found.gain(12)) == ((1, 1130000), (3, 1200000))


def test_what_counts_as_identified_is_written_once() -> None:
    catalogue = Catalogue()
    (terme,) = (one for one in catalogue.termes if one.id == "fournisseur")
    assert sorted(terme.membres) == sorted(identified(catalogue))
    assert set(identified(catalogue)) < set(catalogue.axes["identification"].membres)


def test_the_command_lists_judges_takes_back_and_verifies(
    atelier: Workshop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ACHATLAS_HOME", str(atelier.home.parent))
    monkeypatch.setenv("ACHATLAS_TERRITOIRE", "essai")
    assert main(["rapprocher"]) == 0
    told = capsys.readouterr().out
    assert (
        "3 décisions feraient passer la dépense identifiée de 79,7 à 99,6 %" in told
        and "PAPETERIE DU PORT" in told
    )
    assert main(["rapprocher", "Papèterie du port SARL", "--oui", BON, "--motif", "facture"]) == 0
    assert "1 décision : dépense identifiée de 79,7 à 93,8 %" in capsys.readouterr().out.replace("\xa0", " ")
    assert main(["rapprocher", CLE, "--reprendre", BON]) == 0
    assert main(["rapprocher", CLE, "--etranger"]) == 0
    assert "c'est un fournisseur étranger, sans SIREN" in capsys.readouterr().out
    assert main(["rapprocher", CLE, "--reprendre", "personne"]) == 1
    assert main(["rapprocher", CLE, "--reprendre", "etranger"]) == 0
    assert main(["rapprocher", "Inconnue", "--non", BON]) == 1
    assert main(["rapprocher", "--oui", BON]) == 1
    assert "De quel nom" in capsys.readouterr().err
    assert main(["rapprocher", "--verifier", "--json"]) == 0
    assert '"lignes": 4' in capsys.readouterr().out
    assert main(["rapprocher", "--verifier", "0" * 32]) == 1
