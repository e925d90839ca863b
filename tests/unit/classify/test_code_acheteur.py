"""The engine of the buyers' codes: what it answers, what it says, and when it is silent."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from achatlas.catalogue.comptes import plans
from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.segments import named
from achatlas.classify.cas import Cas
from achatlas.classify.engine import Cascade, Savoir
from achatlas.classify.engines.code_acheteur import ENGINE
from achatlas.classify.nomenclature import build
from achatlas.classify.textes.judge import Judge
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


SURE = ("Nettoyage des locaux et de la vitrerie", "08.03")


def asked(objet: str, compte: str, cpv: str, *lines: Correspondance) -> tuple[str, str]:
    """The segment and the engine of a payment of code 61.02 that cites a marché."""
    catalogue = Catalogue()
    nomenclature = build(catalogue.segments.values(), plans(catalogue), catalogue.pivot.made)
    own = Correspondances(NomenclatureAcheteur.of([CodeAcheteur("61.02")], lines), named(catalogue))
    savoir = Savoir(nomenclature, Judge(catalogue, nomenclature), correspondances={SIREN: own})
    cas = Cas(SIREN, "M57", compte, "facture", cpv=cpv, marche="M1", objet_marche=objet, code="61.02")
    said = Cascade(catalogue.cascade.achats, savoir).ask(cas)
    return said.segment_code, said.moteur


def test_a_marche_that_is_sure_speaks_before_the_code_of_the_buyer() -> None:
    objet, segment = SURE
    assert asked(objet, "6283", "90910000", Correspondance("61.02", "15.03")) == (segment, "marche")


def test_the_code_of_the_buyer_speaks_before_a_marche_of_which_only_the_cpv_tells() -> None:
    assert asked("", "", "03000000", Correspondance("61.02", "14.05")) == ("14.05", "code_acheteur")
    assert asked("", "", "03000000") == ("15.01", "marche")


def test_a_condition_on_the_cpv_speaks_before_the_marche_where_it_is_met() -> None:
    lines = Correspondance("61.02", "15.03", cpv="9091"), Correspondance("61.02", "14.05")
    assert asked(SURE[0], "6283", "90910000", *lines) == ("15.03", "code_acheteur")
    assert asked(SURE[0], "6283", "90911200", lines[1]) == (SURE[1], "marche")


def test_rules_speak_first_and_words_after_the_code() -> None:
    order = [one.nom for one in Catalogue().cascade.achats]
    assert order[0] == "regle" and order.index("texte") > max(
        rank for rank, name in enumerate(order) if name in ("marche", "code_acheteur")
    )
