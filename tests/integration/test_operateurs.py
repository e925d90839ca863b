"""From files to figures: two small buyers, a little SIRENE, a list; every share is counted by hand here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import yaml

from achatlas import pipeline
from achatlas.analyse import query
from achatlas.analyse.scope import Atlas, Droits, Scope, consolidated, individual
from achatlas.analyse.selection import Selection
from achatlas.analyse.taux import Part, by_member, taux
from achatlas.domain.errors import ClosedCrossing
from achatlas.pipeline import sirene
from achatlas.settings import Settings
from achatlas.store.publications import Sessions, current
from demo.identifiers import make_siren, make_siret
from tests import essai, stocks

VILLE, BOURG = "000900001", make_siren(71)
PME, MICRO, ETI, GE, SILENT, ASSO, HOPITAL, GONE, BUYER, ABSENT, HIDDEN = map(make_siren, range(201, 212))
UGAP, VAT = "776056467", "BE0123456789"
STE, FIRMINY, ROANNE, LYON, PARIS = "42218", "42095", "42187", "69383", "75108"
ENTETE = "Exercice;N° mandat;Date mandat;Nature;Tiers;Libellé;Montant HT;SIRET;CP;Catégorie"
Line = tuple[str, str, str, str, str]

VILLE_PAYS: tuple[Line, ...] = (
    # name, SIRET or other number, postal code, category, euros
    ("ZELIER TRAVAUX", make_siret(PME, 1), "42000", "", "1000"),  # PME, Saint-Étienne: local
    ("ZELIER TRAVAUX", make_siret(PME, 1), "42000", "", "-100"),  # its credit
    ("PETITE MAIN", make_siret(MICRO, 1), "42700", "", "200"),  # micro, Firminy: same métropole
    ("GRAND PONT", make_siret(ETI, 2), "42000", "", "400"),  # ETI of Paris, its agency here: local
    ("GEANT", make_siret(GE, 1), "75008", "", "800"),  # GE, Paris: not local
    ("MUET", make_siret(SILENT, 1), "42000", "", "50"),  # no category, 20 staff: presumed; here
    ("AMIS", ASSO, "", "", "60"),  # association by its SIREN, siège in Lyon: nobody says where; no staff
    ("HOPITAL", make_siret(HOPITAL, 1), "42000", "", "500"),  # public: out of size; here
    ("ANCIEN", make_siret(GONE, 1), "42000", "", "70"),  # ceased, taken over by BUYER (Roanne): not local
    ("INCONNUE", make_siret(ABSENT, 1), "42007", "", "30"),  # out of the directory, CEDEX: nowhere
    ("ACIER NV", VAT, "", "", "90"),  # abroad
    ("UGAP", UGAP, "77420", "", "5000"),  # centrale: out of everything
    ("BOURG", BOURG, "42300", "", "700"),  # member: out of everything
    ("MARTIN Jeanne", "", "42000", "01", "25"),  # a person of the Loire: nobody says where
)
BOURG_PAYS: tuple[Line, ...] = (("ZELIER TRAVAUX", make_siret(PME, 1), "42000", "", "300"),)


def book(lines: tuple[Line, ...]) -> str:
    rows = [
        f"2025;{rank};15/03/2025;60632;{nom};Fournitures;{euros},00;{number};{code};{category}"
        for rank, (nom, number, code, category, euros) in enumerate(lines, 1)
    ]
    return "\n".join([ENTETE, *rows, ""])


def unit(siren: str, nom: str, categorie: str = "", effectif: str = "NN", **more: str) -> stocks.Row:
    told = {"categorieEntreprise": categorie, "trancheEffectifsUniteLegale": effectif, **more}
    return stocks.unite(siren, nom, nomenclatureActivitePrincipaleUniteLegale="NAFRev2", **told)


def place(siren: str, commune: str, code: str, rang: int = 1, **more: str) -> stocks.Row:
    return stocks.etablissement(
        siren, rang, codeCommuneEtablissement=commune, codePostalEtablissement=code, **more
    )


def stock(folder: Path) -> list[Path]:
    unites = [
        unit(PME, "ZELIER TRAVAUX", "PME", "12", economieSocialeSolidaireUniteLegale="N"),
        unit(MICRO, "PETITE MAIN", "PME", "02"), unit(ETI, "GRAND PONT", "ETI", "41"),
        unit(GE, "GEANT", "GE", "53", activitePrincipaleUniteLegale="46.90Z"),
        unit(SILENT, "MUET", "", "12", statut="P"),
        unit(ASSO, "AMIS", juridique="9220"), unit(HOPITAL, "HOPITAL", "GE", "53", juridique="7364"),
        unit(GONE, "ANCIEN", "PME", etat="C"), unit(BUYER, "NOUVEAU", "PME"),
        unit(HIDDEN, "CACHE", "PME"),
    ]  # fmt: skip
    shut = {"etatAdministratifEtablissement": "F"}
    etablissements = [
        place(PME, STE, "42000"), place(MICRO, FIRMINY, "42700"), place(ETI, PARIS, "75008"),
        place(ETI, STE, "42000", 2, etablissementSiege="false"), place(GE, PARIS, "75008"),
        place(SILENT, STE, "42000"), place(ASSO, LYON, "69003"), place(HOPITAL, STE, "42000"),
        place(GONE, STE, "42000", **shut), place(BUYER, ROANNE, "42300"), place(HIDDEN, STE, "42000"),
    ]  # fmt: skip
    links = [stocks.lien(make_siret(GONE, 1), make_siret(BUYER, 1), continuiteEconomique="true")]
    return stocks.trio(folder, unites, etablissements, links)


def laid(home: Path) -> Path:
    """Two buyers of Saint-Étienne; what is local is their métropole."""
    essai.laid(home)
    card = yaml.safe_load((home / "territoire.yml").read_text(encoding="utf-8"))
    card["acheteurs"] = [
        {"siren": siren, "nom": nom, "nom_court": nom, "type": "commune", "code_commune": STE}
        for siren, nom in ((VILLE, "Ville"), (BOURG, "Bourg"))
    ]
    (home / "territoire.yml").write_text(yaml.safe_dump(card), encoding="utf-8")
    profil = home / "instance/sources/mandats_tableur/profils/essai.yml"
    told = yaml.safe_load(profil.read_text(encoding="utf-8"))
    told["colonnes"] |= {"SIRET": "tiers_siret", "CP": "tiers_code_postal", "Catégorie": "tiers_categorie"}
    profil.write_text(yaml.safe_dump(told, allow_unicode=True), encoding="utf-8")
    lists = home / "instance/metier/referentiels/operateurs_listes.csv"
    lists.parent.mkdir(parents=True)
    head = "identifiant;liste;valeur;source;date\n"
    lists.write_text(f"{head}{make_siret(ASSO, 1)};inclusion;AI;DREETS;2026-01-01\n", encoding="utf-8")
    return home


@pytest.fixture(scope="module")
def atlas(tmp_path_factory: pytest.TempPathFactory) -> Atlas:
    root = tmp_path_factory.mktemp("operateurs")
    home = laid(root / "essai")
    atelier = pipeline.open_workshop(Settings(root, "essai", home / "instance", "400MB"))
    for siren, lines in ((VILLE, VILLE_PAYS), (BOURG, BOURG_PAYS)):
        path = root / f"{siren}.csv"
        path.write_text(book(lines), encoding="utf-8")
        pipeline.import_file(atelier, path, siren, "mandats_tableur", "essai")
    sirene.importer(atelier, stock(root / "stock"))
    pipeline.run(atelier)
    pipeline.publish(atelier)
    return Atlas(atelier.catalogue, current(home), Sessions(root / "tampon"))


@pytest.fixture
def ville(atlas: Atlas) -> Scope:
    return individual(atlas, Droits(frozenset({VILLE}), consolide=False), VILLE)


def share(atlas: Atlas, name: str, scope: Scope, selection: Selection | None = None) -> Part:
    return taux(atlas.catalogue.taux[name], selection or Selection(), scope)


def euros(**kinds: int) -> Part:
    return Part(**{kind: 100 * amount for kind, amount in kinds.items()})


def test_the_share_of_pme_goes_from_what_is_sure_to_what_is_possible(atlas: Atlas, ville: Scope) -> None:
    """Sure: 1000 − 100 + 200 + 70 (ceased, and a PME still). Presumed: 50. Not: 400 + 800. Nobody says: 60
    + 30 + 90 + 25. Out: 500 + 5000 + 700.
    """
    said = share(atlas, "pme", ville)
    assert said == euros(oui=1170, presume=50, non=1200, inconnu=205, hors=6200)
    assert said.bornes == (117_000, 142_500) and said.base == 262_500


def test_the_local_share_is_that_of_the_establishments_paid(atlas: Atlas, ville: Scope) -> None:
    """Here: 900 + 200 + 400 + 50 + 500. Elsewhere: 800 + 70 (followed to Roanne) + 90 (abroad). Nobody says:
    60 (only its siège is known) + 30 (CEDEX, out of the directory) + 25 (a person of the Loire).
    """
    said = share(atlas, "local", ville)
    assert said == euros(oui=2050, presume=0, non=960, inconnu=115, hors=5700)


def test_the_share_of_local_sieges_leaves_out_the_agency_of_a_group(atlas: Atlas, ville: Scope) -> None:
    """Here: 900 + 200 + 50 + 500 + 70 (the siège it had). Elsewhere: 400 + 800 + 60."""
    said = share(atlas, "local_siege", ville)
    assert said == euros(oui=1720, presume=0, non=1260, inconnu=145, hors=5700)


def test_the_share_of_the_ess_takes_the_form_where_the_insee_says_nothing(atlas: Atlas, ville: Scope) -> None:
    """Yes: 60. No: 900 (said so) + 500 (public). The companies of which nothing is said are unknown."""
    said = share(atlas, "ess", ville)
    assert said == euros(oui=60, presume=0, non=1400, inconnu=1665, hors=5700)


def test_the_share_of_inclusion_is_told_of_whom_the_list_may_name(atlas: Atlas, ville: Scope) -> None:
    """The list names an establishment; the tiers is known by its SIREN alone: it may be that one or not."""
    said = share(atlas, "inclusion", ville)
    assert said == euros(oui=0, presume=0, non=3065, inconnu=60, hors=5700)


def test_a_filter_on_the_axis_of_the_share_is_kept(atlas: Atlas, ville: Scope) -> None:
    among = Selection().only("taille", ["pme", "micro"])
    assert share(atlas, "pme", ville, among) == euros(oui=1170, presume=0, non=0, inconnu=0, hors=0)
    without = Selection().only("taille", ["", "hors_champ"], "sauf")
    assert share(atlas, "pme", ville, without) == euros(oui=1170, presume=50, non=1200, inconnu=0, hors=0)


def test_a_filter_on_another_axis_filters(atlas: Atlas, ville: Scope) -> None:
    here = Selection().only("local", ["oui"])
    assert share(atlas, "pme", ville, here) == euros(oui=1100, presume=50, non=400, inconnu=0, hors=500)


def test_the_shares_of_members_add_up_to_that_of_the_whole(atlas: Atlas, ville: Scope) -> None:
    definition = atlas.catalogue.taux["pme"]
    for axe in ("fournisseur", "local", "departement", "nature_operateur"):
        found = by_member(definition, axe, Selection(), ville).values()
        kinds = ("oui", "presume", "non", "inconnu", "hors")
        added = Part(**{kind: sum(getattr(one, kind) for one in found) for kind in kinds})
        assert added == share(atlas, "pme", ville)


def test_the_common_view_tells_the_same_without_payments_between_members(atlas: Atlas) -> None:
    common = consolidated(atlas, Droits(frozenset(), consolide=True))
    outside = Selection().only("flux", ["interne"], "sauf")
    said = share(atlas, "local", common, outside)
    assert said == euros(oui=2350, presume=0, non=960, inconnu=115, hors=5000)
    with pytest.raises(ClosedCrossing):
        share(atlas, "local", common, Selection().only("mois", ["03"]))


def profiles(atlas: Atlas) -> dict[str, dict[str, Any]]:
    """What is told of each tiers of the city, by its name."""
    home = atlas.publication.path.parent.parent
    (folder,) = (home / "instantanes" / "profil").iterdir()
    rows: list[dict[str, Any]] = pq.read_table(folder / "profil__tiers.parquet").to_pylist()
    (lien,) = (home / "instantanes" / "lien").iterdir()
    links = pq.read_table(lien / "lien__tiers_entreprise.parquet").to_pylist()
    names = {one["tiers_cle"]: one["fournisseur_libelle"] for one in links}
    return {names[row["tiers_cle"]]: row for row in rows if row["tiers_cle"].startswith(VILLE)}


def test_the_activity_of_a_payee_is_told_unless_it_is_hidden_or_nobody_identified(atlas: Atlas) -> None:
    told = {nom: row["naf"] for nom, row in profiles(atlas).items()}
    silent = {"MUET", "INCONNUE", "ACIER NV", "UGAP", "BOURG", "MARTIN JEANNE", "MARTIN Jeanne"}
    assert {nom for nom, naf in told.items() if not naf} <= silent and not told["MUET"]
    assert (told["ZELIER TRAVAUX"], told["GEANT"]) == ("43.34Z", "46.90Z")
    home = atlas.publication.path.parent.parent
    (folder,) = (home / "instantanes" / "classe").iterdir()
    cases = pq.read_table(folder / "classe__cas.parquet").to_pylist()
    assert {row["tiers_nom"]: row["naf"] for row in cases}["MUET"] == ""


def test_every_tiers_has_its_profile(atlas: Atlas) -> None:
    found = profiles(atlas)
    assert len(found) == len({line[0] for line in VILLE_PAYS})
    told = {nom: (row["commune"], row["lieu_origine"], row["proximite"]) for nom, row in found.items()}
    assert told == {
        "ZELIER TRAVAUX": (STE, "etablissement", "commune"),
        "PETITE MAIN": (FIRMINY, "etablissement", "epci"),
        "GRAND PONT": (STE, "etablissement", "commune"),
        "GEANT": ("75056", "etablissement", "france"),
        "MUET": (STE, "etablissement", "commune"),
        "AMIS": ("69123", "siege", "region"),
        "HOPITAL": (STE, "etablissement", "commune"),
        "ANCIEN": (ROANNE, "suivi", "departement"),
        "INCONNUE": ("", "", ""),
        "ACIER NV": ("", "adresse", "ue"),
        "UGAP": ("77083", "adresse", "france"),
        "BOURG": ("", "adresse", "departement"),
        "MARTIN Jeanne": ("", "adresse", "departement"),
    }  # fmt: skip


def test_who_ceased_is_grouped_with_who_took_over(atlas: Atlas) -> None:
    gone = profiles(atlas)["ANCIEN"]
    assert (gone["etat_operateur"], gone["groupe"], gone["repreneur_siren"]) == ("cesse", BUYER, BUYER)
    assert gone["etablissement_suivi"] == make_siret(BUYER, 1)
    assert gone["fournisseur_id"] == GONE


def test_a_group_whose_head_is_not_paid_bears_what_the_list_says(atlas: Atlas, ville: Scope) -> None:
    names = query.libelles(atlas.catalogue.axes["groupe"], ville)
    assert (names[PME], names[BUYER]) == ("ZELIER TRAVAUX", BUYER)
