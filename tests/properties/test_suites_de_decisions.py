"""Whatever persons decide one after the other (rules written, changed, taken out, exchanged; codes of buyers;
segments merged, moved, parted; all of it undone), what is shown at once is, row for row, what a whole run
would show, but for what it would learn of them: no run learns here.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from achatlas import pipeline
from achatlas.classify import stage
from achatlas.domain.errors import AchatlasError
from achatlas.domain.evolution import Genre
from achatlas.domain.regle import Conditions
from achatlas.pipeline import codes, evolving, nomenclatures, projets, reclassement, ruling
from achatlas.pipeline.nomenclatures import Signature
from achatlas.pipeline.ruling import Essai
from achatlas.pipeline.written import Portee
from achatlas.store.correspondances import Versions
from achatlas.store.evolutions import Evolutions
from achatlas.store.regles import Regles
from tests.petit import Petit
from tests.reclassement import current_of, differing, keep_bridge, published, shown, unmade

SEGMENTS = ("01.01", "02.01", "08.03", "12.03", "15.03", "16.01", "18.01", "27.01")
PERSONNES = ("lea", "paul", "zoe")
JOURS = ("2026-01-02T08:00:00+00:00", "2026-05-06T08:00:00+00:00", "2026-09-30T23:30:00+00:00")
HEAVY, NOBODY = 60, 999
EXAMPLES, SHORT, LONG = 1, 5, 9


@pytest.fixture(autouse=True, scope="module")
def same_bridge(petit: Petit) -> Iterator[None]:
    """The bridge of the base, for every whole run."""
    with pytest.MonkeyPatch.context() as patch:
        keep_bridge(patch, petit.folder("pont"))
        yield


@dataclass(frozen=True)
class Monde:
    """A territory on which persons decide, and what they may speak of."""

    petit: Petit
    racine: Path

    @property
    def atelier(self) -> pipeline.Workshop:
        """Its workshop."""
        return self.petit.atelier

    @cached_property
    def cas(self) -> list[dict[str, Any]]:
        """The purchases that weigh most."""
        seen = ruling.situation(self.atelier, everyone(self))
        assert seen is not None
        order = sorted(seen.rows.to_pylist(), key=lambda row: (-abs(row["montant_ht_centimes"]), row["cas"]))
        return order[:HEAVY]

    @cached_property
    def coded(self) -> list[str]:
        """The buyers whose lines bear codes."""
        return sorted({one["acheteur_siren"] for one in self.cas if one["code_nomenclature"]})


@dataclass(frozen=True)
class Acte:
    """What somebody does: three numbers choose who, about what, and what then, among what there is."""

    nom: str
    who: int
    what: int
    then: int

    @property
    def qui(self) -> str:
        """Who signs."""
        return PERSONNES[self.who % len(PERSONNES)]

    @property
    def segment(self) -> str:
        """The segment that is given."""
        return chosen(SEGMENTS, self.then)


def chosen(among: Sequence[Any], rank: int) -> Any:
    """One of some things; what none of them is when there is nothing."""
    return among[rank % len(among)] if among else NOBODY


def everyone(monde: Monde) -> Portee:
    """Who sees the whole territory."""
    return Portee(frozenset(monde.petit.sirens))


def portee(monde: Monde, acte: Acte) -> Portee:
    """Who sees the whole territory, or one buyer."""
    one = chosen(monde.petit.sirens, acte.who)
    return Portee(frozenset({one})) if acte.who % 3 else everyone(monde)


def conditions(monde: Monde, acte: Acte) -> Conditions:
    """What tells purchases apart, in the ways that rules have."""
    row = chosen(monde.cas, acte.what)
    words = [one for one in row["dits"].replace("|", " ").split() if len(one) > 3] or ["FACTURE"]
    payee, account = row["tiers_nom"] or "PERSONNE", row["compte"] or "60"
    asked = (
        {"mots": (chosen(words, acte.what),)},
        {"mots": (words[0], words[-1]), "unsure": True},
        {"tiers": payee},
        {"tiers": payee, "compte": account[:2], "unsure": True},
        {"compte": account[:3], "muet": True},
        {"cpv": row["cpv"][:3] or "45"},
        {"code": row["code_nomenclature"] or "Z9", "compte": account[:2]},
    )
    own = chosen(monde.petit.sirens, acte.who) if acte.who % 3 else ""
    return Conditions(acheteur=own, **chosen(asked, acte.what))


def rule(monde: Monde, rank: int) -> int:
    """The number of a rule that stands."""
    return chosen([*Regles(monde.atelier.home).standing()], rank)


def write(monde: Monde, acte: Acte, numero: int = 0) -> None:
    essai = Essai(conditions(monde, acte), acte.segment, numero, motif="vu en atelier")
    ruling.keep(monde.atelier, portee(monde, acte), essai, acte.qui)


def change(monde: Monde, acte: Acte) -> None:
    write(monde, acte, rule(monde, acte.then))


def withdraw(monde: Monde, acte: Acte) -> None:
    ruling.withdraw(monde.atelier, portee(monde, acte), rule(monde, acte.what), acte.qui)


def undo(monde: Monde, acte: Acte) -> None:
    seal = chosen([one.empreinte for one in Regles(monde.atelier.home).last()], acte.what)
    ruling.take_back(monde.atelier, everyone(monde), str(seal), acte.qui)


def exchange(monde: Monde, acte: Acte) -> None:
    both = rule(monde, acte.what), rule(monde, acte.then)
    ruling.exchange(monde.atelier, everyone(monde), *both, acte.qui)


def map_codes(monde: Monde, acte: Acte) -> None:
    siren = chosen(monde.coded, acte.who)
    own, held = Portee(frozenset({siren})), nomenclatures.in_force(monde.atelier, siren)
    seen = [one.code for one in codes.listing(monde.atelier, own, siren)]
    said = dict.fromkeys(seen[acte.what % len(seen) :: 7], chosen(("", *SEGMENTS), acte.then))
    seal = held.empreinte if held else ""
    nomenclatures.valider(monde.atelier, own, siren, said, seal, Signature(acte.qui))


def bring_codes(monde: Monde, acte: Acte) -> None:
    """A file: conditions of accounts, heirs of what stands above and of the common segments."""
    siren, other = chosen(monde.coded, acte.who), chosen(SEGMENTS, acte.then + 3)
    own = {one["code_nomenclature"] for one in monde.cas if one["acheteur_siren"] == siren} - {""}
    some = sorted(own)[acte.what % 3 :: 2]
    lines = [f"{one};{acte.segment};\n{one};{other};60\n{one[:2]};;" for one in some]
    path = monde.racine / "codes.csv"
    path.write_text("\n".join(["code;segment;compte", *dict.fromkeys("\n".join(lines).split("\n"))]), "utf-8")
    signed = Signature(acte.qui)
    nomenclatures.importer(monde.atelier, Portee(frozenset({siren})), siren, path, path.name, signed)


def unmap_codes(monde: Monde, acte: Acte) -> None:
    siren = chosen(monde.coded, acte.who)
    held = Versions(monde.atelier.home).in_force().get(siren)
    seal, own = held.empreinte if held else "", Portee(frozenset({siren}))
    nomenclatures.reprendre(monde.atelier, own, siren, seal, Signature(acte.qui))


def merge(monde: Monde, acte: Acte) -> None:
    evolve(monde, acte, Genre.MERGE, {"vers": chosen(lived(monde), acte.then)})


def move(monde: Monde, acte: Acte) -> None:
    evolve(monde, acte, Genre.MOVE, {"famille": chosen(lived(monde), acte.then)[:2]})


def part(monde: Monde, acte: Acte) -> None:
    """A part of a segment leaves to a new one, by a rule."""
    row = chosen(monde.cas, acte.then)
    told = {"libelle": "Nouveau", "court": "Nouveau", "nature": "S", "definition": "Ce qui part"}
    evolve(monde, acte, Genre.SPLIT, {**told, "rcompte": row["compte"][:3] or "60"})


def evolve(monde: Monde, acte: Acte, genre: Genre, told: Mapping[str, str]) -> None:
    """A change of the pivot, as its page sends it."""
    said = {"code": chosen(lived(monde), acte.what), **told}
    projet = projets.read(monde.atelier.again(), genre, said)
    evolving.accept(monde.atelier.again(), everyone(monde), projet, acte.qui)


def lived(monde: Monde) -> list[str]:
    """The segments that purchases bear, and some that rules give."""
    return sorted({one["segment_code"] for one in monde.cas} - {""} | {*SEGMENTS})


def unmerge(monde: Monde, acte: Acte) -> None:
    number = chosen([one.numero for one in Evolutions(monde.atelier.home).standing()], acte.what)
    evolving.take_back(monde.atelier, everyone(monde), number, acte.qui)


def run(monde: Monde, acte: Acte) -> None:
    pipeline.run(monde.atelier)


def publish(monde: Monde, acte: Acte) -> None:
    pipeline.publish(monde.atelier)


def anew(monde: Monde, acte: Acte) -> None:
    """A whole run in between: what was decided is in the base, and may be undone from there."""
    run(monde, acte)
    publish(monde, acte)


DECIDE = (
    write, change, withdraw, undo, exchange, map_codes, bring_codes, unmap_codes, merge, move, part, unmerge,
)  # fmt: skip
OFTEN = (write, write, undo, map_codes, merge)
ACTES: dict[str, Callable[[Monde, Acte], None]] = {one.__name__: one for one in (*DECIDE, anew, run, publish)}


def suites(longest: int, *names: Callable[[Monde, Acte], None]) -> st.SearchStrategy[list[Acte]]:
    """What persons do one after the other."""
    rank = st.integers(0, NOBODY)
    one = st.builds(Acte, st.sampled_from([each.__name__ for each in names]), rank, rank, rank)
    return st.lists(one, min_size=2, max_size=longest)


def play(monde: Monde, actes: Sequence[Acte]) -> None:
    """Does these acts, each on another day; those that are refused change nothing."""
    with pytest.MonkeyPatch.context() as patch:
        for rank, acte in enumerate(actes):
            patch.setattr(ruling, "now", partial(chosen, JOURS, rank + acte.who))
            with suppress(AchatlasError):
                ACTES[acte.nom](monde, acte)


def from_scratch(petit: Petit, live: Petit, racine: Path) -> Petit:
    """What a whole run and a whole publication make of the same files and of the same decisions."""
    whole, name = unmade(petit, racine), "registre.sqlite3"
    shutil.copyfile(live.settings.home / name, whole.settings.home / name)
    pipeline.run(whole.atelier)
    pipeline.publish(whole.atelier)
    return whole


def verified(petit: Petit, actes: Sequence[Acte], racine: Path) -> bool:
    """Plays these acts and compares all that is shown with a whole run; whether what is shown says that it
    takes all of them into account: when it does not, it may differ.
    """
    live = published(petit, racine / "direct")
    patch = pytest.MonkeyPatch()
    patch.setattr(stage, "taught", lambda *_: stage.NOTHING)
    try:
        play(Monde(live, racine), actes)
        if not pipeline.current(live.atelier):
            return False
        whole = from_scratch(petit, live, racine / "entier")
        seen = (shown(current_of(one), racine) for one in (live, whole))
        assert differing(*seen) == {}
        assert queued(live) == queued(whole)
        assert any(naf for *_, naf in queued(live))
        assert all(one.compte.equilibre for one in pipeline.bilans(live.atelier))
        return True
    finally:
        patch.undo()
        reclassement.close(live.settings.home)
        shutil.rmtree(racine)


def queued(petit: Petit) -> set[tuple[Any, ...]]:
    """What the queue knows of each case."""
    seen = ruling.situation(petit.atelier, Portee(frozenset(petit.sirens)))
    names = ("cas", "segment_code", "moteur", "motif", "confiance", "seul", "propositions", "naf")
    return {tuple(row[name] for name in names) for row in seen.rows.to_pylist()} if seen else set()


@pytest.mark.lent
def test_any_sequence_of_decisions_is_shown_as_a_whole_run_would(
    petit: Petit, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A short sequence beside two known ones in the suite, many and longer ones at night."""
    nights = int(request.config.getoption("--nuit"))

    @settings(max_examples=EXAMPLES * nights, suppress_health_check=list(HealthCheck))
    @example(actes=[Acte("merge", 0, 1, 4)])
    @example(actes=[Acte("write", 33, 53, 130), Acte("anew", NOBODY, 68, 357), Acte("move", 250, 595, 727)])
    @given(actes=suites(LONG if nights > 1 else SHORT, *DECIDE, *OFTEN, anew))
    def holds(actes: list[Acte]) -> None:
        assert verified(petit, actes, tmp_path_factory.mktemp("suite"))

    holds()
