"""The page of evolutions of the nomenclature: what merging two segments would move, what was merged."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from achatlas.analyse.selection import Selection
from achatlas.analyse.taux import KINDS, Part, taux
from achatlas.classify.guide import Guide, guide
from achatlas.domain.errors import ActeConcurrent, ClosedCrossing, OutOfScope, PublicationMissing, RegleVague
from achatlas.domain.evolution import Evolution
from achatlas.domain.nombres import FINE, accord, interval, lisser, montant_lisible
from achatlas.pipeline import Workshop, evolving, ruling
from achatlas.pipeline.evolving import Moved
from achatlas.store.evolutions import Evolutions
from achatlas.web.acces import catalogue, ouvrir, portee
from achatlas.web.depots import words
from achatlas.web.depots.rights import workshop
from achatlas.web.droits import Droits
from achatlas.web.policies import Politique, Requete, route

PME = "pme"
FAIT = {
    "reunis": "Segments réunis\u00a0: toutes les années et toutes les pages suivent.",
    "repris": "Évolution reprise\u00a0: le segment vaut de nouveau.",
    "devance": "Quelqu’un a changé ces segments avant vous\u00a0: rien n’a été gardé.",
}


def montrer(request: Requete) -> HttpResponse:
    """Show the evolutions that stand and, for two segments chosen, what merging them would move."""
    atelier, lu = workshop(), guide(catalogue())
    seen = portee(request.droits)
    code, vers = (_code(request.GET.get(name, "")) for name in ("code", "vers"))
    kept = Evolutions(atelier.home)
    gone = kept.projection()
    context: dict[str, Any] = {
        "segments": [(one.code, lisser(one.libelle)) for one in lu.fiches.values() if one.code not in gone],
        "code": code,
        "vers": vers,
        "peut": ruling.everyone(atelier, seen),
        "evolutions": [_told(one, lu) for one in kept.standing()],
        "reprises": sum(back for _, back in kept.every()),
        "version": len(kept.every()),
        "annonce": FAIT.get(request.GET.get("fait", ""), ""),
        "a_jour": ruling.shown(atelier),
        "vu": atelier.register.last_act(),
    }
    if context["peut"] and code and vers:
        try:
            moved = evolving.effect(atelier, seen, code, vers)
            context |= _effect(atelier, request.droits, moved, lu, code, vers)
        except RegleVague as fault:
            context["faute"] = fault
    statut = 400 if context.get("faute") else 200
    return render(request, "nomenclature/evolutions.html", context, status=statut)


def _code(typed: str) -> str:
    return typed.strip().partition(" ")[0]


def _told(one: Evolution, lu: Guide) -> dict[str, Any]:
    return {
        "numero": one.numero, "code": one.code, "vers": one.vers, "nom": _nom(lu, one.code),
        "nom_vers": _nom(lu, one.vers), "qui": one.qui, "quand": words.moment(one.date),
        "motif": lisser(one.motif),
    }  # fmt: skip


def _nom(lu: Guide, code: str) -> str:
    return lisser(lu.fiches[code].libelle) if code in lu.fiches else ""


def _effect(
    atelier: Workshop, droits: Droits, moved: Moved, lu: Guide, code: str, vers: str
) -> dict[str, Any]:
    """What merging would move, in words."""
    before, after = _pme(droits, code, vers)
    return {
        "effet": {
            "phrase": f"{montant_lisible(moved.achats.centimes)} ({accord(moved.achats.lignes, 'ligne')}) "
            f"passent de {code} à {vers}, qui en tiendrait {montant_lisible(moved.apres.centimes)}.",
            "pme_avant": before,
            "pme_apres": after,
            "regles": ", ".join(map(str, moved.regles)),
            "nom": _nom(lu, code),
            "nom_vers": _nom(lu, vers),
        }
    }


def _pme(droits: Droits, code: str, vers: str) -> tuple[str, str]:
    """The share of SMEs in the second segment, before and after; empty when nothing published tells it."""
    with suppress(PublicationMissing, ClosedCrossing, Http404):
        scope = ouvrir(droits).scope
        parts = [
            taux(catalogue().taux[PME], Selection().only("segment", [one]), scope) for one in (code, vers)
        ]
        both = Part(*(sum(getattr(one, kind) for one in parts) for kind in (*KINDS[:3], "inconnu", "hors")))
        return _share(parts[1]), _share(both)
    return "", ""


def _share(part: Part) -> str:
    """« 41 à 47 % »: from the least to the most that it may be."""
    return f"{interval(*part.bornes, part.base)}{FINE}%" if part.dicible else ""


def merge(request: Requete) -> HttpResponse:
    """Merge a segment into another. Raises Http404 for who may not."""
    atelier, told = workshop(), request.POST
    pair = (_code(told.get("code", "")), _code(told.get("vers", "")))
    try:
        evolving.merge(
            atelier, portee(request.droits), *pair, request.user.get_username(), told.get("motif", "")
        )
    except OutOfScope as error:
        raise Http404 from error
    except ActeConcurrent:
        return _back("devance")
    return _back("reunis")


def reprendre(request: Requete) -> HttpResponse:
    """Undo an evolution. Raises Http404 for who may not, or for one that does not stand."""
    atelier, typed = workshop(), request.POST.get("numero", "")
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 9):
        raise Http404
    try:
        evolving.take_back(atelier, portee(request.droits), int(typed), request.user.get_username())
    except OutOfScope as error:
        raise Http404 from error
    except ActeConcurrent:
        return _back("devance")
    return _back("repris")


def _back(fait: str) -> HttpResponse:
    return redirect(f"{reverse('evolutions')}?{urlencode({'fait': fait})}")


LIGNES, POST = Politique.LIGNES, ("POST",)
ROUTES = [
    route("nomenclature/evolutions/", montrer, "evolutions", LIGNES),
    route("nomenclature/evolutions/reunir/", merge, "evolution_reunir", LIGNES, POST),
    route("nomenclature/evolutions/reprendre/", reprendre, "evolution_reprendre", LIGNES, POST),
]
