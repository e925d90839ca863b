"""Evolutions of the pivot nomenclature: how one is kept, shown at once and undone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

import ibis.expr.types as ir

from achatlas.classify.reclassement import Suspects, among
from achatlas.domain.errors import ActeConcurrent, EffectMoved, OutOfScope
from achatlas.domain.evolution import RETIRES, Evolution, Genre
from achatlas.domain.regle import Conditions, Regle
from achatlas.domain.text import reference
from achatlas.pipeline import bearing, projets, ruling
from achatlas.pipeline.bearing import Bearing
from achatlas.pipeline.following import deciding
from achatlas.pipeline.projets import Projet
from achatlas.pipeline.workshop import Workshop
from achatlas.pipeline.written import Portee
from achatlas.store.correspondances import Versions
from achatlas.store.evolutions import Evolutions
from achatlas.store.register import now
from achatlas.store.regles import Regles, Version
from achatlas.store.transaction import REGISTRE, together

CITES, CITED = 5, "evolution"
"""Where the rule that parts a segment says of which evolution it is."""


def effect(atelier: Workshop, portee: Portee, projet: Projet) -> Bearing:
    """What a change would move. Raises OutOfScope for who does not see the whole territory, EvolutionRefusee
    for a change that does not hold.
    """
    verify_allowed(atelier, portee)
    projets.verify(atelier, projet)
    return bearing.effect(atelier, portee, projet)


def accept(
    atelier: Workshop, portee: Portee, projet: Projet, qui: str, vu: str | None = None, shown: str = ""
) -> Evolution:
    """Keeps a change, for every year, and shows it. ``vu``: the mark of the nomenclature (``mark``) that the
    person had read; ``shown``: that of the effect. Raises OutOfScope, EvolutionRefusee, ActeConcurrent,
    EffectMoved when it would no longer move what was shown.
    """
    verify_allowed(atelier, portee)
    projets.verify(atelier, projet)
    with deciding(atelier) as follow:
        before, date = ends(atelier), now()
        moved = bearing.effect(atelier, portee, projet)
        if shown not in ("", weight(moved)):
            raise EffectMoved(
                quoi="L'effet de cette évolution a changé depuis que vous l'avez lu",
                ou="évolutions de la nomenclature",
                pourquoi="une décision ou un traitement est passé entre-temps",
                que_faire="relisez-le, puis acceptez-la",
            )
        cite = cited(moved)[:CITES]
        rule = _rule(atelier, portee, projet, qui, date)
        written = replace(projet.evolution(qui, date), cite=cite)
        with together(atelier.home / REGISTRE):
            said = Evolutions(atelier.home).add(written, projets.of_files(atelier), vu)
            if rule:
                Regles(atelier.home).write(rule[0], {**rule[1], CITED: said.numero})
        if said.genre != Genre.WORDS:
            follow(_suspects(atelier, said, before, [projet.conditions] if projet.conditions else []))
    return said


def cited(moved: Bearing) -> tuple[tuple[str, str, int, int], ...]:
    """What a person has before their eyes: from which segment to which, cents, lines."""
    return tuple((p.de, p.vers, p.somme.centimes, p.somme.lignes) for p in moved.passages)


def weight(moved: Bearing) -> str:
    """The mark of an effect, for the page that shows it."""
    said = {"passages": cited(moved), "marches": moved.marches, "contredits": moved.contredits}
    return ruling.mark(said)


def _rule(
    atelier: Workshop, portee: Portee, projet: Projet, qui: str, date: str
) -> tuple[Regle, Mapping[str, object]] | None:
    """The rule of a change, and what it moves, as rules keep it."""
    if projet.conditions is None:
        return None
    seen, asked = ruling.situation(atelier, portee), ruling.Essai(projet.conditions, projet.vers)
    cite = ruling.cited(ruling.effect(atelier, seen, asked)) if seen else {}
    return Regle(0, 0, projet.conditions, projet.vers, qui, date, projet.motif), cite


def mark(atelier: Workshop) -> str:
    """The mark of the nomenclature: the seal of the last thing that was done of it; empty before any."""
    return Evolutions(atelier.home).verify().tete


def ends(atelier: Workshop) -> Mapping[str, str]:
    """Where each segment that stands no more ends."""
    return atelier.again().catalogue.retires


def take_back(atelier: Workshop, portee: Portee, numero: int, qui: str) -> Evolution:
    """Undoes an evolution with the rule that it made, and shows it. Raises OutOfScope, ActeConcurrent when it
    does not stand, or when something rests on the segment that it made.
    """
    verify_allowed(atelier, portee)
    date, kept = now(), Evolutions(atelier.home)
    with deciding(atelier) as follow:
        before, own = ends(atelier), _own(atelier, numero)
        made = next((one.made for one in kept.standing() if one.numero == numero), "")

        def check() -> None:
            _verify_unused(atelier, made, own)

        with together(atelier.home / REGISTRE):
            said = kept.take_back(numero, qui, date, projets.of_files(atelier), check)
            for one in own:
                why = f"évolution {numero} reprise"
                Regles(atelier.home).withdraw(one.regle.numero, qui, date, why, one.empreinte)
        if said.genre != Genre.WORDS:
            follow(_suspects(atelier, said, before, [one.regle.conditions for one in own]))
    return said


def _own(atelier: Workshop, numero: int) -> list[Version]:
    """The rules that an evolution made, as it made them."""
    standing = {one.empreinte for one in Regles(atelier.home).standing().values()}
    every = Regles(atelier.home).versions()
    return [one for one in every if one.cite.get(CITED) == numero and one.empreinte in standing]


def _verify_unused(atelier: Workshop, made: str, own: Iterable[Version]) -> None:
    """Raises ActeConcurrent when a rule or a correspondance gives a segment that would be no more."""
    left = {one.regle.numero for one in own}
    if who := [*_givers(atelier, made, left)] if made else []:
        raise ActeConcurrent(
            quoi=f"Le segment {made} sert encore",
            ou="évolutions de la nomenclature",
            pourquoi=f"{', '.join(who[:5])} le donne{'nt' if len(who) > 1 else ''}",
            que_faire="changez-les d'abord, puis revenez sur cette évolution",
        )


def _givers(atelier: Workshop, made: str, left: Collection[int]) -> Iterator[str]:
    """Who gives a segment: rules, but those that leave, and nomenclatures of buyers."""
    for numero, rule in Regles(atelier.home).standing().items():
        if rule.segment == made and numero not in left:
            yield f"la règle {numero}"
    for siren, version in Versions(atelier.home).in_force().items():
        if made in {line.segment for line in version.nomenclature.correspondances}:
            yield f"la nomenclature de {atelier.territoire.acheteur(siren).nom_court}"


def _suspects(
    atelier: Workshop, said: Evolution, before: Mapping[str, str], conditions: Iterable[Conditions]
) -> Suspects:
    """The cases that an evolution may move: all that is under a segment that leaves, or where it ended or
    ends, what a new one may take, what a rule tells; what is shown there since the last run too. What only
    tells a segment otherwise moves nothing: labels are read when they are shown.
    """
    told = [*conditions]
    after = ends(atelier)
    leaving = said.codes if said.genre in RETIRES else {said.made}
    codes = {step.get(one, one) for one in leaving for step in ({}, before, after)}

    def suspects(rows: ir.Table) -> ir.BooleanValue:
        found = among(rows.segment_code, codes) | ruling.suspects(told).told(rows)
        for prefix in said.segment.cpv if said.segment else ():
            found |= rows.cpv.startswith(prefix)
        if said.made:
            found |= rows.code_dit.startswith(reference(said.made))
        return found

    return Suspects(suspects, frozenset(codes))


def verify_allowed(atelier: Workshop, portee: Portee) -> None:
    """Raises OutOfScope for who does not see the purchases of the whole territory."""
    if not ruling.everyone(atelier, portee):
        raise OutOfScope(
            quoi="La nomenclature commune n'évolue pas d'ici",
            ou="évolutions de la nomenclature",
            pourquoi="elle vaut pour tous les acheteurs : le groupe projet la fait évoluer",
            que_faire="proposez-lui ce changement",
        )
