"""What comes by itself: feeds that open today's rights and nothing more, e-mails sent once."""

from __future__ import annotations

import html
import logging
import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from tests.web.atelier import ACHETEURS

if TYPE_CHECKING:
    from django.test import Client

Entrer = Callable[[str], "Client"]
(MIEN, _), (AUTRE, _), _ = ACHETEURS
PAGE = "/suivi/abonnement/"
SITE = "https://achats.example"


@pytest.fixture(autouse=True)
def emptied() -> Iterator[None]:
    yield
    from achatlas.web.comptes.models import Abonnement, Courriel

    Abonnement.objects.all().delete()
    Courriel.objects.all().delete()


def text(response: Any) -> str:
    return html.unescape(response.content.decode())


def feed(client: Client, view: str = "") -> str:
    """Opens a feed; returns its path, shown this once."""
    page = text(client.post(f"{PAGE}creer/{view}"))
    found = re.search(r'readonly value="http://testserver(/suivi/agenda/[^"]+\.ics)"', page)
    assert found
    assert found[1] not in text(client.get(PAGE))
    return found[1]


def anyone() -> Client:
    from django.test import Client

    return Client(raise_request_exception=False)


def ask(client: Client, adresse: str = "agent@example.fr") -> Any:
    return client.post(f"{PAGE}courriel/", {"recevoir": "on", "adresse": adresse})


def prepared(acheteur: str = "", days: int = 400) -> list[Any]:
    from achatlas.web.suivi.digests import prepared as made

    return list(made(acheteur, days, SITE))


def test_a_feed_says_what_the_session_says_and_is_kept_nowhere(entrer: Entrer) -> None:
    client = entrer("agent")
    path = feed(client)
    alone = anyone().get(path)
    stamp = re.compile(rb"DTSTAMP:\w+|URL:[^\r]*(?:\r\n [^\r]*)*")
    session = client.get("/suivi/agenda.ics")
    assert alone.status_code == 200 and alone["Cache-Control"] == "no-store"
    assert b"BEGIN:VEVENT" in alone.content and not alone.cookies
    assert stamp.sub(b"", alone.content) == stamp.sub(b"", session.content)


def test_a_feed_speaks_as_the_session_in_which_it_was_made(entrer: Entrer) -> None:
    client = entrer("agent")
    client.get("/langue/en/")
    assert b"SUMMARY:End of contract" in anyone().get(feed(client)).content
    client.get("/langue/fr/")
    path, reader = feed(client), anyone()
    reader.cookies["langue"] = "en"
    assert b"SUMMARY:Fin de march" in reader.get(path).content


def test_a_token_is_long_and_only_its_hash_is_kept(entrer: Entrer) -> None:
    from achatlas.web.comptes.models import Abonnement

    token = feed(entrer("agent")).removeprefix("/suivi/agenda/").removesuffix(".ics")
    kept = Abonnement.objects.get()
    assert len(token) >= 43 and len(kept.empreinte) == 64
    assert token not in repr([getattr(kept, field.attname) for field in Abonnement._meta.concrete_fields])
    assert anyone().get(f"/suivi/agenda/{kept.empreinte}.ics").status_code == 404
    assert anyone().get(f"/suivi/agenda/{token[:-1]}.ics").status_code == 404


def test_a_feed_that_is_revoked_or_made_again_opens_nothing(entrer: Entrer) -> None:
    from achatlas.web.comptes.models import Abonnement

    client = entrer("agent")
    first = feed(client)
    second = feed(client)
    assert anyone().get(first).status_code == 404 and anyone().get(second).status_code == 200
    pk = Abonnement.objects.get().pk
    assert entrer("groupe").post(f"{PAGE}{pk}/revoquer/").status_code == 404
    assert anyone().get(second).status_code == 200
    assert entrer("agent").post(f"{PAGE}{pk}/revoquer/").status_code == 302
    gone = anyone().get(second)
    assert gone.status_code == 404 and gone["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "change",
    [
        {"acheteur": AUTRE}, {"role": "groupe_projet", "acheteur": ""}, {"role": "elu", "acheteur": ""},
    ],
)  # fmt: skip
@pytest.mark.parametrize("view", ["", "?vue=consolidee"])
def test_a_feed_closes_with_the_rights_of_its_person(
    view: str, change: dict[str, str], entrer: Entrer
) -> None:
    from achatlas.web.comptes.models import Profil

    path = feed(entrer("agent"), view)
    profil = Profil.objects.get(user__username="agent-val-fictif")
    try:
        Profil.objects.filter(pk=profil.pk).update(**change)
        assert anyone().get(path).status_code == 404
    finally:
        profil.save()
    assert anyone().get(path).status_code == 200


