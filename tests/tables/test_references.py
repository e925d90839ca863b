"""What a definition names exists; what leads nowhere is refused, naming the file and the key."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.references import check
from achatlas.classify.engine import Cascade, discover
from achatlas.classify.nomenclature import build
from achatlas.domain.errors import CatalogueError

AXE = "{libelle: A, pluriel: A, definition: D., colonne: COLONNE, faits: [achats], nature: categorie}"
MESURE = "{libelle: M, definition: D., fait: achats, agregation: somme, colonne: COLONNE, unite: centimes}"
TABLEAU = "{libelle: T, description: D., fait: achats, mesure: MESURE, chiffres: [], panneaux: [{axe: AXE}]}"
AGREGAT = "{description: D., fait: achats, axes: [AXE]}"
CASES = [
    ("axes", AXE.replace("COLONNE", "fantome"), "colonne", "fantome"),
    ("mesures", MESURE.replace("COLONNE", "fantome"), "colonne", "fantome"),
    ("agregats", AGREGAT.replace("AXE", "fantome"), "axe", "fantome"),
    ("agregats", AGREGAT.replace("AXE", "flux").replace("achats", "marches"), "axe", "flux"),
    ("tableaux", TABLEAU.replace("MESURE", "montant_paye").replace("AXE", "fantome"), "axe", "fantome"),
    ("tableaux", TABLEAU.replace("MESURE", "fantome").replace("AXE", "mois"), "mesure", "fantome"),
    ("tableaux", TABLEAU.replace("MESURE", "montant_notifie").replace("AXE", "mois"), "mesure", "notifie"),
]


def overlay(folder: Path, kind: str, text: str) -> Catalogue:
    path = folder / "metier" / kind / "essai.yml"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    return Catalogue(folder)


def test_the_product_s_own_references_all_lead_somewhere() -> None:
    check(Catalogue())


@pytest.mark.parametrize(("kind", "text", "key", "name"), CASES)
def test_a_reference_that_leads_nowhere_is_refused(
    tmp_path: Path, kind: str, text: str, key: str, name: str
) -> None:
    with pytest.raises(CatalogueError) as refused:
        check(overlay(tmp_path, kind, text))
    assert refused.value.ou == f"metier/{kind}/essai.yml"
    assert key in refused.value.quoi and name in refused.value.quoi
    assert refused.value.que_faire.startswith("Choisissez parmi")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (AXE.replace("libelle: A,", "libelle: A, couleur: rouge,").replace("COLONNE", "mois"), "couleur"),
        (AXE.replace("libelle: A, ", "").replace("COLONNE", "mois"), "libelle"),
        (AXE.replace("nature: categorie", "nature: magique").replace("COLONNE", "mois"), "nature"),
    ],
)
def test_a_key_at_fault_is_named_with_its_file(tmp_path: Path, text: str, key: str) -> None:
    with pytest.raises(CatalogueError, match=re.escape(f"essai.yml, clé « {key} »")):
        check(overlay(tmp_path, "axes", text))


@pytest.mark.parametrize("text", ["", "- une liste", "a: [", "a: b: c"])
def test_a_file_that_is_no_definition_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(CatalogueError, match=re.escape("essai.yml")):
        check(overlay(tmp_path, "axes", text))


@pytest.mark.parametrize("fait", ["achats", "marches"])
def test_the_cascade_names_engines_that_exist_once_for_each_kind_of_answer(fait: str) -> None:
    order = getattr(Catalogue().cascade, fait)
    assert {moteur.nom for moteur in order} <= discover().keys()
    places = [(moteur.nom, moteur.quand) for moteur in order]
    assert len(places) == len(set(places))


def test_every_engine_is_in_a_cascade() -> None:
    cascade = Catalogue().cascade
    assert {m.nom for m in (*cascade.achats, *cascade.marches)} == set(discover())


def test_a_cascade_that_names_no_engine_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "metier" / "regles" / "cascade.yml"
    path.parent.mkdir(parents=True)
    one = "[{nom: devin, libelle: Devin, confiance: 99}]"
    path.write_text(f"{{description: D., achats: {one}, marches: []}}", encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"« devin » \(metier/regles/cascade.yml\)"):
        Cascade(Catalogue(tmp_path).cascade.achats, build([], {}))


def test_the_overlay_replaces_a_definition_whole(tmp_path: Path) -> None:
    path = tmp_path / "metier" / "axes" / "mois.yml"
    path.parent.mkdir(parents=True)
    path.write_text(AXE.replace("COLONNE", "mois"), encoding="utf-8")
    catalogue = Catalogue(tmp_path)
    assert (catalogue.axes["mois"].libelle, catalogue.axes["mois"].ordre) == ("A", "montant")
    assert catalogue.axes.keys() == Catalogue().axes.keys()
