"""The targets of the SPASER, and the page of each indicator; a target may be tried before it is set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from achatlas.domain.errors import ActeConcurrent
from achatlas.domain.nombres import lisser
from achatlas.domain.objectif import NEW, Objectif
from achatlas.langues import in_french, translated
from achatlas.screens.spaser import (
    acte,
    actions,
    apports,
    chiffres,
    cibles,
    fiche,
    obligations,
    reperes,
    saisie,
)
from achatlas.screens.spaser.vue import Chiffre, Spaser
from achatlas.store.actions import Actions
from achatlas.store.objectifs import Objectifs
from achatlas.web import adresses
from achatlas.web.acces import maison
from achatlas.web.memoire import retenue
from achatlas.web.policies import Politique, Requete, route
from achatlas.web.spaser.demande import around, regard_of, vue_of

OBJECTIF, LONG = "objectif/", 12
DONE = {
    "ecrit": "L’objectif est enregistré : les chiffres le suivent.",
    "retire": "L’objectif est retiré ; ce qu’il a été reste écrit.",
}


def montrer(request: Requete) -> HttpResponse:
    """Show targets beside what is done, then the indicators that have none. Raises Http404, BadAddress."""
    vue = vue_of(request, "")
    aimed = [one for one in vue.chiffres if one.objectif]
    rows, close = cibles.lignes(vue, aimed), vue.entier
    others = [(code, cibles.lignes(vue, _of(vue, code))) for code in cibles.DIMENSIONS]
    free = [row for _, some in others for row in some]
    contexte = around(vue, "") | {
        "titre": cibles.titre(rows, close=close),
        "pire": cibles.pire(rows),
        "groupes": cibles.groupes(rows, close=close),
        "autres": [(cibles.dimension(code), *cibles.parted(some)) for code, some in others if some],
        "dits": cibles.part_dite(sum(bool(row.detail) for row in (*rows, *free)), len(rows) + len(free)),
    }
    return render(request, "spaser/cibles.html", contexte)


def _of(vue: Spaser, dimension: str) -> list[Chiffre]:
    return [one for one in vue.chiffres if one.objectif is None and one.indicateur.dimension == dimension]


def _found(vue: Spaser, ident: str, cle: str) -> Chiffre:
    """A figure by its address. Raises Http404."""
    some = [one for one in vue.chiffres if one.indicateur.id == ident and cle in ("", one.cle)]
    if not some or (cle and some[0].suite == f"{ident}/"):
        raise Http404
    return some[0]


def detailler(request: Requete, ident: str, cle: str = "") -> HttpResponse:
    """Show an indicator: its value, its target (or one that is tried), who makes the gap, its years, what it
    is. Raises Http404, BadAddress.
    """
    vue = vue_of(request, f"{ident}/")
    one = _found(vue, ident, cle)
    tried, wrong = _tried(request, one)
    aim = chiffres.unscaled(tried, one.calcul) if tried is not None else vue.cible(one)
    axes = apports.axes(vue)
    axe = adresses.one_of(request.GET.get("par", ""), ("", *axes), "Axe") or axes[0]
    contexte = around(vue, one.suite) | {
        "ligne": cibles.ligne(vue, one),
        "fait": cibles.ligne(vue, one.libre),
        "engages": fiche.engages(vue, one),
        "chiffre": one,
        "essayee": chiffres.aimed(tried, one.calcul) if tried is not None else "",
        "saisie": request.GET.get("cible", ""),
        "faute": wrong,
        "commun": fiche.commun(vue, one),
        **_gap(vue, one, axe, aim),
        "axe": axe,
        "par": [_choice(vue, one, code, code == axe, request.GET.get("cible", "")) for code in axes],
        "annees_lues": fiche.annees(vue, one),
        "definition": fiche.definition(one),
        "devoirs": obligations.du_chiffre(vue, one, date.today()),
        "reperes": reperes.reperes(vue.demande.catalogue, one),
        "freres": [
            (chiffres.nom(o.indicateur, o.calcul), vue.adresse(o.suite), o == one)
            for o in _brothers(vue, one)
        ],
        **_lines(vue, one),
        "saisies": vue.adresse("saisies/") if one.calcul.entered else "",
        **_objective(vue, one),
        **_act(request, vue, one, aim),
        "annonce": translated(DONE.get(request.GET.get("fait", ""), "")),
    }
    return render(
        request, "spaser/indicateur.html", contexte, status=HTTPStatus.BAD_REQUEST if wrong else HTTPStatus.OK
    )


def _gap(vue: Spaser, one: Chiffre, axe: str, aim: Fraction | None) -> dict[str, Any]:
    """What lacks to the target, and who makes it along an axis; nothing while somebody's figures lack."""
    read = vue.lu(one)
    if vue.away(one) or aim is None:
        return {"manque": "", "cascade": None}
    shared = read.valeur is not None and apports.shares(one.calcul)
    return {
        "manque": cibles.manquant(one, read, aim),
        "cascade": apports.cascade(vue, one, axe, aim, read) if shared else None,
    }


