"""The queue to qualify and the rules: who decides what, without JavaScript; what it moves and takes back."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from achatlas.catalogue.load import Catalogue
from achatlas.classify.textes.apprentissage import Bilan
from achatlas.pipeline.apprentissage import Apprentissage
from achatlas.store.regles import Regles
from achatlas.web.qualifier import appris
from tests.web import depots
from tests.web.depots import AUTRE, MIEN
from tests.web.qualifier import SYNDICAT

if TYPE_CHECKING:
    from django.test import Client

Entrer = Callable[[str], "Client"]
FILE, REGLES = "/nomenclature/file/", "/nomenclature/regles/"
DECIDER, REPRENDRE = f"{FILE}decider/", f"{FILE}reprendre/"
RULE = {"tiers": SYNDICAT, "compte": "61", "muet": "oui", "segment": "16.01"}


@pytest.fixture
def chez(a_qualifier: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of the territory, served instead of the common one."""
    from django.test import override_settings

    made = Path(shutil.copytree(a_qualifier, tmp_path / "essai"))
    with override_settings(ACHATLAS_HOME=str(made)):
        yield made


def page(client: Client, path: str = FILE, statut: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == statut, response.content.decode()[:600]
    text = html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode()))
    return re.sub(r"\s+", " ", text)


def decide(client: Client, statut: int = 302, **more: str) -> str:
    response = client.post(DECIDER, {**RULE, **more})
    assert response.status_code == statut, response.content.decode()[:600]
    return response.headers.get("Location", "")


def shown_then_done(client: Client, geste: str, said: str) -> str:
    """Reads what an act upon rules would move, then does it as it was shown; what was read."""
    shown = client.get(f"{REGLES}?{geste}").content.decode()
    (form,) = re.findall(r'(?s)<form class="trancher".*?</form>', shown)
    (action,) = re.findall(r'action="([^"]+)"', form)
    told = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form))
    read = re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", shown)))
    assert said in read
    assert "fait=" in client.post(action, told).headers["Location"]
    return read


def standing(home: Path) -> list[tuple[str, str, str]]:
    kept = Regles(home).standing().values()
    return [(one.conditions.acheteur, one.conditions.tiers, one.segment) for one in kept]


def test_the_queue_says_what_waits_and_what_a_decision_would_move(chez: Path, entrer: Entrer) -> None:
    shown = page(entrer("groupe"))
    assert "3 groupes à qualifier, 2 440 €" in shown
    assert "3 décisions feraient passer la dépense classée sûrement de 63,8 à 100,0 %" in shown
    assert "3 lignes, 1 900,00 € HT, l’objet ne dit rien, compte 611" in shown
    assert "que le fournisseur est SYNDICAT DES VALLEES , que le compte commence par 61" in shown
    assert "et que la machine ne le classe pas seule" in shown
    assert "alors 16.01" in shown
    assert "3 lignes en attente, 1 900 €. Aucune décision humaine contredite." in shown
    assert "déjà 700 € au même fournisseur" in shown


def test_the_queue_is_ranked_by_what_a_decision_puts_at_stake(chez: Path, entrer: Entrer) -> None:
    client = entrer("groupe")
    shown = page(client, f"{FILE}?tri=reservable")
    assert "passer l’enjeu « Réservable » de" in shown
    assert "En jeu, vraisemblablement : Réservable" in shown
    assert "Enjeu « Réservable »" not in shown, "the segment that the machine proposes is the one asked for"
    other = page(client, f"{FILE}?tri=reservable&segment=12.04")
    assert "Enjeu « Réservable » −1 900 €" in other.replace("\u202f", " ").replace("\xa0", " ")
    assert 'name="tri" value="reservable"' in client.get(f"{FILE}?tri=reservable").content.decode()
    assert "tri=reservable" in decide(client, tri="reservable")
    assert "Rien de ce qui attend n’est vraisemblablement « Réemploi »." in page(
        client, f"{FILE}?tri=reemploi"
    )
    assert "Rangement inconnu" in page(client, f"{FILE}?tri=poids", 400)


def test_another_segment_shows_its_own_effect(chez: Path, entrer: Entrer) -> None:
    shown = page(entrer("groupe"), f"{FILE}?segment=16.02+Tri")
    assert "alors 16.02 Tri" in shown
    assert "alors 16.01" not in shown


def test_plain_words_are_looked_for_in_the_guide(chez: Path, entrer: Entrer) -> None:
    shown = page(entrer("groupe"), f"{FILE}?segment=papier+toilette")
    assert "Segments trouvés pour « papier toilette »" in shown
    assert "alors 08.01" in shown


