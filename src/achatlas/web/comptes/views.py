"""Sign in and sign out; demonstration accounts are offered only where they exist."""

from __future__ import annotations

from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from achatlas.langues import dire, translated
from achatlas.web.comptes import frein
from achatlas.web.comptes.demo import MOT_DE_PASSE
from achatlas.web.comptes.models import Profil

RATE = "Identifiant ou mot de passe inconnu. Vérifiez les deux ; la saisie distingue les majuscules."


def _suite(request: HttpRequest) -> str:
    """Return where to go once signed in: an address of this site only."""
    suite = request.POST.get("suite") or request.GET.get("suite") or "/"
    return suite if url_has_allowed_host_and_scheme(suite, {request.get_host()}, request.is_secure()) else "/"


def connexion(request: HttpRequest) -> HttpResponse:
    """Show the sign-in form; open the session when name and password agree."""
    if request.user.is_authenticated:
        return redirect(_suite(request))
    erreur = ""
    if request.method == "POST":
        erreur = _ouvrir(request)
        if not erreur:
            return redirect(_suite(request))
    ouverts = Profil.objects.filter(demonstration=True, user__is_active=True)
    demo = list(ouverts.select_related("user").order_by("-role", "id"))
    contexte = {
        "erreur": erreur,
        "demo": demo,
        "mot_de_passe": MOT_DE_PASSE,
        "suite": _suite(request),
        "identifiant": request.POST.get("identifiant", ""),
    }
    return render(request, "comptes/connexion.html", contexte, status=401 if erreur else 200)


def _ouvrir(request: HttpRequest) -> str:
    """Try to open a session; return the sentence to show when it fails."""
    identifiant = request.POST.get("identifiant", "")[:150]
    cle = (identifiant, request.META.get("REMOTE_ADDR", ""))
    if attente := frein.attente(*cle):
        return dire("Trop d’essais. Recommencez dans {n} min.", n=attente)
    user = authenticate(request, username=identifiant, password=request.POST.get("mot_de_passe", ""))
    if user is None:
        frein.echec(*cle)
        return translated(RATE)
    frein.oublier(*cle)
    login(request, user)
    return ""


def deconnexion(request: HttpRequest) -> HttpResponse:
    """Close the session."""
    logout(request)
    return redirect("connexion")
