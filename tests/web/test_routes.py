"""Every route declares its policy, and keeps it for every role and method."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.web.atelier import ACHETEURS, depot_of

if TYPE_CHECKING:
    from django.test import Client

Entrer = Callable[[str], "Client"]
MIEN, AUTRE = ACHETEURS[0][0], ACHETEURS[1][0]
CHEMINS = {
    "accueil": "/",
    "vivant": "/vivant",
    "connexion": "/connexion/",
    "deconnexion": "/deconnexion/",
    "accessibilite": "/accessibilite/",
    "langue": "/langue/en/",
    "fond": "/fond/departements.svg",
    "fond_territoire": "/fond/communes.svg",
    "dessin_svg": "/cartographie/dessin/famille.svg",
    "dessin_png": "/cartographie/dessin/famille.png",
    "definitions": "/definitions/",
    "fiabilite": "/fiabilite/",
    "nomenclature": "/nomenclature/?q=toner",
    "nomenclature_segment": "/nomenclature/08.03/",
    "nomenclature_csv": "/nomenclature.csv",
    "evolutions": "/nomenclature/evolutions/",
    "evolution_accepter": "/nomenclature/evolutions/accepter/",
    "evolution_reprendre": "/nomenclature/evolutions/reprendre/",
    "nomenclature_en_vigueur": "/nomenclature/evolutions/nomenclature.csv",
    "qualifier": "/nomenclature/file/",
    "regroupements": "/regroupements/",
    "regroupement_ajouter": "/regroupements/ajouter/",
    "regroupement_modifier": "/regroupements/1/",
    "regroupement_retirer": "/regroupements/1/retirer/",
    "qualifier_decider": "/nomenclature/file/decider/",
    "qualifier_reprendre": "/nomenclature/file/reprendre/",
    "regles": "/nomenclature/regles/",
    "regle_retirer": "/nomenclature/regles/retirer/",
    "regle_deplacer": "/nomenclature/regles/deplacer/",
    "nomenclature_acheteurs": "/nomenclature/acheteurs/",
    "nomenclature_acheteur": f"/nomenclature/acheteurs/{MIEN}/",
    "nomenclature_valider": f"/nomenclature/acheteurs/{MIEN}/valider/",
    "nomenclature_importer": f"/nomenclature/acheteurs/{MIEN}/importer/",
    "nomenclature_garder": f"/nomenclature/acheteurs/{MIEN}/garder/",
    "nomenclature_code": f"/nomenclature/acheteurs/{MIEN}/code/?code=1",
    "nomenclature_ecrire": f"/nomenclature/acheteurs/{MIEN}/code/ecrire/",
    "nomenclature_reprendre": f"/nomenclature/acheteurs/{MIEN}/reprendre/",
    "nomenclature_exporter": f"/nomenclature/acheteurs/{MIEN}/nomenclature.csv",
    "suivi": "/suivi/",
    "spaser": "/spaser/",
    "spaser_essentiel": "/spaser/essentiel/",
    "spaser_obligations": "/spaser/obligations/",
    "spaser_saisies": "/spaser/saisies/",
    "spaser_saisies_modele": "/spaser/saisies/modele.xlsx",
    "spaser_saisies_importer": "/spaser/saisies/importer/",
    "api_saisies": "/api/v1/saisies/",
    "spaser_actions": "/spaser/actions/",
    "spaser_action_nouvelle": "/spaser/actions/nouvelle/",
    "spaser_action": "/spaser/actions/1/",
    "spaser_indicateur": "/spaser/s01/",
    "spaser_objectif": "/spaser/s01/objectif/",
    "spaser_chiffre": "/spaser/p13/a_temps/",
    "spaser_chiffre_objectif": "/spaser/p13/a_temps/objectif/",
    "spaser_rapport": "/spaser/rapport/",
    "spaser_rapport_arreter": "/spaser/rapport/arreter/",
    "spaser_rapport_fichier": "/spaser/rapport/donnees.csv",
    "suivi_registre": "/suivi/registre/",
    "suivi_registre_fichier": "/suivi/registre.csv",
    "suivi_a_faire": "/suivi/a-faire/",
    "suivi_couverture": "/suivi/couverture/",
    "suivi_couverture_fichier": "/suivi/couverture.csv",
    "suivi_fenetres": "/suivi/fenetres/",
    "suivi_fenetre": "/suivi/fenetres/08.03/",
    "suivi_seuils": "/suivi/seuils/",
    "suivi_calendrier": "/suivi/calendrier/",
    "suivi_simuler": "/suivi/simuler/",
    "suivi_publication": "/suivi/publication/",
    "suivi_rattachements": "/suivi/rattachements/",
    "suivi_rattacher": "/suivi/rattachements/dire/",
    "suivi_agenda": "/suivi/agenda.ics",
    "suivi_flux": "/suivi/agenda/aucun-jeton-de-ce-nom.ics",
    "abonnement": "/suivi/abonnement/",
    "abonnement_creer": "/suivi/abonnement/creer/",
    "abonnement_courriel": "/suivi/abonnement/courriel/",
    "abonnement_revoquer": "/suivi/abonnement/1/revoquer/",
    "programme": "/suivi/programme/",
    "programme_csv": "/suivi/programme/programme.csv",
    "programme_nouvelle": "/suivi/programme/nouvelle/",
    "programme_ligne": "/suivi/programme/1/",
    "programme_retirer": "/suivi/programme/1/retirer/",
    "bilan": "/bilan/",
    "rejets": "/bilan/rejets.csv",
    "ligne": f"/ligne/{depot_of(MIEN)}/12/?pour={MIEN}",
    "operateur": "/operateur/CANARI0-F001/",
    "operateur_csv": "/operateur/CANARI0-F001/achats.csv",
    "fiche": "/fiche/segment/08.03/",
    "axe_fichier": "/cartographie/axe/famille.csv",
    "axe": "/cartographie/axe/famille/",
    "axes": "/cartographie/axe/?cherche=taille",
    "matrice_fichier": "/territoire/matrice.csv",
    "croise": "/cartographie/croise/",
    "croise_csv": "/cartographie/croise.csv",
    "croise_xlsx": "/cartographie/croise.xlsx",
    "comparer": "/cartographie/comparer/?vue=consolidee",
    "comparer_fichier": "/cartographie/comparer.csv?vue=consolidee",
    "periode": "/cartographie/periode/?suite=/cartographie/&exercice=2025&du=01&au=06&contre=an",
    "vues": "/vues/",
    "vue_garder": "/vues/garder/",
    "vue_lien": "/vues/lien/",
    "vue": "/vues/1/",
    "vue_changer": "/vues/1/changer/",
    "vue_retirer": "/vues/1/retirer/",
    "vue_accueil": "/vues/1/accueil/",
    "croise_parquet": "/cartographie/croise.parquet",
    "classeur": "/cartographie/classeur.xlsx",
    "document": "/documents/cartographie.pdf",
    "lignes_fichier": f"/cartographie/lignes.csv?vue=individuelle&pour={MIEN}",
    "lignes": f"/cartographie/lignes/?vue=individuelle&pour={MIEN}",
    "tableau": "/cartographie/",
    "depots": "/depots/",
    "deposer": "/depots/deposer/",
    "registre": "/depots/registre.csv",
    "retablir": "/depots/revenir/0/",
    "travail": "/depots/travaux/rien/",
    "arreter": "/depots/travaux/rien/arreter/",
    "reprendre": "/depots/travaux/rien/reprendre/",
    "oublier": "/depots/travaux/rien/oublier/",
    "depot": f"/depots/{depot_of(MIEN)}/",
    "depot_rejets": f"/depots/{depot_of(MIEN)}/rejets/",
    "depot_publier": f"/depots/{depot_of(MIEN)}/publier/",
    "depot_retirer": f"/depots/{depot_of(MIEN)}/retirer/",
    "depot_abandonner": f"/depots/{depot_of(MIEN)}/abandonner/",
    "depot_controler": f"/depots/{depot_of(MIEN)}/controler/",
    "controles": "/controles/",
    "juger": "/controles/juger/",
    "controles_publier": "/controles/publier/",
    "controle": "/controles/v08/",
    "rapprochements": "/rapprochements/",
    "rapprocher": "/rapprochements/dire/",
    "rapprochement_reprendre": "/rapprochements/reprendre/",
    "api_description": "/api/v1/openapi.json",
    "api_depots": "/api/v1/depots/",
    "api_revenir": "/api/v1/depots/revenir/0/",
    "api_travail": "/api/v1/depots/travaux/rien/",
    "api_reponses": "/api/v1/depots/travaux/rien/reponses/",
    "api_arreter": "/api/v1/depots/travaux/rien/arreter/",
    "api_depot": f"/api/v1/depots/{depot_of(MIEN)}/",
    "api_rejets": f"/api/v1/depots/{depot_of(MIEN)}/rejets/",
    "api_confirmer": f"/api/v1/depots/{depot_of(MIEN)}/confirmer/",
    "api_retirer": f"/api/v1/depots/{depot_of(MIEN)}/retirer/",
    "api_controle": f"/api/v1/depots/{depot_of(MIEN)}/controle/",
}
METHODES = ("get", "head", "post", "put", "delete", "options", "patch")


def test_every_route_declares_its_policy_and_is_in_the_registry() -> None:
    from achatlas.web.policies import Garde
    from achatlas.web.urls import urlpatterns

    assert all(isinstance(pattern.callback, Garde) for pattern in urlpatterns)
    assert {pattern.name for pattern in urlpatterns} == set(CHEMINS)


def test_no_dashboard_may_take_the_address_of_a_page() -> None:
    from achatlas.catalogue.names import ROUTES
    from achatlas.web.urls import urlpatterns

    heads = {str(pattern.pattern).partition("/")[0] for pattern in urlpatterns}
    assert {head for head in heads if head and "<" not in head} <= ROUTES


@pytest.mark.parametrize("nom", CHEMINS)
def test_nobody_signed_in_reaches_only_public_routes(nom: str, client: Client) -> None:
    from achatlas.web.policies import Garde, GardeApi, Politique
    from achatlas.web.urls import urlpatterns

    garde = next(p.callback for p in urlpatterns if p.name == nom)
    assert isinstance(garde, Garde)
    response = getattr(client, garde.methodes[0].lower())(CHEMINS[nom])
    if garde.politique is Politique.PUBLIC:
        assert response.status_code == {"langue": 302, "suivi_flux": 404}.get(nom, 200)
    elif isinstance(garde, GardeApi):
        assert response.status_code == 401 and response.json()["ok"] is False
    else:
        assert response.status_code == 302 and response["Location"].startswith("/connexion/?suite=")


@pytest.mark.parametrize("methode", METHODES)
@pytest.mark.parametrize("nom", CHEMINS)
def test_a_method_that_is_not_declared_is_refused(nom: str, methode: str, entrer: Entrer) -> None:
    from achatlas.web.urls import urlpatterns

    garde = next(p.callback for p in urlpatterns if p.name == nom)
    response = getattr(entrer("agent"), methode)(CHEMINS[nom])
    assert (response.status_code == 405) == (methode.upper() not in garde.methodes)  # type: ignore[attr-defined]


@pytest.mark.parametrize(("role", "attendu"), [("agent", 200), ("autre", 404), ("groupe", 200), ("elu", 404)])
@pytest.mark.parametrize("nom", ["ligne", "lignes", "lignes_fichier"])
def test_lines_exist_only_for_who_may_read_them(nom: str, role: str, attendu: int, entrer: Entrer) -> None:
    assert entrer(role).get(CHEMINS[nom]).status_code == attendu


VUES = {"individuelle": f"vue=individuelle&pour={MIEN}", "consolidee": "vue=consolidee"}
MATRIX = {
    ("achats", "individuelle"): {"agent", "groupe"},
    ("achats", "consolidee"): {"groupe"},
    ("marches", "individuelle"): {"agent", "groupe"},
    ("marches", "consolidee"): {"agent", "autre", "groupe", "elu"},
}


@pytest.mark.parametrize("role", ["agent", "autre", "groupe", "elu"])
@pytest.mark.parametrize(("fait", "vue"), MATRIX)
def test_payments_are_their_buyers_and_marches_everybodys(
    fait: str, vue: str, role: str, entrer: Entrer
) -> None:
    tableau = {"achats": "cartographie", "marches": "marches"}[fait]
    chemins = ("lignes/", "lignes.csv")
    state = f"{VUES[vue]}&exercice=tous"
    statuses = {entrer(role).get(f"/{tableau}/{chemin}?{state}").status_code for chemin in chemins}
    statuses.add(entrer(role).get(f"/ligne/{depot_of(MIEN)}/12/?tableau={tableau}&{state}").status_code)
    assert statuses == {200 if role in MATRIX[fait, vue] else 404}


@pytest.mark.parametrize("role", ["agent", "elu"])
def test_the_marches_of_another_buyer_are_read_and_its_payments_are_not(role: str, entrer: Entrer) -> None:
    chosen = f"vue=consolidee&exercice=tous&acheteur={AUTRE}"
    read = b"".join(entrer(role).get(f"/marches/lignes.csv?{chosen}"))  # type: ignore[arg-type]
    assert b"CANARI1-Notifi" in read and b"CANARI1-Objet" not in read
    assert entrer(role).get(f"/cartographie/lignes.csv?{chosen}").status_code == 404


@pytest.mark.parametrize("role", ["agent", "autre", "groupe", "elu"])
def test_the_common_view_is_open_to_all_roles(role: str, entrer: Entrer) -> None:
    assert entrer(role).get("/cartographie/?vue=consolidee").status_code == 200


@pytest.mark.parametrize(
    "adresse",
    [
        "/nulle-part/",
        "/cartographie/?vue=secrete",
        f"/ligne/{depot_of(AUTRE)}/12/",
        f"/ligne/{depot_of(MIEN)}/999999/",
    ],
)
def test_what_does_not_exist_is_not_found(adresse: str, entrer: Entrer) -> None:
    response = entrer("agent").get(adresse)
    assert response.status_code == 404
    assert "Page introuvable" in response.content.decode()


def test_a_user_without_a_profile_sees_nothing(client: Client) -> None:
    from django.contrib.auth.models import User

    sans, _ = User.objects.get_or_create(username="sans-profil")
    client.force_login(sans)
    assert client.get("/cartographie/").status_code == 404


def test_rights_are_read_again_at_each_request(entrer: Entrer) -> None:
    from achatlas.web.comptes.models import Profil

    agent = entrer("agent")
    profil = Profil.objects.filter(user__username="agent-val-fictif")
    assert agent.get(f"/cartographie/?pour={MIEN}").status_code == 200
    try:
        profil.update(acheteur=AUTRE)
        assert agent.get(f"/cartographie/?pour={MIEN}").status_code == 404
    finally:
        profil.update(acheteur=MIEN)


def test_pages_carry_the_security_headers_and_are_not_kept(entrer: Entrer) -> None:
    response = entrer("agent").get("/cartographie/")
    policy = response["Content-Security-Policy"]
    assert "unsafe" not in policy and "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert response["X-Content-Type-Options"] == "nosniff" and response["X-Frame-Options"] == "DENY"
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("chemin", CHEMINS.values())
def test_no_page_needs_an_inline_script_or_style(chemin: str, entrer: Entrer) -> None:
    response = entrer("groupe").get(chemin)
    if response.get("Content-Type", "").startswith("text/html"):
        page = response.content.decode()
        assert "style=" not in page and "<style" not in page and " onclick" not in page
        assert "<script>" not in page


def test_the_refused_records_are_lines_and_an_elu_reads_none(entrer: Callable[[str], Client]) -> None:
    assert entrer("elu").get("/bilan/rejets.csv").status_code == 404
    assert b"rejets.csv" not in entrer("elu").get("/bilan/").content
