"""The pages of deposits: the list and its form, a job being done, one deposit, its rejected lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from achatlas.langues import translated
from achatlas.pipeline import registre as filled
from achatlas.pipeline import rejects
from achatlas.screens import columns
from achatlas.screens import depots as words
from achatlas.store.jobs import FINI, LIRE, Job, Jobs
from achatlas.store.shelf import Shelf, Sum
from achatlas.web import adresses
from achatlas.web.acces import maison, territoire
from achatlas.web.depots import listing, sheet
from achatlas.web.depots.reception import taken
from achatlas.web.depots.rights import acheteur_of, job_of, opened, workshop
from achatlas.web.depots.scores import scores
from achatlas.web.pages import past_last_page
from achatlas.web.policies import Requete

REGISTRES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
SORTES = ".csv,.tsv,.txt,.xlsx,.xlsm,.xls,.ods,.json,.xml"


def lister(request: Requete) -> HttpResponse:
    """Show the deposits that this person may see; an élu reads totals. Raises Http404 for a buyer that is not
    open.
    """
    contexte = page(request)
    if contexte["pages"]["numero"] > (last := contexte["pages"]["derniere"]):
        return past_last_page(request, contexte["pages"]["numero"], last, _at(request, last))
    return render(request, "depots/liste.html", contexte)


def page(request: Requete) -> dict[str, Any]:
    """What the list shows."""
    atelier, droits = workshop(), request.droits
    pour = request.GET.get("pour", "")
    if pour not in ("", droits.acheteur or listing.PLUSIEURS) and acheteur_of(droits, pour) != pour:
        raise Http404
    asked = listing.scope(droits, pour)
    sums = Shelf(atelier.home).sums(asked)
    number, last = adresses.page_of(request.GET), _last(sums)
    base = {
        "scores": scores(droits), "limite": words.size(settings.DEPOT_MAX_OCTETS), "sortes": SORTES,
        "pages": _turn(request, number, last),
    }  # fmt: skip
    if not droits.lignes:
        return {**base, "groupes": listing.totals(sums), "totaux": True}
    return {
        **base,
        **listing.counted(sums),
        "groupes": listing.groups(atelier, asked, sums, number),
        "seul": pour,
        "travaux": (found := listing.waiting(atelier, droits)),
        "vivants": any(one.arretable for one in found),
        "passe": listing.past(atelier, droits),
        "vu": atelier.register.last_act(),
        "acheteurs": [] if droits.acheteur else territoire().acheteurs,
    }


def _last(sums: Sequence[Sum]) -> int:
    """How many pages: those of one buyer; several buyers show their first deposits on one."""
    return max(1, -(-sums[0].tous // listing.PAGE)) if len(sums) == 1 else 1


def _at(request: Requete, number: int) -> str:
    asked = {"pour": request.GET.get("pour", ""), "page": number}
    return f"{reverse('depots')}?{urlencode({k: v for k, v in asked.items() if v})}"


def _turn(request: Requete, number: int, last: int) -> dict[str, Any]:
    """Where the list stands, and the addresses of the pages before and after."""
    before = _at(request, number - 1) if number > 1 else ""
    after = _at(request, number + 1) if number < last else ""
    return {"numero": number, "derniere": last, "avant": before, "apres": after}


def deposer(request: Requete) -> HttpResponse:
    """Take the files of the form; each becomes a job. Raises DepotRefuse, Http404."""
    jobs = receive(request)
    return redirect("travail", jobs[0].id) if len(jobs) == 1 else redirect("depots")


def receive(request: Requete) -> list[Job]:
    """One job for each file received."""
    files = taken(request)
    try:
        acheteur = acheteur_of(request.droits, request.POST.get("acheteur", ""))
    except Http404:
        for one in files:
            one.path.unlink(missing_ok=True)
        raise
    jobs = Jobs(maison())
    return [
        jobs.add(
            Job(
                one.path.name, LIRE, fichier=str(one.name), acheteur_siren=acheteur,
                qui=request.user.get_username(), octets=int(one.size or 0), sha256=one.sha256,
            )
        )
        for one in files
    ]  # fmt: skip


def suivre(request: Requete, travail: str) -> HttpResponse:
    """Show how far a job is; once a file is read, go to its page."""
    job = job_of(request.droits, travail)
    if job.etat == FINI and job.depot and not job.dit.get("deja"):
        return _go(request, reverse("depot", args=[job.depot]))
    asked = job.dit.get("questions", []) if job.etat == "a_confirmer" else []
    contexte = {"job": job, "dit": listing.told(job), "questions": asked, "erreur": _parts(job)}
    if asked:
        contexte["colonnes"] = columns.proposed(workshop(), job)
    return render(request, "depots/travail.html", contexte)


def _parts(job: Job) -> list[tuple[str, Any]]:
    """Where, why and what to do; a file keeps its name as it is written, sentences begin with a capital."""
    said = job.dit
    place = [(translated("Où"), said["ou"])] if said.get("ou") else []
    named = (("Pourquoi", "pourquoi"), ("Que faire", "que_faire"))
    return place + [
        (translated(label), said[key][:1].upper() + said[key][1:]) for label, key in named if said.get(key)
    ]


def _go(request: Requete, href: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": href})
    return redirect(href)


def montrer(request: Requete, sha: str) -> HttpResponse:
    """Show one deposit."""
    atelier = workshop()
    return show(request, sheet.context(atelier, opened(request.droits, atelier, sha)))


def show(request: Requete, contexte: dict[str, Any], avis: Any = None, statut: int = 200) -> HttpResponse:
    """The page of a deposit, perhaps under what was refused."""
    return render(request, "depots/depot.html", {**contexte, "avis": avis}, status=statut)


def registre(request: Requete, genre: str) -> HttpResponse:
    """Send the registre des procédures, filled with the marchés that are known. Raises Http404 for a buyer
    that is not open, and for another form than CSV or a workbook.
    """
    if genre not in REGISTRES:
        raise Http404
    acheteur = acheteur_of(request.droits, request.GET.get("pour", ""))
    named = f"registre-{acheteur or territoire().id}{'-simule' if territoire().simule else ''}.{genre}"
    found = filled.written(workshop(), acheteur, f".{genre}")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(named)}"}
    return HttpResponse(found, content_type=REGISTRES[genre], headers=headers)


def rejetees(request: Requete, sha: str) -> HttpResponse:
    """Send the rejected lines, to be corrected and dropped again."""
    atelier = workshop()
    found = rejects.excerpt(atelier, opened(request.droits, atelier, sha))
    named = f"attachment; filename*=UTF-8''{quote(found.nom)}"
    return HttpResponse(found.octets, content_type=found.genre, headers={"Content-Disposition": named})
