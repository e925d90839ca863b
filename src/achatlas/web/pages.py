"""Pages that are not figures: definitions, accessibility, and what is said when something is missing or
fails."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from achatlas import langues
from achatlas.domain.errors import AchatlasError
from achatlas.domain.nombres import entier
from achatlas.web.acces import catalogue, local_dit
from achatlas.web.policies import Requete


def definitions(request: Requete) -> HttpResponse:
    """Show every axis, measure, share and engine as the catalogue defines them, and what is local here."""
    lu = catalogue()
    segments = [one for code, one in lu.segments.items() if code not in lu.retires]
    familles = sorted({(s["code"].split(".")[0], s["famille"]) for s in segments})
    return render(
        request,
        "pages/definitions.html",
        {
            "mesures": [
                (m, langues.translated("M€" if m.unite == "centimes" else "nombre"))
                for m in lu.mesures.values()
            ],
            "axes": lu.axes.values(),
            "taux": lu.taux.values(),
            "local": local_dit(),
            "moteurs": [
                (langues.translated("des paiements"), lu.cascade.achats),
                (langues.translated("des marchés"), lu.cascade.marches),
            ],
            "cascade": lu.cascade.description,
            "familles": familles,
            "segments": len(segments),
        },
    )


def accessibilite(request: HttpRequest) -> HttpResponse:
    """State honestly how accessible the service is: not compliant until an audit says otherwise."""
    return render(request, "pages/accessibilite.html")


def _erreur(request: HttpRequest, statut: HTTPStatus, titre: str, dit: str) -> HttpResponse:
    said = {"titre": langues.translated(titre), "dit": langues.translated(dit)}
    return render(request, "pages/erreur.html", said, status=statut)


def introuvable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404 for what does not exist and for what is not open to this person, in the same words."""
    dit = "Cette adresse ne mène à rien, ou ce qu’elle désigne ne vous est pas ouvert."
    return _erreur(request, HTTPStatus.NOT_FOUND, "Page introuvable", dit)


def panne(request: HttpRequest) -> HttpResponse:
    """Answer 500 without a detail: the cause is in the server's journal."""
    dit = "Le serveur n’a pas pu répondre. Les données sont intactes : cette page ne fait que les lire."
    return _erreur(request, HTTPStatus.INTERNAL_SERVER_ERROR, "La page n’a pas pu être établie", dit)


def refusee(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400 for a request that makes no sense."""
    return _erreur(
        request, HTTPStatus.BAD_REQUEST, "Demande illisible", "L’adresse ou le formulaire est mal formé."
    )


def interdite(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403 to a signed-in person whom a page refuses."""
    dit = "Votre compte n’ouvre pas cette page. Revenez à votre vue, ou demandez l’accès au groupe projet."
    return _erreur(request, HTTPStatus.FORBIDDEN, "Page fermée à ce compte", dit)


def methode_refusee(request: HttpRequest, allowed: str) -> HttpResponse:
    """Answer 405 and name the methods that the address takes: some addresses only receive a form."""
    dit = "Cette adresse reçoit un formulaire, ou ne fait que montrer : elle ne s’ouvre pas ainsi."
    response = _erreur(request, HTTPStatus.METHOD_NOT_ALLOWED, "Cette page ne s’ouvre pas ainsi", dit)
    response.headers["Allow"] = allowed
    return response


def past_last_page(request: HttpRequest, asked: int, derniere: int, href: str) -> HttpResponse:
    """Answer 404 to a page past the last one, and lead to the last."""
    contexte = {
        "titre": langues.dire("La liste n’a pas de page {page}", page=entier(asked)),
        "dit": langues.dire(
            "Elle s’arrête à la page {page} ; les filtres ou les données ont pu changer.",
            page=entier(derniere),
        ),
        "retours": [(langues.dire("Aller à la page {page}", page=entier(derniere)), href)],
    }
    return render(request, "pages/erreur.html", contexte, status=HTTPStatus.NOT_FOUND)


def jeton_perime(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 to a form whose token is missing or too old."""
    dit = "Le formulaire a expiré, ou il ne vient pas de cette application. Revenez à la page et recommencez."
    return _erreur(request, HTTPStatus.FORBIDDEN, "Formulaire expiré", dit)


def dire(request: HttpRequest, erreur: AchatlasError, statut: HTTPStatus) -> HttpResponse:
    """Render an expected error in its four parts: what, where, why, what to do."""
    parties = [("Où", erreur.ou), ("Pourquoi", erreur.pourquoi), ("Que faire", erreur.que_faire)]
    said = [(langues.translated(nom), langues.translated(dit)) for nom, dit in parties if dit]
    contexte = {"titre": langues.translated(erreur.quoi), "parties": said}
    return render(request, "pages/erreur.html", contexte, status=statut)
