"""The page of what the machine is worth: open to all who sign in, names nobody, says what is simulated."""

from __future__ import annotations

import html
import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from achatlas.catalogue.fiabilite import Sample, publish
from achatlas.catalogue.load import Catalogue
from achatlas.domain.accuracy import Verdict, measured
from achatlas.domain.judgement import Judgement
from achatlas.domain.nombres import entre
from achatlas.pipeline import rapprochements as r
from achatlas.pipeline.rapprochements import Dit
from achatlas.pipeline.written import Portee
from tests.web import rapprochements as essai
from tests.web.depots import AUTRE, MIEN
from tests.web.rapprochements import BON, CLE, GARAGE, IMPRIMERIE, PAPETERIE

if TYPE_CHECKING:
    from django.test import Client

Entrer = Callable[[str], "Client"]
PAGE = "/fiabilite/"
SAMPLE = Sample("essai", "Noms relus par nous", "Dix noms.", True, "noms", "./go achatlas mesurer")
TOLD = measured([Verdict("nom", 90, rank > 0, True) for rank in range(10)], 83, "nom")
SUJET = """
libelle: Ranger une dépense
definition: "Une dépense sans compte précis se range d'après ses mots."
phrase: "Elle a raison {precision} fois sur 100 et range {rappel} sur 100."
precision: "parmi celles qu'elle range"
rappel: "parmi toutes"
seuil: "confiance"
ignore: ["Un libellé vide ne dit rien."]
axe: classement
regles: [regles/cascade.yml]
"""


