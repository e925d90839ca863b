"""Where a commune is: what it belongs to, its centre, and how far another is."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import asin, cos, radians, sin, sqrt

from achatlas.catalogue.load import Catalogue, Stamp, records
from achatlas.domain.departement import of_commune

EARTH_RADIUS_KM = 6371.0088
FRANCE = "FR"
NIVEAUX = ("commune", "epci", "bassin", "departement", "region")
Point = tuple[float, float]


@dataclass(frozen=True)
class Lieu:
    """Where something is: the communes where it may be (one when it is known), and the ISO code of its
    country, "" when unknown.
    """

    communes: frozenset[str] = frozenset()
    pays: str = ""

    @property
    def commune(self) -> str:
        """The commune, "" when several are possible."""
        return next(iter(self.communes)) if len(self.communes) == 1 else ""


INCONNU = Lieu()


def distance_km(one: Point, other: Point) -> float:
    """The great-circle distance of two points (latitude, longitude in degrees), by the haversine formula."""
    (lat_a, lon_a), (lat_b, lon_b) = ((radians(x), radians(y)) for x, y in (one, other))
    half = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(half))


TABLES = ("communes", "arrondissements", "communes_centres", "codes_postaux", "departements", "bassins")


def geographie(catalogue: Catalogue) -> "Geographie":
    """The communes of a catalogue: the same object as long as its tables are the same."""
    return Geographie.of(tuple(catalogue.stamp(f"referentiels/{table}.csv") for table in TABLES))


class Geographie:
    """The communes of France as the reference tables tell them; arrondissements are read as their commune.

    What is asked of places is kept: a département is hundreds of communes, and thousands of tiers are there.
    """

    def __init__(self, state: tuple[Stamp, ...]) -> None:
        self._state = dict(zip(TABLES, state, strict=True))
        self._lines = {line["code"]: line for line in self._table("communes")}
        self.placed = lru_cache(maxsize=None)(self._placed)
        self.units = lru_cache(maxsize=None)(self._units)
        self.coarse = lru_cache(maxsize=None)(self._coarse)

    @staticmethod
    @lru_cache(maxsize=1)
    def of(state: tuple[Stamp, ...]) -> "Geographie":
        """The communes of a state of the tables, in the order of ``TABLES``."""
        return Geographie(state)

    def _table(self, name: str) -> Iterable[Mapping[str, str]]:
        return (line for _, line in records(self._state[name]))

    def whole(self, code: str) -> str:
        """The commune of an arrondissement, itself for another of today, "" for one that is unknown, a former
        commune included.
        """
        return self._parts.get(code, code) if code in self._lines else ""

    @cached_property
    def _parts(self) -> Mapping[str, str]:
        """The commune of each municipal arrondissement."""
        return {line["code"]: line["commune"] for line in self._table("arrondissements")}

    @cached_property
    def _bassins(self) -> Mapping[str, str]:
        lines = self._table("bassins")
        return {self.whole(line["commune"]): line["bassin"] for line in lines}

    @cached_property
    def _regions(self) -> Mapping[str, str]:
        lines = self._table("departements")
        return {line["code"]: line["region_code"] for line in lines}

    @cached_property
    def centres(self) -> Mapping[str, Point]:
        """The centre of each commune: latitude, longitude."""
        lines = self._table("communes_centres")
        return {line["code"]: (float(line["latitude"]), float(line["longitude"])) for line in lines}

    @cached_property
    def by_postal_code(self) -> Mapping[str, frozenset[str]]:
        """The communes that a postal code serves."""
        lines = self._table("codes_postaux")
        return {one["code_postal"]: self._served(one["communes"].split("|")) for one in lines}

    def _served(self, codes: Iterable[str]) -> frozenset[str]:
        """The communes of some codes; a former one may have become any of its département."""
        named = {code: self.whole(code) for code in codes}
        former = {of_commune(code) for code, known in named.items() if not known}
        return frozenset(named.values()) - {""} | self.communes_of("departement", former)

    def unit(self, niveau: str, code: str) -> str:
        """What a commune belongs to at a level of ``NIVEAUX``; "" when unknown."""
        if niveau == "commune":
            return code
        if niveau == "bassin":
            return self._bassins.get(code, "")
        line = self._lines.get(code, {})
        found = line.get("epci" if niveau == "epci" else "departement", "")
        return self._regions.get(found, "") if niveau == "region" else found

    def _units(self, niveau: str, lieu: Lieu) -> frozenset[str]:
        """What a place may belong to at a level, "" among them when some commune is known to belong to
        nothing.
        """
        return frozenset(self.unit(niveau, code) for code in lieu.communes)

    def shared(self, niveau: str, lieu: Lieu) -> str:
        """What a place belongs to at a level, when every commune where it may be does; "" otherwise."""
        found = self.units(niveau, lieu)
        return next(iter(found)) if len(found) == 1 else ""

    def apart(self, one: Lieu, other: Lieu) -> bool:
        """Whether two places share nothing at any level, wherever they may be."""
        return not any((self.units(niveau, one) & self.units(niveau, other)) - {""} for niveau in NIVEAUX)

    def _coarse(self, lieu: Lieu) -> Lieu:
        """The place told to the département and no finer."""
        return Lieu(self.communes_of("departement", self.units("departement", lieu)), lieu.pays)

    @cached_property
    def _members(self) -> Mapping[tuple[str, str], frozenset[str]]:
        found: dict[tuple[str, str], set[str]] = defaultdict(set)
        for code in (one for one in self._lines if self.whole(one) == one):
            for niveau in NIVEAUX:
                found[niveau, self.unit(niveau, code)].add(code)
        return {key: frozenset(codes) for key, codes in found.items() if key[1]}

    def communes_of(self, niveau: str, codes: Collection[str]) -> frozenset[str]:
        """The communes of some units of a level."""
        held = (self._members.get((niveau, code), frozenset()) for code in codes)
        return frozenset().union(*held)

    def _placed(self, commune: str = "", code_postal: str = "", departement: str = "") -> Lieu:
        """The place that an address tells: its commune, else those of its postal code, else those of the
        département that a former commune was in, else those of its département; nowhere when it tells nothing
        known.
        """
        if known := self.whole(commune):
            return Lieu(frozenset({known}), FRANCE)
        wide = {of_commune(commune) or departement}
        found = self.by_postal_code.get(code_postal) or self.communes_of("departement", wide)
        return Lieu(found, FRANCE) if found else INCONNU

    def kilometres(self, one: str, other: str) -> float | None:
        """How far two communes are, centre to centre, nothing for one and the same; None when a centre is
        unknown.
        """
        if one and one == other:
            return 0.0
        a, b = self.centres.get(one), self.centres.get(other)
        return distance_km(a, b) if a and b else None
