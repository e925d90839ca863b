"""Blocks from the rows of the screens: the same amounts, the same shares, the same words."""

from __future__ import annotations

from collections.abc import Sequence

from achatlas.analyse.answers import Pareto, Row, Rows
from achatlas.catalogue.models import Axe
from achatlas.containers.documents import modele
from achatlas.containers.documents.modele import Barre, Barres, Courbe, Point, Serie
from achatlas.domain.nombres import (
    FINE,
    accord,
    arrondi,
    evolution,
    lisser,
    montant,
    montant_lisible,
    parts,
    pourcent,
    signed,
    unite_de,
)
from achatlas.screens.parts import Vue
from achatlas.web.documents.sujet import PAYE, Sujet, amount

AUTRES = "autres"
LONGEST, OUT = 1000, -1
"""The longest bar, in thousandths; what is said of one that would be longer."""


def barres(sujet: Sujet, axe: str, titre: str, limite: int = 10, found: Rows | None = None) -> Barres:
    """The leaderboard of an axis: the first members, the others as one, the unknown last, the total."""
    rows = found or sujet.rows(axe)
    lines, states = _ranged(sujet, axe, rows, limite)
    unit = unite_de(max(map(amount, lines), default=0))
    shares = parts([*map(amount, lines)], rows.total[PAYE])
    longest = max((amount(row) for row in lines if row.code != AUTRES), default=0)
    told = tuple(
        _barre(row, (unit, share, longest, state))
        for row, share, state in zip(lines, shares, states, strict=True)
    )
    change = [f"contre{FINE}{sujet.contre}"] if sujet.contre else []
    heads = (lisser(sujet.axe(axe).libelle), unit, "part", *change)
    whole = _changed(sujet, rows.total[PAYE])
    total = ("Total", montant(rows.total[PAYE], unit), f"100{FINE}%", *whole[: len(change)])
    return Barres(titre, _told(sujet), heads, told, total)


def _ranged(sujet: Sujet, axe: str, rows: Rows, limite: int) -> tuple[list[Row], list[str]]:
    """The rows in the order of reading, and what each is."""
    named = [row for row in rows.lignes if row.code]
    unknown = [row for row in rows.lignes if not row.code]
    shown = named[:limite] if len(named) > limite + 1 else named
    folded = _folded(sujet, axe, named[len(shown) :])
    states = [""] * len(shown) + [AUTRES] * len(folded) + ["incertain"] * len(unknown)
    return [*shown, *folded, *unknown], states


def _changed(sujet: Sujet, total: int) -> list[str]:
    """How a total moved since the compared year."""
    before = sujet.figures().reference
    return [evolution(total, before[PAYE])] if before is not None else [""]


def _told(sujet: Sujet) -> str:
    less = ", paiements entre membres retranchés" if sujet.demande.retranche else ""
    return f"payé HT, exercice {sujet.exercice}{less}"


def _folded(sujet: Sujet, axe: str, rest: Sequence[Row]) -> list[Row]:
    """The last members as one."""
    if not rest:
        return []
    one = sujet.axe(axe)
    name = accord(len(rest), f"autre {one.libelle.lower()}", f"autres {one.pluriel.lower()}")
    before = {PAYE: sum(row.reference[PAYE] for row in rest if row.reference)} if sujet.contre else None
    return [Row(AUTRES, name, {PAYE: sum(row.valeurs[PAYE] for row in rest)}, before, "")]


def _barre(row: Row, how: tuple[str, int, int, str]) -> Barre:
    unit, share, longest, state = how
    value = row.valeurs[PAYE]
    before = row.reference[PAYE] if row.reference else None
    told = f"<{FINE}1" if share == 0 and value > 0 else str(share)
    change = "" if state == AUTRES and before is None else evolution(value, before)
    length = arrondi(1000 * max(value, 0), longest) if longest > 0 else 0
    length = OUT if length > LONGEST else length
    return Barre(lisser(row.libelle), montant(value, unit), f"{told}{FINE}%", change, length, state)


def serie(sujet: Sujet, titre: str) -> Serie:
    """The months of the year, nothing where nothing was paid, and those of the compared year."""
    axe, names = sujet.axe("mois"), sujet.libelles("mois")
    values, before = _months(sujet, axe)
    top = max((*values.values(), *before.values()), default=0)
    unit = unite_de(top)
    compare = bool(sujet.contre)
    points = tuple(
        Point(
            names[code],
            names[code][:4].strip() if code not in axe.rares else names[code],
            montant(values[code], unit),
            _height(values[code], top),
            montant(before[code], unit) if compare else "",
            _height(before[code], top) if compare else -1,
        )
        for code in values
    )
    years = (sujet.exercice, sujet.contre) if compare else (sujet.exercice,)
    return Serie(titre, f"{unit} payés HT", years, points)


def _months(sujet: Sujet, axe: Axe) -> tuple[dict[str, int], dict[str, int]]:
    """The cents of each month, and of each before; a rare one is there when it holds something."""
    held = {row.code: row for row in sujet.rows("mois").lignes}
    codes = [code for code in sorted(axe.membres) if code not in axe.rares or code in held]
    values = {code: held[code].valeurs[PAYE] if code in held else 0 for code in codes}
    return values, {code: _before(held.get(code)) for code in codes}


def _before(row: Row | None) -> int:
    return row.reference[PAYE] if row and row.reference else 0


def _height(value: int, top: int) -> int:
    return arrondi(1000 * max(value, 0), top) if top > 0 else 0


def courbe(sujet: Sujet, titre: str) -> Courbe | None:
    """The cumulated curve of the suppliers, with the ranks that make half and four fifths; nothing when they
    are too few.
    """
    found: Pareto = sujet.pareto()
    if found.nombre < 3 or found.total <= 0:
        return None
    at = {point.rang: _height(point.cumul, found.total) for point in found.points}
    points = tuple((arrondi(1000 * rank, found.nombre), min(height, 1000)) for rank, height in at.items())
    marks = tuple(
        (
            arrondi(1000 * rank, found.nombre),
            at.get(rank, 10 * share),
            f"{accord(rank, 'fournisseur')} : {share}{FINE}%",
        )
        for share, rank in ((50, found.moitie), (80, found.quatre_cinquiemes))
        if rank
    )
    end = accord(found.nombre, "fournisseur")
    return Courbe(titre, f"part cumulée du payé, du plus au moins payé ; {end}", points, marks, end)


def parts_de(vues: Sequence[Vue], titre: str, mesure: str) -> modele.Parts:
    """The shares of a screen, each from what is sure to what is possible."""
    lines = []
    for one in vues:
        if one.ferme:
            continue
        ends = _ends(one)
        told = f"{one.valeur}{FINE}%" if one.valeur != "—" else "—"
        lines.append(modele.Part(one.nom, told, *ends, " ; ".join(one.notes)))
    return modele.Parts(titre, mesure, tuple(lines))


def _ends(one: Vue) -> tuple[int, int]:
    """The least and the most of a share, in thousandths, as its bar on the screen draws them."""
    wide = {kind: round(float(width.rstrip("%")) * 10) for kind, _, width in one.barre}
    least = wide.get("oui", 0)
    return least, least + wide.get("presume", 0) + wide.get("inconnu", 0)


def share(part: int, whole: int) -> str:
    """« 41,2 % »."""
    return signed(pourcent(part, whole))


def lisible(cents: int) -> str:
    """An amount with the unit that suits it."""
    return montant_lisible(cents)
