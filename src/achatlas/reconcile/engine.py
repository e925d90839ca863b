"""What a reconciliation engine is: from a tiers to the enterprise that it names, with the reason, or
nothing.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol

from achatlas.catalogue.load import Catalogue
from achatlas.domain.departement import of_postal
from achatlas.domain.judgement import Decided, Judgement, Pair
from achatlas.domain.text import spelled
from achatlas.reconcile import engines
from achatlas.reconcile.ecriture import ecrit_cle

HALF = 50
PERSONNE = "personne_physique"


@dataclass(frozen=True)
class Tiers:
    """A tiers as its buyer writes it: key, name, checked SIRET and SIREN (empty when none), state of the
    identifier, postal code, VAT number of another country (empty when unknown), the identifier as written
    when it is false, and its code in the books of its buyer.
    """

    cle: str
    nom: str
    siret: str
    siren: str
    etat: str
    code_postal: str = ""
    tva: str = ""
    ecrit: str = ""
    code: str = ""

    @property
    def natural(self) -> bool:
        """Whether its category says that it is a natural person, and no valid identifier otherwise."""
        return self.etat == PERSONNE

    @property
    def acheteur(self) -> str:
        """The buyer that writes it."""
        return self.cle.split("|", maxsplit=1)[0]


def named_by(tiers: Tiers) -> tuple[str, str]:
    """The buyer of a tiers, and its name reduced to letters and digits."""
    return tiers.acheteur, spelled(tiers.nom)


@dataclass(frozen=True)
class Proposal:
    """An enterprise: its identifier, how it was recognised, and why, in words."""

    fournisseur_id: str
    identification: str
    motif: str


@dataclass(frozen=True)
class Candidat:
    """An enterprise of the directory that a tiers may name: where it is, how likely (0 to 100), and what
    brings them together or apart, in words.
    """

    siren: str
    siret: str
    nom: str
    code_postal: str
    commune_code: str
    score: int
    preuves: tuple[str, ...]


@dataclass(frozen=True)
class Savoir:
    """What the engines may look at beside the tiers: the catalogue, its rules and tables; and the enterprises
    that the search of names found for each tiers, the most likely first. ``codes`` and ``noms`` are what each
    buyer's own books say: of a buyer and a code, the SIREN, the names and the postal codes that it writes
    beside it; of a buyer and a name, the SIREN and the postal codes ("" where none). ``jugements`` is what
    persons said of pairs (``ecrit_cle``, SIREN), ``decides`` the enterprises that they told of what is
    written, the oldest first. ``membres``: the SIREN of each member of the group and where its postal codes
    begin ("" when it is not placed), by its name as ``spelled`` reduces it.
    """

    catalogue: Catalogue = field(default_factory=Catalogue)
    candidats: Mapping[str, Sequence[Candidat]] = field(default_factory=dict)
    codes: Mapping[tuple[str, str], tuple[str, Sequence[str], frozenset[str]]] = field(default_factory=dict)
    noms: Mapping[tuple[str, str], tuple[str, frozenset[str]]] = field(default_factory=dict)
    jugements: Mapping[Pair, Judgement] = field(default_factory=dict)
    decides: Mapping[str, Sequence[Decided]] = field(default_factory=dict)
    membres: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def elsewhere(self, tiers: Tiers, siren: str, places: Collection[str] = ()) -> bool:
        """Whether the directory knows, where it is written, another enterprise that the name may well be, and
        not this one: the likeliest of all at the very postal code, or any in the département. ``places``: the
        postal codes beside which its buyer writes its number, which settles it there.
        """
        first = next((one.code_postal for one in self.candidats.get(tiers.cle, ())), "")
        here = first == tiers.code_postal and self._stands(tiers, siren, places, str)
        return here or self._stands(tiers, siren, places, of_postal)

    def _stands(
        self,
        tiers: Tiers,
        siren: str,
        places: Collection[str],
        reduced: Callable[[str], str],
    ) -> bool:
        """Whether other candidates, and not this one, stand where it is written, and are likely together:
        homonyms share the chance. Places are told apart once ``reduced``.
        """
        place, found = reduced(tiers.code_postal), self.candidats.get(tiers.cle, ())
        if not place or place in {reduced(one) for one in places}:
            return False
        here: dict[str, int] = {}
        for one in found:
            if reduced(one.code_postal) == place:
                here[one.siren] = max(one.score, here.get(one.siren, 0))
        return siren not in here and sum(here.values()) >= HALF

    def refuses(self, tiers: Tiers, siren: str) -> bool:
        """Whether somebody said that what is written of a tiers is not this enterprise."""
        pair = (ecrit_cle(tiers.nom, tiers.code_postal), siren)
        return bool(self.jugements) and self.jugements.get(pair) == Judgement.NON


class Engine(Protocol):
    """An engine: a rank (the smallest is asked first) and its answers."""

    rang: int

    def propose(self, tiers: Sequence[Tiers], savoir: Savoir) -> Mapping[str, Proposal]:
        """The enterprise of each tiers that the engine can tell, by key; the others go to the next engine."""
        ...


def discover() -> Mapping[str, Engine]:
    """The engines found by their place, in the order of their rank."""
    names: Iterable[str] = (m.name for m in iter_modules(engines.__path__))
    found = {name: import_module(f"{engines.__name__}.{name}").ENGINE for name in names}
    return dict(sorted(found.items(), key=lambda item: (item[1].rang, item[0])))


def cascade(
    tiers: Sequence[Tiers], savoir: Savoir, found: Iterable[Engine] | None = None
) -> dict[str, Proposal]:
    """What the engines say of each tiers, by key: the first that can tell wins, unless a person has refused
    this enterprise for what is written, which only a valid identifier outweighs.
    """
    said: dict[str, Proposal] = {}
    for engine in discover().values() if found is None else found:
        left = [one for one in tiers if one.cle not in said]
        proposed = engine.propose(left, savoir)
        said.update({one.cle: proposed[one.cle] for one in left if _allowed(one, proposed, savoir)})
    return said


def _allowed(tiers: Tiers, proposed: Mapping[str, Proposal], savoir: Savoir) -> bool:
    """Whether an engine tells a tiers, by what nobody refused."""
    proposal = proposed.get(tiers.cle)
    if proposal is None or tiers.siren:
        return proposal is not None
    return not savoir.refuses(tiers, proposal.fournisseur_id)
