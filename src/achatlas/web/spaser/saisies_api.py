"""Entries for machines: the same rules by HTTP and JSON; numbers in the units of the screen, as text."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpResponse

from achatlas.domain.errors import BadAddress
from achatlas.domain.saisie import FIELDS, Attente, ecrit
from achatlas.pipeline import saisies as entering
from achatlas.pipeline.saisies import Ecrite, SaisieRefusee
from achatlas.store.saisies import Saisies, Version
from achatlas.web.acces import maison
from achatlas.web.depots.api import body, said
from achatlas.web.policies import Politique, Requete, api_route
from achatlas.web.spaser.saisies import cadre, indicateurs, opened

ROOT = "api/v1/saisies/"
TOLD = ("unites", "qui", "date")
"""What an answer says of an entry and nobody writes: sent back, it is not looked at."""


def collection(request: Requete) -> HttpResponse:
    """List the entries that this account may enter, or keep some. Raises Http404, BadAddress."""
    return _kept(request) if request.method == "POST" else _listed(request)


def _listed(request: Requete) -> HttpResponse:
    whose, asked = opened(request.droits), request.GET.get("acheteur", "")
    if asked and asked not in whose:
        raise Http404
    year = request.GET.get("annee", "")
    awaited = entering.attentes(indicateurs())
    found = [
        told(one, awaited)
        for one in Saisies(maison()).standing()
        if one.saisie.acheteur in ({asked} if asked else whose) and year in ("", str(one.saisie.annee))
    ]
    return said({"ok": True, "saisies": found})


def told(one: Version, awaited: Mapping[str, Attente]) -> dict[str, Any]:
    """An entry: its numbers as they are typed, with a point, null when unknown; ``rang`` is to be sent back
    with what it becomes.
    """
    entry = one.saisie
    waits = awaited.get(entry.indicateur)
    units = (waits.haut, waits.bas) if waits else ("heures", "heures")
    numbers = (entry.numerateur, entry.denominateur)
    top, low = (
        ecrit(n, unit or "heures").replace(",", ".") or None for n, unit in zip(numbers, units, strict=True)
    )
    return {
        "indicateur": entry.indicateur, "acheteur": entry.acheteur, "annee": entry.annee,
        "objet": entry.objet, "numerateur": top, "denominateur": low,
        "unites": [unit or None for unit in units], "source": entry.source, "qui": entry.qui,
        "date": entry.date, "rang": one.rang,
    }  # fmt: skip


def _kept(request: Requete) -> HttpResponse:
    """Keep all the entries that change something, or none."""
    asked = body(request).get("saisies")
    if not isinstance(asked, list) or not all(isinstance(one, dict) for one in asked):
        raise BadAddress("Saisies illisibles", "", "une liste d'objets « saisies » est attendue", "corrigez")
    rows = [_ecrite(rank, one) for rank, one in enumerate(asked, 1)]
    store = Saisies(maison())
    try:
        frame = cadre(request.droits, store.last())
        done = entering.keep(maison(), rows, frame, request.user.get_username())
    except SaisieRefusee as error:
        faults = [
            {"saisie": one.rang + 1, "champ": one.champ, "pourquoi": one.pourquoi} for one in error.fautes
        ]
        return said({"ok": False, **error.as_dict(), "fautes": faults}, HTTPStatus.UNPROCESSABLE_ENTITY)
    awaited = entering.attentes(indicateurs())
    return said({"ok": True, "recues": len(rows), "ecrites": [told(one, awaited) for one in done]})


def _ecrite(rank: int, one: Mapping[str, Any]) -> Ecrite:
    """A row of a request. Raises BadAddress for what is neither a text nor a number."""
    if wrong := _wrong(one):
        names = ", ".join(sorted(map(str, wrong)))
        raise BadAddress("Saisie illisible", f"saisie {rank}", f"champs refusés : {names}", "corrigez")
    texts = {name: "" if one.get(name) is None else str(one[name]) for name in FIELDS}
    where = {name: f"saisie {rank}, {name}" for name in FIELDS}
    return Ecrite(texts, where, one.get("rang"), one.get("retire", False))


def _wrong(one: Mapping[str, Any]) -> list[str]:
    """The fields that are unknown, or hold what they cannot."""
    seen = one.get("rang")
    wrong = [*(one.keys() - {*FIELDS, *TOLD, "rang", "retire"})]
    wrong += [name for name in FIELDS if not _plain(one.get(name))]
    wrong += [] if seen is None or type(seen) is int else ["rang"]
    return wrong if type(one.get("retire", False)) is bool else [*wrong, "retire"]


def _plain(value: object) -> bool:
    """Whether a value is a text, a number or nothing."""
    return value is None or (isinstance(value, str | int | float) and not isinstance(value, bool))


ROUTES = [
    api_route(ROOT, collection, "api_saisies", Politique.LIGNES, ("GET", "HEAD", "POST")),
]
