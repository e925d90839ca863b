"""What the rules found and the pairs left to a person: in the balance, then in the next run."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from achatlas.cli import main
from achatlas.store.decisions import APART, SAME, TAKEN_BACK, Decision, Decisions
from tests.e2e.test_cli import CARTE, MARCHES, SIREN, Command, achatlas

__all__ = ["achatlas"]
ONE = {
    **MARCHES[0],
    "objet": "Fourniture de papier pour les services",
    "datePublicationDonnees": "2024-03-01",
}
TWIN = {**ONE, "id": "2024M9", "dateNotification": "2024-02-10"}
NIL = {**ONE, "id": "2024M3", "montant": 0, "objet": "Rien du tout"}
PAIR = (f"{SIREN}/2024M1", f"{SIREN}/2024M9")


@pytest.fixture(scope="module")
def fait(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A territory of two near marchés and one that is nothing, run once: copy it."""
    folder = tmp_path_factory.mktemp("controles")
    (folder / "essai").mkdir()
    (folder / "essai" / "territoire.yml").write_text(yaml.safe_dump(CARTE), encoding="utf-8")
    path = folder / "decp.json"
    path.write_text(json.dumps({"marches": {"marche": [ONE, TWIN, NIL]}}), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ACHATLAS_HOME", str(folder))
        for words in (["importer", str(path), "--source", "decp_2022"], ["lancer"]):
            main([*words, "--territoire", "essai"])
    return folder / "essai"


@pytest.fixture
def traite(achatlas: Command, fait: Path, tmp_path: Path) -> Command:
    """The command line on this territory."""
    shutil.copytree(fait, tmp_path / "essai", dirs_exist_ok=True)
    return achatlas


def judge(home: Path, jugement: str) -> None:
    when = "2026-11-25T10:00:00+00:00"
    Decisions(home / "essai").add(Decision(SIREN, *PAIR, jugement, "lea", when, ""))


def rule(said: Any, name: str) -> Any:
    return next(one for one in said["controles"] if one["id"] == name)


def test_every_rule_is_in_the_balance_with_its_first_examples(traite: Command) -> None:
    said = traite("bilan", "--json").json
    assert [one["id"] for one in said["controles"]] == [f"v{n:02d}" for n in range(1, 19)]
    found = rule(said, "v08")
    assert (found["severite"], found["lignes"], found["marches"]) == ("erreur", 1, 1)
    (example,) = found["exemples"]
    assert (example["fichier"], example["ligne"], example["marche"]) == ("decp.json", 3, "2024M3")
    assert rule(said, "v02")["lignes"] == 0 and rule(said, "v02")["severite"] is None
    assert rule(said, "v13")["non_verifie"]["fichiers"] == 1


def test_a_pair_is_proposed_with_both_marches_side_by_side(traite: Command) -> None:
    (pair,) = traite("bilan", "--json").json["doublons_proposes"]
    assert (pair["marche"], pair["autre"], pair["jugement"]) == (*PAIR, None)
    assert [one["numero_ligne"] for one in pair["cotes"]] == [1, 2]
    assert "7 jours d'écart" in pair["raison"]
    smallest = min(one["montant_ht_centimes"] for one in pair["cotes"])
    stake = traite("bilan", "--json").json["doublons_en_jeu"]
    assert stake == {"paires": 1, "centimes": smallest}


def test_a_person_reads_the_rules_the_gravest_first(traite: Command) -> None:
    said = traite("bilan").sortie
    rules = traite("bilan", "--json").json
    told = dict.fromkeys(re.findall(r"\bV\d\d\b", said))
    graves = [rule(rules, name.lower())["severite"] for name in told]
    assert graves[0] == "erreur" and len(set(graves)) > 1
    assert graves == sorted(graves, key=("erreur", "alerte", "information").index)
    assert "decp.json, 3" in said and "Doublons proposés: 1 paire" in said.replace("\xa0", " ").replace(
        " :", ":"
    )


def test_before_the_first_run_there_is_nothing_to_tell(achatlas: Command) -> None:
    said = achatlas("bilan", "--json").json
    assert (said["controles"], said["doublons_proposes"]) == ([], [])


def test_a_decision_is_taken_into_account_by_the_next_run_and_undone_by_another(
    traite: Command, tmp_path: Path
) -> None:
    judge(tmp_path, SAME)
    assert traite("bilan", "--json").json["doublons_proposes"][0]["jugement"]["qui"] == "lea"
    traite("lancer")
    joined = traite("bilan", "--json").json
    assert joined["doublons_proposes"] == [] and joined["ok"]
    assert edge(joined)["doublons"] == {"marche_repete": 1}
    judge(tmp_path, APART)
    traite("lancer")
    apart = traite("bilan", "--json").json

    assert apart["doublons_proposes"] == [] and edge(apart)["doublons"] == {}
    judge(tmp_path, TAKEN_BACK)
    traite("lancer")
    assert len(traite("bilan", "--json").json["doublons_proposes"]) == 1


def test_a_pair_is_judged_from_the_command_line(traite: Command) -> None:
    said = traite("juger", "2024M9", "2024M1", "--meme", "--motif", " le même ", "--json").json
    assert (said["ok"], said["marche"], said["autre"], said["motif"]) == (True, *PAIR, "le même")
    assert traite("bilan", "--json").json["doublons_proposes"][0]["jugement"]["jugement"] == SAME
    traite("lancer")
    assert traite("bilan", "--json").json["doublons_proposes"] == []
    assert "la paire attend de nouveau" in traite("juger", *PAIR, "--aucun").sortie
    traite("lancer")
    assert len(traite("bilan", "--json").json["doublons_proposes"]) == 1


def test_a_pair_that_nobody_proposed_is_not_judged(traite: Command) -> None:
    said = traite("juger", "2024M1", "2024M3", "--deux")
    assert said.statut == 1 and "Aucune paire n'a ces numéros" in said.erreur and "bilan" in said.erreur
    other = traite("juger", "2024M1", "2024M9", "--deux", "--acheteur", "000900007")
    assert other.statut == 1 and "Aucune paire" in other.erreur


def edge(said: Any) -> dict[str, Any]:
    (found,) = [one for one in said["etapes"] if (one["etape"], one["objet"]) == ("nettoyage", "marches")]
    return {"doublons": {k: v["lignes"] for k, v in found["doublons"].items()}}