@pytest.mark.parametrize("typed", ["zzqx", "99.99", "<zzqx>"])
def test_words_that_no_segment_has_are_told_and_give_no_rule(chez: Path, entrer: Entrer, typed: str) -> None:
    response = entrer("groupe").get(FILE, {"segment": typed})
    shown = response.content.decode()
    assert "Aucun segment trouvé pour" in shown
    assert "Garder la règle" not in shown
    assert "<zzqx" not in shown


def test_a_rule_is_tried_with_other_conditions_before_it_is_kept(chez: Path, entrer: Entrer) -> None:
    tried = page(entrer("groupe"), f"{FILE}?modifie=oui&tiers={SYNDICAT}&segment=16.02")
    assert "1 ligne déjà classée ailleurs changerait aussi, 700 €." in tried
    assert standing(chez) == []


def test_conditions_that_tell_nothing_are_refused_where_they_are_typed(chez: Path, entrer: Entrer) -> None:
    assert "Cette règle ne dit pas de quels achats elle parle" in page(
        entrer("groupe"), f"{FILE}?modifie=oui", 400
    )


def test_a_decision_is_kept_signed_and_undone(chez: Path, entrer: Entrer) -> None:
    client = entrer("agent")
    back = decide(client, acheteur=MIEN, pour="", motif="vu en atelier")
    assert back.startswith(f"{FILE}?fait=gardee")
    assert standing(chez) == [(MIEN, SYNDICAT, "16.01")]
    shown = page(client, REGLES)
    assert "1 règle de classement" in shown
    assert "« vu en atelier »" in shown
    listed = client.get("/cartographie/lignes/?exercice=tous&segment=16.01").content.decode()
    opened = {html.unescape(one) for one in re.findall(r'href="(/ligne/[^"]+)"', listed)}
    lines = "".join(client.get(one).content.decode() for one in opened)
    (rule,) = set(re.findall(r'href="([^"#]+)#(regle-\d+)">La règle, qui', lines))
    assert f'id="{rule[1]}"' in client.get(rule[0]).content.decode()
    (version,) = Regles(chez).versions()
    assert (version.regle.qui, version.cite["attente"]) == ("agent-val-fictif", [150_000, 2])
    client.post(REPRENDRE, {"empreinte": version.empreinte})
    assert standing(chez) == []


def test_a_rule_is_not_kept_when_its_effect_is_no_longer_the_one_that_was_shown(
    chez: Path, entrer: Entrer
) -> None:
    client = entrer("groupe")
    shown = client.get(FILE).content.decode()
    effet = re.search(r'name="effet" value="(\w+)"', shown)
    assert effet is not None
    decide(entrer("agent"), acheteur=MIEN, segment="16.02")
    client = entrer("groupe")
    back = decide(client, effet=effet[1], incertain="oui")
    assert "fait=change" in back and len(standing(chez)) == 1
    again = client.get(back.partition("#")[0]).content.decode()
    assert "Rien n’a été gardé" in again
    effet = re.search(r'name="effet" value="(\w+)"', again)
    assert effet is not None
    assert "fait=gardee" in decide(client, effet=effet[1], incertain="oui")
    assert len(standing(chez)) == 2


def test_a_rule_is_read_again_changed_and_taken_out(chez: Path, entrer: Entrer) -> None:
    client = entrer("agent")
    decide(client, acheteur=MIEN)
    vu = Regles(chez).standing()[1].empreinte
    assert "Écrite par agent-val-fictif" in page(client, f"{FILE}?regle=1")
    assert decide(client, acheteur=MIEN, segment="16.02", numero="1", vu=vu) == f"{REGLES}?fait=modifiee"
    assert standing(chez) == [(MIEN, SYNDICAT, "16.02")]
    assert decide(client, acheteur=MIEN, segment="16.03", numero="1", vu=vu) == f"{REGLES}?fait=devance"
    shown_then_done(client, "geste=retirer&numero=1", "Retirer la règle 1")
    assert standing(chez) == []


def test_two_rules_exchange_their_places(chez: Path, entrer: Entrer) -> None:
    client = entrer("agent")
    for segment in ("16.01", "16.02"):
        decide(client, acheteur=MIEN, segment=segment)
    shown_then_done(client, "geste=deplacer&numero=1&avec=2", "Lire la règle 1 avant la règle 2")
    assert [one[2] for one in standing(chez)] == ["16.01", "16.02"]


def test_an_agent_sees_and_rules_its_own_purchases_only(chez: Path, entrer: Entrer) -> None:
    client = entrer("agent")
    shown = page(client)
    assert "2 lignes, 1 500,00 € HT" in shown
    assert "l’acheteur est" in shown
    for acheteur in ("", AUTRE):
        decide(client, 404, acheteur=acheteur)
    assert client.get(f"{FILE}?pour={AUTRE}").status_code == 404
    assert standing(chez) == []


