"""All that a scope may tell of one operator: its payments crossed, the directory, its marchés, and what the
buyers of the scope write of it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from achatlas.analyse import gate
from achatlas.analyse.crossed import Row, beside, crossed
from achatlas.analyse.scope import Scope
from achatlas.analyse.selection import Selection
from achatlas.domain.personnes import PERSONNE
from achatlas.store.publications import alias_of

PAYE, LIGNES = "montant_paye", "lignes"
BASE = ("acheteur", "segment", "exercice", "rattachement", "identification", "flux")
Key = tuple[str, ...]


@dataclass(frozen=True)
class Fiche:
    """An operator as a scope tells it.

    ``paid``: payments by buyer, segment, year, attachment, way of recognising, flow and every attribute
    (cents, lines), all years. ``repertoire``: the directory's row, empty when it does not hold it.
    ``ecritures``: what the buyers whose lines the scope opens write of it, the heaviest first.
    ``marches_lus``: its marchés as rows of the cube, for their attributes.
    """

    id: str
    nom: str
    paid: tuple[Row, ...]
    repertoire: Row
    etablissements: tuple[Row, ...]
    mentions: tuple[Row, ...]
    marches: tuple[Row, ...]
    ecritures: tuple[Row, ...]
    marches_lus: tuple[Row, ...] = ()

    @property
    def membre(self) -> bool:
        """Whether it is a member of the group: what it is paid is taken out of consolidated totals."""
        return any(row["flux"] == "interne" for row in self.paid)

    @property
    def undisclosed(self) -> bool:
        """Whether the directory may tell neither its name nor its place."""
        return self.repertoire.get("diffusion", "O") not in ("O", "")

    @property
    def acheteurs(self) -> tuple[str, ...]:
        """The buyers (SIREN) that paid it or notified it a marché, in any year."""
        return tuple(sorted({str(row["acheteur"]) for row in self.paid} | {
            str(row["acheteur_siren"]) for row in self.marches
        }))  # fmt: skip

    @property
    def profils(self) -> tuple[Row, ...]:
        """Rows that bear every attribute and weigh something: the payments, else the marchés."""
        return self.paid or self.marches_lus

    def de(self, exercice: str) -> tuple[Row, ...]:
        """The payments of a year, all of them when it is empty."""
        return tuple(row for row in self.paid if exercice in ("", row["exercice"]))


def fiche(identifiant: str, scope: Scope) -> Fiche | None:
    """What a scope tells of an operator; None when its files do not name it, and for a natural person in the
    common view, where persons are one.
    """
    if not identifiant or (identifiant.startswith(PERSONNE) and scope.vue == "consolidee"):
        return None

    def compute() -> Fiche | None:
        return _told(identifiant, scope)

    found: Fiche | None = gate.recent(scope, ("fiche", identifiant), compute)
    return found


def _told(identifiant: str, scope: Scope) -> Fiche | None:
    chosen = Selection().only("fournisseur", [identifiant])
    attributs = scope.atlas.catalogue.attributs
    paid = crossed([*BASE, *attributs], [PAYE, LIGNES], chosen, scope)
    marches = beside("marches", "fournisseur_id", identifiant, scope, ("date_notification", True))
    if not paid and not marches:
        return None

    def told(fait: str, order: str) -> tuple[Row, ...]:
        return beside(fait, "fournisseur_id", identifiant, scope, (order, False))

    paying = {str(row["acheteur"]) for row in paid}
    repertoire = next(iter(told("operateurs", "fournisseur_id")), {})
    nom = gate.libelles(gate.axe_of("fournisseur", "achats", scope), scope).get(identifiant, identifiant)
    return Fiche(
        identifiant, nom, paid, repertoire,
        told("etablissements", "siret"), told("mentions", "liste"), marches,
        _written(identifiant, paying, scope), _read(marches, scope),
    )  # fmt: skip


def _read(marches: Iterable[Row], scope: Scope) -> tuple[Row, ...]:
    """Marchés under the names of the axes, their amounts as measures (cents, lines)."""
    axes = scope.atlas.catalogue.axes_of("marches").values()
    measured = {PAYE: "montant_ht_centimes", LIGNES: "lignes"}
    return tuple(
        {**{a.id: row[a.colonne] or "" for a in axes}, **{m: row[c] for m, c in measured.items()}}
        for row in marches
    )


def _written(identifiant: str, paying: Collection[str], scope: Scope) -> tuple[Row, ...]:
    """What is written of it by the buyers whose lines the scope opens: in their files, or in the one that
    holds them all when it opens them all.
    """
    own = sorted({alias_of(siren) for siren in paying} & set(scope.lignes))
    order = ("montant_ht_centimes", True)
    found = [
        row
        for alias in (scope.crossings or own)
        for row in beside("ecritures", "fournisseur_id", identifiant, scope, order, alias)
    ]
    return tuple(sorted(found, key=lambda row: -row["montant_ht_centimes"]))


def summed(rows: Iterable[Row], *axes: str, mesure: str = PAYE) -> dict[Key, int]:
    """A measure by the members of some axes, largest first, then by code."""
    sums: dict[Key, int] = {}
    for row in rows:
        key = tuple(str(row[axe]) for axe in axes)
        sums[key] = sums.get(key, 0) + row[mesure]
    return dict(sorted(sums.items(), key=lambda item: (-item[1], item[0])))


def by(rows: Iterable[Row], axe: str, mesure: str = PAYE) -> dict[str, int]:
    """The same by one axis."""
    return {key[0]: value for key, value in summed(rows, axe, mesure=mesure).items()}


@dataclass(frozen=True)
class Part:
    """What an operator holds of a segment, of one buyer or of all those of the scope (``acheteur`` empty), in
    cents; ``depense`` is all that is paid there, None for what is in no segment. ``acheteurs``: how many pay
    it there.
    """

    acheteur: str
    segment: str
    centimes: int
    depense: int | None
    acheteurs: int = 1

    @property
    def majoritaire(self) -> bool:
        """Whether it holds more than half of it."""
        return self.depense is not None and 2 * self.centimes > self.depense > 0


@dataclass(frozen=True)
class Held:
    """What an operator holds in a year: of each segment of each buyer, and of each segment, largest first."""

    parts: tuple[Part, ...]
    segments: tuple[Part, ...]

    @property
    def majorites(self) -> tuple[Part, ...]:
        """The segments of which a buyer pays it more than half."""
        return tuple(part for part in self.parts if part.majoritaire)


def held(one: Fiche, exercice: str, scope: Scope) -> Held:
    """What the operator holds in a year ("" for all).

    Payments between members are left out of what is spent, unless the operator is a member.
    """
    rows = one.de(exercice)
    paid, whole = summed(rows, "acheteur", "segment"), by(rows, "segment")
    every = _spent(one, exercice, tuple(sorted(segment for segment in whole if segment)), scope)
    spent: dict[str, int] = {}
    for (_, segment), cents in every.items():
        spent[segment] = spent.get(segment, 0) + cents
    return Held(
        tuple(
            Part(siren, segment, cents, every.get((siren, segment)))
            for (siren, segment), cents in paid.items()
        ),
        tuple(
            Part("", segment, cents, spent.get(segment), sum(key[1] == segment for key in paid))
            for segment, cents in whole.items()
        ),
    )


def _spent(one: Fiche, exercice: str, segments: Sequence[str], scope: Scope) -> dict[Key, int]:
    """All that each buyer pays in some segments, in cents."""
    if not segments:
        return {}
    asked = Selection().only("segment", segments).only("exercice", [exercice] if exercice else [])
    asked = asked if one.membre or scope.vue == "individuelle" else asked.only("flux", ["interne"], "sauf")

    def compute() -> dict[Key, int]:
        return summed(crossed(["acheteur", "segment"], [PAYE], asked, scope), "acheteur", "segment")

    found: dict[Key, int] = gate.answer(scope, ("dépense", asked), compute)
    return found


def grouped(groupe: str, exercice: str, scope: Scope) -> dict[str, int]:
    """What the operators of a group were paid in a year ("" for all), in cents, largest first."""
    asked = Selection().only("groupe", [groupe]).only("exercice", [exercice] if exercice else [])

    def compute() -> dict[str, int]:
        return by(crossed(["fournisseur"], [PAYE], asked, scope), "fournisseur")

    found: dict[str, int] = gate.answer(scope, ("groupe", asked), compute)
    return found


def known(identifiants: Iterable[str], scope: Scope) -> frozenset[str]:
    """Those of some operators that have a page in this scope."""
    asked = sorted(
        {i for i in identifiants if i and not (i.startswith(PERSONNE) and scope.vue == "consolidee")}
    )
    if not asked:
        return frozenset()
    chosen = Selection().only("fournisseur", asked)
    rows: list[Mapping[str, Any]] = [
        *crossed(["fournisseur"], [PAYE], chosen, scope),
        *crossed(["fournisseur"], ["montant_notifie"], chosen, scope),
    ]
    return frozenset(str(row["fournisseur"]) for row in rows)


def acheteurs_of(identifiant: str, scope: Scope) -> tuple[str, ...]:
    """The buyers (SIREN) whose payments or marchés name an operator in this scope, in any year."""
    if identifiant.startswith(PERSONNE) and scope.vue == "consolidee":
        return ()
    chosen = Selection().only("fournisseur", [identifiant])
    rows = [
        row for mesure in (PAYE, "montant_notifie") for row in crossed(["acheteur"], [mesure], chosen, scope)
    ]
    return tuple(sorted({str(row["acheteur"]) for row in rows}))
