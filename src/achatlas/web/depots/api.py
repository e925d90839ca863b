"""Deposits for machines: the same acts by HTTP and JSON, each object being that of the command line.

Plain views: a framework would bring a second router beside the policies of ``policies.py``, which a test
enumerates, and schemas of objects that ``pipeline.report`` already shapes.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse

from achatlas.domain.errors import BadAddress
from achatlas.pipeline import Imported, Workshop, acts, effect, report
from achatlas.pipeline.depots import REMPLACER
from achatlas.pipeline.slices import MANDATS
from achatlas.store.control_totals import Controls
from achatlas.store.jobs import Job, Jobs
from achatlas.store.register import Depot
from achatlas.web.acces import maison
from achatlas.web.depots import actions, openapi, views
from achatlas.web.depots.rights import covers, job_of, opened, workshop
from achatlas.web.policies import Politique, Requete, api_route

ROOT = "api/v1/depots/"
LIGNES, POST = Politique.LIGNES, ("POST",)


def said(found: Any, statut: int = 200) -> JsonResponse:
    """An answer."""
    return JsonResponse(found, status=statut, json_dumps_params={"ensure_ascii": False})


def body(request: HttpRequest) -> dict[str, Any]:
    """What a request says, in JSON or as a form. Raises BadAddress."""
    if request.content_type != "application/json":
        return dict(request.POST.items())
    try:
        found = json.loads(request.body or b"{}")
    except (ValueError, RecursionError) as error:
        raise BadAddress("Corps illisible", "", "ce n'est pas du JSON", "corrigez-le") from error
    if not isinstance(found, dict):
        raise BadAddress("Corps illisible", "", "un objet est attendu", "corrigez-le")
    return found


def collection(request: Requete) -> HttpResponseBase:
    """List the deposits, or take files."""
    if request.method == "POST":
        return said(
            {"ok": True, "travaux": [told(job) for job in views.receive(request)]}, HTTPStatus.ACCEPTED
        )
    atelier, actes = workshop(), workshop().register.actes()
    every = [d for d in atelier.register.every_depot() if covers(request.droits, d.acheteur_siren)]
    listed = [
        {
            "fichier": d.fichier, "depot": d.sha256, "acheteur": d.acheteur_siren, "source": d.source,
            "etat": effect.state(d, actes), "depose_le": d.depose_le,
        }
        for d in every
    ]  # fmt: skip
    return said({"ok": True, "vu": atelier.register.last_act(), "depots": listed})


def whole(atelier: Workshop, depot: Depot) -> dict[str, Any]:
    """A deposit: the object of an import, then its state, what it would change, its external control."""
    account = atelier.register.reading(depot.instantane)
    if account is None:
        raise Http404
    change = effect.effect(atelier, depot, account)
    one = report.imported(Imported(depot, account, touches=change.touches), atelier.catalogue)
    control = Controls(atelier.home).last().get(depot.sha256)
    return {
        **one,
        "etat": effect.state(depot, atelier.register.actes()),
        "depose_le": depot.depose_le,
        "changement": change.as_dict() if depot.lecture.get("table") == MANDATS else None,
        "controle": {"centimes": control.centimes, "qui": control.qui, "date": control.date}
        if control
        else None,
        "vu": atelier.register.last_act(),
    }


def un(request: Requete, sha: str) -> HttpResponse:
    """One deposit."""
    atelier = workshop()
    return said(whole(atelier, opened(request.droits, atelier, sha)))


def _seen(asked: dict[str, Any]) -> int:
    """The last act seen, that every decision must name. Raises BadAddress."""
    vu = asked.get("vu")
    if isinstance(vu, bool) or not str(vu).isascii() or not str(vu).isdigit():
        raise BadAddress(
            "« vu » manque", "", "une décision dit le dernier acte qu'elle a vu", "relisez le dépôt"
        )
    return int(str(vu))


def confirmer(request: Requete, sha: str) -> HttpResponse:
    """Make a deposit count, and ask for a publication."""
    atelier, asked = workshop(), body(request)
    depot = opened(request.droits, atelier, sha)
    choix, vu = actions.choice(asked.get("choix", REMPLACER)), _seen(asked)
    if not depot.actif:
        acts.confirm(atelier, depot, choix, request.user.get_username(), vu)
    return said({"ok": True, "travail": told(actions.publication(request, depot))}, HTTPStatus.ACCEPTED)


def retirer(request: Requete, sha: str) -> HttpResponse:
    """Make a deposit count no longer, and ask for a publication."""
    atelier, asked = workshop(), body(request)
    depot = opened(request.droits, atelier, sha)
    vu = _seen(asked)
    if depot.actif:
        acts.withdraw(atelier, depot, request.user.get_username(), vu)
    return said({"ok": True, "travail": told(actions.publication(request, depot))}, HTTPStatus.ACCEPTED)


def revenir(request: Requete, rang: int) -> HttpResponse:
    """Go back to what counted just after an act, and ask for a publication."""
    atelier, asked = workshop(), body(request)
    actions.back(request, atelier, rang, _seen(asked))
    return said({"ok": True, "travail": told(actions.publication(request, None))}, HTTPStatus.ACCEPTED)


def controle(request: Requete, sha: str) -> HttpResponse:
    """Keep the total of the buyer's software."""
    atelier, asked = workshop(), body(request)
    depot = opened(request.droits, atelier, sha)
    typed = actions.typed(str(asked.get("total", "")))
    Controls(atelier.home).add(depot.sha256, typed, request.user.get_username())
    return said(whole(atelier, depot))


