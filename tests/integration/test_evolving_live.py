"""Every kind of evolution on a small demonstration: what is told before is what moves, what is shown at once
is what a whole run gives, and undoing gives everything back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyarrow.compute as pc
import pytest

from achatlas import pipeline
from achatlas.classify.cas import Cas
from achatlas.classify.engine import Cascade
from achatlas.classify.guide import guide
from achatlas.domain.errors import ActeConcurrent, EvolutionRefusee
from achatlas.domain.evolution import Genre, Segment
from achatlas.domain.regle import Conditions
from achatlas.pipeline import Workshop, bearing, evolving, projets, reclassement, ruling
from achatlas.pipeline.projets import Projet
from achatlas.pipeline.ruling import Essai
from achatlas.pipeline.situation import Situation, Somme
from achatlas.pipeline.written import Portee
from achatlas.store import cas as store
from achatlas.store.evolutions import Evolutions
from achatlas.store.regles import Regles
from tests.petit import Petit
from tests.reclassement import Shown, current_of, differing, keep_bridge, published, shown, unmade

SEGMENT = Segment("Segment d'essai", "Essai", "S", "Ce que des personnes ont mis à part.")


@pytest.fixture
def live(petit: Petit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Petit]:
    keep_bridge(monkeypatch, petit.folder("pont"))
    made = published(petit, tmp_path / "direct")
    yield made
    reclassement.close(made.settings.home)


def everybody(one: Petit) -> Portee:
    return Portee(frozenset(one.sirens))


def seen(one: Petit) -> Situation:
    found = ruling.situation(one.atelier, everybody(one))
    assert found is not None
    return found


def held(one: Petit) -> dict[str, tuple[int, int]]:
    """Cents and lines of each segment, surely or not."""
    sums = {code: sum(both, Somme()) for code, both in seen(one).by_sureness.items()}
    return {code: (some.centimes, some.lignes) for code, some in sums.items()}


def awarded(one: Petit) -> dict[str, str]:
    """The segment of each marché, as it is published."""
    key = one.atelier.register.pointed(pipeline.CARTES) or ""
    path = one.atelier.snapshots.path("classe", key) / "classe__marches.parquet"
    again = store.answers(reclassement.over(one.atelier, key, "marches"), "marche_cle")
    return store.answers(path, "marche_cle") | again


def heaviest(one: Petit) -> str:
    """The segment that holds most lines, what is not classed apart."""
    left = {code: lines for code, (_, lines) in held(one).items() if code not in ("", "30.99")}
    return max(left, key=left.__getitem__)


def common_word(one: Petit, code: str) -> str:
    """A word that many purchases of a segment hold."""
    rows = seen(one).rows
    said = rows.filter(pc.equal(rows["segment_code"], code))["dits"].to_pylist()
    words = Counter(word for text in said for word in set(text.split()) if len(word) > 4)
    return words.most_common(1)[0][0]


def cpv(one: Petit) -> str:
    """A CPV code that marchés bear and that is no segment's own prefix."""
    fiches = guide(one.atelier.catalogue).fiches.values()
    own = {prefix for fiche in fiches for prefix in fiche.cpv}
    codes = Counter(code for code in seen(one).rows["cpv"].to_pylist() if len(code) == 8 and code not in own)
    return codes.most_common(1)[0][0]


def projet(one: Petit, genre: Genre) -> Projet:
    """A change of each kind that moves purchases of this territory."""
    code = heaviest(one)
    other = next(c for c in sorted(held(one)) if c not in ("", "30.99", code))
    famille = "28" if code[:2] != "28" else "27"
    made = f"{code[:2]}.90"
    return {
        Genre.MERGE: Projet(genre, code, other),
        Genre.ADD: Projet(genre, "", made, replace(SEGMENT, cpv=(cpv(one),))),
        Genre.SPLIT: Projet(genre, code, made, SEGMENT, Conditions(mots=(common_word(one, code),))),
        Genre.MOVE: Projet(genre, code, f"{famille}.90"),
        Genre.WORDS: Projet(genre, code, "", Segment("Autre nom", "Autre nom", definition="Redit.")),
    }[genre]


def accept(one: Petit, asked: Projet) -> int:
    return evolving.accept(one.atelier, everybody(one), asked, "lea").numero


def figures(found: Shown) -> Shown:
    """What is published but for the names of members, which are read when they are shown."""
    return {place: rows for place, rows in found.items() if place[1] != "membres"}


@pytest.mark.parametrize("genre", Genre)
def test_what_is_told_before_is_what_moves_and_undoing_gives_it_back(genre: Genre, live: Petit) -> None:
    before, asked = held(live), projet(live, genre)
    told = evolving.effect(live.atelier, everybody(live), asked)
    assert bool(told.passages) == (genre not in (Genre.WORDS, Genre.ADD))
    marches = awarded(live)
    number = accept(live, asked)
    assert pipeline.current(live.atelier)
    changed = [key for key, code in awarded(live).items() if code != marches[key]]
    assert len(changed) == told.marches
    after = held(live)
    for code in before.keys() | after.keys():
        expected = told.apres(code) if code in told.held else Somme(*before.get(code, (0, 0)))
        assert after.get(code, (0, 0)) == (expected.centimes, expected.lignes), code
    evolving.take_back(live.atelier, everybody(live), number, "paul")
    assert (held(live), awarded(live)) == (before, marches)
    assert Regles(live.settings.home).standing() == {}
    assert pipeline.current(live.atelier)