def _act(request: Requete, vue: Spaser, one: Chiffre, aim: Fraction | None) -> dict[str, Any]:
    """The chain from the gap to an action, and the actions that are already written of the indicator."""
    regard, told = regard_of(request, vue), request.GET
    kept = {name: told[name] for name in ("par", "cible") if told.get(name)}
    asked = acte.Asked(told.get("segment", ""), told.get("levier", ""), kept)
    some = actions.visible(vue, Actions(maison()).standing(), one.indicateur.id)
    return {
        "acte": acte.acte(vue, regard, one, None if vue.away(one) else aim, vue.lu(one), asked),
        "menees": actions.rangs(vue, regard, some.values()),
    }


def _brothers(vue: Spaser, one: Chiffre) -> list[Chiffre]:
    return [other for other in vue.chiffres if other.indicateur.id == one.indicateur.id]


def _tried(request: Requete, one: Chiffre) -> tuple[Decimal | None, str]:
    """The target that the address tries, in the unit of the figure, and what is wrong with it."""
    asked = request.GET.get("cible", "")
    wrong = saisie.excess(asked, one.calcul.unite) if asked else ""
    return None if wrong else saisie.number(asked), wrong


def _choice(vue: Spaser, one: Chiffre, axe: str, ici: bool, tried: str) -> tuple[str, str, bool]:
    more = {"cible": tried} if tried else {}
    return in_french(lisser(vue.demande.axes[axe].libelle)), vue.adresse(one.suite, par=axe, **more), ici


def _lines(vue: Spaser, one: Chiffre) -> dict[str, str]:
    """Where the lines of the figure are: of its denominator (``toutes`` when it is all that is looked at),
    and, where a selection tells them apart, of its numerator and those that do not say.
    """
    found = vue.lu(one.libre).lignes
    if found is None:
        return {}
    whole = "toutes" if found.toutes else "denominateur"
    named = {whole: found.denominateur}
    if found.numerateur != found.denominateur:
        named["numerateur"] = found.numerateur
    if not found.toutes:
        named["inconnu"] = found.inconnu
    return {f"lignes_{name}": vue.lignes(found, which) for name, which in named.items()}


def _objective(vue: Spaser, one: Chiffre) -> dict[str, Any]:
    kept = one.version
    past = Objectifs(maison()).history(kept.objectif.numero) if kept else ()
    return {
        "objectif": kept.objectif if kept else None,
        "lies": fiche.bindings(vue, one),
        "ecrire": vue.adresse(f"{one.suite}{OBJECTIF}") if vue.ecrit else "",
        "passe": fiche.passe(vue, one, past),
    }


def viser(request: Requete, ident: str, cle: str = "") -> HttpResponse:
    """Set the objective of an indicator, change it, or take it out. Raises Http404 for who may not."""
    vue = vue_of(request, f"{ident}/")
    one = _found(vue, ident, cle)
    if not vue.ecrit:
        raise Http404
    if request.method == "POST":
        return _written(request, vue, one)
    return _form(request, vue, one, saisie.Typed.written(one.objectif, vue.annee))