def told(job: Job) -> dict[str, Any]:
    """A job: its state, how far, its questions, and what it has come to."""
    return {
        "id": job.id, "nature": job.nature, "etat": job.etat, "fichier": job.fichier, "sha256": job.sha256,
        "etape": job.etape, "fait": job.fait, "total": job.total, "depot": job.depot or None,
        "questions": job.dit.get("questions", []), "resultat": dict(job.dit) or None,
    }  # fmt: skip


def travail(request: Requete, travail: str) -> HttpResponse:
    """One job."""
    return said(told(job_of(request.droits, travail)))


def repondre(request: Requete, travail: str) -> HttpResponse:
    """Answer its questions, or put it back in the queue when it was interrupted."""
    job = job_of(request.droits, travail)
    answers = body(request).get("reponses", {})
    if not isinstance(answers, dict):
        raise BadAddress("Réponses illisibles", "", "un objet « question: valeur » est attendu", "corrigez")
    asked = {**job.demande, "reponses": {**job.demande.get("reponses", {}), **answers}}
    Jobs(maison()).again(job.id, asked)
    return said(told(job_of(request.droits, travail)), HTTPStatus.ACCEPTED)


def arreter(request: Requete, travail: str) -> HttpResponse:
    """Stop a job."""
    Jobs(maison()).stop(job_of(request.droits, travail).id)
    return said(told(job_of(request.droits, travail)), HTTPStatus.ACCEPTED)


def description(request: HttpRequest) -> HttpResponse:
    """The description of this API (OpenAPI 3.1)."""
    return said(openapi.description())


ROUTES = [
    api_route("api/v1/openapi.json", description, "api_description", Politique.PUBLIC),
    api_route(ROOT, collection, "api_depots", LIGNES, ("GET", "HEAD", "POST")),
    api_route(f"{ROOT}revenir/<int:rang>/", revenir, "api_revenir", LIGNES, POST),
    api_route(f"{ROOT}travaux/<slug:travail>/", travail, "api_travail", LIGNES),
    api_route(f"{ROOT}travaux/<slug:travail>/reponses/", repondre, "api_reponses", LIGNES, POST),
    api_route(f"{ROOT}travaux/<slug:travail>/arreter/", arreter, "api_arreter", LIGNES, POST),
    api_route(f"{ROOT}<slug:sha>/", un, "api_depot", LIGNES),
    api_route(f"{ROOT}<slug:sha>/rejets/", views.rejetees, "api_rejets", LIGNES),
    api_route(f"{ROOT}<slug:sha>/confirmer/", confirmer, "api_confirmer", LIGNES, POST),
    api_route(f"{ROOT}<slug:sha>/retirer/", retirer, "api_retirer", LIGNES, POST),
    api_route(f"{ROOT}<slug:sha>/controle/", controle, "api_controle", LIGNES, POST),
]
