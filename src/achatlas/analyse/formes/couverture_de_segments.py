"""Segments d'un enjeu où l'on achète, et où un marché au moins est oui dans l'année."""

from __future__ import annotations

from collections.abc import Mapping

from achatlas.analyse.parts import AMOUNTS
from achatlas.analyse.parts import UNKNOWN as DOUBT
from achatlas.analyse.readings import MEMBRE, Asked, Reading, folded, kinds_of, opening, tallied, with_lines

NEEDS = frozenset({"fait", "axe", "oui", "non", "enjeu"})
MAY = frozenset({"presume", "parmi", "mesure"})
SEGMENT, PAYE, MARCHES = "segment", "montant_paye", "marches"
NO = AMOUNTS.index("non")


def told(asked: Asked) -> Mapping[str, Reading]:
    """The share of the segments at stake where something is paid (``parmi``); yes when one marché notified
    is, no when none is and none is silent.
    """
    calcul, known = asked.calcul, kinds_of(asked.calcul)
    enjeu = asked.catalogue.enjeux[calcul.enjeu]
    lines = asked.catalogue.lines("nomenclature/leviers.csv")
    stakes = {line["code"] for line in lines if enjeu.told(line[enjeu.colonne])}
    paid = {
        (row[MEMBRE], row[SEGMENT]): row[PAYE]
        for row in asked.crossed([SEGMENT], [PAYE])
        if row[SEGMENT] in stakes and row[PAYE] > 0
    }
    kinds: dict[tuple[str, str], list[int]] = {}
    for row in asked.crossed([SEGMENT, calcul.axe], [MARCHES]):
        unit = (row[MEMBRE], row[SEGMENT])
        kinds.setdefault(unit, []).append(known.get(row[calcul.axe], DOUBT))
    units = {unit: (folded(kinds.get(unit, [NO])), cents) for unit, cents in paid.items()}
    chosen = asked.chosen(calcul.fait).only(SEGMENT, sorted({segment for _, segment in paid}) or [""])
    return with_lines(tallied(units, calcul.mesure), opening(calcul, chosen))
