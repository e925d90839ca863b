"""The rules and their versions as their pages tell them, and what has just been done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from achatlas.classify.guide import Guide
from achatlas.domain.errors import ActeConcurrent
from achatlas.domain.nombres import accord, lisser, montant_lisible
from achatlas.domain.regle import Regle
from achatlas.langues import dire, translated
from achatlas.pipeline.situation import Situation, Somme
from achatlas.screens import depots as words
from achatlas.screens.cases import told_of
from achatlas.store.regles import EXCHANGED, Version
from achatlas.web.qualifier import gestes
from achatlas.web.qualifier.listing import Here, asked_of, phrase, share


def announce(fait: str, derniere: Mapping[str, Any] | None, seen: Situation) -> str:
    """What has just been done, and where the classification is."""
    total = seen.total.centimes
    now = dire("Dépense classée sûrement\u00a0: {share}.", share=share(total - seen.attente.centimes, total))
    if fait == "gardee" and derniere:
        return dire(
            "Règle {derniere} gardée, {derniere2}. {now}",
            derniere=derniere["numero"],
            derniere2=derniere["lignes"],
            now=now,
        )
    told = {
        "meme": translated(
            "Rien n’a été ajouté\u00a0: une règle dit déjà cela. Si une autre la devance, remontez-la."
        ),
        "reprise": dire("Règle reprise. {now}", now=now),
        "deja": translated("Cette règle n’était plus la dernière."),
        "change": translated(
            "Rien n’a été gardé\u00a0: ce que la règle déplacerait a changé entre-temps, relisez-le."
        ),
    }
    return told.get(fait, "")


NOTHING = ("deja", "change", "meme")
RULES = {
    "modifiee": "Règle modifiée.",
    "retiree": "Règle retirée\u00a0: ses lignes sont où l’effet le disait.",
    "deplacee": "Règles échangées.",
    "reprise": "Version reprise\u00a0: ce qui valait avant vaut de nouveau.",
    "change": "Rien n’a été fait\u00a0: l’effet a changé depuis que vous l’avez lu, relisez-le.",
    "devance": "Quelqu’un a changé cette règle avant vous\u00a0: relisez-la, rien n’a été gardé.",
}


def refused(error: ActeConcurrent) -> str:
    """Why an act upon a rule cannot even be shown."""
    told = (error.quoi, error.pourquoi, error.que_faire)
    what, why, then = (lisser(translated(one)).replace("'", "’") for one in told)
    return f"{lisser(told_of(what, why))}. {then[:1].upper()}{then[1:]}."


@dataclass(frozen=True)
class Rang:
    """A rule of the list: what it asks and gives, the code that it was written with when that segment stands
    no more, what it classifies, who wrote it.
    """

    numero: int
    asked: list[tuple[str, str]]
    code: str
    nom: str
    ecrit: str
    lignes: str
    euros: str
    qui: str
    quand: str
    motif: str
    href: str
    retirer: str
    avancer: str
    mienne: bool


def ranks(
    rules: Sequence[Regle], told: Mapping[int, Somme], guide: Guide, here: Here, own: frozenset[int]
) -> list[Rang]:
    """The rules in the order in which they are asked; ``own``: those that the person may change."""
    order = [one.numero for one in rules]
    return [
        Rang(
            one.numero, asked_of(one.conditions), *_given(guide, one.segment),
            accord(told.get(one.numero, Somme()).lignes, "ligne"),
            montant_lisible(told.get(one.numero, Somme()).centimes), one.qui, words.moment(one.date),
            lisser(one.motif), Here(here.pour, "", one.numero).address(),
            gestes.address(here.pour, gestes.RETIRER, numero=str(one.numero), vu=one.empreinte),
            _first(here.pour, one.numero, order[place - 1] if place else 0, own), one.numero in own,
        )
        for place, one in enumerate(rules)
    ]  # fmt: skip


def _first(pour: str, numero: int, before: int, own: frozenset[int]) -> str:
    """Where what reading a rule before the former would move is shown; empty when they are not both one's."""
    if before not in own:
        return ""
    return gestes.address(pour, gestes.EXCHANGE, numero=str(numero), avec=str(before))


def _given(guide: Guide, segment: str) -> tuple[str, str, str]:
    """The segment that a rule gives now and its name; the one that it was written with when it is another."""
    code = guide.retires.get(segment, segment)
    return code, _nom(guide, code), segment if code != segment else ""


def _nom(guide: Guide, segment: str) -> str:
    return lisser(guide.fiches[segment].libelle) if segment in guide.fiches else translated("segment retiré")


def told(version: Version, guide: Guide) -> dict[str, Any]:
    """A version as the history tells it."""
    one, cited = version.regle, version.cite
    parts = [cited[name] for name in ("attente", "deja", "contredits", "suivent", "pareils") if name in cited]
    return {
        "numero": one.numero, "acte": _act(version), "phrase": phrase(one.conditions), "code": one.segment,
        "nom": _nom(guide, one.segment), "qui": one.qui, "quand": words.moment(one.date),
        "motif": lisser(one.motif), "empreinte": version.empreinte,
        "lignes": accord(sum(lines for _, lines in parts), "ligne") if parts else "",
    }  # fmt: skip


def _act(version: Version) -> str:
    if version.reprend:
        return translated("reprise")
    if EXCHANGED in version.cite:
        return translated("déplacée")
    return translated("retirée") if version.withdrawn else translated("écrite")
