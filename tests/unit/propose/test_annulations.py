"""What takes away: official codes, words, flags and states under any header, columns of credits; turned when
it is certain, asked otherwise, never added in silence.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from achatlas.catalogue.load import Catalogue
from achatlas.propose import match_profile, propose, save_profile
from tests.unit.propose.atelier import CATALOGUE, answered
from tests.unit.propose.test_doutes import asked, cents, many, reduced

PAID, TAKEN = [1000] * 20, [400] * 3


def two(path: Path, head: str, plus: str, moins: str, amount: str = "4,00") -> Path:
    """Twenty lines that add ten euros, then three of four euros that another value tells apart."""
    return reduced(path, f"Montant HT;{head}", *[f"10,00;{plus}"] * 20, *[f"{amount};{moins}"] * 3)


CERTAIN = [
    ("Type pièce", "01", "02"),
    ("Typ. pièce", "01", "02"),
    ("Type mandat", "01", "02"),
    ("TypPce", "01", "02"),
    ("Nat. pièce", "01", "06"),
    ("Nature mandat", "02", "06"),
    ("Type de document", "Facture", "Avoir"),
    ("Type de facture", "Facture", "Avoir"),
    ("Type doc.", "FA", "AV"),
    ("Nature opération", "Mandat", "Annulation"),
    ("Opération", "Mandat", "Annulation"),
    ("Mvt", "Débit", "Crédit"),
    ("Type facture", "380", "381"),
    ("Opération", "Mandat", "Annul."),
]
DOUBTFUL = [
    ("Type pièce", "1", "2", "2"),
    ("Type", "Facture fournisseur", "Avoir fournisseur", "Avoir fournisseur"),
    ("Avoir", "Non", "Oui", "Avoir Oui"),
    ("Avoir", "", "X", "Avoir X"),
    ("Annulation (O/N)", "N", "O", "Annulation (O/N) O"),
    ("Indicateur annulation", "0", "1", "Indicateur annulation 1"),
    ("Annulation", "0", "1", "Annulation 1"),
    ("Statut", "Payé", "Annulé", "Statut Annulé"),
    ("Etat", "Mandaté", "Rejetée", "Etat Rejetée"),
    ("Couleur", "Bleu", "Mandat annulé", "Couleur Mandat annulé"),
]


@pytest.mark.parametrize(("head", "plus", "moins"), CERTAIN)
def test_a_taking_away_that_every_value_tells_is_subtracted(
    head: str, plus: str, moins: str, tmp_path: Path
) -> None:
    path = two(tmp_path / "a.csv", head, plus, moins)
    found = propose(path, CATALOGUE)
    assert found.certaine, found.questions
    assert found.colonnes[-1].pourquoi == f"ajoute {plus} (20 ligne(s)) ; retranche {moins} (3 ligne(s))"
    assert cents(path, tmp_path) == [*PAID, *(-one for one in TAKEN)]


@pytest.mark.parametrize(("head", "plus", "moins"), CERTAIN)
def test_a_taking_away_already_signed_is_not_turned_again(
    head: str, plus: str, moins: str, tmp_path: Path
) -> None:
    path = two(tmp_path / "a.csv", head, plus, moins, "-4,00")
    assert asked(path) == set()
    assert cents(path, tmp_path) == [*PAID, *(-one for one in TAKEN)]


@pytest.mark.parametrize("answer", ["moins", "hors", "plus"])
@pytest.mark.parametrize(("head", "plus", "moins", "said"), DOUBTFUL)
def test_a_taking_away_that_is_not_certain_is_asked_and_the_answer_obeyed(
    head: str, plus: str, moins: str, said: str, answer: str, tmp_path: Path
) -> None:
    path = two(tmp_path / "a.csv", head, plus, moins)
    assert f"sens {said}" in asked(path)
    left = {"moins": [-one for one in TAKEN], "hors": [], "plus": TAKEN}[answer]
    given = {f"sens {said}": answer, "sens Facture fournisseur": "plus"}
    assert cents(path, tmp_path, **given) == [*PAID, *left]


def test_official_codes_that_are_no_minority_are_asked_about(tmp_path: Path) -> None:
    path = reduced(tmp_path / "a.csv", "Montant HT;Type mandat", *["10,00;01", "4,00;02"] * 10)
    assert asked(path) == {"sens 02"}


def test_a_cancelled_line_whose_counterpart_is_there_is_asked_as_a_whole(tmp_path: Path) -> None:
    cells = [*["10,00;Payé"] * 20, *["4,00;Annulé", "-4,00;Annulé"] * 3]
    path = reduced(tmp_path / "a.csv", "Montant HT;Statut", *cells)
    assert asked(path) == {"signe Statut"}
    assert cents(path, tmp_path, **{"signe Statut": "laisser"}) == [*PAID, *[400, -400] * 3]


@pytest.mark.parametrize(("plus", "moins"), [("Non annulé", "Sans avoir"), ("AC", "AV"), ("Bleu", "Rouge")])
def test_words_that_take_nothing_away_raise_no_question(plus: str, moins: str, tmp_path: Path) -> None:
    path = two(tmp_path / "a.csv", "Situation", plus, moins)
    assert asked(path) == set()
    assert cents(path, tmp_path) == [*PAID, *TAKEN]


def test_natures_of_piece_that_cancel_nothing_raise_no_question(tmp_path: Path) -> None:
    assert asked(two(tmp_path / "a.csv", "Nature pièce", "01", "02")) == set()


@pytest.mark.parametrize(("head", "cell"), [("Date d'annulation", "31/12/2024"), ("N° avoir", "AV-{i}")])
def test_a_column_that_only_mentions_cancellations_is_asked_about(
    head: str, cell: str, tmp_path: Path
) -> None:
    filled = [f"4,00;{cell.format(i=i)}" for i in range(3)]
    path = reduced(tmp_path / "a.csv", f"Montant HT;{head}", *["10,00;"] * 20, *filled)
    assert asked(path) == {f"sens {head}"}
    assert cents(path, tmp_path, **{f"sens {head}": "plus"}) == [*PAID, *TAKEN]


def test_a_second_column_that_takes_away_other_lines_is_not_ignored_in_silence(tmp_path: Path) -> None:
    cells = [*["10,00;Facture;Payé"] * 20, "4,00;Avoir;Payé", "4,00;Facture;Annulé"]
    path = reduced(tmp_path / "a.csv", "Montant HT;Type de document;Statut", *cells)
    assert asked(path) == {"sens Statut"}
    alike = reduced(
        tmp_path / "b.csv", "Montant HT;Type pièce;Nat. pièce", *["10,00;01;01"] * 20, "4,00;02;06"
    )
    assert asked(alike) == set()
    assert cents(alike, tmp_path) == [*PAID, -400]


def test_one_negative_among_positive_cancellations_does_not_add_the_others(tmp_path: Path) -> None:
    cells = [*["10,00;01"] * 2000, *["4,00;02"] * 300, "-4,00;02"]
    assert asked(reduced(tmp_path / "a.csv", "Montant HT;Type pièce", *cells)) == {"signe"}


@pytest.mark.parametrize("head", ["Avoir HT", "Avoirs", "Montant avoir HT", "Crédit HT", "Mt avoir"])
@pytest.mark.parametrize("blank", ["", "0,00"])
def test_credits_beside_the_amount_are_taken_away(head: str, blank: str, tmp_path: Path) -> None:
    cells = [f"10,00;{blank}", f"10,50;{blank}", f"{blank};4,00"]
    path = reduced(tmp_path / "a.csv", f"Montant HT;{head}", *cells)
    assert asked(path) == set()
    assert cents(path, tmp_path) == [1000, 1050, -400]


def test_credits_on_the_lines_of_other_amounts_are_asked_about(tmp_path: Path) -> None:
    path = reduced(tmp_path / "a.csv", "Montant HT;Avoir HT", "10,00;0,00", "10,50;4,00")
    assert asked(path) == {"annulations Avoir HT"}
    assert cents(path, tmp_path, **{"annulations Avoir HT": "retrancher"}) == [1000, 650]


def test_credits_already_negative_are_never_offered_to_be_subtracted(tmp_path: Path) -> None:
    path = reduced(tmp_path / "a.csv", "Montant HT;Avoir HT", "10,00;0,00", "10,50;-4,00")
    (question,) = propose(path, CATALOGUE).questions
    assert [value for value, _ in question.choix] == ["laisser"]
    assert "négatifs" in question.texte


@pytest.mark.parametrize(
    ("head", "plus", "moins"),
    [*CERTAIN[:1], *CERTAIN[6:9], ("Statut", "Payé", "Annulé"), ("Date annulation", "", "31/12/2024")],
)
def test_a_saved_profile_serves_no_file_whose_cancellations_it_would_add(
    head: str, plus: str, moins: str, tmp_path: Path
) -> None:
    territory, folder = Catalogue(tmp_path / "t"), tmp_path / "t/sources/mandats_tableur/profils"
    first = reduced(tmp_path / "a.csv", f"Montant HT;{head}", *many("10,00;" + plus, 20))
    save_profile(answered(first)[0], folder, "mensuel", "Mensuel")
    assert match_profile(first, territory) == ("mandats_tableur", "mensuel")
    assert match_profile(two(tmp_path / "b.csv", head, plus, moins), territory) is None
    assert match_profile(two(tmp_path / "c.csv", head, plus, moins, "-4,00"), territory) is not None


@pytest.mark.parametrize(
    ("head", "letter", "share"), [("Type", "A", 20), ("Sens", "C", 20), ("Type", "A", 14)]
)
def test_one_letter_on_many_lines_is_asked_never_turned(
    head: str, letter: str, share: int, tmp_path: Path
) -> None:
    lines = [f"10,00;{letter}"] * share + ["10,00;M"] * (20 - share)
    path = reduced(tmp_path / "a.csv", f"Montant HT;{head}", *lines)
    found = propose(path, CATALOGUE)
    assert not found.certaine and f"sens {letter}" in {question.id for question in found.questions}


@pytest.mark.parametrize(("head", "plus", "moins"), [("Type pièce", "01", "02"), ("Sens", "D", "C")])
def test_a_profile_that_turns_serves_no_file_whose_sign_is_written_already(
    head: str, plus: str, moins: str, tmp_path: Path
) -> None:
    territory, folder = Catalogue(tmp_path / "t"), tmp_path / "t/sources/mandats_tableur/profils"
    first = two(tmp_path / "a.csv", head, plus, moins)
    save_profile(answered(first)[0], folder, "mensuel", "Mensuel")
    assert match_profile(first, territory) == ("mandats_tableur", "mensuel")
    signed = two(tmp_path / "b.csv", head, plus, moins, "-4,00")
    assert match_profile(signed, territory) is None
    assert cents(signed, tmp_path) == [*PAID, *(-one for one in TAKEN)]


def test_the_label_of_an_account_of_cancelled_titres_asks_nothing(tmp_path: Path) -> None:
    told = "Titres annulés (sur exercices antérieurs)"
    found = propose(two(tmp_path / "a.csv", "Libellé nature", "Fournitures", told), CATALOGUE)
    assert not any("Libellé nature" in question.id for question in found.questions)
