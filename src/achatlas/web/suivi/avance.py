"""Compute what every page of this place follows before anybody asks."""

from __future__ import annotations

from achatlas.langues import connues, parlant
from achatlas.screens.droits import Droits
from achatlas.screens.suivi import fenetre, fins, seuils
from achatlas.web.comptes.models import Profil
from achatlas.web.suivi.demande import regard_of


def demander() -> None:
    """Compute what ends, joint windows and alerts in the common view, which are sentences, in every language:
    each buyer's follow from its rows.
    """
    vue = regard_of(Droits(Profil.Role.GROUPE_PROJET, "", ""), {}, "")
    fins.own(vue)
    fins.neighbours(vue)
    fenetre.windows(vue)
    for code in connues():
        with parlant(code):
            seuils.bilan(vue)