@pytest.mark.parametrize("segment", ["", "99.99", "30.99"])
def test_a_segment_that_does_not_exist_is_refused(chez: Path, entrer: Entrer, segment: str) -> None:
    decide(entrer("agent"), 400, acheteur=MIEN, segment=segment)
    assert standing(chez) == []


def test_who_opens_no_line_neither_sees_nor_rules(chez: Path, entrer: Entrer) -> None:
    client = entrer("elu")
    for path in (FILE, REGLES):
        assert client.get(path).status_code == 404
    decide(client, 404, acheteur=MIEN)


@pytest.mark.parametrize("regle", ["7", "0", "x", "99999999999999"])
def test_a_rule_that_does_not_exist_is_not_found(chez: Path, entrer: Entrer, regle: str) -> None:
    assert entrer("agent").get(f"{FILE}?regle={regle}").status_code == 404


def test_before_any_run_the_page_says_what_to_do(entrer: Entrer, tmp_path: Path) -> None:
    from django.test import override_settings

    with override_settings(ACHATLAS_HOME=str(depots.home(tmp_path / "vide"))):
        assert "Aucun achat n’attend encore" in page(entrer("groupe"))


def test_the_page_of_rules_says_that_too_few_decisions_teach_nothing(chez: Path, entrer: Entrer) -> None:
    shown = page(entrer("groupe"), REGLES)
    assert "Ce que la machine en apprend au traitement du" in shown
    assert (
        "Aucune décision ne range encore de texte" in shown and "au moins 10 décisions et 50 textes" in shown
    )
    assert "Des décisions ont changé depuis" not in shown
    decide(entrer("groupe"))
    assert "Des décisions ont changé depuis" in page(entrer("groupe"), REGLES)


TRIED = Bilan(
    "decide", decisions=191, textes=3443, mots=269, incertains=235, avant=158, apres=207,
    mended=49, surs=65, surs_justes=64, contredits=2, left=1,
)  # fmt: skip


def test_what_was_learnt_is_told_with_its_trial() -> None:
    regle = Catalogue().regle("apprentissage")
    found = appris.told(Apprentissage(TRIED, datetime(2026, 11, 26, 12, tzinfo=UTC), since=False), regle)
    said = re.sub(r"[\u202f\xa0]", " ", found["phrase"])
    assert found["quand"] == "26/11/2026"
    assert said.startswith("191 décisions rangent 3 443 textes différents. La machine en retient 269 mots")
    assert [(one["part"], one["sur"]) for one in found["mesures"]] == [
        ("67,2\xa0%", "158 sur 235"), ("88,1\xa0%", "207 sur 235"), ("98,5\xa0%", "64 sur 65"),
    ]  # fmt: skip
    left = re.sub(r"[\u202f\xa0]", " ", found["laisses"])
    assert left == (
        "Laissés de côté : 2 textes rangés de plusieurs façons, 1 au-delà du nombre que l’on apprend."
    )


@pytest.mark.parametrize(
    ("etat", "words", "rows"),
    [
        ("propose", "la promesse de 95\xa0% n’est pas tenue", 2),
        ("pas_mieux", "n’est pas gardé", 2),
        ("peu", "trop peu", 0),
    ],
)
def test_what_is_not_kept_or_may_not_decide_is_said(etat: str, words: str, rows: int) -> None:
    one = Apprentissage(replace(TRIED, etat=etat), datetime(2026, 11, 26, 12, tzinfo=UTC), since=True)
    found = appris.told(one, Catalogue().regle("apprentissage"))
    assert words in found["phrase"] and len(found["mesures"]) == rows and found["depuis"]


def test_before_a_run_has_learnt_the_page_says_when_it_will() -> None:
    assert appris.told(None, {}) == {
        "phrase": "Le prochain traitement dira ce que les décisions en vigueur lui apprennent."
    }


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"compte": "zz"}, "Compte : « zz » n'est pas un nombre"),
        ({"compte": "61521 à 61523"}, "Compte : « 61521 à 61523 » n'est pas un nombre"),
        ({"cpv": "nettoyage"}, "CPV : « nettoyage » n'est pas un nombre"),
        ({"tiers": "---"}, "Fournisseur : « --- » n'a ni lettre ni chiffre"),
        ({"mots": "zyrkane ; !!!"}, "Mots : « !!! » ne dit rien"),
    ],
)
def test_what_cannot_be_read_of_a_rule_is_said_and_stays_on_screen(
    chez: Path, entrer: Entrer, typed: dict[str, str], field: str
) -> None:
    told = {"modifie": "oui", "mots": "zyrkane", "segment": "16.02", **typed}
    response = entrer("groupe").get(FILE, told)
    shown = html.unescape(response.content.decode())
    assert response.status_code == 400
    assert field in re.sub(r"\s+", " ", shown).replace("’", "'") and "écrivez" in shown
    (name,) = typed
    assert f'name="{name}" value="{typed[name]}"' in shown
    assert "Garder la règle" not in shown
    entrer("groupe").post(DECIDER, told)
    assert standing(chez) == []


