"""Deciding what purchases are: the queue of groups that await a person, the rules that persons write, what
one would move before it is kept, and how to come back on it. Every question says whose purchases may be seen.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import ibis
import ibis.expr.types as ir

from achatlas.classify.groupes import Groupe
from achatlas.classify.reclassement import Suspects
from achatlas.classify.regles import suite
from achatlas.domain.errors import ActeConcurrent, EffectMoved, OutOfScope, RegleDeja, RegleVague
from achatlas.domain.evolution import A_QUALIFIER
from achatlas.domain.regle import Conditions, Regle
from achatlas.domain.text import reference, spelled
from achatlas.pipeline import classed, gestes, typed
from achatlas.pipeline.classed import NET
from achatlas.pipeline.effets import Effect
from achatlas.pipeline.following import deciding
from achatlas.pipeline.gestes import Geste
from achatlas.pipeline.shown import CLASSE
from achatlas.pipeline.situation import Situation
from achatlas.pipeline.workshop import Workshop
from achatlas.pipeline.written import Portee
from achatlas.store import cas as store
from achatlas.store.register import now
from achatlas.store.regles import Regles, Version, gone
from achatlas.store.snapshots import digest

LIGNES = 5
NEVER = "2000-01-01T00:00:00+00:00"
"""The date of a rule that nobody has written yet."""
LONGEST_MOTIF = 300
MARK = 16


situation = classed.situation


def examples(atelier: Workshop, groupe: Groupe) -> list[dict[str, Any]]:
    """Five lines of a group, the heaviest of each of its five heaviest cases first."""
    heavy = sorted(groupe.rows, key=lambda row: -abs(row["montant_ht_centimes"]))[:LIGNES]
    classe, net = (classed.folder(atelier, etape) for etape in (CLASSE, NET))
    return store.lines(classe, net, [row["cas"] for row in heavy], LIGNES)


def proposed(groupe: Groupe, portee: Portee, atelier: Workshop) -> Conditions:
    """The rule that deciding a group teaches: of what the machine does not class alone; for its buyer when
    the person sees one buyer only, else for all.
    """
    alone = "" if everyone(atelier, portee) else next(iter(sorted(portee.acheteurs)), "")
    return replace(groupe.conditions, acheteur=alone, unsure=True)


def everyone(atelier: Workshop, portee: Portee) -> bool:
    """Whether a person sees the purchases of all the buyers of the territory."""
    return portee.acheteurs >= {one.siren for one in atelier.territoire.acheteurs}


@dataclass(frozen=True)
class Essai:
    """A rule that is being written: what it asks, the segment, the number of the rule that it changes (0: a
    new one), the seal of the version that was read, why; ``shown``: the mark of the effect that was shown,
    empty when none was.
    """

    conditions: Conditions
    segment: str
    numero: int = 0
    vu: str | None = None
    motif: str = ""
    shown: str = ""


def effect(atelier: Workshop, seen: Situation, essai: Essai) -> Effect:
    """What a rule would move."""
    regle = Regle(essai.numero, 0, essai.conditions, essai.segment, "", NEVER)
    return gestes.effect(atelier, seen, gestes.kept(atelier, regle))


written = typed.written


def keep(atelier: Workshop, portee: Portee, essai: Essai, qui: str) -> Version:
    """Keeps a rule with what it moved, then shows it. Raises OutOfScope for purchases that the person may not
    judge, RegleVague for a segment that does not exist, RegleDeja for a new rule that stands already,
    ActeConcurrent, EffectMoved when it would no longer move what was shown.
    """
    _allowed(atelier, portee, essai.conditions)
    with deciding(atelier) as follow:
        if essai.numero:
            _own(atelier, portee, essai.numero)
        cite = _verified(atelier, portee, essai)
        asked, why = essai.conditions, essai.motif.strip()[:LONGEST_MOTIF]
        former = Regles(atelier.home).standing().get(essai.numero)
        regle = Regle(essai.numero, 0, asked, essai.segment, qui, now(), why)
        said = Regles(atelier.home).write(regle, cite, essai.vu)
        follow(suspects([asked, *([former.conditions] if former else [])]))
    return said


def _verified(atelier: Workshop, portee: Portee, essai: Essai) -> dict[str, Any]:
    """What a rule would move, to be kept with it. Raises EffectMoved when it is not what was shown,
    RegleVague for a segment that does not stand.
    """
    if not stands(atelier, essai.segment):
        raise RegleVague(
            quoi=f"Segment inconnu : « {essai.segment[:20]} »",
            ou="règle de classement",
            pourquoi="la nomenclature n'a pas ce code, l'a réuni à un autre, ou en fait « à qualifier »",
            que_faire="choisissez un segment de la nomenclature",
        )
    _verify_new(atelier, essai)
    seen = situation(atelier, portee)
    return _as_shown(effect(atelier, seen, essai) if seen else None, essai.shown)


def _verify_new(atelier: Workshop, essai: Essai) -> None:
    """Raises RegleDeja for a new rule that asks and gives what another one does."""
    told = (essai.conditions, essai.segment)
    for numero, one in Regles(atelier.home).standing().items():
        if not essai.numero and (one.conditions, one.segment) == told:
            error = RegleDeja(
                quoi=f"La règle {numero} dit déjà cela",
                ou="règles de classement",
                pourquoi="elle demande les mêmes choses et donne le même segment",
                que_faire="si une autre passe avant elle, remontez-la dans la page des règles",
            )
            error.numero = numero
            raise error


def _as_shown(moved: Effect | None, shown: str) -> dict[str, Any]:
    """What an act moves, to be kept with it. Raises EffectMoved when it is not what was shown."""
    if shown and shown != (shown_effect(moved) if moved else ""):
        raise EffectMoved(
            quoi="L'effet a changé depuis que vous l'avez lu",
            ou="règle de classement",
            pourquoi="une décision ou un traitement est passé entre-temps",
            que_faire="relisez-le, puis recommencez",
        )
    return cited(moved) if moved else {}


def cited(moved: Effect) -> dict[str, Any]:
    """What the person had before their eyes: cents and lines of each part."""
    parts = ("attente", "deja", "contredits", "suivent", "pareils", "quittent", "retour")
    return {
        **{name: [(one := getattr(moved, name)).centimes, one.lignes] for name in parts},
        "regles": list(moved.regles),
        "takers": list(moved.takers),
        "marches": moved.marches,
    }


def mark(said: Mapping[str, Any]) -> str:
    """A short name for what a person has before their eyes."""
    return digest([json.dumps(said, sort_keys=True)])[:MARK]


def shown_effect(moved: Effect) -> str:
    """The mark of an effect, for the page that shows it."""
    goes = [[de, vers, one.centimes, one.lignes] for de, vers, one in moved.passages]
    return mark({**cited(moved), "passages": goes, "reste": moved.reste.centimes})


def withdraw(
    atelier: Workshop, portee: Portee, numero: int, qui: str, vu: str | None = None, shown: str = ""
) -> Version:
    """Takes a rule out, then shows it; ``shown``: the mark of the effect that was shown, empty when none was.
    Raises OutOfScope, ActeConcurrent, EffectMoved.
    """
    with deciding(atelier) as follow:
        regle = _own(atelier, portee, numero)
        _verify_shown(atelier, portee, gestes.withdrawn(atelier, regle), shown)
        said = Regles(atelier.home).withdraw(numero, qui, now(), "", vu)
        follow(suspects([regle.conditions]))
    return said


def _verify_shown(atelier: Workshop, portee: Portee, geste: Geste, shown: str) -> None:
    """Raises EffectMoved for an act that would no longer move what was shown, if anything was."""
    if shown:
        seen = situation(atelier, portee)
        _as_shown(gestes.effect(atelier, seen, geste) if seen else None, shown)


def take_back(atelier: Workshop, portee: Portee, empreinte: str, qui: str, shown: str = "") -> Version:
    """Undoes a version of a rule, then shows it. Raises OutOfScope for one that the person may not judge,
    ActeConcurrent when it is no longer the last of its rule, or when what would stand again gives a segment
    that is no more, EffectMoved when it would not move what was shown.
    """
    version = _version(atelier, portee, empreinte)
    with deciding(atelier) as follow:
        kept = Regles(atelier.home)
        before = kept.standing().get(version.regle.numero)
        _verify_shown(atelier, portee, undoing(atelier, portee, empreinte), shown)
        said = kept.take_back(empreinte, qui, now())
        after = kept.standing().get(version.regle.numero)
        follow(suspects([one.conditions for one in (version.regle, before, after) if one]))
    return said


def _version(atelier: Workshop, portee: Portee, empreinte: str) -> Version:
    """A version that a person may undo. Raises OutOfScope."""
    kept = Regles(atelier.home)
    version = next((one for one in kept.versions() if one.empreinte == empreinte), None)
    if version is None:
        raise _unseen()
    for one in filter(None, (version, kept.under(empreinte))):
        _allowed(atelier, portee, one.regle.conditions)
    return version


def undoing(atelier: Workshop, portee: Portee, empreinte: str) -> Geste:
    """The undoing of a version. Raises OutOfScope, ActeConcurrent when it can be undone no more."""
    version, under = _version(atelier, portee, empreinte), Regles(atelier.home).under(empreinte)
    if empreinte not in Regles(atelier.home).undoings():
        raise gone()
    if under and not under.withdrawn:
        _verify_known(atelier, under.regle)
    return gestes.taken_back(atelier, empreinte, version.regle)


def withdrawing(atelier: Workshop, portee: Portee, numero: int) -> Geste:
    """The withdrawal of a rule. Raises OutOfScope, ActeConcurrent."""
    return gestes.withdrawn(atelier, _own(atelier, portee, numero))


def exchanging(atelier: Workshop, portee: Portee, numero: int, other: int) -> Geste:
    """The exchange of two rules. Raises OutOfScope, ActeConcurrent."""
    for one in (numero, other):
        _own(atelier, portee, one)
    return gestes.exchanged(atelier, numero, other)


def _verify_known(atelier: Workshop, regle: Regle) -> None:
    """Raises ActeConcurrent for a rule that gives a segment that an undone evolution had made."""
    if regle.segment not in atelier.again().catalogue.segments:
        raise ActeConcurrent(
            quoi=f"La règle {regle.numero} ne peut pas revenir",
            ou="règles de classement",
            pourquoi=f"elle donnait le segment {regle.segment}, qui n'est plus dans la nomenclature",
            que_faire="écrivez-en une autre, vers le segment qui convient",
        )


def exchange(atelier: Workshop, portee: Portee, numero: int, other: int, qui: str, shown: str = "") -> None:
    """Exchanges the places of two rules, then shows it. Raises OutOfScope, ActeConcurrent, EffectMoved."""
    both = [_own(atelier, portee, one) for one in (numero, other)]
    with deciding(atelier) as follow:
        _verify_shown(atelier, portee, gestes.exchanged(atelier, numero, other), shown)
        Regles(atelier.home).exchange(numero, other, qui, now())
        follow(suspects([one.conditions for one in both]))


def rules(atelier: Workshop, portee: Portee) -> list[Regle]:
    """The rules that stand and that a person may read, in the order in which they are asked: those of their
    buyers, and those of all that tell one of their purchases.
    """
    standing = Regles(atelier.home).standing().values()
    if everyone(atelier, portee):
        return [*standing]
    seen = situation(atelier, portee)
    told = seen.par_regle() if seen else {}
    return [
        one
        for one in standing
        if one.conditions.acheteur in portee.acheteurs or (not one.conditions.acheteur and one.numero in told)
    ]


def history(atelier: Workshop, portee: Portee) -> list[Version]:
    """The versions of rules that a person may judge, the last first."""
    every = Regles(atelier.home).versions()
    return [one for one in reversed(every) if may(atelier, portee, one.regle.conditions)]


def last(atelier: Workshop, portee: Portee, qui: str) -> Version | None:
    """What « annuler » undoes: the last version that a person wrote and that can still be undone."""
    left = undoable(atelier)
    own = (one for one in history(atelier, portee) if one.regle.qui == qui and one.empreinte in left)
    return next(own, None)


def merged(atelier: Workshop) -> frozenset[str]:
    """The segments that stand for others no more: no rule gives them."""
    return frozenset(atelier.again().catalogue.retires)


def stands(atelier: Workshop, code: str) -> bool:
    """Whether the nomenclature has a segment now, to which purchases may be given."""
    known = atelier.again().catalogue
    return code in known.segments and code not in known.retires and code != A_QUALIFIER


def undoable(atelier: Workshop) -> frozenset[str]:
    """The seals of the versions that can be undone: the last of each rule, unless what would stand again
    gives a segment that is no more.
    """
    known = atelier.again().catalogue.segments
    return frozenset(
        seal
        for seal, under in Regles(atelier.home).undoings().items()
        if under is None or under.withdrawn or under.regle.segment in known
    )


def suspects(changed: Iterable[Conditions]) -> Suspects:
    """Which cases (columns of ``classe__cas``) some conditions may tell, whatever the machine makes of
    them.
    """
    asked = [*changed]

    def told(rows: ir.Table) -> ir.BooleanValue:
        found: ir.BooleanValue = ibis.literal(False)
        for one in asked:
            found |= _told(rows, one)
        return found

    return Suspects(told)


def _told(rows: ir.Table, asked: Conditions) -> ir.BooleanValue:
    kept: ir.BooleanValue = ibis.literal(True)
    if asked.acheteur:
        kept &= rows.acheteur_siren == asked.acheteur
    for column, begins in (
        (rows.compte, asked.compte), (rows.cpv, asked.cpv), (rows.code_dit, reference(asked.code))
    ):  # fmt: skip
        if begins:
            kept &= column.startswith(begins)
    if asked.tiers:
        kept &= rows.tiers_dit == spelled(asked.tiers)
    if asked.muet:
        kept &= rows.muet
    if asked.mots:
        said: ir.BooleanValue = ibis.literal(False)
        for one in filter(None, map(suite, asked.mots)):
            said |= rows.dits.contains(one)
        kept &= said
    return kept


def _own(atelier: Workshop, portee: Portee, numero: int) -> Regle:
    """A rule that a person may change. Raises OutOfScope, ActeConcurrent for one that was and stands no
    more.
    """
    kept = Regles(atelier.home)
    regle = kept.standing().get(numero)
    if regle is None:
        _verify_never(atelier, portee, kept.versions(), numero)
        raise _unseen()
    _allowed(atelier, portee, regle.conditions)
    return regle


def _verify_never(atelier: Workshop, portee: Portee, versions: Iterable[Version], numero: int) -> None:
    """Raises ActeConcurrent for the number of a rule that a person could change, and somebody took out."""
    said = [one.regle.conditions for one in versions if one.regle.numero == numero]
    if said and may(atelier, portee, said[-1]):
        raise gone()


def may(atelier: Workshop, portee: Portee, asked: Conditions) -> bool:
    """Whether a person may judge the purchases that some conditions tell."""
    return asked.acheteur in portee.acheteurs or (not asked.acheteur and everyone(atelier, portee))


def _allowed(atelier: Workshop, portee: Portee, asked: Conditions) -> None:
    """Raises OutOfScope for conditions that tell purchases of others."""
    if not may(atelier, portee, asked):
        raise _unseen()


def _unseen() -> OutOfScope:
    return OutOfScope(
        quoi="Règle introuvable",
        ou="règles de classement",
        pourquoi="elle n'existe pas, ou elle vaut pour des achats qui ne sont pas les vôtres",
        que_faire="prenez-la dans la liste",
    )
