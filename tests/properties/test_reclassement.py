"""A publication remade at once is, row for row, what a whole run and a whole publication would show, on the
same bridge to marchés: deduced links and statuts move at the next run only (ADR 53).
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from achatlas import pipeline
from achatlas.classify import stage
from achatlas.classify.engine import Answer
from achatlas.marts import reclassement as marts
from achatlas.pipeline import reclassement
from tests.petit import Petit
from tests.reclassement import Decided, Rule, Shown, current_of, differing, published, shown, unmade

SEGMENTS = ("", "01.01", "08.02", "12.03", "99.99")
ENGINES = ("texte", "compte_fort", "decide_ailleurs")

EXAMPLES = 2
"""A few sequences in the suite, many at night."""


@pytest.fixture(scope="module")
def live(petit: Petit, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Petit]:
    made = published(petit, tmp_path_factory.mktemp("direct"))
    yield made
    reclassement.close(made.settings.home)


@pytest.fixture(scope="module")
def whole(petit: Petit, tmp_path_factory: pytest.TempPathFactory) -> Petit:
    return unmade(petit, tmp_path_factory.mktemp("entier"))


def rules(sirens: list[str]) -> st.SearchStrategy[list[Rule]]:
    """What persons decide: words, of a buyer or of all, are of a segment, or of none."""
    answers = st.builds(
        Answer,
        st.sampled_from(SEGMENTS),
        st.sampled_from(ENGINES),
        st.just("décidé"),
        st.sampled_from([10, 99]),
    )
    starts = st.sampled_from(["a", "f", "p", "tr", "m", ""])
    one = st.builds(Rule, starts, answers, st.sampled_from(["", *sirens[:3]]))
    return st.lists(one, max_size=3)


def remade_whole(whole: Petit, tampon: Path) -> Shown:
    """What a whole run and publication show with the answers of now."""
    for part in ("publications", "instantanes/classe", "instantanes/cartes"):
        shutil.rmtree(whole.settings.home / part, ignore_errors=True)
    pipeline.run(whole.atelier)
    pipeline.publish(whole.atelier)
    return shown(current_of(whole), tampon)


@pytest.mark.lent
def test_any_sequence_of_decisions_shows_what_a_whole_run_would(
    request: pytest.FixtureRequest,
    live: Petit,
    whole: Petit,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    many = EXAMPLES * int(request.config.getoption("--nuit"))

    @settings(max_examples=many, suppress_health_check=list(HealthCheck))
    @given(data=st.data(), few=st.sampled_from([0, 2, 9]))
    def holds(data: st.DataObject, few: int) -> None:
        verified(data, few, live, whole, tmp_path_factory.mktemp("lecture"))

    holds()


def verified(data: st.DataObject, few: int, live: Petit, whole: Petit, tampon: Path) -> None:
    """Decides, shows, compares with a whole run, takes all of it back."""
    decided = Decided()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stage, "cascades", decided.cascades)
        patch.setattr(marts, "FEW", few)
        reclassement.remap(live.atelier)
        base = shown(current_of(live), tampon)
        for turn, said in enumerate(data.draw(st.lists(rules(live.sirens), min_size=1, max_size=3))):
            decided.rules = said
            reclassement.remap(live.atelier, etat=str(turn))
        assert differing(shown(current_of(live), tampon), remade_whole(whole, tampon)) == {}
        assert all(one.compte.equilibre for one in pipeline.bilans(live.atelier))
        decided.rules = []
        reclassement.remap(live.atelier)
        assert differing(shown(current_of(live), tampon), base) == {}
