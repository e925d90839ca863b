"""Whatever persons do to rules (written, changed, taken out, exchanged, taken back; of what the machine
doubts or of all; between others, over the codes of buyers and segments that were merged), what is told before
is what the purchases and the marchés say after, to the cent, segment by segment.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from achatlas.classify.guide import guide
from achatlas.domain.errors import AchatlasError
from achatlas.pipeline import classed, gestes, reclassement, ruling
from achatlas.pipeline.gestes import Geste
from achatlas.pipeline.ruling import Essai
from achatlas.pipeline.situation import Situation, Somme
from achatlas.store.regles import Regles
from tests.petit import Petit
from tests.properties.test_suites_de_decisions import (
    ACTES,
    NOBODY,
    Acte,
    Monde,
    chosen,
    conditions,
    everyone,
    rule,
)
from tests.reclassement import published

EXAMPLES, STEPS = 3, 6
Sums = Counter[tuple[str, str, str]]


@dataclass(frozen=True)
class Etat:
    """What is classified: the segment of each case, of each marché, and the sums."""

    cas: dict[int, tuple[str, int, int]]
    marches: dict[str, str]
    seen: Situation


def etat(monde: Monde) -> Etat:
    seen = ruling.situation(monde.atelier, everyone(monde))
    assert seen is not None
    names = ("cas", "segment_code", "montant_ht_centimes", "lignes")
    rows = zip(*(seen.rows[name].to_pylist() for name in names), strict=True)
    awarded = classed.awarded(monde.atelier)
    marches = zip(awarded["marche_cle"].to_pylist(), awarded["segment_code"].to_pylist(), strict=True)
    return Etat({cas: (code, cents, lines) for cas, code, cents, lines in rows}, dict(marches), seen)


def essai(monde: Monde, acte: Acte, numero: int = 0) -> Essai:
    return Essai(conditions(monde, acte), acte.segment, numero)


Announced = tuple[Geste, Callable[[str], object]]


def write(monde: Monde, acte: Acte, numero: int = 0) -> Announced:
    asked, who = essai(monde, acte, numero), everyone(monde)
    regle = ruling.Regle(numero, 0, asked.conditions, asked.segment, "", ruling.NEVER)

    def do(shown: str) -> object:
        told = Essai(asked.conditions, asked.segment, numero, shown=shown)
        return ruling.keep(monde.atelier, who, told, acte.qui)

    return gestes.kept(monde.atelier, regle), do


def change(monde: Monde, acte: Acte) -> Announced:
    return write(monde, acte, rule(monde, acte.then))


def narrow(monde: Monde, acte: Acte) -> Announced:
    """A rule that keeps what it asks, of what the machine doubts only, or of all again."""
    numero = rule(monde, acte.what)
    own = ruling.withdrawing(monde.atelier, everyone(monde), numero).ordre.avant
    former = next(one for one in own if one.numero == numero)
    asked = ruling.replace(former.conditions, unsure=not former.conditions.unsure)
    regle = ruling.replace(former, conditions=asked)
    told = Essai(asked, former.segment, numero)
    return gestes.kept(monde.atelier, regle), lambda shown: ruling.keep(
        monde.atelier, everyone(monde), ruling.replace(told, shown=shown), acte.qui
    )


def withdraw(monde: Monde, acte: Acte) -> Announced:
    numero, who = rule(monde, acte.what), everyone(monde)
    return ruling.withdrawing(monde.atelier, who, numero), lambda shown: ruling.withdraw(
        monde.atelier, who, numero, acte.qui, shown=shown
    )


def exchange(monde: Monde, acte: Acte) -> Announced:
    both, who = (rule(monde, acte.what), rule(monde, acte.then)), everyone(monde)
    return ruling.exchanging(monde.atelier, who, *both), lambda shown: ruling.exchange(
        monde.atelier, who, *both, acte.qui, shown
    )


def undo(monde: Monde, acte: Acte) -> Announced:
    seal = str(chosen([one.empreinte for one in Regles(monde.atelier.home).last()], acte.what))
    who = everyone(monde)
    return ruling.undoing(monde.atelier, who, seal), lambda shown: ruling.take_back(
        monde.atelier, who, seal, acte.qui, shown
    )


GESTES = {one.__name__: one for one in (write, change, narrow, withdraw, exchange, undo)}
AROUND = ("map_codes", "merge", "unmap_codes")
OFTEN = ("write", "write", "write", "change", "narrow", "exchange", "withdraw", "undo", "undo")


def told_as_it_is(monde: Monde, acte: Acte) -> bool:
    """Whether an act was done, what it moved being what was told before."""
    geste, do = GESTES[acte.nom](monde, acte)
    before = etat(monde)
    told = gestes.effect(monde.atelier, before.seen, geste)
    do(ruling.shown_effect(told))
    after = etat(monde)
    moved: Sums = Counter()
    for cas, (code, cents, lines) in before.cas.items():
        then = after.cas[cas][0]
        if then != code:
            moved[code, then, "centimes"] += cents
            moved[code, then, "lignes"] += lines
    said: Sums = Counter()
    for de, vers, some in told.passages:
        said[de, vers, "centimes"] += some.centimes
        said[de, vers, "lignes"] += some.lignes
    assert said == moved
    assert told.marches == sum(after.marches[one] != code for one, code in before.marches.items())
    assert told.reste == after.seen.attente
    surely, unsure = after.seen.by_sureness.get(geste.sujet.segment, (Somme(), Somme()))
    assert (told.apres, told.tout) == (surely, surely + unsure)
    for name, codes in guide(monde.atelier.catalogue).enjeux.items():
        assert told.enjeux[name] == cents_of(after, codes) - cents_of(before, codes)
    return True


def cents_of(one: Etat, codes: frozenset[str]) -> int:
    return sum(cents for code, cents, _ in one.cas.values() if code in codes)


@pytest.fixture(scope="module")
def monde(petit: Petit, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Monde]:
    """One territory on which all is decided, one act after the other."""
    racine = tmp_path_factory.mktemp("effets")
    made = published(petit, racine / "direct")
    yield Monde(made, racine)
    reclassement.close(made.settings.home)


ACTS = st.lists(
    st.builds(Acte, st.sampled_from([*OFTEN, *AROUND]), *(st.integers(0, NOBODY) for _ in range(3))),
    min_size=STEPS,
    max_size=STEPS,
)


@pytest.mark.lent
def test_what_is_told_before_an_act_upon_rules_is_what_the_purchases_say_after(
    monde: Monde, request: pytest.FixtureRequest
) -> None:
    many, done = EXAMPLES * int(request.config.getoption("--nuit")), Counter[str]()

    @settings(max_examples=many, deadline=None, suppress_health_check=list(HealthCheck))
    @given(actes=ACTS)
    def holds(actes: list[Acte]) -> None:
        for acte in (Acte("write", acte.then, acte.who, acte.what) for acte in actes[:2]):
            with suppress(AchatlasError):
                done["write"] += told_as_it_is(monde, acte)
        for acte in actes:
            with suppress(AchatlasError):
                if acte.nom in AROUND:
                    ACTES[acte.nom](monde, acte)
                else:
                    done[acte.nom] += told_as_it_is(monde, acte)

    holds()
    assert done["write"]
