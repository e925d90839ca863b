"""What a person does to deposits, each by a POST: publish, give up, withdraw, go back, control, answer."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from achatlas.domain.errors import ActeConcurrent, BadAddress
from achatlas.domain.money import NumberFormat, parse_centimes
from achatlas.langues import dire
from achatlas.pipeline import Workshop, acts
from achatlas.pipeline.depots import CHOIX, REMPLACER
from achatlas.pipeline.effect import ATTEND
from achatlas.pipeline.effect import state as state_of
from achatlas.pipeline.received import received
from achatlas.store.control_totals import Controls
from achatlas.store.jobs import PUBLIER, Job, Jobs, new_id
from achatlas.store.register import Depot
from achatlas.web.acces import maison
from achatlas.web.depots import sheet, views
from achatlas.web.depots.rights import all_covered, job_of, opened, workshop
from achatlas.web.policies import Requete

TYPED = (NumberFormat(",", " ", symbole="€"), NumberFormat(".", "", symbole="€"))


def seen(request: Requete) -> int:
    """The last act that this person had seen when the form was written. Raises BadAddress."""
    said = request.POST.get("vu", "")
    if not (said.isascii() and said.isdigit() and len(said) < 12):
        why = "il ne dit pas ce que vous aviez vu"
        raise BadAddress("Formulaire illisible", "", why, "rechargez la page")
    return int(said)


def publication(request: Requete, depot: Depot | None) -> Job:
    """Ask that what counts be published."""
    siren, sha = (depot.acheteur_siren, depot.sha256) if depot else (request.droits.acheteur or None, "")
    return Jobs(maison()).add(
        Job(new_id(), PUBLIER, acheteur_siren=siren, qui=request.user.get_username(), depot=sha)
    )


def publier(request: Requete, sha: str) -> HttpResponse:
    """Make a deposit count, in the place of what it touches or beside it, then publish."""
    atelier = workshop()
    depot = opened(request.droits, atelier, sha)
    try:
        count(request, atelier, depot, request.POST.get("choix", REMPLACER))
    except ActeConcurrent as late:
        return stale(request, atelier, sha, late)
    return redirect("travail", publication(request, depot).id)


def count(request: Requete, atelier: Workshop, depot: Depot, choix: str) -> None:
    """Makes a deposit count. Raises ActeConcurrent, BadAddress."""
    asked, vu = choice(choix), seen(request)
    if not depot.actif:
        acts.confirm(atelier, depot, asked, request.user.get_username(), vu)


def choice(said: object) -> str:
    """What becomes of what a deposit touches. Raises BadAddress."""
    if said not in CHOIX:
        raise BadAddress("Choix inconnu", "", "un dépôt remplace ou s'ajoute", "rechargez la page")
    return str(said)


def stale(request: Requete, atelier: Workshop, sha: str, late: ActeConcurrent) -> HttpResponse:
    """Show the deposit as it is now, to who decided upon what it was."""
    contexte = sheet.context(atelier, opened(request.droits, atelier, sha))
    return views.show(request, contexte, late, statut=409)


def retirer(request: Requete, sha: str) -> HttpResponse:
    """Make a deposit count no longer, then publish without it."""
    atelier = workshop()
    depot = opened(request.droits, atelier, sha)
    vu = seen(request)
    try:
        if depot.actif:
            acts.withdraw(atelier, depot, request.user.get_username(), vu)
    except ActeConcurrent as late:
        return stale(request, atelier, sha, late)
    return redirect("travail", publication(request, depot).id)


def abandonner(request: Requete, sha: str) -> HttpResponse:
    """Forget a deposit that never counted. Raises Http404 for one that has."""
    atelier = workshop()
    depot = opened(request.droits, atelier, sha)
    if state_of(depot, atelier.register.actes()) != ATTEND:
        raise Http404
    acts.give_up(atelier, depot)
    return redirect("depots")


def retablir(request: Requete, rang: int) -> HttpResponse:
    """Go back to what counted just after an act, then publish it; only what one may touch may change."""
    try:
        back(request, workshop(), rang, seen(request))
    except ActeConcurrent as late:
        return render(request, "depots/liste.html", {**views.page(request), "avis": late}, status=409)
    return redirect("travail", publication(request, None).id)


def back(request: Requete, atelier: Workshop, rang: int, vu: int) -> None:
    """Goes back to what counted just after an act. Raises Http404 when it would change what is not open,
    ActeConcurrent.
    """
    if rang > atelier.register.last_act():
        raise Http404
    change = acts.preview(atelier, [rang])[rang]
    if not all_covered(request.droits, (*change.entrants, *change.sortants)):
        raise Http404
    acts.go_back(atelier, rang, request.user.get_username(), vu)


def controler(request: Requete, sha: str) -> HttpResponse:
    """Keep the total of the buyer's software."""
    atelier = workshop()
    depot = opened(request.droits, atelier, sha)
    said = typed(request.POST.get("total", ""))
    Controls(atelier.home).add(depot.sha256, said, request.user.get_username())
    return redirect("depot", sha)


def typed(text: str) -> int:
    """An amount as a person types it, in cents. Raises BadAddress."""
    for form in TYPED:
        try:
            return parse_centimes(text.replace("\u2212", "-"), form)
        except ValueError:
            continue
    raise BadAddress(
        dire("Total illisible : « {texte} »", texte=text[:40]),
        "",
        "un montant s'écrit 53 615 585,60",
        "corrigez, puis validez",
    )


def arreter(request: Requete, travail: str) -> HttpResponse:
    """Stop a job."""
    job = job_of(request.droits, travail)
    Jobs(maison()).stop(job.id)
    return redirect("travail", job.id)


def reprendre(request: Requete, travail: str) -> HttpResponse:
    """Put an interrupted job back in the queue, or one that waited for answers, with them."""
    job = job_of(request.droits, travail)
    answers = {k.removeprefix("q."): v for k, v in request.POST.items() if k.startswith("q.")}
    told = {**job.demande.get("reponses", {}), **answers}
    asked = {**job.demande, "reponses": {name: value for name, value in told.items() if value}}
    Jobs(maison()).again(job.id, asked)
    return redirect("travail", job.id)


def oublier(request: Requete, travail: str) -> HttpResponse:
    """Take a job off the list, and its bytes off the disk."""
    job = job_of(request.droits, travail)
    if not job.pending:
        Jobs(maison()).forget(job.id)
        received(maison(), job.id).unlink(missing_ok=True)
    return redirect("depots")