def _written(request: Requete, vue: Spaser, one: Chiffre) -> HttpResponse:
    """Write what is typed; show it again, with what is wrong, when it cannot be."""
    told = {name: str(value) for name, value in request.POST.items()}
    typed = saisie.Typed.of(told, [str(siren) for siren in request.POST.getlist("acheteurs")])
    wrong: dict[str, str] = {}
    if "retirer" in told and one.version is None:
        return redirect(vue.adresse(one.suite, fait="retire"))
    if "retirer" in told and one.version:
        made, done = replace(one.version.objectif, retire=True), "retire"
    else:
        fields, wrong = saisie.read(typed, frozenset(vue.demande.territoire.sirens), one.calcul.unite)
        made, done = _made(one, fields), "ecrit"
    if wrong:
        return _form(request, vue, one, typed, wrong)
    try:
        leading = next(iter(one.indicateur.calculs))
        Objectifs(maison()).write(_signed(request, made), _rank(told.get("rang", "")), leading)
    except ActeConcurrent as late:
        vue = vue_of(request, f"{one.indicateur.id}/")
        now = next(other for other in _brothers(vue, one) if other.cle == one.cle)
        return _form(request, vue, now, typed, {}, late)
    return redirect(vue.adresse(one.suite, fait=done))


def _rank(seen: str) -> int:
    """The row that was read before writing, as a form sends it; one too long is of no row at all."""
    return int(seen[:LONG]) if seen.isascii() and seen.isdigit() else NEW


def _made(one: Chiffre, fields: Mapping[str, Any]) -> Objectif:
    """What is written of a figure: under the number, and the name of the figure, that it had."""
    kept = one.objectif
    named = {"calcul": kept.calcul if kept else one.cle, "numero": kept.numero if kept else NEW}
    return Objectif(indicateur=one.indicateur.id, **named, **fields)  # type: ignore[arg-type]


def _signed(request: Requete, objectif: Objectif) -> Objectif:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return replace(objectif, qui=request.user.get_username(), date=now)


def _form(
    request: Requete, vue: Spaser, one: Chiffre, typed: saisie.Typed,
    wrong: dict[str, str] | None = None, late: ActeConcurrent | None = None,
) -> HttpResponse:  # fmt: skip
    contexte = around(vue, one.suite) | {
        "ligne": cibles.ligne(vue, one),
        "chiffre": one,
        "saisi": typed,
        "fautes": wrong or {},
        "tard": late,
        "rang_lu": one.version.rang if one.version else NEW,
        "unite": "%" if one.calcul.unite == "pourcent" else chiffres.sign(one.calcul),
        "membres": [(a.siren, a.dit, a.siren in typed.acheteurs) for a in vue.demande.territoire.acheteurs],
        "envoi": vue.adresse(f"{one.suite}{OBJECTIF}"),
        "retour": vue.adresse(one.suite),
        "definition": fiche.definition(one),
    }
    status = HTTPStatus.BAD_REQUEST if wrong else HTTPStatus.CONFLICT if late else HTTPStatus.OK
    return render(request, "spaser/objectif.html", contexte, status=status)


CONNECTE, FORM = Politique.CONNECTE, ("GET", "HEAD", "POST")
ROUTES = [
    route("spaser/", retenue(montrer), "spaser", CONNECTE),
    route("spaser/<slug:ident>/", retenue(detailler), "spaser_indicateur", CONNECTE),
    route(f"spaser/<slug:ident>/{OBJECTIF}", viser, "spaser_objectif", CONNECTE, FORM),
    route("spaser/<slug:ident>/<slug:cle>/", retenue(detailler), "spaser_chiffre", CONNECTE),
    route(f"spaser/<slug:ident>/<slug:cle>/{OBJECTIF}", viser, "spaser_chiffre_objectif", CONNECTE, FORM),
]