def test_a_feed_closes_with_the_account(entrer: Entrer) -> None:
    from django.contrib.auth.models import User

    path = feed(entrer("agent"))
    try:
        User.objects.filter(username="agent-val-fictif").update(is_active=False)
        assert anyone().get(path).status_code == 404
    finally:
        User.objects.filter(username="agent-val-fictif").update(is_active=True)


def test_nobody_opens_a_feed_of_a_view_that_is_not_theirs(entrer: Entrer) -> None:
    from achatlas.web.comptes.models import Abonnement

    for role in ("autre", "elu"):
        refused = entrer(role).post(f"{PAGE}creer/?vue=individuelle&pour={MIEN}")
        assert refused.status_code == 404
    assert not Abonnement.objects.exists()


def test_no_journal_writes_a_token() -> None:
    from achatlas.web.journal import SansJeton

    said = ("%s: %s", ("Internal Server Error", "/suivi/agenda/SECRET-1.ics"))
    record = logging.LogRecord("django.request", logging.ERROR, "", 0, *said, None)
    assert SansJeton().filter(record)
    assert "SECRET" not in record.getMessage() and "/suivi/agenda/…" in record.getMessage()


def test_every_handler_of_journals_passes_that_filter() -> None:
    from django.conf import settings

    assert all("sans_jeton" in one["filters"] for one in settings.LOGGING["handlers"].values())


def test_an_address_that_is_none_is_told_and_kept_in_the_field(entrer: Entrer) -> None:
    response = ask(entrer("agent"), "pas une adresse\nBcc: x@y.fr")
    assert response.status_code == 400 and "pas une adresse" in text(response)
    assert prepared() == []


def test_who_asks_is_told_what_presses_once_a_day(entrer: Entrer) -> None:
    from django.core import mail

    from achatlas.web.suivi.digests import send

    ask(entrer("agent"))
    (one,) = prepared()
    assert one.digest.new and send(one)
    assert [m.to for m in mail.outbox] == [["agent@example.fr"]]
    body = mail.outbox[0].body
    assert "à relancer" in body and f"{SITE}/fiche/marche/" in body and "alertes nouvelles" in body
    assert not send(one) and not send(prepared()[0]) and len(mail.outbox) == 1


def test_the_next_one_tells_only_what_is_new(entrer: Entrer) -> None:
    from achatlas.web.suivi.digests import send

    ask(entrer("agent"))
    assert told_until_nothing_is_new(days=30)
    before = prepared(days=30)[0]
    assert before.digest.new == 0 and not send(before)
    later = prepared(days=400)[0]
    assert later.digest.new and set(before.digest.keys) < set(later.digest.keys) and send(later)


