"""What a new source, profile, axis, measure, dashboard or engine costs: no file of the product changes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from achatlas.analyse import query
from achatlas.analyse.scope import Atlas, Droits, individual
from achatlas.analyse.selection import Selection
from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.references import check
from achatlas.classify import engine as classify
from achatlas.classify import engines as classify_engines
from achatlas.domain.errors import CatalogueError
from achatlas.enrich import attribut
from achatlas.reconcile import engine as reconcile
from achatlas.reconcile import engines as reconcile_engines
from achatlas.store import publications
from benchmarks.published import prepare
from benchmarks.world import NAME, World

LEAVES = {
    "sources": (
        "sources/carnet/source.yml",
        "{libelle: Carnet, description: Le carnet du magasin., ecrit: brut__mandats, lecture: {format: csv}, "
        "colonnes: {Somme: montant_ht}}",
    ),
    "profils": (
        "sources/mandats_tableur/profils/maison.yml",
        "{libelle: Export de la maison, lecture: {format: csv}, colonnes: {Somme: montant_ht}}",
    ),
    "axes": (
        "metier/axes/guichet.yml",
        "{libelle: Guichet, pluriel: Guichets, definition: Service qui a commandé., colonne: service, "
        "faits: [achats], nature: categorie, ordre: montant, inconnu: Guichet inconnu, public: false}",
    ),
    "mesures": (
        "metier/mesures/bureaux.yml",
        "{libelle: Bureaux, definition: Directions qui ont payé., fait: achats, agregation: distincts, "
        "colonne: direction_code, unite: nombre}",
    ),
    "tableaux": (
        "metier/tableaux/guichets.yml",
        "{libelle: Guichets, description: Qui commande., fait: achats, mesure: montant_paye, "
        "chiffres: [montant_paye, bureaux], panneaux: [{axe: guichet}]}",
    ),
    "fiches": (
        "metier/fiches/guichets.yml",
        "{libelle: Guichet, description: Ce qu'un guichet commande., axe: guichet, "
        "chiffres: [montant_paye, bureaux], blocs: [{section: annees}, {axe: segment}]}",
    ),
    "indicateurs": (
        "metier/indicateurs/x01.yml",
        "{libelle: Achats de fournitures, dimension: economique, definition: Part des fournitures., "
        "reference: Méthode, sens: suivi, numerateur: Fournitures, calculs: {valeur: {forme: part, "
        "fait: achats, mesure: valeur, axe: nature, oui: [F], non: [S, T]}}, exemple: {}, "
        "attendu: {valeur: {numerateur: 0, denominateur: 0, n: 0}}}",
    ),
    "obligations": (
        "metier/obligations/notre_charte.yml",
        "{libelle: Notre charte, definition: Ce que la charte demande., reference: Délibération, "
        "source: conseil, exigences: [{indicateur: p03, paliers: [{valeur: 60, depuis: 2026-01-01}]}], "
        "exemples: [{jour: 2026-06-30, acheteur: commune, attendu: {p03: 60}}]}",
    ),
    "reperes_nationaux": (
        "metier/reperes_nationaux/p03_voisin.yml",
        "{libelle: La ville voisine, indicateur: p03, valeur: 58, annee: 2024, definition: Le même chiffre., "
        "precision: Une seule ville., source: Rapport annuel, editeur: Ville voisine}",
    ),
    "essentiels": (
        "metier/essentiels/innovation.yml",
        "{libelle: 'Essayons-nous du neuf ?', indicateur: p16, explication: Son sens., maniere: Comment., "
        "phrases: {une: '{nombre} contrat sur {base}', plusieurs: '{nombre} contrats sur {base}'}}",
    ),
    "leviers": (
        "metier/leviers/visite.yml",
        "{libelle: Visite préalable, genre: organisation, definition: Une visite est proposée., "
        "reference: Méthode, indicateurs: [p09], exemple: {indicateur: p09, segments: ['08.03'], fait: 1, "
        "base: 2, fenetre: [1]}, attendu: {convient: ['08.03'], un: '50', tous: '50'}}",
    ),
}
ENGINE = "class Voisin:\n    rang = 99\n\n\nENGINE = Voisin()\n"


def lay(overlay: Path) -> Path:
    """Writes one leaf of each kind in an overlay."""
    for name, text in LEAVES.values():
        path = overlay / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return overlay


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, str]]]:
    """What `achatlas catalogue --json` says of the product and an overlay."""
    overlay = lay(tmp_path_factory.mktemp("instance"))
    command = [sys.executable, "-m", "achatlas", "catalogue", "--json"]
    environment = {**os.environ, "ACHATLAS_INSTANCE": str(overlay)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    found: dict[str, list[dict[str, str]]] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("kind", LEAVES)
def test_a_new_leaf_is_found_by_its_place(kind: str, listed: dict[str, list[dict[str, str]]]) -> None:
    name = Path(LEAVES[kind][0]).parent.name if kind == "sources" else Path(LEAVES[kind][0]).stem
    assert name in {item["id"] for item in listed[kind]}


def test_every_leaf_says_what_it_is(listed: dict[str, list[dict[str, str]]]) -> None:
    every = [(kind, item) for kind, items in listed.items() for item in items]
    silent = [f"{kind}/{item['id']}" for kind, item in every if not item["phrase"]]
    assert silent == []


@pytest.mark.usefixtures("quatre_acheteurs")
def test_a_new_axis_and_measure_are_answered(tmp_path: Path) -> None:
    world = World(500, Catalogue())
    overlay = lay(tmp_path / NAME / "instance")
    prepare(world, tmp_path)
    sessions = publications.Sessions(tmp_path / "tampon")
    atlas = Atlas(Catalogue(overlay), publications.current(tmp_path / NAME), sessions)
    buyer = world.sirens[0]
    scope = individual(atlas, Droits(frozenset({buyer}), consolide=False), buyer)
    rows = query.rows("guichet", ["montant_paye", "bureaux"], Selection(), scope)
    directions = query.rows("direction", ["montant_paye"], Selection(), scope).nombre
    sessions.close()
    assert [(row.libelle, row.valeurs["bureaux"]) for row in rows.lignes] == [("Guichet inconnu", directions)]


SCREEN = """
import json, sys
from pathlib import Path
from achatlas.web.boot import configure
configure(Path(sys.argv[1]))
from django.contrib.auth.models import User
from django.test import Client
from achatlas.web.acces import territoire
from achatlas.web.comptes.demo import seed_demo_accounts
seed_demo_accounts(territoire())
client = Client()
client.force_login(User.objects.get(username="groupe-projet"))
asked = ["/cartographie/", *sys.argv[2:]]
answers = [client.get(address, HTTP_HOST="localhost") for address in asked]
print(json.dumps([[answer.status_code, answer.content.decode()] for answer in answers]))
"""


@pytest.mark.usefixtures("quatre_acheteurs")
def test_a_new_dashboard_is_on_the_navigation_and_on_the_screen(tmp_path: Path) -> None:
    world = World(500, Catalogue())
    lay(tmp_path / NAME / "instance")
    prepare(world, tmp_path)
    one = f"?vue=individuelle&pour={world.sirens[0]}"
    asked = [f"/guichets/{one}", f"/guichets/axe/guichet/{one}", f"/guichets/lignes/{one}", "/guichets/"]
    command = [sys.executable, "-c", SCREEN, str(tmp_path / NAME), *asked]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    pages = json.loads(done.stdout)
    assert [status for status, _ in pages] == [200] * 5
    bodies = [body for _, body in pages]
    assert all(body.count('<a href="/guichets/"') == 2 for body in bodies)
    assert "Guichet inconnu" in bodies[1] and "<dt>Bureaux</dt>" in bodies[1] and "Guichets</h1>" in bodies[2]


@pytest.mark.parametrize(
    ("leaf", "why"),
    [
        ("tableaux/bilan", "Nom réservé : « bilan »"),
        ("tableaux/connexion", "Nom réservé : « connexion »"),
        ("axes/contre", "Nom réservé : « contre »"),
        ("mesures/exercice", "Nom réservé : « exercice »"),
        ("axes/Mon_Axe", "Nom refusé : « Mon_Axe »"),
    ],
)
def test_a_leaf_that_an_address_could_not_bear_is_refused(leaf: str, why: str, tmp_path: Path) -> None:
    kind, name = leaf.split("/")
    path = tmp_path / "metier" / kind / f"{name}.yml"
    path.parent.mkdir(parents=True)
    path.write_text(LEAVES[kind][1], encoding="utf-8")
    with pytest.raises(CatalogueError) as refused:
        check(Catalogue(tmp_path))
    assert why in str(refused.value) and str(path) in str(refused.value)


def test_a_dashboard_led_by_a_count_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "metier/tableaux/guichets.yml"
    path.parent.mkdir(parents=True)
    led = LEAVES["tableaux"][1].replace("mesure: montant_paye", "mesure: lignes")
    path.write_text(led.replace("bureaux", "lignes").replace("guichet}", "famille}"), encoding="utf-8")
    with pytest.raises(CatalogueError, match="Mesure principale refusée"):
        check(Catalogue(tmp_path))


def test_a_new_classification_engine_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "voisin.py").write_text(ENGINE, encoding="utf-8")
    monkeypatch.setattr(classify_engines, "__path__", [*classify_engines.__path__, str(tmp_path)])
    assert "voisin" in classify.discover()


def test_a_new_reconciliation_engine_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "voisine.py").write_text(ENGINE, encoding="utf-8")
    monkeypatch.setattr(reconcile_engines, "__path__", [*reconcile_engines.__path__, str(tmp_path)])
    assert "voisine" in reconcile.discover()


ATTRIBUTE = '''"""Whether the enterprise has a short identifier."""

from achatlas.enrich.operateur import Operateur
from achatlas.enrich.savoir import Savoir


def attribut(operateur: Operateur, savoir: Savoir) -> str:
    """``oui`` for an enterprise, "" for a name that nothing recognises."""
    return "oui" if len(operateur.fournisseur_id) == 9 else ""
'''
AXIS = (
    "{libelle: Numéro court, pluriel: Numéros courts, definition: Essai d'un attribut., colonne: court, "
    "attribut: true, faits: [achats, marches], inconnu: Sans numéro, public: true, membres: {oui: Court}}"
)
TERRITORY = """
import json, sys
from pathlib import Path
from achatlas import pipeline
from achatlas.settings import Settings
from tests.integration import test_operateurs as small
import pyarrow.parquet as pq
root = Path(sys.argv[1])
home = small.laid(root / "essai")
atelier = pipeline.open_workshop(Settings(root, "essai", home / "instance", "400MB"))
path = root / "livre.csv"
path.write_text(small.book(small.VILLE_PAYS), encoding="utf-8")
pipeline.import_file(atelier, path, small.VILLE, "mandats_tableur", "essai")
pipeline.run(atelier)
pipeline.publish(atelier)
(cartes,) = (home / "instantanes" / "cartes").iterdir()
told = pq.read_table(cartes / "mart__achats.parquet", columns=["court"])["court"]
print(json.dumps(sorted(set(told.to_pylist()))))
"""


@pytest.fixture(scope="module")
def extended(tmp_path_factory: pytest.TempPathFactory, root: Path) -> tuple[dict[str, str], Path]:
    """A copy of the package with one attribute more (one module, one axis, nothing else), and a home where
    a small territory was run by it.
    """
    folder = tmp_path_factory.mktemp("paquet")
    package = shutil.copytree(root / "src" / "achatlas", folder / "src" / "achatlas")
    (package / "enrich/attributs/court.py").write_text(ATTRIBUTE, encoding="utf-8")
    (package / "metier/axes/court.yml").write_text(AXIS, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(folder / "src"), str(root)])}
    return environment, folder


def told_by(environment: dict[str, str], *command: str) -> str:
    """What a command of the extended package prints."""
    done = subprocess.run(
        [sys.executable, *command], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout


def test_a_new_attribute_of_operators_is_a_module_and_an_axis(
    extended: tuple[dict[str, str], Path],
) -> None:
    environment, folder = extended
    assert json.loads(told_by(environment, "-c", TERRITORY, str(folder))) == ["", "oui"]
    catalogue = json.loads(told_by(environment, "-m", "achatlas", "catalogue", "--json"))
    assert {"id": "court", "phrase": "Whether the enterprise has a short identifier",
            "ou": "enrich/attributs/court.py"} in catalogue["attributs"]  # fmt: skip
    assert "court" in {item["id"] for item in catalogue["axes"]}
    one = "?vue=individuelle&pour=000900001&exercice=tous"
    asked = [f"/operateurs/{one}", f"/operateurs/axe/court/{one}", "/definitions/"]
    pages = json.loads(told_by(environment, "-c", SCREEN, str(folder / "essai"), *asked))
    assert [status for status, _ in pages] == [200] * 4
    assert "/operateurs/axe/court/" in pages[1][1] and "Sans numéro" in pages[2][1]
    assert "Numéro court" in pages[3][1]


@pytest.mark.parametrize(
    ("axis", "why"),
    [
        (AXIS, "Attribut sans module : « court »"),
        (AXIS.replace("colonne: court", "colonne: taille"), "Attribut sans module : « court »"),
    ],
)
def test_an_axis_that_no_module_tells_is_refused(axis: str, why: str, tmp_path: Path) -> None:
    path = tmp_path / "metier/axes/court.yml"
    path.parent.mkdir(parents=True)
    path.write_text(axis, encoding="utf-8")
    with pytest.raises(CatalogueError, match=why):
        attribut.verify(Catalogue(tmp_path))


def test_an_axis_taken_away_from_its_module_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "metier/axes/taille.yml"
    path.parent.mkdir(parents=True)
    path.write_text(AXIS.replace("attribut: true, ", ""), encoding="utf-8")
    with pytest.raises(CatalogueError, match="Attribut sans axe : « taille »"):
        attribut.verify(Catalogue(tmp_path))
