"""How far the marchés cover what is paid, member by member: under a marché, off marché by right, off marché
and to be looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from achatlas.analyse import gate
from achatlas.analyse.crossed import Row, crossed
from achatlas.analyse.selection import Selection
from achatlas.containers.table import Column, Table, Value
from achatlas.domain.nombres import accord, lisser, montant_lisible, pourcent, signed
from achatlas.langues import dire, in_french, translated
from achatlas.marks._echelle import pour_cent
from achatlas.screens.demande import TOUS
from achatlas.screens.suivi.regard import Regard

STATUT, PAID, LINES = "statut_marche", "montant_paye", "lignes"
STATUTS = ("sous_marche", "hors_marche_licite", "hors_marche_a_verifier")
SOUS, LAWFUL, A_VERIFIER = STATUTS
COMMON, OWN = ("acheteur", "famille", "segment"), ("direction", "service", "famille", "segment")
"""The axes that a view is read by: services are their buyer's own."""


@dataclass(frozen=True)
class Couvert:
    """What is paid in each statut, in cents HT, and in how many lines."""

    centimes: Mapping[str, int]
    lignes: Mapping[str, int]

    @property
    def total(self) -> int:
        """What is paid in all."""
        return sum(self.centimes.values())

    @cached_property
    def dicible(self) -> bool:
        """Whether a share can be told: credits that exceed what they correct leave none."""
        return self.total > 0 and all(0 <= one <= self.total for one in self.centimes.values())

    def part(self, statut: str) -> str:
        """The share of a statut: « 62 % », « — » when none can be told."""
        return signed(pourcent(self.centimes[statut], self.total)) if self.dicible else "—"


def axes(regard: Regard) -> tuple[str, ...]:
    """What the view is read by, the first one unless asked."""
    return OWN if regard.acheteur else COMMON


def by_member(regard: Regard, axe: str, exercice: str) -> dict[str, Couvert]:
    """What is paid under each member of an axis in a year (``TOUS``: in all), payments between members left
    out of the common view; in all under "", for an empty ``axe``.
    """
    selection = chosen(regard, exercice)

    def compute() -> dict[str, Couvert]:
        rows = crossed([*filter(None, [axe]), STATUT], [PAID, LINES], selection, regard.scope)
        return _gathered(axe, rows)

    found: dict[str, Couvert] = gate.recent(regard.scope, ("couverture", axe, selection), compute)
    return found


def _gathered(axe: str, rows: Iterable[Row]) -> dict[str, Couvert]:
    sums: dict[str, dict[str, list[int]]] = {}
    for row in rows:
        member = sums.setdefault(row[axe] if axe else "", {one: [0, 0] for one in STATUTS})
        both = member[row[STATUT] or A_VERIFIER]
        both[:] = both[0] + row[PAID], both[1] + row[LINES]
    return {
        code: Couvert(
            {one: both[0] for one, both in told.items()}, {one: both[1] for one, both in told.items()}
        )
        for code, told in sums.items()
    }


def chosen(regard: Regard, exercice: str) -> Selection:
    """The payments of a year, as the map of the view keeps them."""
    return regard.demande.retenue.only("exercice", [] if exercice == TOUS else [exercice])


def ranked(found: Mapping[str, Couvert]) -> list[tuple[str, Couvert]]:
    """The members by what is to be looked at, the heaviest first."""
    return sorted(found.items(), key=lambda one: (-one[1].centimes[A_VERIFIER], -one[1].total, one[0]))


@dataclass(frozen=True)
class Ligne:
    """A member, ready to be written: its name and page, its total, what is in each statut, the widths of its
    bar, and where its lines to be looked at are.
    """

    nom: str
    href: str
    total: str
    part: str
    lawful: str
    a_verifier: str
    barres: tuple[tuple[str, str, str], ...]
    lignes: str
    nombre: str


def lignes(
    regard: Regard, axe: str, exercice: str, some: Sequence[tuple[str, Couvert]]
) -> list[Ligne]:  # fmt: skip
    """The rows of these members."""
    known = regard.demande.axes[axe]
    names = gate.noms(known, [code for code, _ in some], regard.scope)
    return [
        _ligne(regard, (axe, code, in_french(lisser(names.get(code) or known.inconnu))), exercice, one)
        for code, one in some
    ]


def _ligne(regard: Regard, member: tuple[str, str, str], exercice: str, one: Couvert) -> Ligne:
    axe, code, nom = member
    look = Selection().only(axe, [code]).only(STATUT, [A_VERIFIER])
    number = one.lignes[A_VERIFIER]
    return Ligne(
        nom=nom if axe in ("acheteur", "direction", "service") or not code else f"{code} {nom}",
        href=regard.fiche(axe, code),
        total=montant_lisible(one.total),
        part=one.part(SOUS),
        lawful=montant_lisible(one.centimes[LAWFUL]),
        a_verifier=montant_lisible(one.centimes[A_VERIFIER]),
        barres=tuple(_bars(one)) if one.dicible else (),
        lignes=regard.paiements(look, exercice) if number else "",
        nombre=accord(number, "ligne"),
    )


def _bars(one: Couvert) -> Iterator[tuple[str, str, str]]:
    """Of each statut: its colour, where it begins, how wide it is."""
    start = 0
    for statut, teinte in zip(STATUTS, ("c-paye", "c-licite", "c-hors"), strict=True):
        wide = one.centimes[statut]
        yield teinte, pour_cent(start, one.total), pour_cent(wide, one.total)
        start += wide


def titre(whole: Couvert | None) -> str:
    """« 62 % des achats payés sous un marché connu »."""
    if whole is None or not whole.dicible:
        return translated("Couverture par les marchés")
    return dire("{part} des achats payés sous un marché connu", part=whole.part(SOUS))


def phrase(whole: Couvert | None, exercice: str) -> str:
    """What is off marché, by right or not, and in which year."""
    if whole is None:
        return translated("Aucun paiement connu dans cette vue.")
    return dire(
        "{quand} : {sous} sous marché, {dispense} hors marché sous le seuil de dispense, "
        "{reste} hors marché à vérifier.",
        quand=translated("Toutes les années") if exercice == TOUS else exercice,
        sous=montant_lisible(whole.centimes[SOUS]),
        dispense=montant_lisible(whole.centimes[LAWFUL]),
        reste=montant_lisible(whole.centimes[A_VERIFIER]),
    )


COLUMNS = (
    Column("code"),
    Column("libelle"),
    Column("total", "euros", "Payé HT"),
    *(Column(statut, "euros", said) for statut, said in zip(STATUTS, (
        "Payé HT sous un marché connu : cité, reconnu ou jugé par une personne",
        "Payé HT sans marché, le besoin de l'année restant sous le seuil de dispense",
        "Payé HT sans marché connu, à vérifier",
    ), strict=True)),
    Column("lignes_a_verifier", "nombre", "Lignes hors marché à vérifier"),
)  # fmt: skip


def table(regard: Regard, axe: str, found: Mapping[str, Couvert]) -> Table:
    """Every member of the axis, as a table to take away; amounts are cents HT."""
    known = regard.demande.axes[axe]
    names = gate.noms(known, list(found), regard.scope)

    def row(code: str, one: Couvert) -> list[Value]:
        sums = [one.centimes[statut] for statut in STATUTS]
        return [code, names.get(code) or known.inconnu, one.total, *sums, one.lignes[A_VERIFIER]]

    return Table("couverture", list(COLUMNS), (row(code, one) for code, one in ranked(found)))
