"""The pages and the acts of kept views."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from achatlas.domain.errors import BadAddress
from achatlas.domain.text import searchable
from achatlas.langues import dire, translated
from achatlas.screens.droits import Droits
from achatlas.store.publications import kept
from achatlas.web.acces import maison, publication
from achatlas.web.cartographie import etats, views
from achatlas.web.cartographie.etats import Etat
from achatlas.web.policies import Politique, Requete, route
from achatlas.web.vues import contexte, rights
from achatlas.web.vues.models import NOM, NOTE, Accueil, Vue

GONE = "Elle demande une vue, un axe ou une année qui n’existe plus, ou que vos droits n’ouvrent plus."


@dataclass(frozen=True)
class Rang:
    """A kept view in the list: what it is, who kept it and when, on which version and whether that one can
    still be opened, whether it is one's own, and whether one lands on it.
    """

    vue: Vue
    qui: str
    portee: str
    then: str
    mienne: bool
    accueil: bool


def moi(request: Requete) -> int:
    """The number of the account that is signed in."""
    return cast(int, request.user.pk)


def lister(request: Requete) -> HttpResponse:
    """Show the views that this person may open: their own, those of their role, those of the group."""
    cherche = request.GET.get("cherche", "").strip()[:80]
    landing = Accueil.objects.filter(user_id=moi(request)).values_list("vue_id", flat=True).first()
    found = [_rang(request, vue, landing) for vue in rights.opened(request.user, request.droits)]
    shown = [one for one in found if searchable(cherche) in searchable(f"{one.vue.nom} {one.vue.note}")]
    return render(
        request,
        "vues/liste.html",
        {
            "rangs": shown,
            "nombre": len(found),
            "cherche": cherche,
            "retirees": Vue.objects.filter(user_id=moi(request)).exclude(retire_le=None),
            "portees": Vue.Portee.choices,
            "taille_nom": NOM,
            "taille_note": NOTE,
        },
    )


def _rang(request: Requete, vue: Vue, landing: int | None) -> Rang:
    own = vue.user_id == request.user.pk
    return Rang(
        vue,
        contexte.qui(vue, request.user),
        _portee(vue, request.droits),
        _then(vue, request.user, request.droits),
        own,
        vue.pk == landing,
    )


def _portee(vue: Vue, droits: Droits) -> str:
    said = {"agent": "agents du même acheteur", "groupe_projet": "groupe projet", "elu": "élus"}
    role = said.get(vue.role, vue.role) if vue.portee == Vue.Portee.ROLE else ""
    return translated(role or str(Vue.Portee(vue.portee).label))


def _then(vue: Vue, user: Any, droits: Droits) -> str:
    """The address of a view in the version on which it was kept, while that one is still kept."""
    if vue.version == publication().version or kept(maison(), vue.version) is None:
        return ""
    return f"{vue.adresse}&version={vue.version}" if etats.ouvrable(vue.adresse, user, droits) else ""


def accueil(request: Requete) -> HttpResponse:
    """Lead to the view on which this person chose to land, else to that of everybody."""
    chosen = rights.accueil(request.user, request.droits)
    return redirect(chosen) if chosen else views.accueil(request)


def ouvrir(request: Requete, rang: int) -> HttpResponse:
    """Lead to a kept view; raises Http404 for one that this person may not open."""
    vue = rights.trouver(request.user, request.droits, rang)
    if not etats.ouvrable(vue.adresse, request.user, request.droits):
        return _closed(request, vue)
    return redirect(vue.adresse)


def _closed(request: Requete, vue: Vue) -> HttpResponse:
    """Say that one's own view leads nowhere any more: an axis, a year or a right is gone."""
    said = translated(GONE)
    titre = dire("La vue « {nom} » ne s’ouvre plus", nom=vue.nom)
    told = {"titre": titre, "dit": said, "retours": [(translated("Mes vues"), "/vues/")]}
    return render(request, "pages/erreur.html", told, status=404)


def _etat(request: Requete) -> Etat:
    """The state that a form sends, in the version of the day. Raises BadAddress, Http404."""
    return etats.lire(request.POST.get("adresse", ""), request.user, request.droits)


def garder(request: Requete) -> HttpResponseBase:
    """Keep a view under a name, and come back to it. Raises BadAddress without a name, Http404."""
    etat = _etat(request)
    vue = Vue(
        user_id=moi(request),
        role=request.droits.role,
        acheteur=request.droits.acheteur,
        adresse=etat.adresse,
        version=etat.demande.acces.scope.version,
        **_said(request),
    )
    vue.save()
    contexte.relever(etat)
    if request.POST.get("accueil"):
        Accueil.objects.update_or_create(user_id=moi(request), defaults={"vue": vue})
    return redirect(vue.adresse)


def _said(request: Requete) -> dict[str, Any]:
    """What a form says of a view: its name, its note, who it is shared with. Raises BadAddress."""
    nom = " ".join(request.POST.get("nom", "").split())[:NOM]
    portee = request.POST.get("portee", Vue.Portee.PRIVATE)
    if not nom or portee not in Vue.Portee.values:
        raise BadAddress(
            quoi="Vue sans nom" if not nom else "Partage inconnu",
            ou="formulaire de la vue",
            pourquoi="une vue se retrouve par son nom, et se montre à soi, à son rôle ou au groupe",
            que_faire="Revenez à la page, et complétez",
        )
    return {"nom": nom, "note": " ".join(request.POST.get("note", "").split())[:NOTE], "portee": portee}


def lien(request: Requete) -> HttpResponseBase:
    """Bind a view to the version that it shows, write down what it tells, and lead to that address."""
    etat = _etat(request)
    contexte.relever(etat)
    return redirect(etat.avec(version=etat.demande.acces.scope.version))


def changer(request: Requete, rang: int) -> HttpResponseBase:
    """Change the name, the note and the sharing of one's own view. Raises Http404, BadAddress."""
    vue = rights.mienne(request.user, rang)
    for nom, valeur in _said(request).items():
        setattr(vue, nom, valeur)
    vue.role, vue.acheteur = request.droits.role, request.droits.acheteur
    vue.save()
    return redirect(f"/vues/#v{vue.pk}")


def retirer(request: Requete, rang: int) -> HttpResponseBase:
    """Take back one's own view, or put it back. Raises Http404."""
    vue = rights.mienne(request.user, rang)
    vue.retire_le = None if vue.retire_le else timezone.now()
    vue.save()
    return redirect("/vues/")


def accueillir(request: Requete, rang: int) -> HttpResponseBase:
    """Land on a view from now on, or no more. Raises Http404 for one that this person may not open."""
    vue = rights.trouver(request.user, request.droits, rang)
    chosen = Accueil.objects.filter(user_id=moi(request), vue=vue)
    if chosen.exists():
        chosen.delete()
    else:
        Accueil.objects.update_or_create(user_id=moi(request), defaults={"vue": vue})
    return redirect(f"/vues/#v{vue.pk}")


CONNECTE, POST = Politique.CONNECTE, ("POST",)
ROUTES = [
    route("vues/", lister, "vues", CONNECTE),
    route("vues/garder/", garder, "vue_garder", CONNECTE, POST),
    route("vues/lien/", lien, "vue_lien", CONNECTE, POST),
    route("vues/<int:rang>/", ouvrir, "vue", CONNECTE),
    route("vues/<int:rang>/changer/", changer, "vue_changer", CONNECTE, POST),
    route("vues/<int:rang>/retirer/", retirer, "vue_retirer", CONNECTE, POST),
    route("vues/<int:rang>/accueil/", accueillir, "vue_accueil", CONNECTE, POST),
]
