"""Learns from the decisions of persons what the shipped model does not know, and keeps it only if, on
decisions that it has not seen, it does better (ADR 31). The same decisions give the same layer to the byte.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from typing import Any

from achatlas.classify.textes.couche import MILLE, NOTHING_LEARNT, Appris, Couche, Portee
from achatlas.classify.textes.exemples import Decide, Exemple, Lot, lot
from achatlas.classify.textes.judge import Judge
from achatlas.domain.evolution import A_QUALIFIER

FEW, NO_BETTER, PROPOSES, DECIDES = "peu", "pas_mieux", "propose", "decide"
TRIED = 2
"""Of how many decisions a word must be to be kept: one that a single decision bears was never tried on
another.
"""
Regle = Mapping[str, Any]
Weights = dict[str, dict[int, float]]
Mots = dict[str, dict[str, Appris]]


@dataclass(frozen=True)
class Bilan:
    """What was learnt, and what it is worth on decided texts of which the shipped model is not sure and the
    layer had not seen the decision (``incertains``): right first segments before and after, texts mended and
    spoilt; those that it would class alone (``surs``) and how many rightly. ``etat``: too few decisions, no
    better, kept to propose, kept to decide too. Texts left: see ``Lot``.
    """

    etat: str = FEW
    decisions: int = 0
    textes: int = 0
    mots: int = 0
    incertains: int = 0
    avant: int = 0
    apres: int = 0
    mended: int = 0
    spoilt: int = 0
    surs: int = 0
    surs_justes: int = 0
    discount: int = 0
    contredits: int = 0
    inconnus: int = 0
    left: int = 0

    @property
    def garde(self) -> bool:
        """Whether the layer is asked."""
        return self.etat in (PROPOSES, DECIDES)


NOTHING = (NOTHING_LEARNT, Bilan())
"""What no decision teaches."""


@dataclass(frozen=True)
class Essai:
    """What a layer that has not seen its decision says of a text: whether it and the shipped model are right,
    how sure it is (0 to 100; -1 when none of its words speaks for what it says).
    """

    decision: str
    avant: bool
    apres: bool
    sureness: int


def learn(judge: Judge, decided: Iterable[Decide], regle: Regle) -> tuple[Couche, Bilan]:
    """The layer that some decided purchases teach, and what it is worth; an empty one when it is not kept.
    ``judge`` is a bare one; ``regle``: ``regles/apprentissage.yml``.
    """
    made = lot(judge, decided, int(regle["textes_au_plus"]))
    told = _counted(made)
    if told.decisions < regle["decisions_au_moins"] or told.textes < regle["textes_au_moins"]:
        return NOTHING_LEARNT, told
    said = [*unseen(judge, made, regle)]
    told = _measured(told, said)
    if not better(said, regle["ecarts"]):
        return NOTHING_LEARNT, replace(told, etat=NO_BETTER)
    discount = kept_promise(said, judge.seuil, regle)
    couche = taught(judge, made.exemples, regle, made.vagues, TRIED)
    couche = replace(couche, decide=discount is not None, discount=discount or 0, vagues=made.vagues)
    sure = [one for one in said if discount is not None and one.sureness - discount >= judge.seuil]
    return couche, replace(
        told,
        etat=PROPOSES if discount is None else DECIDES,
        mots=len(couche.mots),
        surs=len(sure),
        surs_justes=sum(one.apres for one in sure),
        discount=discount or 0,
    )


def _counted(made: Lot) -> Bilan:
    decisions = len({one.decision for one in made.exemples})
    told = Bilan(decisions=decisions, textes=len(made.exemples))
    return replace(told, contredits=made.contredits, inconnus=made.inconnus, left=made.left)


def _measured(told: Bilan, said: Sequence[Essai]) -> Bilan:
    return replace(
        told,
        incertains=len(said),
        avant=sum(one.avant for one in said),
        apres=sum(one.apres for one in said),
        mended=sum(one.apres and not one.avant for one in said),
        spoilt=sum(one.avant and not one.apres for one in said),
    )


def better(said: Sequence[Essai], ecarts: float) -> bool:
    """Whether more texts are mended than spoilt, by more than chance does, and decisions on average too."""
    gains = [one.apres - one.avant for one in said]
    changed = sum(map(abs, gains))
    by_decision = _by_decision(said, gains)
    return changed > 0 and sum(gains) >= ecarts * sqrt(changed) and sum(by_decision) > 0


def kept_promise(said: Sequence[Essai], seuil: int, regle: Regle) -> int | None:
    """The fewest points to take from the sureness so that what the layer would class alone is as right as
    promised, by texts and by decisions; None when no such figure is known.
    """
    for discount in regle["rabais"]:
        sure = [one for one in said if one.sureness - discount >= seuil]
        right = [int(one.apres) for one in sure]
        each = _by_decision(sure, right)
        many = len(sure) >= regle["surs_au_moins"] and len(each) >= regle["surs_decisions_au_moins"]
        if many and min(_mean(right), _mean(each)) >= regle["promesse"]:
            return int(discount)
    return None


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _by_decision(said: Sequence[Essai], values: Sequence[int]) -> list[float]:
    """The mean of each decision: one that tells many texts weighs no more than another."""
    found: dict[str, list[int]] = {}
    for one, value in zip(said, values, strict=True):
        found.setdefault(one.decision, []).append(value)
    return [_mean(some) for some in found.values()]


def unseen(judge: Judge, made: Lot, regle: Regle) -> Iterator[Essai]:
    """What is said of each text that the shipped model does not decide alone, by a layer taught by decisions
    of other parts.
    """
    part = parts(made.exemples, int(regle["parts"]))
    for here in sorted(set(part.values())):
        others = [one for one in made.exemples if part.get(one.decision) != here]
        couche = taught(judge, others, regle, made.vagues)
        held_out = (one for one in made.exemples if part.get(one.decision) == here and not one.seul)
        yield from (_tried(judge, couche, one) for one in held_out)


def parts(exemples: Sequence[Exemple], count: int) -> dict[str, int]:
    """The part of each decision of which a text is to be tried: those of most such texts first, each where
    there are the fewest. Decisions that are not tried always teach.
    """
    texts: dict[str, int] = {}
    for one in exemples:
        if not one.seul:
            texts[one.decision] = texts.get(one.decision, 0) + 1
    held, found = [0] * count, {}
    for decision in sorted(texts, key=lambda one: (-texts[one], one)):
        found[decision] = held.index(min(held))
        held[found[decision]] += texts[decision]
    return found


def _tried(judge: Judge, couche: Couche, one: Exemple) -> Essai:
    before = one.premier == one.segment
    if not couche.heard(one.lu):
        return Essai(one.decision, before, before, -1)
    added = couche.clues(one.lu)
    scores = [score + added.get(code, 0.0) for code, score in zip(judge.segments, one.scores, strict=True)]
    first, sure = judge.of_scores(scores)
    if first == A_QUALIFIER or not couche.told(one.lu, first):
        return Essai(one.decision, before, before, -1)
    return Essai(one.decision, before, first == one.segment, sure)


def taught(
    judge: Judge, exemples: Sequence[Exemple], regle: Regle, vagues: Collection[str] = (), least: int = 1
) -> Couche:
    """What texts teach: each in turn moves the words that it bears towards its segment, away from the best of
    the others, when its lead is less than wanted; what is kept is the mean of all the steps. Words
    that are a vague text by themselves (``vagues``) are left, and those of fewer than ``least`` decisions.
    """
    now: Weights = {}
    mean: Weights = {}
    total, step = int(regle["passages"]) * len(exemples), 0
    for _ in range(int(regle["passages"])):
        for one in exemples:
            rival, move = _step(one, now, regle["marge"], regle["pas"])
            if move:
                _move(now, one, rival, move)
                _move(mean, one, rival, move * (total - step) / total)
            step += 1
    mots = _mots(judge, mean, exemples, least)
    return Couche({word: own for word, own in mots.items() if word not in vagues})


def _step(one: Exemple, now: Weights, marge: float, pas: float) -> tuple[int, float]:
    """The best segment beside the right one, and by how much the words are moved."""
    added = _added(one.lu, now)
    own = one.scores[one.rang] + added.pop(one.rang, 0.0)
    rivals = [(one.scores[rank] + more, -rank) for rank, more in added.items()]
    still = next((rank for rank in one.ordre if rank != one.rang and rank not in added), None)
    ahead, rival = max([*rivals, *([] if still is None else [(one.scores[still], -still)])])
    return -rival, min(pas, max(0.0, marge - own + ahead) / 2)


def _added(lu: Portee, now: Weights) -> dict[int, float]:
    added: dict[int, float] = {}
    for word, share in lu:
        for rank, weight in now.get(word, {}).items():
            added[rank] = added.get(rank, 0.0) + share * weight
    return added


def _move(weights: Weights, one: Exemple, rival: int, move: float) -> None:
    for word, share in one.lu:
        own = weights.setdefault(word, {})
        own[one.rang] = own.get(one.rang, 0.0) + move * share
        own[rival] = own.get(rival, 0.0) - move * share


def _mots(judge: Judge, mean: Weights, exemples: Sequence[Exemple], least: int) -> Mots:
    """What each word of ``least`` decisions adds, in whole thousandths: what is kept is what is read."""
    by: dict[str, dict[str, set[str]]] = {}
    for one in exemples:
        for word, _ in one.lu:
            by.setdefault(word, {}).setdefault(one.segment, set()).add(one.decision)
    mots: Mots = {}
    for word, own in sorted(mean.items()):
        if len(set().union(*by[word].values())) < least:
            continue
        for rank, weight in sorted(own.items()):
            if kept := round(weight * MILLE):
                code = judge.segments[rank]
                mots.setdefault(word, {})[code] = Appris(kept / MILLE, len(by[word].get(code, ())))
    return mots
