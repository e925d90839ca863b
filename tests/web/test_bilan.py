"""The page of the balance: payments and marchés apart, and what deserves notice, file by file."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from achatlas.catalogue.load import Catalogue
from achatlas.domain.balance import Account, Ledger
from achatlas.domain.nombres import en_lettres
from achatlas.store.kinds import arrow_schema
from achatlas.store.register import Bilan, Depot, Register
from tests.web import atelier

if TYPE_CHECKING:
    from django.test import Client

MANDATS = ("a.csv", "mandats_tableur", "000000001", Account(10, 1_000, 1_000, 1))
FLUX = ("b.xml", "pes_depense", "000000001", Account(5, 500, 500, 2))
DECP = ("c.json", "decp_2019", None, Account(7, 70_000_000, 70_000_000, 3))


def lu(fichier: str, source: str, siren: str | None, total: Account) -> tuple[Depot, Bilan]:
    """A file wholly accepted."""
    depot = Depot(fichier, fichier, siren, source, None, 1, "2026-01-01", fichier, {"iban_retire": 3})
    return depot, Bilan("lecture", fichier, fichier, Ledger(total, total))


def test_payments_and_marches_are_never_summed_together() -> None:
    from achatlas.web import bilan

    lus = [lu(*one) for one in (MANDATS, FLUX, DECP)]
    sommes = {one.titre: (one.sous_titre, one.lignes[0].euros) for one in bilan.ensembles(lus)}
    assert sommes == {
        "Fichiers de mandats": ("2\xa0fichiers", "15,00"),
        "Fichiers de marchés": ("1\xa0fichier", "700\u202f000,00"),
    }
    assert bilan._phrase(lus) == "15\xa0lignes de mandats et 7\xa0lignes de marchés, aucune perdue"


def test_the_files_of_a_buyer_are_grouped_by_what_they_tell() -> None:
    from achatlas.web import bilan

    lus = [lu(*MANDATS), lu("d.json", "decp_2019", "000000001", DECP[3])]
    groupes = bilan.grouper(lus, {"000000001": "Val"})
    assert [(g.somme.titre, g.somme.sous_titre) for g in groupes] == [
        ("Val", "1\xa0fichier de mandats"),
        ("Val", "1\xa0fichier de marchés"),
    ]


def test_the_sum_of_the_common_tables_is_said_to_be_one() -> None:
    from achatlas.screens.droits import Droits
    from achatlas.web import bilan

    def told(objet: str) -> str:
        found = Bilan("publication", objet, "neuf", Ledger(MANDATS[3], MANDATS[3]))
        return bilan._etapes([found], Droits("groupe_projet", "", ""))[0].sous_titre

    count = en_lettres(len(Catalogue().agregats) + 1)
    assert told("achats, vue commune") == f"publication, {count} tables des mêmes euros, additionnées"
    assert told("achats") == told("marches, vue commune") == "publication"


def test_no_column_is_left_half_empty_beside_the_account(entrer: Callable[[str], Client]) -> None:
    lue = entrer("groupe").get("/bilan/").content.decode()
    assert set(re.findall(r'<section class="pan (s\d+)"', lue)) == {"s12"}


def test_a_lost_line_is_said_in_the_title() -> None:
    from achatlas.web import bilan

    depot, _ = lu(*MANDATS)
    faux = Bilan("lecture", "a.csv", "a.csv", Ledger(Account(10, 1, 1, 1), Account(8, 1, 1, 1)))
    assert bilan._phrase([(depot, faux)]) == "10\xa0lignes de mandats, 2\xa0lignes d’écart"


def test_what_deserves_notice_is_said_under_its_file(entrer: Callable[[str], Client]) -> None:
    lue = entrer("agent").get("/bilan/").content.decode()
    assert "1\xa0point à savoir" in lue
    assert lue.count("▲ 2 numéros de sécurité sociale ont été retirés avant toute écriture") == 1
    assert "Demandez qu’ils ne soient plus saisis" in lue


def test_a_clean_file_shows_no_notice(
    entrer: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    from achatlas.web import bilan

    monkeypatch.setattr(bilan, "told", lambda *_: ())
    assert "à savoir" not in entrer("agent").get("/bilan/").content.decode().lower()


def test_the_definitions_served_are_those_of_the_overlay_that_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from achatlas.web import acces

    assert acces.catalogue().instance is None
    monkeypatch.setenv("ACHATLAS_INSTANCE", str(tmp_path))
    assert acces.catalogue().instance == tmp_path


def test_what_the_later_stages_set_apart_is_said_to_those_who_may_see_them() -> None:
    from achatlas.web import bilan

    un, tout = Account(1, 100, 100, 5), Account(10, 1_000, 1_000, 1)
    net = bilan.compte("mandats", "nettoyage", Ledger(tout, tout - un, doublons={"ligne_repetee": un}))
    suivi, seul, plein = (
        bilan.ensembles([lu(*MANDATS)], etapes)[0]
        for etapes in ([net], [], [bilan.compte("achats", "cartographie", Ledger(tout, tout))])
    )
    assert suivi.constat == bilan.LUES and suivi.suites == (net,)
    assert net.motifs[2][1][0].libelle == "Ligne identique à une autre du même mandat"
    assert "n’est pas un achat" in seul.constat and bilan.TOUTES not in seul.constat
    assert plein.constat == bilan.TOUTES


def test_the_refusals_of_the_later_stages_are_sent_for_the_open_files_only(
    entrer: Callable[[str], Client], maison: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from achatlas.web import rejets

    schema = arrow_schema(Catalogue().tables["rejets"])
    rejet = {"etape": "nettoyage", "categorie": "doublon", "motif": "ligne_repetee", "numero_ligne": 3}
    lus = [rejet | {"depot": atelier.depot_of(siren), "extrait": siren} for siren, _ in atelier.ACHETEURS]
    lus.append(lus[0] | {"categorie": "exclu", "extrait": "hors champ"})
    lus.append(lus[0] | {"categorie": "rejet", "motif": "montant_illisible", "numero_ligne": 4})
    atelier.write(lus, schema, tmp_path / "rejets_mandats.parquet")
    monkeypatch.setattr(rejets, "_later_rejets", lambda _: [tmp_path / "rejets_mandats.parquet"])
    recu = b"".join(entrer("agent").get("/bilan/rejets.csv")).decode()  # type: ignore[call-overload]
    assert "# version essai" in recu and "hors champ" not in recu
    assert [ligne for ligne in recu.splitlines() if ligne.startswith("nettoyage")] == [
        "nettoyage;;3;doublon;ligne_repetee;;0,00;000000001",
        "nettoyage;;4;rejet;montant_illisible;;;000000001",
    ]


def test_an_amount_that_was_not_read_is_unknown_and_not_nothing() -> None:
    from achatlas.web import bilan

    known, unread = Account(1, 500, 500, 3), Account(2, 0, 0, 9)
    rejets = {"montant_illisible": unread, "exercice_inconnu": known}
    found = bilan.compte("a", "b", Ledger(known + unread, Account(), rejets, {}, {}))
    assert {m.libelle: m.euros for m in found.motifs[0][1]} == {
        "Montant illisible": "non lu",
        "Exercice inconnu": "5,00",
    }
    assert found.inconnus.startswith("2\u00a0lignes rejetées ont un montant qui n’a pu être lu")
    assert bilan.compte("a", "b", Ledger(known, known, {}, {}, {})).inconnus == ""


def test_the_refusals_sent_are_those_of_the_maps_pointed_to(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from achatlas.web import rejets

    monkeypatch.setattr(rejets, "maison", lambda: tmp_path)
    registre, wanted = Register(tmp_path), tmp_path / "instantanes" / "net" / "b" / "rejets_mandats.parquet"
    for path in (wanted, tmp_path / "instantanes" / "net" / "a" / "rejets_mandats.parquet"):
        path.parent.mkdir(parents=True)
        path.touch()
    assert rejets._later_rejets(registre) == []
    registre.point("cartes", "b")
    assert rejets._later_rejets(registre) == [wanted]


def test_an_edge_where_a_marche_changes_its_count_or_its_amount_says_so() -> None:
    from achatlas.screens.droits import Droits
    from achatlas.web import bilan

    cartes, publies = Account(327, 9, 9, 1), Account(355, 9, 9, 2)
    suite = [
        Bilan("publication", "marches", "k", Ledger(publies, publies)),
        Bilan("cartographie", "marches", "k", Ledger(cartes, cartes)),
    ]
    dites = [one.sous_titre for one in bilan._etapes(suite, Droits("groupe_projet", "", ""))]
    assert dites == ["cartographie, au montant modifié", "publication, une ligne par titulaire"]
