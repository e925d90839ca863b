"""What the watch says, in French and in English."""

from __future__ import annotations

from datetime import date

import yaml

from achatlas import langues
from achatlas.catalogue.load import Catalogue
from achatlas.watch.fins import Etat, fins
from achatlas.watch.fins_mots import etat_dit, phrases
from achatlas.watch.regles import Veille
from tests.unit.langues import said
from tests.unit.watch.rows import suivi

VEILLE = Veille.of(Catalogue())
ENGLISH = yaml.safe_load((langues.ROOT / "en" / "veille.yml").read_text(encoding="utf-8"))


def test_no_english_of_the_watch_is_without_its_sentence() -> None:
    labels = {one.libelle for one in VEILLE.delais} | {Catalogue().regle("alertes")["mise_en_garde"]}
    assert set(ENGLISH) - said.literals() - labels == set()


def test_every_procedure_has_its_english() -> None:
    assert {one.libelle for one in VEILLE.delais} <= set(langues.connues()["en"].phrases)


def test_what_comes_due_is_said_with_what_is_not_sure() -> None:
    told = suivi(fin_origine="calculee", arrete=date(2026, 4, 30))
    found = fins(told, date(2026, 5, 1), 36, VEILLE)
    assert phrases(found[0])[0].startswith("Reconduction n° 1 à confirmer : période achevée le 31/12/2025")
    assert phrases(found[-1]) == (
        "Dernière fin le 31/12/2027.",
        "Consultation à lancer avant le 31/08/2027 (Procédure adaptée, 4 mois).",
        "Date calculée d’après la notification et la durée.",
        "À condition qu’une reconduction passée, à confirmer, ait été faite.",
    )


def test_a_silence_that_proves_nothing_is_said_with_the_last_day_of_payments() -> None:
    found = fins(suivi(arrete=date(2025, 12, 31)), date(2026, 2, 1), 36, VEILLE)
    assert phrases(found[0])[0] == (
        "Reconduction n° 1 : paiements connus jusqu’au 31/12/2025 seulement, à confirmer."
    )


def test_a_day_passed_is_said() -> None:
    found = fins(suivi(procedure=""), date(2027, 12, 1), 36, VEILLE)
    assert "Procédure inconnue : le délai de la consultation suivante l’est aussi." in phrases(found[-1])
    late = fins(suivi(), date(2027, 12, 1), 36, VEILLE)[-1]
    assert phrases(late)[1].endswith("ce jour est passé.") and etat_dit(late.etat) == "en retard"
    with langues.parlant("en"):
        assert phrases(late)[0] == "Last end on 31/12/2027." and etat_dit(Etat.CALME) == "nothing to do yet"


def test_the_day_to_decide_a_reconduction_says_when_it_is_past() -> None:
    due = suivi(dernier_paiement=date(2026, 6, 1))
    for today, past in ((date(2026, 9, 30), False), (date(2026, 10, 1), True)):
        (said,) = (told for told in phrases(fins(due, today, 36, VEILLE)[0]) if "à décider" in told)
        assert ("à décider avant le 30/09/2026, ce jour est passé :" in said) == past