def test_what_the_server_refuses_may_be_sent_again(entrer: Entrer, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.core.mail import EmailMessage

    from achatlas.web.comptes.models import Envoi
    from achatlas.web.suivi.digests import NotSent, send

    def refuse(_: EmailMessage) -> int:
        raise OSError("connexion refusée")

    ask(entrer("agent"))
    with monkeypatch.context() as patched, pytest.raises(NotSent, match="connexion refusée"):
        patched.setattr(EmailMessage, "send", refuse)
        send(prepared()[0])
    assert not Envoi.objects.exists() and send(prepared()[0])


def test_an_agent_is_told_of_its_buyer_and_a_closed_account_of_nothing(entrer: Entrer) -> None:
    from django.contrib.auth.models import User

    for role in ("agent", "groupe"):
        ask(entrer(role), f"{role}@example.fr")
    assert [one.courriel.adresse for one in prepared(MIEN)] == ["agent@example.fr"]
    assert prepared(AUTRE) == [] and len(prepared()) == 2
    assert "CANARI2" not in prepared(MIEN)[0].digest.texte
    try:
        User.objects.filter(username="agent-val-fictif").update(is_active=False)
        assert [one.courriel.adresse for one in prepared()] == ["groupe@example.fr"]
    finally:
        User.objects.filter(username="agent-val-fictif").update(is_active=True)


def test_who_asks_no_more_is_told_no_more(entrer: Entrer) -> None:
    client = entrer("agent")
    ask(client)
    assert "checked" in text(client.get(PAGE))
    assert client.post(f"{PAGE}courriel/", {"adresse": "agent@example.fr"}).status_code == 302
    assert prepared() == []


def test_no_form_is_taken_without_its_token() -> None:
    from django.contrib.auth.models import User
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.get(username="agent-val-fictif"))
    for path in ("creer/", "courriel/", "1/revoquer/"):
        assert strict.post(f"{PAGE}{path}").status_code == 403


def listed(texte: str) -> list[str]:
    """The pages of the marchés that an e-mail lists."""
    return re.findall(rf"{SITE}(/fiche/marche/\S+)", texte)


def told_until_nothing_is_new(days: int = 90) -> list[Any]:
    """The e-mails of the days that follow, until one has nothing to say."""
    from achatlas.web.comptes.models import Envoi
    from achatlas.web.suivi.digests import send

    found: list[Any] = []
    while send(one := prepared(days=days)[0]):
        found.append(one.digest)
        Envoi.objects.all().delete()
    return found


def _regard() -> Any:
    """What the agent follows today."""
    from django.contrib.auth.models import User

    from achatlas.web.droits import droits_de
    from achatlas.web.suivi.demande import regard_of

    return regard_of(droits_de(User.objects.get(username="agent-val-fictif")), {}, "")


def test_nothing_is_told_as_told_before_it_is_listed_or_counted(entrer: Entrer) -> None:
    from achatlas.screens.suivi import a_faire

    ask(entrer("agent"))
    first, *others = told_until_nothing_is_new()
    vue = _regard()
    some = a_faire.found(vue)
    near = [vue.page(one.suivi) for one in some if not one.old(vue.today, vue.veille)]
    told = [href for one in (first, *others) for href in listed(one.texte)]
    assert others and sorted(told) == sorted(near) and len(set(told)) == len(told)
    assert sum("motif=retard" in one.texte for one in (first, *others)) == (len(near) < len(some))


def test_the_digest_and_the_page_agree_on_what_presses_and_on_its_order(entrer: Entrer) -> None:
    from achatlas.screens.suivi import a_faire, seuils
    from achatlas.watch.pressing import Motif

    ask(entrer("agent"))
    (one,), vue = prepared(days=90), _regard()
    some = a_faire.kept(vue, a_faire.found(vue), Motif.RELANCER)
    first = [vue.page(p.suivi) for p in some if not p.old(vue.today, vue.veille)][:10]
    assert first and listed(one.digest.texte)[: len(first)] == first
    number = len(seuils.shown(seuils.bilan(vue), ""))
    assert f"{number} alertes nouvelles" in one.digest.sujet.replace("\u202f", " ").replace("\xa0", " ")


def test_a_day_that_is_past_is_told_as_such(entrer: Entrer) -> None:
    ask(entrer("agent"))
    texte, today = "".join(one.texte for one in told_until_nothing_is_new()), date.today()
    told = re.findall(r"avant le (\d\d)/(\d\d)/(\d{4})( \(ce jour est passé\))?", texte)
    assert {bool(said) for *_, said in told} == {True, False}
    for day, month, year, said in told:
        assert (date(int(year), int(month), int(day)) < today) == bool(said)
