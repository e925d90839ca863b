"""What the territory calls local: the communes of its definition, and what a place is to it."""

from collections.abc import Mapping
from functools import lru_cache

from achatlas.catalogue.local import Local
from achatlas.catalogue.territoire import Territoire
from achatlas.enrich.geographie import FRANCE, Geographie, Lieu

OUI, NON, INCONNU = "oui", "non", ""
RAYON, LISTE = "rayon", "liste"


class Zone:
    """The definition of a territory, applied to places."""

    def __init__(self, territoire: Territoire, geographie: Geographie, lieux: Mapping[str, Lieu]) -> None:
        self._local: Local = territoire.local
        self._geographie, self._lieux = geographie, lieux
        self._communes = frozenset() if self._local.niveau == RAYON else self._named()
        self._around = lru_cache(maxsize=None)(self._near)

    def _named(self) -> frozenset[str]:
        """The communes of the codes of the definition, else of the units where the members are."""
        niveau, codes = self._local.niveau, self._local.codes
        if niveau == LISTE:
            return frozenset(self._geographie.whole(code) for code in codes) - {""}
        own = {self._geographie.shared(niveau, lieu) for lieu in self._lieux.values()}
        return self._geographie.communes_of(niveau, codes or own - {""})

    def says(self, lieu: Lieu, acheteur: str) -> str:
        """``oui`` when the place is local for this buyer wherever it may be, ``non`` when it is nowhere, ""
        otherwise: unknown is not « not local ».
        """
        if lieu.pays not in ("", FRANCE):
            return NON
        if not lieu.communes:
            return INCONNU
        if self._local.niveau == RAYON:
            found = {self._around(code, acheteur) for code in lieu.communes}
            return found.pop() if len(found) == 1 else INCONNU
        if not self._communes:
            return INCONNU
        inside = lieu.communes & self._communes
        return OUI if inside == lieu.communes else INCONNU if inside else NON

    def _near(self, commune: str, acheteur: str) -> str:
        """Whether a commune is within the radius of one of the centres of the definition, those of the buyer
        unless they are named.
        """
        lieu = self._lieux.get(acheteur)
        centres = self._local.codes or ((lieu.commune,) if lieu and lieu.commune else ())
        far = [self._geographie.kilometres(commune, self._geographie.whole(one)) for one in centres]
        if any(km is not None and km <= self._local.rayon_km for km in far):
            return OUI
        return INCONNU if not far or None in far else NON