def test_a_rule_that_stands_already_is_said_and_not_written_again(chez: Path, entrer: Entrer) -> None:
    client = entrer("groupe")
    decide(client)
    back = decide(client)
    assert "fait=meme" in back and len(standing(chez)) == 1
    assert "Rien n’a été ajouté : une règle dit déjà cela" in page(client, back.partition("#")[0])


def test_what_withdrawing_and_undoing_would_move_is_shown_before(chez: Path, entrer: Entrer) -> None:
    client = entrer("groupe")
    decide(client)
    decide(client, segment="16.02")
    seal = Regles(chez).standing()[2].empreinte
    response = client.post(f"{REGLES}retirer/", {"numero": "2"})
    assert response.headers["Location"] == f"{REGLES}?geste=retirer&numero=2#geste"
    assert len(standing(chez)) == 2
    shown = page(client, f"{REGLES}?geste=reprendre&empreinte={seal}")
    assert "la règle 1 en reprendrait" in shown
    told = shown_then_done(client, "geste=retirer&numero=2", "Retirer la règle 2")
    assert "1 900 € (3 lignes) iraient de 16.02 à 16.01." in told
    assert "3 lignes qu’elle classe n’en relèveraient plus, 1 900 € ; la règle 1 en reprendrait." in told
    assert [one[2] for one in standing(chez)] == ["16.01"]


def test_an_act_whose_effect_changed_since_it_was_read_is_not_done(chez: Path, entrer: Entrer) -> None:
    client = entrer("groupe")
    decide(client)
    shown = client.get(f"{REGLES}?geste=retirer&numero=1").content.decode()
    effet = re.search(r'name="effet" value="(\w+)"', shown)
    assert effet is not None
    decide(client, segment="16.02", acheteur=MIEN)
    back = client.post(f"{REGLES}retirer/", {"numero": "1", "effet": effet[1]}).headers["Location"]
    assert "fait=change" in back and "geste=retirer" in back
    assert "Rien n’a été fait" in page(client, back.partition("#")[0])
    assert len(standing(chez)) == 2


def test_the_ranking_that_does_not_exist_names_those_that_do(chez: Path, entrer: Entrer) -> None:
    shown = page(entrer("groupe"), f"{FILE}?tri=zzz", 400)
    assert "Rangement inconnu" in shown
    assert "reservable" not in shown and "« Réservable »" in shown


def shown_form(client: Client, geste: str) -> tuple[str, dict[str, str]]:
    """Where the act of an address is done, and the fields of its form."""
    page = client.get(f"{REGLES}?{geste}").content.decode()
    (form,) = re.findall(r'(?s)<form class="trancher".*?</form>', page)
    (action,) = re.findall(r'action="([^"]+)"', form)
    return action, dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form))


def test_who_comes_second_on_a_rule_that_was_taken_out_is_told_so(chez: Path, entrer: Entrer) -> None:
    client = entrer("agent")
    for segment in ("16.01", "16.02"):
        decide(client, acheteur=MIEN, segment=segment)
    taken, moved = (
        shown_form(client, one) for one in ("geste=retirer&numero=2", "geste=deplacer&numero=1&avec=2")
    )
    client.post(*taken)
    for action, told in (taken, moved):
        back = entrer("groupe").post(action, told)
        assert back.headers["Location"] == f"{REGLES}?fait=devance"
    assert decide(client, acheteur=MIEN, numero="2") == f"{REGLES}?fait=devance"
    assert "quelqu’un l’a modifiée, retirée ou reprise entre-temps" in page(
        client, f"{REGLES}?geste=retirer&numero=2"
    )
    stranger = entrer("autre")
    assert stranger.post(*taken).status_code == 404 and stranger.post(*moved).status_code == 404
    assert client.post(taken[0], {**taken[1], "numero": "9"}).status_code == 404


def test_words_too_long_for_a_rule_are_a_fault_of_who_sends_them(chez: Path, entrer: Entrer) -> None:
    assert "écrivez-en 80 au plus" in html.unescape(
        entrer("groupe").post(DECIDER, {"mots": "a" * 90, "segment": "16.01"}).content.decode()
    )
    decide(entrer("groupe"), 400, mots="a" * 90)