def test_what_is_shown_at_once_is_what_a_whole_run_gives(live: Petit, tmp_path: Path) -> None:
    for genre in (Genre.ADD, Genre.SPLIT, Genre.MOVE, Genre.MERGE, Genre.WORDS):
        asked = projet(live, genre)
        if genre == Genre.SPLIT:
            asked = replace(asked, vers=projets.free(asked.vers[:2], projets.used(live.atelier)))
            asked = replace(asked, segment=replace(SEGMENT, libelle="Autre essai", court="Autre essai"))
        accept(live, asked)
    full = unmade(live, tmp_path / "entier")
    pipeline.run(full.atelier)
    pipeline.publish(full.atelier)
    here = figures(shown(current_of(live), tmp_path))
    assert differing(here, figures(shown(current_of(full), tmp_path))) == {}


def test_the_share_of_an_axis_that_goes_is_that_of_the_lines_that_go(live: Petit) -> None:
    asked = projet(live, Genre.SPLIT)
    told = bearing.effect(live.atelier, everybody(live), asked)
    for one in told.passages:
        members = bearing.members(live.atelier, one, "taille", "montant_paye")
        assert sum(members.values()) == one.somme.centimes


def test_what_rests_on_a_new_segment_keeps_it(live: Petit) -> None:
    asked = projet(live, Genre.SPLIT)
    number = accept(live, asked)
    rule = next(iter(Regles(live.settings.home).standing().values()))
    essai = Essai(rule.conditions, asked.vers, rule.numero, rule.empreinte, "relue")
    ruling.keep(live.atelier, everybody(live), essai, "paul")
    with pytest.raises(ActeConcurrent, match="sert encore"):
        evolving.take_back(live.atelier, everybody(live), number, "lea")
    assert ruling.stands(live.atelier, asked.vers)


def test_a_segment_is_parted_with_its_rule_or_not_at_all(
    live: Petit, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = projet(live, Genre.SPLIT)
    with monkeypatch.context() as cut:
        cut.setattr(Regles, "write", stopped)
        with pytest.raises(KeyboardInterrupt):
            accept(live, asked)
    assert Evolutions(live.settings.home).standing() == ()
    number = accept(live, asked)
    monkeypatch.setattr(Regles, "withdraw", stopped)
    with pytest.raises(KeyboardInterrupt):
        evolving.take_back(live.atelier, everybody(live), number, "lea")
    assert len(Evolutions(live.settings.home).standing()) == 1


def stopped(*_: object) -> None:
    raise KeyboardInterrupt


def test_no_undoing_brings_back_a_rule_of_a_segment_that_is_no_more(live: Petit) -> None:
    asked = projet(live, Genre.SPLIT)
    number = accept(live, asked)
    rule = next(iter(Regles(live.settings.home).standing().values()))
    out = ruling.withdraw(live.atelier, everybody(live), rule.numero, "paul")
    evolving.take_back(live.atelier, everybody(live), number, "lea")
    with pytest.raises(ActeConcurrent, match=f"{asked.vers}, qui n'est plus"):
        ruling.take_back(live.atelier, everybody(live), out.empreinte, "paul")
    assert Regles(live.settings.home).standing() == {}


def test_a_later_act_is_undone_before_the_one_that_it_rests_on(live: Petit) -> None:
    first = projet(live, Genre.MOVE)
    numbers = [accept(live, first)]
    numbers.append(accept(live, Projet(Genre.WORDS, first.vers, "", replace(SEGMENT, nature=""))))
    with pytest.raises(ActeConcurrent, match="repose sur elle"):
        evolving.take_back(live.atelier, everybody(live), numbers[0], "lea")
    for number in reversed(numbers):
        evolving.take_back(live.atelier, everybody(live), number, "lea")
    assert Evolutions(live.settings.home).standing() == ()


def test_a_code_that_was_taken_back_never_serves_again(live: Petit) -> None:
    asked = projet(live, Genre.ADD)
    evolving.take_back(live.atelier, everybody(live), accept(live, asked), "lea")
    with pytest.raises(EvolutionRefusee, match="a déjà servi"):
        accept(live, asked)
    assert projets.free(asked.vers[:2], projets.used(live.atelier)) == f"{asked.vers[:2]}.91"


def test_a_rule_of_a_segment_that_the_files_lost_is_not_asked(live: Petit) -> None:
    asked = projet(live, Genre.SPLIT)
    number = accept(live, asked)
    Evolutions(live.settings.home).take_back(number, "lea", "2026-11-26", projets.of_files(live.atelier))
    atelier: Workshop = live.atelier.again()
    reclassement.remap(atelier, None, "essai")
    assert asked.vers not in held(live)


def test_a_merge_asks_no_engine_what_it_only_projects_and_is_what_a_whole_run_gives(
    live: Petit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Cas] = []
    real = Cascade.ask
    monkeypatch.setattr(Cascade, "ask", lambda self, cas: asked.append(cas) or real(self, cas))
    merged = projet(live, Genre.MERGE)
    sure = seen(live).by_sureness[merged.code][0].lignes
    accept(live, merged)
    rows = seen(live).rows
    under = rows.filter(pc.equal(rows["segment_code"], merged.vers))
    doubted = pc.sum(pc.less(under["confiance"], seen(live).seuil)).as_py()
    assert sure and len(asked) <= doubted + len(awarded(live))
    word = common_word(live, merged.vers)
    ruling.keep(live.atelier, everybody(live), Essai(Conditions(mots=(word,)), merged.vers), "lea")
    full = unmade(live, tmp_path / "entier")
    pipeline.run(full.atelier)
    pipeline.publish(full.atelier)
    here = figures(shown(current_of(live), tmp_path))
    assert differing(here, figures(shown(current_of(full), tmp_path))) == {}
