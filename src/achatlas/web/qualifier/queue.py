"""The queue as its page shows it: how it is ranked, what deciding the next groups would give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from achatlas.classify.groupes import Groupe
from achatlas.classify.guide import Guide
from achatlas.domain.nombres import accord, arrondi, de_a, en_pourcent, montant_lisible, pourcent
from achatlas.langues import dire, translated
from achatlas.pipeline.situation import Queue, Situation, likely
from achatlas.web.qualifier.listing import Here

SHOWN = 12
HEIGHT = 56


@dataclass(frozen=True)
class Barre:
    """One of the next groups: what it weighs, where the share classified would then be, how high its bar."""

    euros: str
    part: str
    y: int
    hauteur: int
    href: str
    ici: bool
    rang: int


def bars(queue: Queue, here: Here) -> list[Barre]:
    """The next groups to decide, from the heaviest."""
    shown = _next(queue)
    longest = max((queue.poids[one.ref] for one in shown), default=1)
    found, sure = [], queue.sure
    for rang, one in enumerate(shown, start=1):
        weighs = queue.poids[one.ref]
        sure += weighs
        high = max(1, arrondi(HEIGHT * weighs, longest))
        found.append(
            Barre(
                montant_lisible(weighs), pourcent(sure, queue.whole), HEIGHT - high, high,
                here.at(one.ref), one.ref == here.groupe, rang,
            )
        )  # fmt: skip
    return found


def _next(queue: Queue) -> list[Groupe]:
    return [one for one in queue.groupes if queue.poids[one.ref] > 0][:SHOWN]


def head(seen: Situation, queue: Queue, enjeu: str = "") -> dict[str, str]:
    """The title of the queue and what deciding its first groups would give; ``enjeu``: what it is ranked by,
    in words.
    """
    if not queue.groupes:
        whole = dire(
            "Toute la dépense est classée\u00a0: {centimes}.", centimes=montant_lisible(seen.total.centimes)
        )
        return {"titre": translated("Rien à qualifier"), "phrase": whole}
    number = accord(len(queue.groupes), "groupe")
    return {
        "titre": dire(
            "{number} à qualifier, {centimes}", number=number, centimes=montant_lisible(seen.attente.centimes)
        ),
        "phrase": _promise(queue, enjeu),
        "muets": _silent(seen),
    }


PROMISES = {
    (False, False): "{decisions} ferait passer la dépense classée sûrement de {parts}.",
    (False, True): "{decisions} feraient passer la dépense classée sûrement de {parts}.",
    (True, False): "{decisions} ferait passer l’enjeu «\u00a0{enjeu}\u00a0» de {parts} de ce qu’il tient "
    "vraisemblablement.",
    (True, True): "{decisions} feraient passer l’enjeu «\u00a0{enjeu}\u00a0» de {parts} de ce qu’il tient "
    "vraisemblablement.",
}


def _promise(queue: Queue, enjeu: str) -> str:
    """« 12 décisions feraient passer la dépense classée sûrement de 95,2 à 97,0 % »; of an enjeu, what is
    likely.
    """
    shown = _next(queue)
    gain = sum(queue.poids[one.ref] for one in shown)
    if not gain:
        return dire("Rien de ce qui attend n’est vraisemblablement «\u00a0{enjeu}\u00a0».", enjeu=enjeu)
    moved = de_a(pourcent(queue.sure, queue.whole), pourcent(queue.sure + gain, queue.whole))
    said = PROMISES[bool(enjeu), len(shown) > 1]
    count = accord(len(shown), "décision")
    return dire(said, decisions=count, enjeu=enjeu, parts=en_pourcent(moved))


def _silent(seen: Situation) -> str:
    """What no rule could tell: nothing is written of it."""
    found = [one for one in seen.groupes if one.conditions.vague]
    lines = sum(one.lignes for one in found)
    if not lines:
        return ""
    cents = sum(one.centimes for one in found)
    return dire(
        "{lines} sans compte, objet ni fournisseur ({cents}) n’y sont pas.",
        lines=accord(lines, "ligne"),
        cents=montant_lisible(cents),
    )


@dataclass(frozen=True)
class Ranking:
    """A way to rank the queue: its name, what awaits of it, what it is, its address."""

    nom: str
    euros: str
    dit: str
    href: str
    ici: bool


def rankings(seen: Situation, guide: Guide, here: Here) -> list[Ranking]:
    """The ways to rank the queue: by euros, then by what is likely of each enjeu."""
    plain = Here(here.pour)
    found = [
        Ranking(
            translated("Euros"), montant_lisible(seen.attente.centimes), "", plain.address(), not here.tri
        )
    ]
    for name, segments in guide.enjeux.items():
        enjeu, queue = guide.catalogue.enjeux[name], seen.queue(segments)
        said = f"{enjeu.definition} {enjeu.reference}."
        euros = montant_lisible(queue.whole - queue.sure)
        found.append(Ranking(enjeu.libelle, euros, said, plain.address(tri=name), here.tri == name))
    return found


def stakes(groupe: Groupe, guide: Guide) -> list[str]:
    """What a group likely holds of each enjeu: « Réservable 1,2 M€ (62 %) »."""
    held: Mapping[str, int] = {name: likely(groupe, some) for name, some in guide.enjeux.items()}
    return [
        f"{guide.catalogue.enjeux[name].libelle} {montant_lisible(cents)} "
        f"({en_pourcent(pourcent(cents, groupe.centimes, 0))})"
        for name, cents in held.items()
        if cents > 0 and 200 * cents > groupe.centimes
    ]
