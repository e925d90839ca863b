"""The e-mails of what became pressing: made for who asked, with their rights of today, sent once a day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from smtplib import SMTPException

from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.http import Http404

from achatlas.domain.errors import AchatlasError
from achatlas.screens.droits import Droits
from achatlas.screens.suivi.digest import Digest, digest
from achatlas.web.comptes.models import Courriel, Envoi
from achatlas.web.droits import droits_de
from achatlas.web.suivi.demande import regard_of


class NotSent(AchatlasError):
    """Raised when the server of e-mails refuses one, or does not answer."""


@dataclass(frozen=True)
class Prepared:
    """What is to be sent to a person, and whether something was sent to them today already."""

    courriel: Courriel
    digest: Digest
    today: date
    already: bool


def prepared(acheteur: str, days: int, site: str) -> Iterator[Prepared]:
    """What there is for each person who asked, by name; of one buyer (SIREN), for its agents only. Closed
    accounts, and those that may open nothing, are passed over.
    """
    for one in Courriel.objects.select_related("user").order_by("user__username"):
        try:
            droits = droits_de(one.user)
            if acheteur in ("", droits.acheteur):
                yield _prepared(one, droits, days, site)
        except Http404:
            continue


def _prepared(one: Courriel, droits: Droits, days: int, site: str) -> Prepared:
    vue = regard_of(droits, {}, "")
    last = one.envois.order_by("-jour").values_list("jour", flat=True).first()
    told = digest(vue, days, frozenset(one.cles), last, site)
    return Prepared(one, told, vue.today, last == vue.today)


def send(one: Prepared) -> bool:
    """Sends what is new; whether it was: nothing is sent twice on a day, nor when there is nothing new. The
    day is taken before sending, and given back when the server refuses. Raises NotSent.
    """
    if one.already or not one.digest.new:
        return False
    try:
        with transaction.atomic():
            taken = Envoi.objects.create(courriel=one.courriel, jour=one.today)
    except IntegrityError:
        return False
    try:
        EmailMessage(one.digest.sujet, one.digest.texte, to=[one.courriel.adresse]).send()
    except (SMTPException, OSError) as error:
        taken.delete()
        raise _refused(one, error) from error
    Courriel.objects.filter(pk=one.courriel.pk).update(cles=list(one.digest.keys))
    return True


def _refused(one: Prepared, error: Exception) -> NotSent:
    return NotSent(
        quoi=f"Courriel non envoyé à {one.courriel.adresse}",
        ou="serveur de courriel",
        pourquoi=f"il répond : {error}",
        que_faire="Vérifiez ACHATLAS_COURRIEL_SERVEUR, _PORT, _PROTECTION, puis relancez : rien n’est perdu",
    )
