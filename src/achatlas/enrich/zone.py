"""What the territory calls local: the communes of its definition, and what a place is to it."""

from collections.abc import Mapping
from functools import lru_cache

from achatlas.catalogue.local import Local
from achatlas.catalogue.territoire import Territoire
from achatlas.domain.errors import CatalogueError
from achatlas.enrich.geographie import FRANCE, Geographie, Lieu

OUI, NON, INCONNU = "oui", "non", ""
COMMUNE, BASSIN, LISTE, RAYON = "commune", "bassin", "liste", "rayon"
COMMUNES = frozenset({COMMUNE, LISTE, RAYON})
Named = tuple[frozenset[str], frozenset[str]]


class Zone:
    """The definition of a territory, applied to places: the communes that are local, and those that may be,
    because a member is not placed well enough to tell.

    Raises CatalogueError for a code of the definition that the reference tables do not hold.
    """

    def __init__(self, territoire: Territoire, geographie: Geographie, lieux: Mapping[str, Lieu]) -> None:
        self._local: Local = territoire.local
        self._geographie, self._lieux = geographie, lieux
        self._communes, self._maybe = self._named()
        self._partout = not self._local.codes and any(self._lost(lieu) for lieu in lieux.values())
        self.says = lru_cache(maxsize=None)(self._says)

    def _named(self) -> Named:
        """The communes of the codes of the definition, else of the units where the members are, then those of
        the units where they may be.
        """
        niveau, codes = self._local.niveau, self._local.codes
        if codes:
            return frozenset().union(*(self._of(code) for code in codes)), frozenset()
        if niveau == RAYON:
            return frozenset(), frozenset()
        units = [self._geographie.units(niveau, lieu) for lieu in self._lieux.values()]
        sure = frozenset().union(*(one for one in units if len(one) == 1))
        held = self._geographie.communes_of(niveau, sure)
        return held, self._geographie.communes_of(niveau, frozenset().union(*units) - sure)

    def _of(self, code: str) -> frozenset[str]:
        """The communes of a code of the definition."""
        if self._local.niveau in COMMUNES:
            found = frozenset({self._geographie.whole(code)}) - {""}
        else:
            found = self._geographie.communes_of(self._local.niveau, {code})
        if not found:
            raise CatalogueError(
                quoi=f"Définition de « local » refusée : code « {code} »",
                ou="territoire.yml, clé « local.codes »",
                pourquoi=f"aucune commune d'aujourd'hui n'est de ce code, au niveau « {self._local.niveau} »",
                que_faire="donnez les codes de l'Insee (SIREN d'un EPCI, bassin de bassins.csv)",
            )
        return found

    def _lost(self, lieu: Lieu) -> bool:
        """Whether a member may be in any unit of the level: nowhere, or out of the table of basins."""
        niveau = self._local.niveau
        return not lieu.communes or (niveau == BASSIN and "" in self._geographie.units(niveau, lieu))

    def _says(self, lieu: Lieu, acheteur: str) -> str:
        """``oui`` when the place is local for this buyer wherever it may be, ``non`` when it is nowhere, ""
        otherwise: unknown is not « not local ».
        """
        if lieu.pays not in ("", FRANCE):
            return NON
        if not lieu.communes:
            return INCONNU
        if self._local.niveau == RAYON:
            found = {self._near(code, acheteur) for code in lieu.communes}
            return found.pop() if len(found) == 1 else INCONNU
        return self._inside(lieu.communes)

    def _inside(self, communes: frozenset[str]) -> str:
        if communes <= self._communes:
            return OUI
        known = self._communes and not self._partout
        return NON if known and not communes & (self._communes | self._maybe) else INCONNU

    def _near(self, commune: str, acheteur: str) -> str:
        """Whether a commune is within the radius of one of the centres of the definition, those of the buyer
        unless they are named.
        """
        lieu = self._lieux.get(acheteur)
        centres = self._communes or ({lieu.commune} if lieu and lieu.commune else ())
        far = [self._geographie.kilometres(commune, one) for one in centres]
        if any(km is not None and km <= self._local.rayon_km for km in far):
            return OUI
        return INCONNU if not far or None in far else NON
