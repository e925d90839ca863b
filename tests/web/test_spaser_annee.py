"""A year that some buyers have not, a total that several are to reach, and how figures are said."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.partage import once
from tests.web import atelier
from tests.web import test_spaser as spaser
from tests.web.spaser import forget
from tests.web.test_couverture import sheet

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.usefixtures("spaser_vide")
Entrer = Callable[[str], "Client"]
page, aim, SEUL, COMMUNE, P03 = spaser.page, spaser.aim, spaser.SEUL, spaser.COMMUNE, spaser.P03
HERE, *AWAY = atelier.ACHETEURS
S04, ESSENTIEL = "/spaser/s04/", "/spaser/essentiel/"
ALL = "Exercice incomplet : 2 acheteurs sur 3 n’y ont aucun paiement (Bourg-Inventé, CCAS de Bourg-Inventé)."


@pytest.fixture(scope="session")
def troue_faite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A territory of which one buyer alone has its payments of 2025."""

    def build(at: Path) -> Path:
        with pytest.MonkeyPatch.context() as patch:
            made = atelier.achats
            patch.setattr(atelier, "achats", lambda *told: _kept(made(*told)))
            return atelier.build(at / "essai")

    return once(tmp_path_factory, "troue", build)


def _kept(rows: Iterator[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every payment but those of 2025 of all buyers but the first."""
    return [r for r in rows if r["exercice"] != "2025" or r["acheteur_siren"] == HERE[0]]


@pytest.fixture
def troue(troue_faite: Path) -> Iterator[Path]:
    """The same, served; objectives written there are taken out."""
    from django.test import override_settings

    with override_settings(ACHATLAS_HOME=str(troue_faite)):
        yield troue_faite
    forget(troue_faite)


@pytest.mark.parametrize("path", ["/spaser/", P03, ESSENTIEL, "/spaser/obligations/"])
def test_who_has_nothing_in_the_year_is_named_and_counted(entrer: Entrer, troue: Path, path: str) -> None:
    client = entrer("groupe")
    assert ALL in page(client, f"{path}?exercice=2025")
    assert "Exercice incomplet" not in page(client, f"{path}?exercice=2024")


def test_a_year_that_most_buyers_have_not_is_judged_of_nobody(entrer: Entrer, troue: Path) -> None:
    client = entrer("groupe")
    aim(client, cible_0="99,5")
    said = page(client, "/spaser/?exercice=2025")
    assert "<h1>Aucune cible ne peut encore être jugée" in said and "Sans données suffisantes" in said
    assert "il manque" not in said and "manquée" not in said
    told = page(client, f"{ESSENTIEL}?exercice=2025")
    assert "L’objectif fixé ne peut pas encore être jugé." in told and "il aurait fallu" not in told


def test_who_has_the_whole_year_is_judged_alone(entrer: Entrer, troue: Path) -> None:
    client = entrer("groupe")
    aim(client, cible_0="99,5", acheteurs=HERE[0])
    alone = page(client, "/spaser/?exercice=2025", SEUL)
    assert "Une cible sur une est manquée" in alone and "Exercice incomplet" not in alone
    both = page(client, "/spaser/?exercice=2025")
    assert "Une cible sur une sera manquée" in both and ALL in both


def test_the_last_whole_year_is_shown_unless_another_is_asked(entrer: Entrer, troue: Path) -> None:
    assert "Exercice incomplet" not in page(entrer("groupe"))


def entered(home: Path, hours: int) -> None:
    """Hours of insertion done by the first buyer in 2025."""
    from achatlas.domain.saisie import Saisie
    from achatlas.store.saisies import Proposee, Saisies

    told = Saisie("s04", HERE[0], 2025, numerateur=hours, denominateur=hours, qui="moi", date="2026-01-02")
    Saisies(home).write([Proposee(told)])


@pytest.mark.parametrize(
    ("whose", "said"), [([], "commun à tous"), ([HERE[0], AWAY[0][0]], "commun à plusieurs acheteurs")]
)
def test_a_total_of_several_is_not_what_each_owes(
    entrer: Entrer, maison: Path, whose: list[str], said: str
) -> None:
    client = entrer("groupe")
    entered(maison, 9185)
    aim(client, S04, cible_0="60000", acheteurs=whose)
    one = page(client, f"{S04}?exercice=2025", SEUL)
    assert f"L’objectif de 60 000 h est {said} : il ne se juge pas par acheteur." in one
    assert "Aucun objectif n’est écrit" in page(client, "/spaser/?exercice=2025", SEUL)
    assert "60 000 h" in page(client, "/spaser/?exercice=2025") and said not in page(client, S04)
    told = page(client, f"{ESSENTIEL}?exercice=2025", SEUL)
    assert "objectif commun à plusieurs acheteurs" in told and said in told
    assert "Aucun de ces chiffres n’a d’objectif qui se juge par acheteur." in told


def test_a_total_that_names_one_buyer_is_its_own(entrer: Entrer, maison: Path) -> None:
    client = entrer("groupe")
    entered(maison, 9185)
    aim(client, S04, cible_0="60000", acheteurs=HERE[0])
    assert "Une cible sur une est manquée" in page(client, "/spaser/?exercice=2025", SEUL)
    other = f"vue=individuelle&pour={AWAY[0][0]}"
    assert "60 000 h" not in page(client, f"{S04}?exercice=2025", other)


def test_a_share_that_all_aim_at_is_what_each_aims_at(entrer: Entrer) -> None:
    client = entrer("groupe")
    aim(client, cible_0="99,5")
    assert "Une cible sur une est manquée" in page(client, "/spaser/?exercice=2025", SEUL)


def test_the_page_in_a_line_counts_out_of_what_can_be_judged(entrer: Entrer) -> None:
    client = entrer("groupe")
    for path, cible in ((P03, "99,5"), (S04, "60000"), ("/spaser/e07/", "50")):
        aim(client, path, cible_0=cible)
    said = page(client, f"{ESSENTIEL}?exercice=2025")
    assert "Le seul objectif qui peut être jugé n’est pas atteint. 2 autres ne peuvent pas encore" in said


def test_no_target_is_said_kept_that_cannot_be_judged(entrer: Entrer) -> None:
    client = entrer("groupe")
    aim(client, cible_0="0,1")
    assert "<h1>Aucune cible n’est manquée" in page(client, "/spaser/?exercice=2025")
    aim(client, S04, cible_0="60000")
    assert "<h1>Aucune des cibles que l’on peut juger n’est manquée" in page(client, "/spaser/?exercice=2025")


@pytest.mark.parametrize(
    ("states", "said"),
    [
        ("aaa", "Tous les objectifs fixés sont atteints."),
        ("mm", "Aucun des 2 objectifs fixés n’est atteint."),
        ("am", "Un des 2 objectifs fixés est atteint."),
        ("m", "L’objectif fixé n’est pas atteint."),
        ("mmmiii", "Aucun des 3 objectifs qui peuvent être jugés n’est atteint. 3 autres ne peuvent"),
        ("aami", "2 des 3 objectifs qui peuvent être jugés sont atteints. Un autre ne peut pas encore"),
        ("aai", "Les 2 objectifs qui peuvent être jugés sont atteints. Un autre"),
        ("ii", "Aucun des 2 objectifs fixés ne peut encore être jugé."),
        ("-", "Aucun de ces chiffres n’a encore d’objectif."),
    ],
)
def test_how_many_objectives_are_reached_is_said_out_of_those_judged(states: str, said: str) -> None:
    from types import SimpleNamespace

    from achatlas.domain.objectif import Etat
    from achatlas.screens.spaser import essentiel

    names = {"a": Etat.ATTEINT, "m": Etat.MANQUE, "i": Etat.INCONNU, "-": ""}
    some: Any = tuple(SimpleNamespace(etat=str(names[one]), commun="") for one in states)
    assert essentiel.compte(some).startswith(said)


def test_an_entry_of_what_is_done_in_a_year_is_of_no_award() -> None:
    from achatlas.catalogue.load import Catalogue

    every = Catalogue().indicateurs.values()
    entries = [one for one in every if one.entree]
    for one in entries:
        counts = "archés" in f"{one.numerateur} {one.denominateur}" and "eures" not in one.numerateur
        assert counts or "notification" not in one.definition, one.id


def _figures() -> list[Any]:
    from achatlas.catalogue.load import Catalogue
    from achatlas.screens.spaser.vue import Chiffre

    every = Catalogue().indicateurs.values()
    return [Chiffre(one, cle, calcul) for one in every for cle, calcul in one.calculs.items()]


def test_what_a_share_is_short_of_has_its_noun_and_its_english() -> None:
    from achatlas import langues
    from achatlas.screens.spaser import chiffres, cibles

    known = langues.connues()["en"].phrases
    for one in _figures():
        if one.calcul.unite == "pourcent" and not chiffres.en_euros(one.calcul):
            noun = cibles.counted(one)
            assert noun and f"{noun},{noun}s" in known, one.suite


def test_a_share_of_suppliers_is_short_of_suppliers() -> None:
    from achatlas.analyse.readings import Reading
    from achatlas.screens.spaser import cibles

    (one,) = [one for one in _figures() if one.indicateur.id == "p08"]
    short = cibles.manquant(one, Reading(10, 100), Fraction(1, 2))
    assert short.replace("\u00a0", " ") == "il manque 40 fournisseurs"


@pytest.mark.parametrize(
    ("ident", "value", "said"),
    [
        ("s04", Fraction(11040), "+11 040"),
        ("s04", Fraction(-1, 3), "0"),
        ("p13", Fraction(-1, 1000), "0"),
        ("p13", Fraction(-36, 10), "−3,6"),
        ("p03", Fraction(1, 10**6), "0"),
        ("p03", Fraction(3, 10**4), "+0,03"),
        ("p03", Fraction(0), "0"),
    ],
)
def test_a_contribution_is_written_in_its_unit_and_never_as_a_signed_zero(
    ident: str, value: Fraction, said: str
) -> None:
    from achatlas.screens.spaser import chiffres

    one = next(one for one in _figures() if one.indicateur.id == ident)
    assert re.sub(r"[\u202f\u00a0]", " ", chiffres.en_points(value, one.calcul)) == said


@pytest.fixture(scope="session")
def sans_marches_faite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A territory of which one buyer alone gave its marchés."""

    def build(at: Path) -> Path:
        with pytest.MonkeyPatch.context() as patch:
            made = atelier.marches
            patch.setattr(
                atelier,
                "marches",
                lambda seed, siren, *told: made(seed, siren, *told) if siren == HERE[0] else iter(()),
            )
            return atelier.build(at / "essai")

    return once(tmp_path_factory, "sans_marches", build)


@pytest.fixture
def sans_marches(sans_marches_faite: Path) -> Iterator[Path]:
    from django.test import override_settings

    with override_settings(ACHATLAS_HOME=str(sans_marches_faite)):
        yield sans_marches_faite
    forget(sans_marches_faite)


MARCHES = "Marchés incomplets : on n’en connaît aucun de 2 acheteurs sur 3"


@pytest.mark.parametrize("path", ["/spaser/", P03, ESSENTIEL, "/spaser/rapport/"])
def test_who_gave_no_marche_is_named_and_counted(entrer: Entrer, sans_marches: Path, path: str) -> None:
    assert MARCHES in page(entrer("groupe"), f"{path}?exercice=2025")


def test_marches_that_most_lack_judge_nothing_and_a_buyer_without_any_has_no_data(
    entrer: Entrer, sans_marches: Path
) -> None:
    client = entrer("groupe")
    for ident in ("p01", "p14", "p03"):
        aim(client, f"/spaser/{ident}/", cible_0="99")
    said = page(client, "/spaser/rapport/?exercice=2025")
    judged = said[said.index("Objectifs et résultats, manqués compris</h2>") :].partition("</table>")[0]
    states = dict(
        re.findall(r">(P\d\d) · [^<]*</a></th>.*?<td[^>]*>(non jugée|manquée|atteinte)</td>", judged, re.S)
    )
    assert states == {"P01": "non jugée", "P14": "non jugée", "P03": "manquée"}
    alone = page(client, "/spaser/rapport/?exercice=2025", f"vue=individuelle&pour={AWAY[0][0]}")
    assert "Aucun marché n’est connu de cette année" in alone
    mute = alone[alone.index("Ce que ce rapport ne sait pas</h2>") :].partition("</table>")[0]
    row = re.search(r">P01 · .*?</tr>", mute, re.S)
    assert row and "sans données" in row[0] and "sans objet" not in row[0]


def test_a_page_whose_figures_lack_a_buyer_tells_no_gap(entrer: Entrer, sans_marches: Path) -> None:
    client = entrer("groupe")
    aim(client, "/spaser/p01/", cible_0="99")
    said = page(client, "/spaser/p01/?exercice=2025")
    assert "Qui fait l’écart" not in said and "Du rouge à l’acte" not in said and "il manque" not in said


def test_a_signed_report_goes_on_judging_nothing_that_marches_lacked(
    entrer: Entrer, sans_marches: Path
) -> None:
    client, at = entrer("groupe"), "/spaser/rapport/"
    aim(client, "/spaser/p01/", cible_0="99")
    read = re.search(r'name="lu" value="(\w+)"', page(client, f"{at}?exercice=2025"))
    assert read and client.post(f"{at}arreter/?{COMMUNE}&exercice=2025", {"lu": read[1]}).status_code == 302
    rows = sheet(client.get(f"{at}donnees.csv?{COMMUNE}&arrete=1"))
    told = [r for r in rows if (r["indicateur"], r["exercice"]) == ("P01", "2025")]
    assert [r["objectif"] for r in told if not r["axe"]] == ["non jugée"]
    assert {r["etat"] for r in told if r["membre"] in {siren for siren, _ in AWAY}} == {"sans_donnees"}
