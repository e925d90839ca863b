"""What a classification engine is, and the cascade that asks them in order until one answers."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from importlib import import_module
from itertools import takewhile
from pkgutil import iter_modules
from typing import Protocol

from achatlas.catalogue.models import Moteur, Quand
from achatlas.classify import engines
from achatlas.classify.activites import Activites
from achatlas.classify.cas import Cas
from achatlas.classify.codes_dits import Codes
from achatlas.classify.habitudes import Habitudes
from achatlas.classify.nomenclature import Nomenclature
from achatlas.classify.propositions import written
from achatlas.classify.regles import Lu, Regles
from achatlas.classify.textes.judge import Judge
from achatlas.domain.correspondance import Correspondances
from achatlas.domain.errors import CatalogueError
from achatlas.domain.regle import Regle

ENDED, CARRIED = " ; {} est réuni à {}", " ; {} est devenu {}"
"""What a reason says after that of a segment that stands no more, merged or of another family: which one, and
where it ends.
"""


@dataclass(frozen=True)
class Projetes:
    """The buyers (SIREN) of whom all that the engines look at, but the rules, is as it was when the cases
    were first asked, but for where the segments that stand no more end: ``avant`` is where they ended then.
    """

    acheteurs: frozenset[str] = frozenset()
    avant: Mapping[str, str] = field(default_factory=dict)


AS_BEFORE = Projetes()


@dataclass(frozen=True)
class Savoir:
    """What the engines may look at: the nomenclature, the judge of words, the rules of persons, the
    correspondances in force of each buyer (SIREN), what payees surely sell, and the segments that were
    merged into others (``projection``), which no answer gives any more, those that only changed their
    family (``carried``); what each activity usually sells;
    ``alone``: whether the other engines class a case surely, without any rule of a person; ``steady``: the
    buyers (SIREN) of whom all that the other engines look at is as it was when the cases were first asked,
    but for these codes of theirs (``recodes``); ``projetes`` those of whom it is, but for ``projection``.
    """

    nomenclature: Nomenclature
    judge: Judge
    regles: Regles = field(default_factory=Regles)
    correspondances: Mapping[str, Correspondances] = field(default_factory=dict)
    habitudes: Habitudes = field(default_factory=dict)
    projection: Mapping[str, str] = field(default_factory=dict)
    activites: Activites = field(default_factory=Activites)
    carried: Collection[str] = ()
    alone: Callable[[Cas], bool] = lambda cas: False
    steady: Collection[str] = ()
    recodes: Mapping[str, Codes] = field(default_factory=dict)
    projetes: Projetes = AS_BEFORE

    def sold(self, cas: Cas) -> tuple[str, ...]:
        """What a payment may be by the activity of its payee: the segments that its account names or suggests
        too, when there is one; nothing where an account that knows says otherwise.
        """
        sold = self.activites.segments(cas.naf)
        told, knows = self.nomenclature.accounted(cas.plan, cas.compte, cas.ambigu)
        return tuple(one for one in sold if one in told) or (() if knows else sold)


@dataclass(frozen=True)
class Proposal:
    """A segment and why; ``confiance`` (0 to 100) when the engine knows how sure it is, else the one that the
    cascade gives it; ``decision``: what a person decided it, when one did; ``precise``: whether it was
    written for the very CPV of the purchase.
    """

    segment: str
    motif: str
    confiance: int | None = None
    decision: str = ""
    precise: bool = False


def of_regle(regle: Regle) -> Proposal:
    """What a rule proposes, with its number and its date. Who wrote it and why are on the page of rules: a
    reason is published with the marchés, to every account.
    """
    day = f"{datetime.fromisoformat(regle.date):%d/%m/%Y}"
    return Proposal(regle.segment, f"règle {regle.numero}, {day}", decision=f"regle {regle.numero}")


class Engine(Protocol):
    """An engine: its answer for one case, from the nomenclature and the judge of words."""

    def propose(self, cas: Cas, savoir: Savoir) -> Proposal | None:
        """The segment of this case, or None when the engine cannot tell."""
        ...


def decides(engine: Engine) -> bool:
    """Whether an engine says what a person decided: it declares ``decides``."""
    return bool(getattr(engine, "decides", False))


def discover() -> Mapping[str, Engine]:
    """The engines found by their place, by name."""
    names = sorted(m.name for m in iter_modules(engines.__path__))
    return {name: import_module(f"{engines.__name__}.{name}").ENGINE for name in names}


@dataclass(frozen=True)
class Answer:
    """What the cascade says: segment (empty when none), engine, reason, confidence from 0 to 100."""

    segment_code: str
    moteur: str
    motif: str
    confiance: int


MOST, CENT = 99, 100
REGLE, ACTIVITE, MARCHE, CODE = "regle", "activite", "marche", "code_acheteur"
NOTHING = Answer("", "", "aucun moteur n'a pu classer cette ligne", 0)


class Cascade:
    """The engines in the order of ``regles/cascade.yml``."""

    def __init__(self, order: Sequence[Moteur], savoir: Savoir) -> None:
        found = discover()
        for moteur in order:
            if moteur.nom not in found:
                raise CatalogueError(
                    quoi=f"Moteur de classement inconnu : « {moteur.nom} »",
                    ou="metier/regles/cascade.yml",
                    pourquoi="aucun moteur ne porte ce nom",
                    que_faire=f"Choisissez parmi : {', '.join(found)}",
                )
        self._order = [(m, found[m.nom]) for m in order]
        self._savoir = replace(savoir, alone=self.alone)
        self._activite = next((m.confiance for m in order if m.nom == ACTIVITE), 0)
        self._ruled: dict[int, Answer] = {}
        self._bare = replace(self._savoir, judge=savoir.judge.bare)
        self.taught = savoir.judge.bare is not savoir.judge

    def ask(self, cas: Cas) -> Answer:
        """The first answer, or « à qualifier »; what decisions taught of words is heard only where the
        cascade without it is not sure.
        """
        said = self._ask(cas, self._bare)
        return self._ask(cas, self._savoir) if self.taught and not self.sure(said) else said

    def _ask(self, cas: Cas, savoir: Savoir) -> Answer:
        heard = (self._heard(moteur, engine, cas, savoir) for moteur, engine in self._order)
        return next(filter(None, heard), NOTHING)

    def _heard(self, moteur: Moteur, engine: Engine, cas: Cas, savoir: Savoir) -> Answer | None:
        """What an engine answers at its place; None when it cannot tell, or is not heard of it there."""
        said = engine.propose(cas, savoir)
        if said is None or (moteur.quand == Quand.PRECISE and not said.precise):
            return None
        answer = self._answer(moteur, said)
        return None if moteur.quand == Quand.SURE and not self.sure(answer) else answer

    def alone(self, cas: Cas) -> bool:
        """Whether the machine classes a case surely, no rule of a person being asked, nor what decisions
        taught: what a rule holds for does not depend on what was learnt from it.
        """
        others = ((moteur, engine) for moteur, engine in self._order if moteur.nom != REGLE)
        heard = (self._heard(moteur, engine, cas, self._bare) for moteur, engine in others)
        return self.sure(next(filter(None, heard), NOTHING))

    def decided(self, cas: Cas) -> tuple[str, str] | None:
        """The segment that a decision of a person gives a case, and which decision; None when none classes
        it.
        """
        for place, (moteur, engine) in enumerate(self._order):
            if decides(engine) and (answer := self._heard(moteur, engine, cas, self._bare)):
                before = (one for one in self._order[:place] if not decides(one[1]))
                if any(self._heard(*one, cas, self._bare) for one in before):
                    return None
                said = engine.propose(cas, self._bare)
                return (answer.segment_code, said.decision) if said else None
        return None

    def sure(self, said: Answer) -> bool:
        """Whether an answer is sure enough for nobody to be asked."""
        return said.confiance >= self._savoir.judge.seuil

    def proposed(self, cas: Cas, said: Answer) -> str:
        """The segments that the words propose where the machine does not decide alone, after those that the
        activity of who is paid leaves where they say too little, the likeliest first, each with what it is
        worth (0 to 100): « 15.03 71|29.04 17 ». Segments that stand no more are kept: who reads says where
        they end (``propositions.standing``), which changes without this case being asked again.
        """
        if self.sure(said):
            return ""
        found: dict[str, int] = {}
        for code, one in self._likely(cas, said):
            found[code] = found.get(code, 0) + one
        return written(found)

    def _likely(self, cas: Cas, said: Answer) -> Sequence[tuple[str, int]]:
        """What the words propose, if they say enough or the activity says nothing; else what it leaves, and
        they share the rest.
        """
        avis = self._savoir.judge.judge(cas.achat)
        words = [*zip(avis.segments, (avis.sureness, *avis.reste), strict=True)] if avis else []
        enough = bool(avis) and words[0][1] >= self._savoir.judge.floor
        if enough or not (sold := self._sold(cas, said)):
            return words
        left = CENT - sum(one for _, one in sold)
        return [*sold, *((code, left * one // CENT) for code, one in words)]

    def _sold(self, cas: Cas, said: Answer) -> list[tuple[str, int]]:
        """What the activity leaves, and the segment that another engine gives, the likeliest first; those of
        the activity share what its engine is worth.
        """
        sold = self._savoir.sold(cas) if self._activite else ()
        known, ends = said.segment_code, self._savoir.projection
        stand = (known if ends.get(one, one) == known else one for one in sold)
        found = {one: self._activite // len(sold) for one in stand}
        if sold and said.segment_code:
            found[said.segment_code] = said.confiance
        return sorted(found.items(), key=lambda one: -one[1])

    @property
    def read(self) -> frozenset[str]:
        """The columns of cases that are enough to know for ``settled`` to say the same."""
        return self._savoir.regles.read | {"acheteur_siren", "seul"} | self._read_of_codes()

    def _read_of_codes(self) -> set[str]:
        """What is read of a case whose code may be told otherwise."""
        recodes, known = self._savoir.recodes, self._savoir.correspondances
        lines = (line for one in recodes if one in known for line in known[one].own.correspondances)
        asked = {"compte", "cpv"} if any(any(line.condition) for line in lines) else set[str]()
        return {"code_dit", *asked} if recodes else set()

    @property
    def recodes(self) -> Mapping[str, Codes]:
        """The codes that are told otherwise, by buyer (SIREN), where nothing else has changed."""
        return self._savoir.recodes

    def coded(self, lu: Lu, code: str) -> Answer | None:
        """What a code that is told otherwise (as it is written) surely says of a case that cites no marché,
        no rule being asked; None where other engines must be asked.
        """
        if not code or not self._recoded(lu):
            return None
        cas = Cas(lu.acheteur, compte=lu.compte, cpv=lu.cpv, code=code)
        order = [one for one in self._order if one[0].nom not in (REGLE, MARCHE)]
        first = list(takewhile(lambda one: one[0].nom == CODE, order))
        heard = (self._heard(moteur, engine, cas, self._bare) for moteur, engine in first)
        said = next(filter(None, heard), NOTHING)
        return said if self.sure(said) else None

    @property
    def seuil(self) -> int:
        """How sure an answer must be for nobody to be asked."""
        return self._savoir.judge.seuil

    @property
    def projetes(self) -> Projetes:
        """The buyers of whom only where segments end has changed."""
        return self._savoir.projetes

    @property
    def ends(self) -> Mapping[str, str]:
        """Where each segment that stands no more ends."""
        return self._savoir.projection

    def ended(self, segment: str) -> str:
        """What a reason says, after its own words, of a segment that stands no more."""
        said = CARRIED if segment in self._savoir.carried else ENDED
        return said.format(segment, self.ends[segment])

    def settled(
        self, lu: Lu, seul: bool, was: Answer, held: bool = False, coded: Answer | None = None
    ) -> Answer | None:
        """The answer of a case that had the answer ``was``, ``seul`` being whether the machine alone classes
        it surely, where no other engine need be asked: a rule tells it, or none does nor did, and nothing
        else has changed for its buyer (``held``: but where its segment ends, which the caller follows) nor
        for its code, unless this one tells it (``coded``). None where they must be asked.
        """
        if not self._known(lu, held) or (coded is None and self._recoded(lu)):
            return None
        found = self._savoir.regles.of(lu, lambda: seul)
        if found is None:
            return coded or (None if was.moteur == REGLE else was)
        said = self._ruled.get(found.numero)
        if said is None:
            said = self._ruled[found.numero] = self._answer(self._order[0][0], of_regle(found))
        return said if self.sure(said) else None

    def _known(self, lu: Lu, held: bool) -> bool:
        """Whether rules are asked first, and nothing else has changed for a buyer."""
        return (held or lu.acheteur in self._savoir.steady) and self._order[0][0].nom == REGLE

    def _recoded(self, lu: Lu) -> bool:
        """Whether a code is told otherwise."""
        recoded = self._savoir.recodes.get(lu.acheteur)
        return recoded is not None and recoded.holds(lu.code)

    def _answer(self, moteur: Moteur, proposal: Proposal) -> Answer:
        """The proposal of an engine as the answer of the cascade, its segment being one that stands."""
        known = moteur.confiance if proposal.confiance is None else proposal.confiance
        segment, motif = proposal.segment, proposal.motif
        if then := self._savoir.projection.get(segment):
            segment, motif = then, motif + self.ended(segment)
        return Answer(segment, moteur.nom, motif, min(MOST, known))
