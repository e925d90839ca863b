"""What an address may hold: bounded, readable, each setting said once; the rest is explained, not guessed."""

from __future__ import annotations

from unicodedata import category

from django.http import HttpRequest, QueryDict

from achatlas.catalogue.names import PARAMETRES
from achatlas.domain.errors import AddressTooLong, BadAddress
from achatlas.domain.judgement import Judgement
from achatlas.domain.nombres import entier
from achatlas.langues import dire, translated
from achatlas.screens.addresses import MAX_ADDRESS, shown

MAX_VALUE = 300
LAST_PAGE = 999_999
ONCE = PARAMETRES - {"suite", "sauf"}
FEMININE = frozenset({"Part", "Valeur"})
RETIRER = "Retirez-le de l’adresse, ou repartez de la cartographie"


def verify(request: HttpRequest) -> None:
    """Refuse an address that no link of the product leads to.

    Raises AddressTooLong (bytes), and BadAddress for a control character, an endless value, a setting said
    twice, or an axis both kept and left out.
    """
    size = len(request.get_full_path())
    if size > MAX_ADDRESS:
        raise AddressTooLong(
            quoi="Adresse trop longue",
            ou=dire("{n} caractères, pour {nombre} au plus", n=entier(size), nombre=entier(MAX_ADDRESS)),
            pourquoi="elle porte trop de filtres à la fois pour voyager d’un navigateur à un serveur",
            que_faire="Gardez moins de membres, ou choisissez plutôt un axe plus large, comme la famille",
        )
    verify_settings(request.GET)


def verify_settings(params: QueryDict) -> None:
    """Refuse what no link of the product writes after an address. Raises BadAddress."""
    for name, values in params.lists():
        _verify_setting(name, values)
    _verify_modes(params)


def _verify_setting(name: str, values: list[str]) -> None:
    if name in ONCE and len(values) > 1:
        raise BadAddress(
            quoi=dire("Réglage dit {n} fois : « {nom} »", n=entier(len(values)), nom=shown(name)),
            ou="adresse de la page",
            pourquoi="une vue n’a qu’une valeur pour ce réglage",
            que_faire=dire(
                "N’en gardez qu’un : « {un} » ou « {autre} »", un=shown(values[0]), autre=shown(values[1])
            ),
        )
    for value in (name, *values):
        if len(value) > MAX_VALUE and name != "suite":
            raise _unreadable(name, dire("il compte {n} caractères", n=entier(len(value))))
        if any(category(sign) == "Cc" for sign in value):
            raise _unreadable(name, translated("il contient un caractère de contrôle"))


def _verify_modes(params: QueryDict) -> None:
    for name in params:
        if name.startswith("sauf.") and name.removeprefix("sauf.") in params:
            raise BadAddress(
                quoi=dire("Axe à la fois gardé et écarté : « {nom} »", nom=shown(name.removeprefix("sauf."))),
                ou="adresse de la page",
                pourquoi="une vue garde des membres d’un axe, ou en écarte ; pas les deux",
                que_faire="Retirez l’un des deux filtres de l’adresse",
            )


def _unreadable(name: str, why: str) -> BadAddress:
    quoi = dire("Filtre illisible : « {nom} »", nom=shown(name))
    return BadAddress(quoi, translated("adresse de la page"), why, translated(RETIRER))


def page_of(params: QueryDict) -> int:
    """The page asked, from 1; raises BadAddress when it is no number of page."""
    asked = params.get("page", "1")
    if asked.isascii() and asked.isdigit() and 0 < int(asked[:7]) <= LAST_PAGE:
        return int(asked[:7])
    raise BadAddress(
        quoi=dire("Page illisible : « {page} »", page=shown(asked)),
        ou="adresse de la page",
        pourquoi=dire("une page est un nombre, de 1 à {derniere}", derniere=entier(LAST_PAGE)),
        que_faire="Reprenez à la page 1",
    )


def one_of(value: str, known: tuple[str, ...], what: str) -> str:
    """The value when it is known; raises BadAddress otherwise, naming those that are."""
    if value in known:
        return value
    said = "{quoi} inconnue : « {valeur} »" if what in FEMININE else "{quoi} inconnu : « {valeur} »"
    raise BadAddress(
        quoi=dire(said, quoi=translated(what), valeur=shown(value)),
        ou="adresse de la page",
        pourquoi="cette liste ne le propose pas",
        que_faire=dire("Choisissez parmi : {noms}", noms=", ".join(filter(None, known))),
    )


def judgement_of(said: str, known: str) -> Judgement:
    """What a form says of a proposal; raises BadAddress for what is none, ``known`` naming those that are."""
    try:
        return Judgement(said)
    except ValueError as error:
        raise BadAddress(
            translated("Décision inconnue"), "", translated(known), "rechargez la page"
        ) from error
