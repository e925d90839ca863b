"""The engine of the buyers' codes: what it answers, what it says, and when it is silent."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from achatlas.catalogue.load import Catalogue
from achatlas.classify.cas import Cas
from achatlas.classify.engines.code_acheteur import ENGINE
from achatlas.domain.correspondance import (
    CodeAcheteur,
    Correspondance,
    Correspondances,
    NomenclatureAcheteur,
)

SIREN = "000000001"
OWNED = "de la nomenclature de l'acheteur"
OWN = NomenclatureAcheteur.of(
    [
        CodeAcheteur("61.02", "Entretien des espaces verts"),
        CodeAcheteur("61.02.4", "Tonte"),
        CodeAcheteur("70"),
    ],
    [Correspondance("61.02", "15.03"), Correspondance("61.02", "14.05", "2315")],
)
SAVOIR: Any = SimpleNamespace(
    correspondances={SIREN: Correspondances(OWN, {"15.03": "Verts", "14.05": "Jeux"})}
)


@pytest.mark.parametrize(
    ("code", "compte", "said"),
    [
        (
            "61.02",
            "61521",
            "code 61.02 {own}, « Entretien des espaces verts » → 15.03",
        ),
        ("61.02.4", "", "code 61.02.4 {own}, « Tonte », hérité de 61.02 → 15.03"),
        (
            "61.02",
            "23151",
            "code 61.02 {own}, « Entretien des espaces verts », compte 2315… → 14.05",
        ),
        (
            "15.03.1",
            "",
            "code 15.03.1 {own}, hérité du segment commun 15.03 → 15.03",
        ),
    ],
)
def test_the_reason_tells_the_code_its_label_and_where_it_comes_from(
    code: str, compte: str, said: str
) -> None:
    found, told = ENGINE.propose(Cas(SIREN, compte=compte, code=code), SAVOIR), said.format(own=OWNED)
    assert found is not None and (found.motif, found.segment, found.confiance) == (told, said[-5:], None)


@pytest.mark.parametrize(
    ("siren", "code"), [(SIREN, ""), (SIREN, "70"), (SIREN, "99"), ("000000002", "61.02")]
)
def test_it_is_silent_without_a_code_that_somebody_mapped(siren: str, code: str) -> None:
    assert ENGINE.propose(Cas(siren, code=code), SAVOIR) is None


def test_it_stands_after_rules_and_the_marche_and_before_the_words() -> None:
    order = [one.nom for one in Catalogue().cascade.achats]
    places = [order.index(name) for name in ("regle", "marche", "code_acheteur", "texte")]
    assert places == sorted(places)
