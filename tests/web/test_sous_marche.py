"""A payment is off marché by its link, never by the number that it does not cite."""

from __future__ import annotations

import pytest

from achatlas.screens import sous_marche
from achatlas.screens.sous_marche import citing

LIGNE = {"num_marche": "", "marche_cle": "900000001/2022-011", "rattachement": "sous_marche_deduit"}
RIEN = {"num_marche": "", "marche_cle": "", "rattachement": "hors_marche"}
PERDU = {"num_marche": "22-11", "marche_cle": "", "rattachement": "cite_introuvable"}


@pytest.mark.parametrize(("brute", "off", "number"), [
    (LIGNE, False, "2022-011"),
    (LIGNE | {"num_marche": "22.11", "rattachement": "sous_marche"}, False, "22.11"),
    (RIEN, True, ""),
    (RIEN | {"num_marche": "22-11"}, True, "22-11"),
    (PERDU, False, "22-11"),
])  # fmt: skip
def test_a_payment_is_off_marche_when_nothing_ties_it(brute: dict[str, str], off: bool, number: str) -> None:
    assert (sous_marche.off(brute), sous_marche.number(brute)) == (off, number)


def test_the_payments_that_cite_their_marche_are_counted_among_those_that_do_not() -> None:
    cited = LIGNE | {"rattachement": "sous_marche_objet"}
    assert citing([LIGNE, cited, LIGNE]) == ", dont 1\u00a0qui le cite"
    assert citing([cited]) == citing([]) == citing(None) == ""


@pytest.mark.parametrize(("how", "said"), [
    ("sous_marche", ""), ("sous_marche_objet", ""), ("hors_marche", ""), ("cite_introuvable", ""),
    ("sous_marche_deduit", "déduit, 87 sur 100"), ("sous_marche_engagement", "par engagement, 87 sur 100"),
    ("sous_marche_juge", "jugé"),
])  # fmt: skip
def test_a_marche_that_is_not_cited_is_told_as_such(how: str, said: str) -> None:
    assert sous_marche.mark({"rattachement": how, "pont_score": 87}) == said
