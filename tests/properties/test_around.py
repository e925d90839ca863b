"""The addresses of the members of a panel are those of the selections that a click makes."""

from __future__ import annotations

from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st

from achatlas.analyse.selection import Clause, Selection
from achatlas.screens.around import Around
from achatlas.screens.demande import Demande

AXES = ("acheteur", "famille", "nature", "segment")
CODES = st.sampled_from(("", "01", "08.03", "F", "é & ü", "x=1"))
CLAUSES = st.builds(Clause, st.sampled_from(("dans", "sauf")), st.lists(CODES, max_size=3).map(tuple))


class State(Demande):
    """A state of a board of which the selection alone varies."""

    chemin = "/cartographie/"
    opens_lines = True

    def parametres(self) -> list[tuple[str, str]]:
        return [("vue", "consolidee"), ("exercice", "2025")]


def state(selection: Selection) -> Demande:
    nothing = cast(Any, None)
    return State(nothing, {}, nothing, nothing, selection, (), "2025", "", nothing)


@given(st.dictionaries(st.sampled_from(AXES), CLAUSES, max_size=4), st.sampled_from(AXES), CODES)
def test_every_address_is_that_of_the_selection(
    clauses: dict[str, Clause], axe: str, code: str
) -> None:  # fmt: skip
    demande = state(Selection(clauses))
    around, choix = Around(demande, axe), demande.selection
    assert around.toggled(code) == demande.adresse(choix.toggled(axe, code))
    assert around.added(code) == demande.adresse(choix.toggled(axe, code, ajouter=True))
    assert around.excluding(code) == demande.adresse(choix.excluding(axe, code))
    assert around.lignes(code) == demande.lignes(choix.only(axe, [code]))
