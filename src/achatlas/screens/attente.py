"""What the figures that are shown do not count yet, in words."""

from __future__ import annotations

from achatlas.domain.nombres import lisser
from achatlas.langues import translated
from achatlas.pipeline import Attente, Workshop, awaited

AGAIN = "un nouveau traitement peut changer des chiffres."
NOT_YET = "les cartes ne les comptent pas encore."
WORDS = {
    Attente.RUN: "Rien n’est encore traité : aucun chiffre ne compte ce qui est déposé ou décidé.",
    Attente.SAID: f"Des règles, des codes d’acheteurs ou des évolutions ont changé : {NOT_YET}",
    Attente.INPUTS: f"Depuis le dernier traitement, des dépôts ou des décisions ont changé : {NOT_YET}",
    Attente.PRODUCT: f"Depuis le dernier traitement, le logiciel ou ses définitions ont changé : {AGAIN}",
    Attente.EITHER: "Depuis le dernier traitement, le logiciel a changé, et peut-être des dépôts ou des "
    f"décisions : {AGAIN}",
    Attente.FAMILIES: "Des familles homogènes ont changé : les besoins les suivront au prochain traitement.",
}
LIVE = "Règles, codes d’acheteurs et évolutions, eux, sont déjà comptés."
COUNTED = {
    Attente.INPUTS: LIVE,
    Attente.PRODUCT: "Tout ce qui est déposé et décidé est déjà compté.",
    Attente.EITHER: LIVE,
}
"""What is counted all the same, when nothing else awaits."""


def told(atelier: Workshop) -> str:
    """What awaits a run, in sentences; empty when everything is counted."""
    found = awaited(atelier)
    counted = [COUNTED[one] for one in found[:1] if one in COUNTED]
    return lisser(" ".join(map(translated, [*(WORDS[one] for one in found), *counted])))
