"""On which marché a payment is made, and how that is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from achatlas.analyse import registre
from achatlas.domain.nombres import accord, lisser
from achatlas.langues import dire, in_french, translated
from achatlas.screens.cases import told_of
from achatlas.screens.demande import Demande

NOT_FOUND = "cite_introuvable"
CITED = ("sous_marche", "sous_marche_objet")
"""How a payment that cites its marché is tied to it: in the column of its number, or in its object."""
WAYS = {
    "sous_marche_engagement": "par engagement",
    "sous_marche_deduit": "déduit",
    "sous_marche_juge": "jugé",
}
"""The word of each way that is no citation."""


def under(brute: Mapping[str, Any]) -> bool:
    """Whether a payment is made on a known marché: cited, deduced, or judged by a person."""
    return str(brute.get("rattachement") or "").startswith(registre.UNDER)


def off(brute: Mapping[str, Any]) -> bool:
    """Whether it is made on none and cites none."""
    return not under(brute) and str(brute.get("rattachement") or "") != NOT_FOUND


def number(brute: Mapping[str, Any]) -> str:
    """The number that it cites; that of its marché when it cites none."""
    cited = str(brute["num_marche"] or "")
    return cited or (str(brute["marche_cle"] or "").partition("/")[2] if under(brute) else "")


def mark(brute: Mapping[str, Any]) -> str:
    """« déduit, 87 sur 100 »: how a payment that does not cite its marché is tied to it; what a person judged
    has no score, and a citation no mark.
    """
    how = str(brute.get("rattachement") or "")
    said, score = translated(WAYS.get(how, "")), int(brute.get("pont_score") or 0)
    scored = bool(said and score) and how != "sous_marche_juge"
    return dire("{lien}, {score} sur 100", lien=said, score=score) if scored else said


def told(demande: Demande, brute: Mapping[str, Any]) -> tuple[str, str]:
    """The marché of a payment, and how it is known: by which way, with which score, for which motif."""
    how = translated(lisser(str(brute.get("rattachement_libelle") or "")))
    if not under(brute):
        return in_french(lisser(str(brute["num_marche"] or ""))) or translated("aucun marché cité"), how
    row = registre.row_of(str(brute["marche_cle"]), demande.acces.scope)
    name = in_french(lisser(f"{row['objet']} ({number(brute)})" if row and row["objet"] else number(brute)))
    why = lisser(str(brute.get("pont_motif") or ""))
    score = dire("score de {score} sur 100", score=int(brute.get("pont_score") or 0))
    return name, told_of(how, f"{score}, {in_french(why)}" if why else score)


def citing(paid: Sequence[Mapping[str, Any]] | None) -> str:
    """« , dont 12 qui le citent »: how many of its payments cite it by a number; nothing where the view opens
    none, or when all do.
    """
    cited = sum(row["rattachement"] in CITED for row in paid or ())
    told = accord(cited, "qui le cite", "qui le citent")
    return dire(", dont {told}", told=told) if paid and cited < len(paid) else ""
