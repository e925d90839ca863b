"""Which kept views a person may see: what is shared with them, among what their rights open today."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from achatlas.screens.droits import Droits
from achatlas.web.cartographie import etats
from achatlas.web.vues.models import Accueil, Vue

Portee = Vue.Portee


def partagees(user: Any, droits: Droits) -> QuerySet[Vue]:
    """The views that are one's own, of one's role or of the whole group, the last kept first."""
    own, all_ = Q(user=user), Q(portee=Portee.GROUPE)
    role = Q(portee=Portee.ROLE, role=droits.role, acheteur=droits.acheteur)
    found = Vue.objects.filter(own | role | all_, retire_le=None)
    return found.select_related("user__profil").order_by("-gardee_le", "-id")


def mark(user: int, droits: Droits) -> Hashable:
    """What the pages of a person (the number of its account) say of kept views: the same for two persons who
    share the same ones.
    """
    found = partagees(user, droits).values_list("pk", "nom", "note", "adresse", "user")
    return tuple((*one, one[-1] == user) for one in found)


def opened(user: Any, droits: Droits) -> list[Vue]:
    """Those of them that this person's rights open today; one's own stay in the list whatever happened."""
    return [
        vue
        for vue in partagees(user, droits)
        if vue.user_id == user.pk or etats.ouvrable(vue.adresse, user, droits)
    ]


def trouver(user: Any, droits: Droits, rang: int) -> Vue:
    """The view of this number; raises Http404 for one that is not shared with this person, or that their
    rights do not open.
    """
    vue = partagees(user, droits).filter(pk=rang).first()
    if vue is None or not (vue.user_id == user.pk or etats.ouvrable(vue.adresse, user, droits)):
        raise Http404
    return vue


def mienne(user: Any, rang: int) -> Vue:
    """One's own view of this number, taken back or not; raises Http404 for anybody else's."""
    vue = Vue.objects.filter(pk=rang, user=user).first()
    if vue is None:
        raise Http404
    return vue


def accueil(user: Any, droits: Droits) -> str:
    """The address on which an account lands; empty when it chose none, or may not open it any more."""
    chosen = Accueil.objects.filter(user=user).first()
    vue = partagees(user, droits).filter(pk=chosen.vue_id).first() if chosen else None
    return vue.adresse if vue and etats.ouvrable(vue.adresse, user, droits) else ""
