"""Cents go from file to map without losing one; what is left out is counted with its reason."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow.parquet as pq
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from achatlas import pipeline
from achatlas.domain.balance import Account, Ledger
from achatlas.settings import Settings

ENTETE = (
    "Exercice",
    "Budget",
    "N° mandat",
    "Date mandat",
    "Nature",
    "Service",
    "Code tiers",
    "Tiers",
    "Objet",
    "Mt HT",
)
SIREN = "000900001"
CARTE = {
    "id": "essai",
    "libelle": "Essai",
    "acheteurs": [{"siren": SIREN, "nom": "Essai", "nom_court": "Essai", "type": "commune"}],
}
Line = tuple[str, ...]
Books = dict[str, Ledger]
LIGNES = st.lists(
    st.tuples(
        st.sampled_from(["2024", "2023", "", "20x4"]),
        st.just("00"),
        st.sampled_from(["", "1", "2"]),
        st.sampled_from(["15/01/2024", "", "31/02/2024"]),
        st.sampled_from(["60612", "60623", "64111", "6031", "65748", "2313", "609", "", "abc"]),
        st.sampled_from(["", "Écoles"]),
        st.sampled_from(["", "F1"]),
        st.sampled_from(["PAPIER SARL", "", "ÉLEC"]),
        st.sampled_from(["Électricité", "Papier", "Loyer"]),
        st.integers(-(10**9), 10**9).map(lambda c: f"{'-' * (c < 0)}{abs(c) // 100},{abs(c) % 100:02d}"),
    ),
    min_size=1,
    max_size=30,
)  # fmt: skip


def cents(line: Line) -> int:
    """The amount of a line, read in plain Python."""
    return int(line[-1].replace(",", ""))


@contextmanager
def imported(lines: list[Line]) -> Iterator[tuple[pipeline.Workshop, Ledger]]:
    """A territory where a file of these lines was imported, and the account of the reading."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "essai"
        home.mkdir()
        (home / "territoire.yml").write_text(yaml.safe_dump(CARTE), encoding="utf-8")
        path = Path(folder) / "mandats.csv"
        with path.open("w", encoding="cp1252", newline="") as stream:
            csv.writer(stream, delimiter=";").writerows([ENTETE, *lines])
        atelier = pipeline.open_workshop(Settings(Path(folder), "essai", None, "400MB"))
        yield atelier, pipeline.import_file(atelier, path, SIREN, "mandats_tableur", "exemple_csv").bilan


def run(lines: list[Line]) -> tuple[Books, list[int]]:
    """Imports and runs a file of these lines; returns the ledgers by edge, and the amounts on the map."""
    with imported(lines) as (atelier, _):
        books = {f"{b.etape} {b.objet.split(' ')[0]}": b.compte for b in pipeline.run(atelier)}
        (mart,) = atelier.home.glob("instantanes/cartes/*/mart__achats.parquet")
        return books, pq.read_table(mart)["montant_ht_centimes"].to_pylist()


def weighed(lines: list[Line]) -> Account:
    """What the independent counter read of a file of these lines."""
    with imported(lines) as (_, ledger):
        return ledger.lu


def edges(books: Books) -> tuple[Ledger, Ledger, Ledger]:
    return books["lecture mandats.csv"], books["nettoyage mandats"], books["cartographie achats"]


@settings(max_examples=4)
@given(LIGNES)
def test_cents_go_from_file_to_map(lines: list[Line]) -> None:
    books, shown = run(lines)
    lecture, nettoyage, carte = edges(books)
    assert all(ledger.equilibre for ledger in books.values())
    assert (lecture.lu.lignes, lecture.lu.centimes) == (len(lines), sum(map(cents, lines)))
    assert lecture.lu.centimes_absolus == sum(abs(cents(line)) for line in lines)
    assert (lecture.acceptes, nettoyage.acceptes) == (nettoyage.lu, carte.lu)
    assert (carte.acceptes.lignes, carte.acceptes.centimes) == (len(shown), sum(shown))


@settings(max_examples=5)
@given(LIGNES, st.integers(0, 29), st.integers(1, 10**6))
def test_one_amount_changed_by_hand_changes_the_account(lines: list[Line], rank: int, more: int) -> None:
    rank %= len(lines)
    amount = cents(lines[rank]) + more
    written = f"{'-' * (amount < 0)}{abs(amount) // 100},{abs(amount) % 100:02d}"
    changed = [*lines[:rank], (*lines[rank][:-1], written), *lines[rank + 1 :]]
    gap = weighed(changed) - weighed(lines)
    assert (gap.lignes, gap.centimes) == (0, more)
    assert gap.empreinte != 0


def test_what_is_left_out_says_why() -> None:
    paid, salary = ("2024", "00", "1", "15/01/2024", "60612", "", "", "ÉLEC", "Électricité", "10,00"), "64111"
    lines: list[Line] = [paid, paid, (*paid[:4], salary, *paid[5:]), ("20x4", "00", "2", "", *paid[4:])]
    lecture, nettoyage, carte = edges(run(lines)[0])
    ten = {"lignes": 1, "centimes": 1000, "centimes_absolus": 1000}
    assert _without_mark(lecture.doublons["ligne_repetee"]) == ten
    assert _without_mark(nettoyage.rejets["exercice_inconnu"]) == ten
    ((reason, account),) = carte.exclus.items()
    assert reason.startswith("compte 64")
    assert (_without_mark(account), _without_mark(carte.acceptes)) == (ten, ten)


def _without_mark(account: Account) -> dict[str, int]:
    return {name: value for name, value in account.as_dict().items() if name != "empreinte"}
