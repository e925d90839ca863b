"""Map: the colour of a place is a share of the total (a ratio); where there is no outline, a disc is an
amount. The amounts stand in the list beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from achatlas.domain.nombres import accord, decimal, montant, montant_lisible
from achatlas.langues import dire, nu, translated
from achatlas.marks import Dessin, Fond, Legende, Marque, Planche, Point, Trait, palmares, partager, teintes

MARQUE = Marque(
    "Carte",
    rang=5,
    lieux=True,
    lignes="toutes",
    vues=(("territoire", "le territoire"), ("france", "la France")),
)
BORNES = {"departements": (1000, 5000, 15000, 40000), "epci": (500, 2000, 10000, 30000)}
FINES = (100, 500, 2000, 10000)
"""Bounds of the depths, in thousandths of a per cent of the total: a commune holds less."""
EUROS = (1_000_000, 10_000_000, 100_000_000, 1_000_000_000)
"""Bounds of the discs, in cents: 10 k€, 100 k€, 1 M€, 10 M€."""
RAYONS = (1.5, 2.2, 3.4, 5.5, 8)
"""Radii of the discs, in px."""
NAMED, CHASSE, LIGNE = 5, 6.9, 15
NOMS = {
    "departements": ("autre département", "autres départements"),
    "epci": ("autre intercommunalité", "autres intercommunalités"),
    "communes": ("autre commune", "autres communes"),
}
PARTOUT = Fond("/fond/departements.svg", "d", 316, 330, niveau="departements")


def bornes(niveau: str) -> tuple[int, ...]:
    """The bounds of the depths of places of a level."""
    return BORNES.get(niveau, FINES)


def teinte(valeur: int, total: int, bounds: Sequence[int] = BORNES["departements"]) -> str:
    """Return the depth of a share: s0 for nothing, then below each bound, and beyond."""
    if valeur <= 0 or total <= 0:
        return "s0"
    return f"s{1 + sum(valeur * 100_000 >= borne * total for borne in bounds)}"


def rayon(valeur: int) -> float:
    """The radius of the disc of an amount, by fixed bounds."""
    return RAYONS[sum(valeur >= borne for borne in EUROS)]


def liste(planche: Planche) -> tuple[Trait, ...]:
    """Return the rows of the list: the first members and the chosen ones, the others as one, the doubts; with
    shares of their own, since those of hundreds of places, all rounded, do not add up to that of their sum.
    """
    doutes = [t for t in planche.traits if t.etat == "incertain"]
    fermes = [t for t in planche.traits if t not in doutes]
    vus = [t for rang, t in enumerate(fermes) if _shown(rang, t, planche.limite)]
    restes = [t for t in fermes if t not in vus]
    others = [_others(restes, planche)] if restes else []
    return partager((*vus, *others, *doutes), planche.total)


def _shown(rang: int, trait: Trait, limite: int) -> bool:
    return (rang < limite and trait.etat != "autres") or trait.etat in ("choisi", "exclu")


def _others(restes: Sequence[Trait], planche: Planche) -> Trait:
    """Sum up the places that the list leaves out: it adds up to the total, like the map."""
    somme = sum(t.valeur for t in restes)
    count = sum(t.etat != "autres" for t in restes) + len(planche.muets)
    return Trait(
        code="",
        libelle=accord(count, *NOMS[(planche.fond or PARTOUT).niveau or "departements"]),
        valeur=somme,
        texte=montant(somme, planche.unite),
        part=0,
        etat="autres",
        id=restes[0].id.removesuffix(restes[0].code) + "autres",
    )


def _places(planche: Planche) -> tuple[Trait, ...]:
    """The members that a map may place, largest first."""
    return tuple(t for t in planche.traits if t.code and t.etat not in ("exclu", "autres"))


def _depth(trait: Trait, total: int, bounds: Sequence[int]) -> str:
    return "choisi" if trait.etat == "choisi" else teinte(trait.valeur, total, bounds)


def _discs(planche: Planche, fond: Fond) -> list[Dessin]:
    """The places that have no outline here, as discs, the largest first: the smaller ones stand over them."""
    return [
        {
            "trait": t,
            "x": f"{fond.points[t.code][0]:.1f}",
            "y": f"{fond.points[t.code][1]:.1f}",
            "r": f"{rayon(t.valeur):g}",
        }
        for t in _places(planche)
        if t.valeur > 0 and not fond.zones and fond.sees(fond.points.get(t.code))
    ]


def _names(planche: Planche, fond: Fond) -> list[Dessin]:
    """The names of the first places that are seen, each where no other name is."""
    kept = list[tuple[float, float, float]]()
    named = []
    for trait in _places(planche)[:NAMED]:
        point = fond.points.get(trait.code)
        if point is None or not fond.sees(point) or point[1] < LIGNE or trait.valeur <= 0:
            continue
        half = len(nu(trait.libelle)) * CHASSE / 2
        x = min(max(point[0], half), fond.largeur - half)
        if all(abs(x - ox) > half + oh or abs(point[1] - oy) > LIGNE for ox, oy, oh in kept):
            kept.append((x, point[1], half))
            named.append({"x": f"{x:.1f}", "y": f"{point[1]:.1f}", "nom": trait.libelle})
    return named


def _outside(planche: Planche, fond: Fond) -> Iterator[int]:
    """The amounts of the places that are not drawn: out of what is looked at, or without an outline there."""
    members = [(t.code, t.valeur) for t in _places(planche)] + list(planche.muets)
    for code, valeur in members:
        point: Point | None = fond.points.get(code)
        if not (fond.sees(point) and (not fond.zones or code in fond.zones)):
            yield valeur


def hors(planche: Planche, fond: Fond) -> str:
    """Say how many places are not drawn, and what they hold; nothing when all are."""
    outside = list(_outside(planche, fond))
    if not outside:
        return ""
    places, held = accord(len(outside), "lieu", "lieux"), montant_lisible(sum(outside))
    return dire("Non dessinés : {lieux}, {montant}", lieux=places, montant=held)


def sans_lieu(planche: Planche) -> str:
    """Say what has no place at all."""
    lost = sum(t.valeur for t in planche.traits if t.etat == "incertain")
    return dire("Sans lieu connu : {montant}", montant=montant_lisible(lost)) if lost else ""


def _percent(borne: int) -> str:
    whole, rest = divmod(borne, 1000)
    return decimal(10 * whole + rest // 100, 10, 1) if rest else str(whole)


def legende(planche: Planche, dessin: Dessin) -> Legende:
    """What the colours are, and what the map does not hold."""
    said = translated(" ; ").join(filter(None, (dessin["hors"], dessin["sans"])))
    after = f". {said}" if said else ""
    if dessin["disques"]:
        return dire("Disque : le montant (paliers de 10 k€, 100 k€, 1 M€, 10 M€){reste}", reste=after), ()
    return dire("Teinte : la part du total, %{reste}", reste=after), teintes(dessin["bornes"])


def dessiner(planche: Planche) -> Dessin:
    """Return the coloured places, the discs and the names, and the leaderboard twin, cut to its limit."""
    fond = planche.fond or replace(PARTOUT, zones=frozenset(t.code for t in planche.traits))
    bounds = bornes(fond.niveau)
    outlined = [t for t in _places(planche) if t.code in fond.zones]
    zones = [{"trait": t, "teinte": _depth(t, planche.total, bounds)} for t in outlined]
    silent = [(code, teinte(v, planche.total, bounds)) for code, v in planche.muets if code in fond.zones]
    twin = replace(planche, traits=liste(planche), contre="")
    return {
        **palmares.dessiner(twin),
        "fond": fond,
        "zones": zones,
        "muettes": silent,
        "disques": _discs(planche, fond),
        "noms": _names(planche, fond) if planche.fond else [],
        "bornes": [_percent(one) for one in bounds],
        "hors": hors(planche, fond) if planche.fond else "",
        "sans": sans_lieu(planche),
    }
