"""Flows: from where buyers are to the places of those they pay, as wide as the amount, by fixed bounds; the
first ones drawn, everything else counted in the table.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from achatlas.domain.nombres import FINE, accord, avec_unite, montant, parts, sans_zero, unite_de
from achatlas.langues import translated
from achatlas.marks import Dessin, Fond, Legende, Marque, Planche, Point, Rangee, Trait, written
from achatlas.marks.carte import PARTOUT

MARQUE = Marque(
    "Flux",
    rang=15,
    lieux=True,
    lignes="toutes",
    crossed_by="acheteur",
    vues=(("territoire", "le territoire"), ("france", "la France")),
)
SHOWN = 16
EUROS = (10_000_000, 100_000_000, 1_000_000_000)
"""Bounds of the widths, in cents: 100 k€, 1 M€, 10 M€."""
LARGEURS = (1.2, 2.2, 4, 7)
COURBURE = 0.16
RESTES = {
    "autres": "autres flux",
    "sur_place": "Sur place : dans le lieu même de l’acheteur",
    "hors": "Hors du cadre de la carte",
    "depart": "D’un acheteur dont la commune n’est pas donnée",
    "sans": "Vers un lieu inconnu",
}


@dataclass
class Flow:
    """What goes from one place to a member: the amounts (cents) of each buyer that stands there."""

    start: Point
    lieu: str
    trait: Trait
    end: Point
    acheteurs: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def valeur(self) -> int:
        """What all of them paid."""
        return sum(self.acheteurs.values())

    def qui(self, noms: Mapping[str, str]) -> str:
        """Who pays: the buyer, or how many stand at the same place."""
        first, *others = self.acheteurs
        return accord(len(self.acheteurs), "acheteur") if others else noms.get(first, first)


def sort(planche: Planche, fond: Fond) -> tuple[list[Flow], dict[str, int]]:
    """Return the flows that may be drawn, largest first, and the amounts of all the others by what they are:
    together, they are all the amounts of the crossing.
    """
    members = {t.code: t for t in planche.traits if t.etat != "autres"}
    found: dict[tuple[Point, str], Flow] = {}
    left: dict[str, int] = defaultdict(int)
    for (code, acheteur), valeur in planche.cases.items():
        trait, end = members.get(code), fond.points.get(code)
        start, lieu, home = fond.homes.get(acheteur, (None, "", ""))
        if trait is not None and trait.etat == "exclu":
            continue
        kind = "sur_place" if code and code == home else _kind(code, start, end, fond)
        if kind or trait is None or start is None or end is None or valeur <= 0:
            left[kind or "autres"] += valeur
        else:
            one = found.setdefault((start, code), Flow(start, lieu, trait, end))
            one.acheteurs[acheteur] += valeur
    return sorted(found.values(), key=lambda one: (-one.valeur, one.trait.code)), dict(left)


def _kind(code: str, start: Point | None, end: Point | None, fond: Fond) -> str:
    """Why a flow is not drawn; "" when it may be."""
    if not code:
        return "sans"
    if start is None:
        return "depart"
    if end is None or not fond.sees(end) or not fond.sees(start):
        return "hors"
    return ""


def largeur(valeur: int) -> int:
    """The rank of the width of an amount: 1 to 4."""
    return 1 + sum(valeur >= borne for borne in EUROS)


def _arc(one: Flow) -> str:
    """A curve that leaves on the left of its way, so that there and back are two."""
    (ax, ay), (bx, by) = one.start, one.end
    cx = (ax + bx) / 2 + (by - ay) * COURBURE
    cy = (ay + by) / 2 - (bx - ax) * COURBURE
    return f"M{ax:.1f} {ay:.1f}Q{cx:.1f} {cy:.1f} {bx:.1f} {by:.1f}"


def _drawn(flows: Sequence[Flow], planche: Planche) -> list[Dessin]:
    return [
        {
            "trait": one.trait,
            "de": one.lieu or one.qui(planche.colonnes),
            "qui": one.qui(planche.colonnes),
            "rang": rang,
            "texte": montant(one.valeur, planche.unite),
            "d": _arc(one),
            "force": largeur(one.valeur),
            "trait_l": f"{LARGEURS[largeur(one.valeur) - 1]:g}",
            "x": f"{one.end[0]:.1f}",
            "y": f"{one.end[1]:.1f}",
            "r": f"{1.4 + LARGEURS[largeur(one.valeur) - 1] * 0.6:g}",
        }
        for rang, one in enumerate(flows, 1)
    ]


def _named(kind: str, folded: int) -> str:
    told = translated(RESTES[kind])
    return f"{folded} {told}" if kind == "autres" and folded else told.capitalize()


def _rond(cents: int) -> str:
    unite = unite_de(cents)
    return avec_unite(sans_zero(montant(cents, unite)), unite).replace(FINE, " ")


def _rest(amounts: Iterable[tuple[str, int]], folded: int, planche: Planche) -> list[Dessin]:
    return [
        {
            "nom": _named(kind, folded),
            "valeur": valeur,
            "texte": montant(valeur, planche.unite),
            "doute": kind in ("depart", "sans"),
        }
        for kind, valeur in amounts
        if valeur
    ]


def rangees(planche: Planche, dessin: Dessin) -> tuple[Rangee, ...]:
    """Every flow that is drawn, then what is not."""
    drawn = ((f"{a['de']} → {a['trait'].libelle}", a) for a in dessin["arcs"])
    rest = ((r["nom"], r) for r in dessin["restes"])
    return tuple(Rangee(nom, row["texte"], row["part_written"]) for nom, row in (*drawn, *rest))


def legende(planche: Planche, dessin: Dessin) -> Legende:
    """What widths are."""
    return translated(
        "Largeur : le montant (paliers de 100 k€, 1 M€, 10 M€). Anneau : où sont les acheteurs."
    ), ()


def dessiner(planche: Planche) -> Dessin:
    """Return the arcs, where they leave, and the table: every amount of the crossing is in it."""
    fond = planche.fond or PARTOUT
    flows, left = sort(planche, fond)
    shown, folded = flows[:SHOWN], flows[SHOWN:]
    left["autres"] = left.get("autres", 0) + sum(one.valeur for one in folded)
    arcs = _drawn(shown, planche)
    rest = _rest(((kind, left.get(kind, 0)) for kind in RESTES), len(folded), planche)
    amounts = [*(one.valeur for one in shown), *(one["valeur"] for one in rest)]
    whole = sum(amounts)
    for row, share in zip([*arcs, *rest], parts(amounts, whole), strict=True):
        row["part"], row["part_written"] = share, written(share, whole)
    homes = sorted({one.start for one in shown})
    return {
        "fond": fond,
        "arcs": arcs,
        "departs": [{"x": f"{x:.1f}", "y": f"{y:.1f}"} for x, y in homes],
        "restes": rest,
        "total": montant(whole, planche.unite),
        "part": written(100, whole),
        "bornes": [_rond(one) for one in EUROS],
    }
