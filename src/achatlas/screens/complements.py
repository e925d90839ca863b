"""What a drawing needs beside the rows of its panel: two axes crossed, ranges, the ground of a map."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from achatlas.analyse import gate
from achatlas.analyse.crossed import crossed
from achatlas.analyse.selection import Selection
from achatlas.catalogue.names import EXERCICE
from achatlas.domain.departement import of_commune
from achatlas.domain.nombres import lisser, unite_de
from achatlas.enrich.geographie import Geographie
from achatlas.marks import Fond, Marque, Planche, Point
from achatlas.marks._fond import Plan
from achatlas.screens import ranges
from achatlas.screens.demande import TOUS, Demande
from achatlas.screens.plans import Plans

COMMUNE, DEPARTEMENTS = "commune", "departements"
AROUND = 0.35
"""How much is shown around the départements of the buyers, in their own size."""


@dataclass(frozen=True)
class _Regard:
    """The part of a plan that is looked at: shifted, then enlarged."""

    x: float
    y: float
    echelle: float

    @classmethod
    def at(cls, boite: tuple[float, float, float, float], largeur: float) -> _Regard:
        """What lays this part of a plan over this width."""
        return cls(boite[0], boite[1], largeur / boite[2])

    def of(self, point: Point) -> Point:
        """Where a point of the plan is drawn."""
        return (point[0] - self.x) * self.echelle, (point[1] - self.y) * self.echelle

    @property
    def transform(self) -> str:
        """The same as SVG says it; nothing when nothing moves."""
        if (self.x, self.y, self.echelle) == (0, 0, 1):
            return ""
        return f"scale({self.echelle:.3f}) translate({-self.x:.2f} {-self.y:.2f})"


def add(planche: Planche, demande: Demande, axe: str, marque: Marque, vue: str) -> Planche:
    """The same with what the mark asks for. Raises ClosedCrossing when the two axes may not be crossed."""
    if marque.crossed_by:
        planche = _crossed(planche, demande, axe, marque.crossed_by)
    if marque.ordered:
        planche = ranges.add(planche, demande, axe)
    if not marque.lieux:
        return planche
    return replace(planche, fond=ground(planche, demande, axe, vue, homes=bool(marque.crossed_by)))


def _crossed(planche: Planche, demande: Demande, axe: str, autre: str) -> Planche:
    mesure, scope = demande.tableau.mesure, demande.acces.scope
    free = demande.retenue.without(axe)
    free = free.without(EXERCICE) if autre == EXERCICE else free
    rows = crossed((axe, autre), [mesure], free, scope)
    cells = {(row[axe], row[autre]): row[mesure] for row in rows}
    names = gate.libelles(demande.axes[autre], scope)
    members = _years(demande) if autre == EXERCICE else sorted({other for _, other in cells})
    kept = {key: value for key, value in cells.items() if key[1] in members}
    colonnes = {code: lisser(names.get(code, code)) for code in members}
    whole = replace(planche, cases=kept, colonnes=colonnes)
    if autre != EXERCICE:
        return whole
    unite = unite_de(max(kept.values(), default=0))
    addresses = dict(_addresses(planche, demande, axe, members))
    return replace(whole, unite=unite, colonne=_year(demande), vers=addresses)


def _years(demande: Demande) -> list[str]:
    return [one for one in demande.exercices if one]


def _year(demande: Demande) -> str:
    return "" if demande.exercice == TOUS else demande.exercice


def _addresses(
    planche: Planche, demande: Demande, axe: str, annees: Iterable[str]
) -> Iterator[tuple[tuple[str, str], str]]:
    """Where each cell leads: its member of its year; again, to what was looked at before."""
    for annee in annees:
        for trait in planche.traits:
            here = trait.etat == "choisi" and annee == _year(demande)
            kept: Selection = demande.selection.only(axe, () if here else [trait.code])
            yield (trait.code, annee), demande.adresse(kept, exercice=annee, contre="")


def ground(planche: Planche, demande: Demande, axe: str, vue: str, *, homes: bool) -> Fond:
    """The ground of a map of an axis: the outlines of the territory when it gave some and they are what is
    looked at, else those of France, whole or around the buyers; with where these stand when ``homes``.
    """
    niveau, plans = demande.axes[axe].contours, _plans(demande)
    within = vue == "territoire"
    own = plans.territoire(niveau) if within else None
    plan, near = own or plans.france, own is None and within
    look = _around(demande, plan) if near else _Regard(0, 0, 1)
    codes = {t.code for t in planche.traits} | {code for code, _ in planche.muets}
    outlined = own is not None or niveau == DEPARTEMENTS
    return Fond(
        adresse=f"/fond/{niveau}.svg?v={plans.empreinte}" if own else "/fond/departements.svg",
        prefixe=plan.prefixe,
        largeur=plan.largeur,
        hauteur=plan.largeur if near else plan.hauteur,
        zones=frozenset(plan.rings) if outlined else frozenset(),
        points={
            code: look.of(point)
            for code, point in _points(codes - {""}, niveau, plan, plans.lieux, outlined=outlined)
        },
        homes=dict(_homes(demande, niveau, plan, look)) if homes else {},
        transform=look.transform,
        france=not own,
        niveau=niveau,
    )


def _plans(demande: Demande) -> Plans:
    return Plans(demande.catalogue, demande.acces.maison)


def _communes(demande: Demande) -> dict[str, str]:
    """The commune of each buyer whose commune is known."""
    lieux = _plans(demande).lieux
    whole = ((one.siren, lieux.whole(one.code_commune)) for one in demande.territoire.acheteurs)
    return {siren: commune for siren, commune in whole if commune}


def _around(demande: Demande, plan: Plan) -> _Regard:
    """What lays the départements of the buyers, and some around, over the drawing."""
    homes = {of_commune(one) for one in _communes(demande).values()}
    return _Regard.at(plan.around(homes, AROUND), plan.largeur)


def _points(
    codes: Iterable[str], niveau: str, plan: Plan, lieux: Geographie, *, outlined: bool
) -> Iterator[tuple[str, Point]]:
    """Where members are drawn: in the middle of their outline, else of their communes."""
    for code in codes:
        if outlined and code in plan.centres:
            yield code, plan.centres[code]
        elif niveau != DEPARTEMENTS and (point := _middle(code, niveau, plan, lieux)):
            yield code, point


def _middle(code: str, niveau: str, plan: Plan, lieux: Geographie) -> Point | None:
    """The middle of the centres of the communes of a member; None when no centre is known."""
    members: Iterable[str] = lieux.communes_of("epci", [code]) if niveau == "epci" else (lieux.whole(code),)
    degrees = [(lieux.centres[one], of_commune(one)) for one in members if one in lieux.centres]
    if not degrees:
        return None
    points = [plan.placer(lon, lat, departement) for (lat, lon), departement in degrees]
    return sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)


def _homes(
    demande: Demande, niveau: str, plan: Plan, look: _Regard
) -> Iterator[tuple[str, tuple[Point, str, str]]]:
    """Where each buyer whose commune is known stands, the name of that commune, and what holds it."""
    lieux = _plans(demande).lieux
    names = gate.libelles(demande.axes[COMMUNE], demande.acces.scope) if COMMUNE in demande.axes else {}
    for siren, one in _communes(demande).items():
        if one in lieux.centres:
            latitude, longitude = lieux.centres[one]
            place = look.of(plan.placer(longitude, latitude, of_commune(one)))
            yield siren, (place, names.get(one, ""), lieux.unit(niveau.removesuffix("s"), one))
