"""What the machine learnt from the decisions of persons, in words: the page of rules shows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.timezone import localtime

from achatlas.classify.textes.apprentissage import DECIDES, FEW, NO_BETTER, PROPOSES, Bilan
from achatlas.domain.nombres import accord, entier, pourcent
from achatlas.langues import dire, translated
from achatlas.pipeline.apprentissage import Apprentissage

Regle = Mapping[str, Any]


def told(one: Apprentissage | None, regle: Regle) -> dict[str, Any]:
    """What the page says: when, from what, whether it is kept and why, before and after; nothing but
    ``phrase`` before a run has learnt.
    """
    if one is None:
        return {
            "phrase": translated(
                "Le prochain traitement dira ce que les décisions en vigueur lui apprennent."
            )
        }
    bilan = one.bilan
    tried = bilan.etat != FEW
    return {
        "quand": f"{localtime(one.date):%d/%m/%Y}",
        "phrase": f"{_from(bilan)} {VERDICTS[bilan.etat](bilan, regle)}",
        "mesures": _measures(bilan) if tried else [],
        "laisses": _left(bilan),
        "depuis": one.since,
    }


def _from(bilan: Bilan) -> str:
    if not bilan.decisions:
        return translated("Aucune décision ne range encore de texte qui dise ce qui est acheté.")
    decisions = accord(bilan.decisions, "décision range", "décisions rangent")
    texts = accord(bilan.textes, "texte différent", "textes différents")
    return dire("{decisions} {textes}.", decisions=decisions, textes=texts)


def _few(bilan: Bilan, regle: Regle) -> str:
    least = dire(
        "{n} décisions et {nombre} textes", n=regle["decisions_au_moins"], nombre=regle["textes_au_moins"]
    )
    return dire(
        "C’est trop peu pour en apprendre quelque chose qui serve ailleurs : il faut au moins {least}.",
        least=least,
    )


def _no_better(bilan: Bilan, regle: Regle) -> str:
    return translated(
        "Ce qui en serait appris n’est pas gardé : sur les textes qu’elle hésite à ranger, "
        "la machine ne ferait pas nettement mieux."
    )


def _proposes(bilan: Bilan, regle: Regle) -> str:
    promise = pourcent(round(100 * regle["promesse"]), 100, 0)
    return dire(
        "{words} Elle en propose mieux les segments de la file, mais ne décide rien seule "
        "d’après eux : la promesse de {promise}\u00a0% n’est pas tenue sur assez de textes.",
        words=_words(bilan),
        promise=promise,
    )


def _decides(bilan: Bilan, regle: Regle) -> str:
    return dire(
        "{words} Elle en propose mieux, et classe seule ce dont elle est assez sûre.", words=_words(bilan)
    )


def _words(bilan: Bilan) -> str:
    return dire(
        "La machine en retient {mots}, qui comptent là où elle hésitait.", mots=accord(bilan.mots, "mot")
    )


VERDICTS = {FEW: _few, NO_BETTER: _no_better, PROPOSES: _proposes, DECIDES: _decides}


def _measures(bilan: Bilan) -> list[dict[str, str]]:
    """The shares on texts whose decision was hidden, each of how many."""
    rows = [
        (translated("Premier segment juste, sans rien apprendre"), bilan.avant, bilan.incertains),
        (translated("Premier segment juste, en apprenant"), bilan.apres, bilan.incertains),
    ]
    if bilan.etat == DECIDES:
        rows.append(
            (
                translated("Classés seuls d’après ce qui est appris, à bon droit"),
                bilan.surs_justes,
                bilan.surs,
            )
        )
    return [
        {
            "nom": nom,
            "part": _part(part, whole) if whole else "—",
            "sur": dire("{n} sur {total}", n=entier(part), total=entier(whole)),
        }
        for nom, part, whole in rows
    ]


def _part(part: int, whole: int) -> str:
    return dire("{part}\u00a0%", part=pourcent(part, whole))


def _left(bilan: Bilan) -> str:
    """The decided texts that nothing is learnt from."""
    said = [
        accord(bilan.contredits, "texte rangé de plusieurs façons", "textes rangés de plusieurs façons"),
        accord(bilan.inconnus, "d’un segment propre au territoire", "d’un segment propre au territoire"),
        accord(bilan.left, "au-delà du nombre que l’on apprend", "au-delà du nombre que l’on apprend"),
    ]
    counts = (bilan.contredits, bilan.inconnus, bilan.left)
    kept = [text for text, count in zip(said, counts, strict=True) if count]
    return dire("Laissés de côté : {kept}.", kept=", ".join(kept)) if kept else ""