@pytest.fixture
def chez(rapproches_publies: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of a territory published, served instead of the common one."""
    from django.test import override_settings

    made = Path(shutil.copytree(rapproches_publies, tmp_path / "essai"))
    with override_settings(ACHATLAS_HOME=str(made)):
        yield made


def raw(client: Client, path: str = PAGE) -> str:
    response = client.get(path)
    assert response.status_code == 200, response.content.decode()[:600]
    return response.content.decode()


def shown(client: Client, path: str = PAGE) -> str:
    text = html.unescape(re.sub(r"<[^>]+>", " ", raw(client, path)))
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


@pytest.mark.parametrize("role", ["agent", "autre", "groupe", "elu"])
def test_it_is_open_to_every_account_and_in_its_menu(role: str, entrer: Entrer) -> None:
    client = entrer(role)
    assert "Reconnaître qui a été payé" in shown(client)
    assert 'href="/fiabilite/" aria-current="page">Fiabilité' in raw(client)


def test_every_published_measure_is_told_with_its_interval_and_how_to_make_it_again(entrer: Entrer) -> None:
    page = shown(entrer("elu"))
    for one in Catalogue().published("rapprochement"):
        assert one.mesure.precision_ic and one.mesure.rappel_ic
        assert entre(one.mesure.precision_ic).replace("\u202f", " ") in page
        assert one.commande in page and one.empreinte in page
    assert "simulé" in page and "2026" in page


def test_each_chart_has_a_text_and_a_table_and_the_threshold_in_use(entrer: Entrer) -> None:
    page = raw(entrer("agent"))
    seuil = Catalogue().regle("noms")["seuil_automatique"]
    every = [one for sujet in Catalogue().fiabilites for one in Catalogue().published(sujet)]
    assert page.count('<svg class="inter large"') == len(every)
    assert re.search(r'<svg class="inter large"[^>]*role="img" aria-label="Précision, en noms : [^"]*%', page)
    assert re.search(rf'<svg class="seuils large"[^>]*aria-label="[^"]*seuil en service : {seuil}"', page)
    assert f"en service : {seuil}" in page and f"{seuil}, en service" in page


def test_simpler_ways_and_the_sureness_that_holds_stand_beside_the_measure(entrer: Entrer) -> None:
    page = entrer("elu").get(PAGE).content.decode()
    for said in ("TF-IDF et SVM linéaire", "Mots-clés de la nomenclature", "CPV de l’acheteur"):
        assert said in page
    assert page.count("La sûreté annoncée, et celle qui est tenue") == 2
    assert 'data-l="Parmi les cinq premiers"' in page and "90 à 100" in page


def test_no_style_nor_script_is_written_in_the_page(entrer: Entrer) -> None:
    page = raw(entrer("groupe"))
    assert " style=" not in page and "<style" not in page
    assert re.findall(r"<script(?![^>]*src=)", page) == []


def test_what_recognised_who_was_paid_here_is_told_in_euros(chez: Path, entrer: Entrer) -> None:
    page = shown(entrer("elu"))
    assert "80 % des euros portent un numéro valable : rien n’y est deviné." in page
    assert "k€ HT, tous les exercices" in page
    assert "SIREN valable 10 80 % 2" in page and "Total 12 100 % 8" in page


def test_no_supplier_is_named_to_anybody(chez: Path, entrer: Entrer) -> None:
    r.judge(essai.workshop(chez), Portee(frozenset({MIEN, AUTRE})), Dit(CLE, BON, Judgement.OUI, "quelqu-un"))
    for role in ("agent", "autre", "groupe", "elu"):
        page = raw(entrer(role))
        assert not any(name in page for name in (PAPETERIE, GARAGE, IMPRIMERIE, "Nommée SA", "DURAND", BON))


def test_persons_who_judged_are_counted_with_an_interval(chez: Path, entrer: Entrer) -> None:
    assert "Personne n’a encore jugé de nom que la machine proposait." in shown(entrer("elu"))
    r.judge(essai.workshop(chez), Portee(frozenset({MIEN, AUTRE})), Dit(CLE, BON, Judgement.OUI, "quelqu-un"))
    page = shown(entrer("elu"))
    assert "1 nom jugé, dont 1 où les personnes ont retenu l’entreprise" in page
    assert "Très vraisemblable 20,6 à 100,0 % 1 sur 1" in page
    assert "leur accord ne mesure pas ce qu’elle décide seule" in page


def test_a_territory_that_published_nothing_says_so(rapproches: Path, entrer: Entrer, tmp_path: Path) -> None:
    from django.test import override_settings

    made = Path(shutil.copytree(rapproches, tmp_path / "essai"))
    with override_settings(ACHATLAS_HOME=str(made)):
        assert "Aucun paiement n’est encore publié" in shown(entrer("elu"))


def test_a_measure_of_the_territory_stands_beside_those_of_the_product(chez: Path, entrer: Entrer) -> None:
    path = publish(Catalogue(), chez / "instance", "rapprochement", SAMPLE, "2026-11-26", TOLD)
    page = shown(entrer("elu"))
    assert "Noms relus par nous simulé 10 noms" in page and "elle a raison 59,5 à 98,3 fois sur 100" in page
    assert "elle est à refaire" not in page
    path.write_text(path.read_text("utf-8").replace('"empreinte": "', '"empreinte": "0'), encoding="utf-8")
    assert "Les règles ont changé depuis cette mesure : elle est à refaire." in shown(entrer("elu"))


def test_another_thing_measured_is_found_by_its_place(chez: Path, entrer: Entrer) -> None:
    folder = chez / "instance" / "metier" / "fiabilite"
    folder.mkdir(parents=True)
    (folder / "classement.yml").write_text(SUJET, encoding="utf-8")
    publish(Catalogue(chez / "instance"), chez / "instance", "classement", SAMPLE, "2026-11-26", TOLD)
    page = shown(entrer("groupe"))
    assert page.index("Reconnaître qui a été payé") < page.index("Ranger une dépense")
    assert "range 59,5 à 98,3 sur 100" in page and "Un libellé vide ne dit rien." in page


def test_a_measure_that_was_typed_wrong_is_refused_by_name(chez: Path, entrer: Entrer) -> None:
    path = publish(Catalogue(), chez / "instance", "rapprochement", SAMPLE, "2026-11-26", TOLD)
    told = json.loads(path.read_text(encoding="utf-8"))
    told["mesure"]["precision"] = 1.2
    path.write_text(json.dumps(told), encoding="utf-8")
    response = entrer("elu").get(PAGE)
    assert response.status_code == 503 and "mesure.precision" in response.content.decode()


def test_the_rapprochements_lead_to_it(chez: Path, entrer: Entrer) -> None:
    assert 'href="/fiabilite/#rapprochement"' in raw(entrer("agent"), "/rapprochements/")
    assert 'id="rapprochement"' in raw(entrer("agent"))
