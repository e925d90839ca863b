"""What could be read in two ways is asked; what another column, a title or the lines settle is not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from achatlas.cleanse.values import read_date
from achatlas.domain.errors import CatalogueError, UnreadableFile
from achatlas.domain.identifiers import is_siret
from achatlas.ingest.discover import discover
from achatlas.propose import match_profile, propose, save_profile
from tests.unit.ingest.workbooks import Rows, sheet_xml, xlsx
from tests.unit.propose.atelier import (
    CATALOGUE,
    Catalogue,
    Mandat,
    answered,
    columns,
    ingest,
    mandats,
    rows,
    write_csv,
)

HEAD = "Exercice;N° mandat;Date mandat;Tiers;Objet;Montant HT"
PLAIN = "Exercice=ex | N° mandat=num | Date mandat=date | Tiers=nom | Objet=objet | Montant HT=ht"


def table(path: Path, *lines: str, head: str = HEAD) -> Path:
    """A semicolon file in UTF-8; ``lines`` lack the exercice, which is 2024."""
    body = [f"2024;{line}" if head == HEAD else line for line in lines]
    path.write_text("\n".join([head, *body, ""]), encoding="utf-8")
    return path


def many(text: str, n: int = 30) -> list[str]:
    """So many lines: ``{i}`` is the rank, ``{d}`` a day of the month from 01 to 28."""
    return [text.format(i=i, d=f"{1 + i % 28:02}") for i in range(n)]


def asked(path: Path) -> set[str]:
    return {question.id for question in propose(path, CATALOGUE).questions}


def cents(path: Path, folder: Path, **answers: str) -> list[object]:
    result = ingest(answered(path, answers)[0], path, folder)
    assert result.bilan.equilibre
    return [row["montant_ht_centimes"] for row in rows(result)]


def test_amounts_that_are_thousands_or_decimals_are_asked_about(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", *many("{i};{d}/03/2024;A;b;1,234"))
    assert asked(path) == {"nombres"}
    assert cents(path, tmp_path, nombres="decimale point milliers virgule") == [123400] * 30


def test_the_sum_of_the_lines_settles_how_amounts_are_written(tmp_path: Path) -> None:
    head = "Exercice;N° mandat;Date mandat;Tiers;Objet;Montant HT;TVA;Montant TTC"
    lines = many("2024;{i};{d}/03/2024;A;b;1,000;200;1,200")
    path = table(tmp_path / "a.csv", *lines, head=head)
    assert asked(path) == set()
    assert cents(path, tmp_path) == [100000] * 30


def test_a_sum_that_holds_in_both_readings_settles_nothing(tmp_path: Path) -> None:
    head = "Exercice;N° mandat;Date mandat;Tiers;Objet;Montant HT;TVA;Montant TTC"
    path = table(tmp_path / "a.csv", *many("2024;{i};{d}/03/2024;A;b;10,234;2,047;12,281"), head=head)
    assert asked(path) == {"nombres"}


def test_dates_whose_days_never_pass_twelve_are_asked_about(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", *(f"{i};0{1 + i % 9}/03/2024;A;b;1{i},50" for i in range(20)))
    assert asked(path) == {"dates"}


def test_another_date_of_the_file_settles_how_dates_are_written(tmp_path: Path) -> None:
    head = "N° mandat;Date mandat;Date facture;Tiers;Objet;Montant HT"
    lines = (f"{i};0{1 + i % 9}/03/2024;{13 + i % 9}/02/2024;A;b;1{i},50" for i in range(20))
    path = table(tmp_path / "a.csv", *lines, head=head)
    assert propose(path, CATALOGUE).dates == "%d/%m/%Y"


def test_a_few_odd_values_are_left_to_be_rejected_one_by_one(tmp_path: Path) -> None:
    lines = [*many("{i};{d}/03/2024;A;b;1{i},50", 600), "900;12/03/2024;A;b;NC", "901;12/03/2024;A;b;12.50"]
    path = table(tmp_path / "a.csv", *lines)
    found = propose(path, CATALOGUE)
    assert found.certaine
    result = ingest(found, path, tmp_path)
    assert {reason: account.lignes for reason, account in result.bilan.rejets.items()} == {
        "montant_illisible": 2
    }


def test_many_odd_values_are_asked_about(tmp_path: Path) -> None:
    lines = [*many("{i};{d}/03/2024;A;b;1{i},50", 60), *many("{i};{d}/03/2024;A;b;12.50", 5)]
    assert asked(table(tmp_path / "a.csv", *lines)) == {"nombres"}
    assert asked(
        table(tmp_path / "b.csv", *many("{i};{d}/03/2024;A;b;1,50", 60), *many("{i};2024;A;b;1,50", 5))
    ) == {"dates"}


@pytest.mark.parametrize("bad", ["à venir", "#REF!", "12.50", "1O5,30", "12,505"])
@pytest.mark.parametrize("clean", [3, 20, 59, 149])
def test_one_cell_gone_wrong_is_rejected_alone(bad: str, clean: int, tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", *many("{i};14/03/2024;A;b;1{i},50", clean), f"9;14/03/2024;A;b;{bad}")
    found = propose(path, CATALOGUE)
    if clean == 3 and bad in ("12.50", "12,505"):
        assert [question.id for question in found.questions] == ["nombres"]
        return
    assert found.certaine, found.questions
    result = ingest(found, path, tmp_path)
    assert (result.bilan.acceptes.lignes, sum(one.lignes for one in result.bilan.rejets.values())) == (
        clean,
        1,
    )


@pytest.mark.parametrize("bad", ["31/02/2024", "à venir", "2024"])
def test_one_date_that_is_none_does_not_put_the_others_in_doubt(bad: str, tmp_path: Path) -> None:
    lines = [*many("{i};{d}/03/2024;A;b;1{i},50", 79), f"900;{bad};A;b;1,50"]
    found = propose(table(tmp_path / "a.csv", *lines), CATALOGUE)
    assert (found.certaine, found.dates) == (True, "%d/%m/%Y")


def test_one_odd_cell_does_not_hide_that_the_others_are_read_in_two_ways(tmp_path: Path) -> None:
    odd = "900;à venir;A;b;à venir"
    assert asked(table(tmp_path / "a.csv", *many("{i};{d}/03/2024;A;b;1,234", 40), odd)) == {"nombres"}
    short = (f"{i};0{1 + i % 9}/03/2024;A;b;1{i},50" for i in range(20))
    assert asked(table(tmp_path / "b.csv", *short, odd)) == {"dates"}
    us = [*many("{i};{d}/03/2024;A;b;1{i},50", 60), "900;12/31/2024;A;b;1,50"]
    assert asked(table(tmp_path / "c.csv", *us)) == {"dates"}


def test_formats_that_read_alike_are_one_choice(tmp_path: Path) -> None:
    lines = [*many("{i};{d}/03/2024;A;b;1{i},50", 60), *many("{i};{d}/03/2024;A;b;12.50", 5)]
    question = propose(table(tmp_path / "a.csv", *lines), CATALOGUE).questions[0]
    assert len(question.choix) == 2


def test_a_title_that_says_the_tax_answers_for_the_column(tmp_path: Path) -> None:
    text = PLAIN.replace("Montant HT", "Montant")
    for said, base in (("Montants TTC", "ttc"), ("Montants en euros HT", "ht")):
        path = write_csv(tmp_path / f"{base}.csv", columns(text), mandats(), before=f"Commune;{said}\r\n")
        found = propose(path, CATALOGUE)
        assert found.profil is not None and found.profil.base == base


def test_amounts_named_in_thousands_are_never_read_as_euros_in_silence(tmp_path: Path) -> None:
    for name in ("Montant HT (k€)", "Montant HT en milliers d'euros", "Montant HT KEUR"):
        path = write_csv(tmp_path / "a.csv", columns(PLAIN.replace("Montant HT", name)), mandats())
        assert "unite" in asked(path)


def test_another_currency_is_asked_about(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", *many("{i};{d}/03/2024;A;b;£1{i}.50"))
    assert asked(path) == {"devise"}
    head = f"{HEAD};Devise"
    lines = many("2024;{i};{d}/03/2024;A;b;1{i},50;EUR")
    assert asked(table(tmp_path / "b.csv", *lines, head=head)) == set()
    assert asked(table(tmp_path / "c.csv", *lines[:-1], lines[-1].replace("EUR", "CHF"), head=head)) == {
        "devise"
    }


def test_an_amount_without_tax_above_its_total_is_asked_about(tmp_path: Path) -> None:
    head = "Exercice;N° mandat;Tiers;Objet;Montant HT;Montant TTC"
    assert asked(table(tmp_path / "a.csv", *many("2024;{i};A;b;12{i},00;1{i},00"), head=head)) == {"base"}


def test_a_total_without_its_tax_is_no_amount(tmp_path: Path) -> None:
    head = "Exercice;N° mandat;Tiers;Objet;TVA;Montant TTC"
    lines = [*many("2024;{i};A;b;{i},00;5000,00", 300), "2024;301;A;b;20,00;"]
    path = table(tmp_path / "a.csv", *lines, head=head)
    result = ingest(propose(path, CATALOGUE), path, tmp_path)
    assert result.bilan.equilibre
    assert result.bilan.acceptes.centimes == sum(500000 - 100 * i for i in range(300))
    assert result.bilan.rejets["montant_absent"].lignes == 1


SENSE = "Exercice;N° mandat;Tiers;Objet;{};Montant HT"


@pytest.mark.parametrize(
    ("name", "plus", "moins"),
    [
        ("Sens", "D", "C"),
        ("D/C", "Débit", "Crédit"),
        ("Type de mandat", "Mandat", "Annulation"),
        ("Signe", "+", "-"),
    ],
)
def test_a_column_of_sense_turns_what_it_takes_away(name: str, plus: str, moins: str, tmp_path: Path) -> None:
    lines = [*many("2024;{i};A;b;" + plus + ";10,00", 20), *many("2024;1{i};A;b;" + moins + ";4,00", 3)]
    path = table(tmp_path / "a.csv", *lines, head=SENSE.format(name))
    assert cents(path, tmp_path) == [1000] * 20 + [-400] * 3


def test_a_sign_already_written_is_not_turned_again(tmp_path: Path) -> None:
    lines = [*many("2024;{i};A;b;D;10,00", 20), *many("2024;1{i};A;b;C;-4,00", 3)]
    path = table(tmp_path / "a.csv", *lines, head=SENSE.format("Sens"))
    assert cents(path, tmp_path) == [1000] * 20 + [-400] * 3


def test_signs_that_contradict_the_sense_are_asked_about(tmp_path: Path) -> None:
    lines = [*many("2024;{i};A;b;D;10,00", 20), *many("2024;1{i};A;b;C;-4,00", 3), "2024;99;A;b;C;4,00"]
    assert asked(table(tmp_path / "a.csv", *lines, head=SENSE.format("Sens"))) == {"signe"}


def test_lines_of_revenue_and_unknown_senses_are_asked_about(tmp_path: Path) -> None:
    lines = [*many("2024;{i};A;b;D;10,00", 20), *many("2024;1{i};A;b;R;4,00", 3), "2024;99;A;b;Z;4,00"]
    path = table(tmp_path / "a.csv", *lines, head=SENSE.format("Sens"))
    assert asked(path) == {"sens R", "sens Z"}
    answers = {"sens R": "hors", "sens Z": "plus"}
    assert cents(path, tmp_path, **answers) == [1000] * 20 + [400]


def test_several_bodies_in_one_file_are_asked_about(tmp_path: Path) -> None:
    head = f"Collectivité;{HEAD}"
    lines = [*many("Ville;2024;{i};{d}/03/2024;A;b;1,50"), "CCAS;2024;99;14/03/2024;A;b;1,50"]
    assert asked(table(tmp_path / "a.csv", *lines, head=head)) == {"organismes"}
    assert asked(table(tmp_path / "b.csv", *lines[:-1], head=head)) == set()


def test_an_unknown_column_of_siret_is_asked_about(tmp_path: Path) -> None:
    head, drawn = f"{HEAD};Zorglub", map("{:014}".format, range(1_800_000, 1_810_000))
    valid = list(filter(is_siret, drawn))
    lines = [f"2024;{i};14/03/2024;A;b;1,50;{valid[i % 2]}" for i in range(30)]
    assert asked(table(tmp_path / "a.csv", *lines, head=head)) == {"siret"}


@pytest.mark.parametrize("cible", ["tiers_siret", "tiers_code"])
def test_an_identifier_is_what_its_values_are(cible: str, tmp_path: Path) -> None:
    valid = next(filter(is_siret, map("{:014}".format, range(1_800_000, 1_810_000))))
    value = valid if cible == "tiers_siret" else "F0012"
    lines = many("2024;{i};{d}/03/2024;A;b;1,50;" + value)
    found = propose(table(tmp_path / "a.csv", *lines, head=f"{HEAD};Identifiant"), CATALOGUE)
    assert (found.certaine, found.colonnes[-1].cible) == (True, cible)


def test_a_column_without_use_is_left_with_its_reason(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", *many("2024;{i};{d}/03/2024;A;b;1,50;x{i}"), head=f"{HEAD};Zorglub")
    found = propose(path, CATALOGUE)
    assert found.certaine and found.profil is not None
    assert found.profil.ignore == {"Zorglub": "conservée sans usage : la cartographie n'en a pas besoin"}


def test_a_composite_account_is_read_and_another_column_is_not(tmp_path: Path) -> None:
    head = f"{HEAD};Imputation"
    found = propose(
        table(tmp_path / "a.csv", *many("2024;{i};{d}/03/2024;A;b;1,5;6068-020-SERV"), head=head), CATALOGUE
    )
    assert found.colonnes[-1].cible == "compte"
    found = propose(
        table(tmp_path / "b.csv", *many("2024;{i};{d}/03/2024;A;b;1,5;SERV-6068"), head=head), CATALOGUE
    )
    assert (found.colonnes[-1].etat, found.colonnes[-1].pourquoi) == (
        "ignoree",
        "ne porte pas de compte par nature",
    )


@pytest.mark.parametrize("missing", ["Montant HT", "Tiers", "Date mandat"])
def test_a_table_that_lacks_what_a_line_needs_is_refused(missing: str, tmp_path: Path) -> None:
    kept = [column for column in columns(PLAIN) if column[0] not in (missing, "Objet", "Exercice")]
    with pytest.raises(UnreadableFile, match="n'a pas de"):
        propose(write_csv(tmp_path / "a.csv", kept, mandats()), CATALOGUE)


def test_a_header_alone_is_no_table(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="aucune donnée"):
        propose(table(tmp_path / "a.csv"), CATALOGUE)


def test_accents_broken_before_the_export_are_asked_about(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", *many("{i};{d}/03/2024;CrÃ¨che;LibellÃ©;1{i},50"))
    assert asked(path) == {"accents"}


@pytest.mark.parametrize(
    ("text", "form", "day"),
    [
        ("12 janv. 2024", "%d %b %Y", date(2024, 1, 12)),
        ("3 août 2023", "%d %b %Y", date(2023, 8, 3)),
        ("05-Jun-20", "%d-%b-%y", date(2020, 6, 5)),
        ("31/12/2023 00:00:00", "%d/%m/%Y", date(2023, 12, 31)),
        ("31/12/2023 14:05", "%d/%m/%Y", date(2023, 12, 31)),
        ("45292", "serie", date(2024, 1, 1)),
        ("2024-02-29T10:00:00", "iso", date(2024, 2, 29)),
    ],
)
def test_every_form_that_is_proposed_is_read(text: str, form: str, day: date) -> None:
    assert read_date(text, form) == day


def test_months_in_words_are_proposed(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", *many("{i};{d} févr. 2024;A;b;1{i},50"))
    found = propose(path, CATALOGUE)
    assert (found.certaine, found.dates) == (True, "%d %b %Y")


def test_a_saved_profile_serves_the_next_month_only_if_it_is_written_alike(tmp_path: Path) -> None:
    territory, first = Catalogue(tmp_path / "t"), write_csv(tmp_path / "1.csv", columns(PLAIN), mandats())
    folder = tmp_path / "t/sources/mandats_tableur/profils"
    path = save_profile(propose(first, CATALOGUE), folder, "mensuel", "Export « mensuel » : l'état")
    assert discover(territory)["mandats_tableur"].profils["mensuel"].libelle == "Export « mensuel » : l'état"
    assert path.read_text("utf-8").startswith("libelle: 'Export « mensuel » : l''état'\ndescription: ")
    alike = write_csv(
        tmp_path / "2.csv", columns(PLAIN), [Mandat(1, 500, date(2024, 5, 20))], encodage="utf-8"
    )
    assert match_profile(alike, territory) == ("mandats_tableur", "mensuel")
    for change in ({"money": ".,-"}, {"day": "%m/%d/%Y"}, {"encodage": "mac-roman"}):
        assert (
            match_profile(write_csv(tmp_path / "3.csv", columns(PLAIN), mandats(), **change), territory)
            is None
        )
    more = columns(f"{PLAIN} | Couleur=texte")
    assert match_profile(write_csv(tmp_path / "4.csv", more, mandats()), territory) is None


def test_a_profile_is_not_saved_over_another_nor_before_its_questions_are_answered(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", columns(PLAIN), mandats())
    save_profile(propose(path, CATALOGUE), tmp_path, "essai", "Essai")
    for name, source in (
        ("essai", path),
        ("../ailleurs", path),
        ("autre", table(tmp_path / "b.csv", "1;1;A;b;1,234")),
    ):
        with pytest.raises((CatalogueError, UnreadableFile)):
            save_profile(propose(source, CATALOGUE), tmp_path, name, "Essai")


def test_two_profiles_that_would_read_apart_serve_nothing(tmp_path: Path) -> None:
    territory, folder = Catalogue(tmp_path / "t"), tmp_path / "t/sources/mandats_tableur/profils"
    path = write_csv(tmp_path / "a.csv", columns(PLAIN.replace("Montant HT", "Montant")), mandats())
    for reply in ("ht", "ttc"):
        save_profile(answered(path, {"base": reply})[0], folder, reply, reply)
    assert match_profile(path, territory) is None


REDUCED = "Exercice;N° mandat;Date mandat;Tiers;Objet;{}"


def reduced(path: Path, head: str, *cells: str) -> Path:
    """Lines of 2024 under two columns or more of amounts, each line given by its amounts."""
    lines = [f"2024;{i};14/03/2024;A;b;{cell}" for i, cell in enumerate(cells)]
    return table(path, *lines, head=REDUCED.format(head))


PLAIN_CELLS = ("1001,50;", "1002,50;", "1003,50;200,00")


@pytest.mark.parametrize(
    "head", ["Mandaté HT;Montant annulé", "Montant mandaté HT;Réduction HT", "Montant brut HT;Annulations"]
)
def test_what_is_cancelled_is_taken_away_from_what_was_paid(head: str, tmp_path: Path) -> None:
    path = reduced(tmp_path / "a.csv", head, *PLAIN_CELLS, ";50,00", "10,00;0,00")
    assert asked(path) == set()
    assert cents(path, tmp_path) == [100150, 100250, 80350, -5000, 1000]


def test_amounts_and_cancellations_on_lines_of_their_own_are_a_difference(tmp_path: Path) -> None:
    path = reduced(tmp_path / "a.csv", "Montant HT;Montant annulé", "1001,50;", "1002,50;0,00", ";200,00")
    assert asked(path) == set()
    assert cents(path, tmp_path) == [100150, 100250, -20000]
    path = reduced(tmp_path / "b.csv", "Débit HT;Crédit HT", "1 001,50;0,00", "1 002,50;0,00", "0,00;200,00")
    assert asked(path) == set()


@pytest.mark.parametrize(
    ("head", "cells"),
    [
        ("Montant HT;Montant annulé", PLAIN_CELLS),
        ("Mandaté HT;Montant annulé", ("1001,50;", "1002,50;", "1003,50;-200,00")),
        ("Mandaté HT;Montant annulé", ("1001,50;", "1002,50;", "1003,50;2000,00")),
        ("Mandaté HT;Annulé TTC", PLAIN_CELLS),
    ],
)
def test_a_reduction_that_nothing_proves_is_asked_about(
    head: str, cells: tuple[str, ...], tmp_path: Path
) -> None:
    path = reduced(tmp_path / "a.csv", head, *cells)
    question = f"annulations {head.partition(';')[2]}"
    assert asked(path) == {question}
    assert cents(path, tmp_path, **{question: "laisser"}) == [100150, 100250, 100350]


def test_an_amount_already_net_of_what_is_cancelled_is_read_as_it_is(tmp_path: Path) -> None:
    cells = ("1001,50;;1001,50", "1002,50;;1002,50", "1003,50;200,00;803,50")
    path = reduced(tmp_path / "a.csv", "Mandaté HT;Annulé HT;Net HT", *cells)
    assert asked(path) == set()
    assert cents(path, tmp_path) == [100150, 100250, 80350]


@pytest.mark.parametrize("blank", ["", "0,00"])
def test_cancellations_that_come_later_are_not_ignored_by_a_saved_profile(blank: str, tmp_path: Path) -> None:
    territory, head = Catalogue(tmp_path / "t"), "Montant HT;Montant annulé"
    path = reduced(tmp_path / "a.csv", head, f"1001,50;{blank}", f"1002,50;{blank}")
    folder = tmp_path / "t/sources/mandats_tableur/profils"
    save_profile(propose(path, CATALOGUE), folder, "mensuel", "Mensuel")
    assert match_profile(path, territory) == ("mandats_tableur", "mensuel")
    assert match_profile(reduced(tmp_path / "b.csv", head, *PLAIN_CELLS), territory) is None


def test_a_second_reduction_is_not_ignored_in_silence(tmp_path: Path) -> None:
    path = reduced(tmp_path / "a.csv", "Mandaté HT;Montant annulé;Réduction", "9,50;1,00;", "9,50;;2,00")
    assert asked(path) == {"annulations Réduction"}


@pytest.mark.parametrize(
    ("head", "cell"),
    [
        ("Montant HT;TVA;TTC;Net à payer", "100,00;20,00;120,00;114,00"),
        ("Montant HT;Montant TTC;Net à payer;Retenue de garantie", "100,00;120,00;114,00;6,00"),
        ("Montant HT;Net à payer", "100,00;95,00"),
    ],
)
def test_what_is_left_to_pay_raises_no_question_beside_an_amount_without_tax(
    head: str, cell: str, tmp_path: Path
) -> None:
    path = reduced(tmp_path / "a.csv", head, *[cell] * 20)
    assert asked(path) == set()
    assert cents(path, tmp_path) == [10000] * 20


def test_an_only_amount_named_with_tax_is_never_offered_as_without(tmp_path: Path) -> None:
    path = reduced(tmp_path / "a.csv", "Montant TTC", *["120,00"] * 20)
    (question,) = propose(path, CATALOGUE).questions
    assert [value for value, _ in question.choix] == ["ttc"]
    assert ingest(answered(path)[0], path, tmp_path).signalements["montants_ttc"] == 1


def test_encodings_that_compete_are_shown_where_they_differ(tmp_path: Path) -> None:
    lines = [*many("2024;{i};14/03/2024;Crèche;Goûters;1,50", 20), "2024;99;14/03/2024;Œnologie;b;1,50"]
    path = tmp_path / "a.csv"
    path.write_bytes("\n".join([HEAD, *lines, ""]).encode("iso8859-15"))
    for question in propose(path, CATALOGUE).questions:
        shown = [said.partition(" : ")[2] for _, said in question.choix]
        assert len(set(shown)) == len(shown) and "« Œnologie »" in shown


TITLES = ["Exercice", "N° mandat", "Tiers", "Objet", "Montant HT"]
MANDATS: Rows = [TITLES] + [["2024", str(i), "A", "b", i + 1] for i in range(5)]
SIDES: dict[str, Rows] = {
    "Tiers": [["Code tiers", "Nom tiers", "SIRET"], ["1", "A", ""]],
    "Synthèse": [["Nature", "Montant"], ["60612", 15]],
}


def book(path: Path, **sheets: Rows) -> Path:
    path.write_bytes(xlsx({nom: sheet_xml(rows) for nom, rows in sheets.items()}))
    return path


def test_the_only_sheet_that_may_be_lines_is_read_and_the_others_told(tmp_path: Path) -> None:
    for rank, sheets in enumerate(({"Mandats": MANDATS, **SIDES}, {**SIDES, "Mandats": MANDATS})):
        folder = tmp_path / str(rank)
        folder.mkdir()
        path = book(folder / "a.xlsx", **sheets)
        found = propose(path, CATALOGUE)
        assert (found.certaine, found.feuille) == (True, "Mandats"), found.questions
        result = ingest(found, path, folder)
        assert (result.bilan.acceptes.centimes, result.signalements["autres_feuilles"]) == (1500, 2)


def test_several_sheets_of_lines_are_asked_about_and_the_answer_is_told(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", Janvier=MANDATS, Février=MANDATS, **SIDES)
    (question,) = propose(path, CATALOGUE).questions
    assert [value for value, _ in question.choix] == ["Janvier", "Février"]
    assert "--reponse feuille=NOM" in question.texte
    assert propose(path, CATALOGUE, reponses={"feuille": "Février"}).feuille == "Février"
