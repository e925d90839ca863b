"""Rules of alert are found by their place, say where they come from, and never give a verdict."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from achatlas.domain.errors import CatalogueError
from achatlas.langues import parlant
from achatlas.watch import alertes as folder
from achatlas.watch.alerte import Dossier, discover, examine
from achatlas.watch.besoins import Mois, besoins
from tests.unit.watch.examens import DROIT, alertes, bilan, marche, plain

ADAPTED, DIRECT = "Procédure adaptée", "Sans publicité ni mise en concurrence"
LEAF = '''"""Z: a marché exists (standards, 0)."""

from achatlas.watch.alerte import Alerte

TITRE = "Un marché existe"


def alertes(dossier):
    """An alert for each."""
    for one in dossier.suivis:
        yield Alerte("Il existe : alerte à vérifier.", 1, 1, "", marche_cle=one.marche_cle)
'''
MANY = (
    marche(300_000, marche_cle="m1", procedure=ADAPTED),
    marche(45_000, marche_cle="m2", procedure=DIRECT),
    marche(30_000, marche_cle="m3", procedure=DIRECT),
    marche(30_000, marche_cle="m4", procedure=DIRECT),
    marche(1_000, marche_cle="m5", technique="Accord-cadre", paye_centimes=10**9, procedure=ADAPTED),
    marche(1_000, marche_cle="m6", montant_ht_centimes=10**6, procedure=ADAPTED),
    marche(None, marche_cle="m7", procedure=""),
)


def test_the_flags_of_the_standards_are_all_there() -> None:
    assert list(discover()) == list("ABCDEFGH")


@pytest.mark.parametrize("code", discover())
def test_a_flag_says_its_rule_and_its_source(code: str) -> None:
    leaf = discover()[code]
    said = leaf.__doc__ or ""
    assert said.startswith(f"{code}: ") and f"6.3, {code}" in " ".join(said.split()) and "CCP" in said
    assert leaf.TITRE[:1].isupper() and not leaf.TITRE.endswith(".")


def test_a_new_flag_is_a_module_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "z.py").write_text(LEAF, encoding="utf-8")
    monkeypatch.setattr(folder, "__path__", [*folder.__path__, str(tmp_path)])
    found = alertes("Z", marche(1))
    assert [(one.titre, one.marche_cle) for one in found] == [("Un marché existe", "210000010|2024-01")]


def test_a_flag_that_does_not_say_its_rule_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "y.py").write_text(LEAF.partition('"""\n\n')[2], encoding="utf-8")
    monkeypatch.setattr(folder, "__path__", [*folder.__path__, str(tmp_path)])
    with pytest.raises(CatalogueError, match="Alerte incomplète : y"):
        discover()


def test_every_sentence_asks_to_be_checked_and_accuses_nobody() -> None:
    rows = [Mois("210000010", "23.01", "FS", date(2025, 1, 1), 10**8, 10**8, 1, 1)]
    found = bilan(*MANY, besoins=besoins(DROIT, rows, {"210000010": "collectivite"})).alertes
    assert {one.code for one in found} == set("ABCDEFGH")
    for one in found:
        assert plain(one.phrase).endswith(" : alerte à vérifier.") and one.titre
        assert "irrégul" not in one.phrase and "illég" not in one.phrase
        assert one.valeur_centimes >= one.seuil_centimes > 0 and " au " in one.texte and "CCP" in one.texte
        assert one.preuves or (one.besoin and one.mois)


def test_an_alert_is_said_in_the_language_in_force() -> None:
    rows = [Mois("210000010", "23.01", "FS", date(2025, 1, 1), 10**8, 10**8, 1, 1)]
    needs = besoins(DROIT, rows, {"210000010": "collectivite"})
    french = bilan(*MANY, besoins=needs).alertes
    with parlant("en"):
        english = bilan(*MANY, besoins=needs).alertes
    for one, other in zip(french, english, strict=True):
        assert replace(one, phrase="") == replace(other, phrase="")
        assert other.phrase.endswith(": alert to be checked.") and " excl. VAT" in other.phrase
        assert not re.search(r"\bHT\b|[àéè]|marché|procédure|\d €", other.phrase)


def test_what_is_unknown_raises_nothing_and_is_counted() -> None:
    told = bilan(marche(None, procedure=""))
    assert told.alertes == ()
    assert {code for code, _ in told.silences} == set("DEFH")
    assert told.silences["H", "montant inconnu"] == 1 and told.silences["D", "procédure inconnue"] == 1


def test_a_marche_whose_day_is_unknown_is_counted() -> None:
    told = bilan(marche(300_000, date_avis=None, date_notification=None))
    assert told.alertes == () and told.silences["D", "jour de lancement inconnu"] == 1


def test_the_order_of_marches_changes_nothing() -> None:
    mixed = list(MANY)
    random.Random(1).shuffle(mixed)
    assert examine(Dossier(DROIT, mixed)) == examine(Dossier(DROIT, MANY))
