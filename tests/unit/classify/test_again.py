"""A cascade that is asked again says what it would say if nothing had been remembered."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from achatlas.catalogue.models import Moteur
from achatlas.classify import engine
from achatlas.classify.cas import Cas
from achatlas.classify.engine import Cascade, Proposal, Savoir

NAMES = ("un", "deux", "trois", "quatre")
SAID = st.fixed_dictionaries({name: st.sampled_from([None, "01.01", "02.01"]) for name in NAMES})


@dataclass
class Fixed:
    """An engine that always proposes the same."""

    segment: str | None

    def propose(self, cas: Cas, savoir: Savoir) -> Proposal | None:
        return None if self.segment is None else Proposal(self.segment, "dit")


def cascade(patch: pytest.MonkeyPatch, said: dict[str, str | None]) -> Cascade:
    patch.setattr(engine, "discover", lambda: {name: Fixed(one) for name, one in said.items()})
    order = [Moteur(nom=name, libelle=name, confiance=50) for name in NAMES]
    return Cascade(order, Savoir(None, None))  # type: ignore[arg-type]


@given(before=SAID, after=SAID, alive=st.sets(st.sampled_from(NAMES)))
def test_only_the_engines_that_live_need_be_asked(
    before: dict[str, str | None], after: dict[str, str | None], alive: set[str]
) -> None:
    now = {name: after[name] if name in alive else before[name] for name in NAMES}
    with pytest.MonkeyPatch.context() as patch:
        was = cascade(patch, before).ask(Cas())
        again = cascade(patch, now)
        assert again.again(Cas(), was, frozenset(alive)) == again.again(Cas(), was) == again.ask(Cas())
