"""The cells of a heat map: what each holds, how deep it is, what ends and what is shared there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from achatlas.analyse.matrice import Croix, Shared
from achatlas.domain.nombres import FINE, montant, montant_lisible, pourcent
from achatlas.web.cartographie.demande import Demande

EUROS = (50, 200, 500, 1_000, 3_000)
"""Bounds of the depths, in k€."""
PARTS = (5, 10, 20, 50, 100)
"""Bounds of the depths, in thousandths of what a column holds."""
SIGNS = {(True, True): "deux", (True, False): "point", (False, True): "anneau"}


@dataclass(frozen=True)
class Reperes:
    """What is marked: the cells (row, column) where a marché ends, those where a supplier is shared."""

    ends: Collection[tuple[str, str]]
    commun: Collection[tuple[str, str]]

    def sign(self, key: tuple[str, str]) -> str:
        """The sign of a cell: ``point``, ``anneau``, ``deux``, or none."""
        return SIGNS.get((key in self.ends, key in self.commun), "")


@dataclass(frozen=True)
class Case:
    """A cell: its amount as written, its depth (1 to 6, 0 for nothing), its sign, where it leads, and all of
    it in words.
    """

    texte: str = ""
    fond: int = 0
    signe: str = ""
    href: str = ""
    dit: str = ""
    ici: bool = False


@dataclass(frozen=True)
class Tete:
    """A column: its name in full, where it leads, whether it is chosen or begins a band."""

    code: str
    libelle: str
    href: str
    etat: str
    debut: bool = False


@dataclass(frozen=True)
class Rang:
    """A row: its name in full and short, where it leads, its cells, its total, how many columns hold
    something, how many of them pay members in common, and these members.
    """

    code: str
    libelle: str
    court: str
    href: str
    etat: str
    cases: tuple[Case, ...]
    total: str
    acheteurs: int
    sharing: int = 0
    membres: int = 0
    classe: str = ""


def depth(cents: int, whole: int, part: bool) -> int:
    """How deep a cell is: by its euros, or by what it is of its column."""
    if cents <= 0:
        return 0
    value, bounds = (1000 * cents // whole, PARTS) if part and whole > 0 else (cents // 100_000, EUROS)
    return 1 + sum(value >= bound for bound in bounds)


def amount(cents: int, whole: int, part: bool) -> str:
    """What a cell says: k€, or the share of its column."""
    return pourcent(cents, whole) if part else montant(cents, "k€")


@dataclass(frozen=True)
class Cases:
    """How cells are written: from what is asked, the sums, what is marked, and in euros or in shares."""

    demande: Demande
    axes: tuple[str, str]
    croix: Croix
    reperes: Reperes
    part: bool = False

    def row(
        self, code: str, noms: tuple[str, str], tetes: Sequence[Tete], shared: Sequence[Shared] = ()
    ) -> Rang:
        """The row of a member of the first axis; ``noms``: in full, then short."""
        libelle, court = noms
        held = self.croix.cases
        clause = self.demande.selection.get(self.axes[0])
        chosen = clause is not None and code in clause.valeurs
        return Rang(
            code=code,
            libelle=libelle,
            court=court,
            href=self.demande.adresse(self.demande.selection.toggled(self.axes[0], code)),
            etat=("choisi" if clause.mode == "dans" else "exclu") if clause and chosen else "",
            cases=tuple(self.case(code, libelle, tete) for tete in tetes),
            total=montant(self.croix.lignes.get(code, 0), "k€"),
            acheteurs=sum(held.get((code, tete.code), 0) > 0 for tete in tetes),
            sharing=len({c for one in shared for c in one.colonnes}),
            membres=len(shared),
            classe="" if code else "inc",
        )

    def case(self, ligne: str, libelle: str, tete: Tete) -> Case:
        """One cell; nothing where nothing was paid."""
        cents = self.croix.cases.get((ligne, tete.code))
        if cents is None:
            return Case()
        whole = self.croix.colonnes.get(tete.code, 0)
        signe = self.reperes.sign((ligne, tete.code))
        return Case(
            texte=amount(cents, whole, self.part),
            fond=depth(cents, whole, self.part) if ligne else 0,
            signe=signe,
            href=self.address(ligne, tete.code),
            dit=self.told(libelle, tete, cents, signe),
            ici=self.here(ligne, tete.code),
        )

    def here(self, ligne: str, colonne: str) -> bool:
        """Whether a cell is the one that was chosen."""
        clauses = [self.demande.selection.get(axe) for axe in self.axes]
        asked = zip(clauses, (ligne, colonne), strict=True)
        return all(clause is not None and clause.valeurs == (code,) for clause, code in asked)

    def address(self, ligne: str, colonne: str) -> str:
        """Where a cell leads: only it; released when it was chosen."""
        choix, here = self.demande.selection, self.here(ligne, colonne)
        for axe, code in zip(self.axes, (ligne, colonne), strict=True):
            choix = choix.without(axe) if here else choix.only(axe, [code])
        return self.demande.adresse(choix)

    def told(self, libelle: str, tete: Tete, cents: int, signe: str) -> str:
        """A cell in words: who, what, how much, what is marked."""
        words = {"point": "marché finissant bientôt", "anneau": "fournisseur commun"}
        marked = [dit for nom, dit in words.items() if signe in (nom, "deux")]
        return " ; ".join([f"{tete.libelle}, {libelle} : {montant_lisible(cents)}", *marked])


def summed(
    cases: Cases, code: str, libelle: str, codes: Iterable[str], tetes: Sequence[Tete], classe: str
) -> Rang:
    """The row that sums several members of the first axis up: it leads nowhere and marks nothing."""
    wanted, held = set(codes), cases.croix
    sums: dict[str, int] = {}
    for (ligne, colonne), cents in held.cases.items():
        if ligne in wanted:
            sums[colonne] = sums.get(colonne, 0) + cents
    written = tuple(_plain(cases, sums, tete, libelle) for tete in tetes)
    total = sum(held.lignes.get(one, 0) for one in wanted)
    return Rang(code, libelle, libelle, "", "", written, montant(total, "k€"), len(sums), classe=classe)


def _plain(cases: Cases, sums: Mapping[str, int], tete: Tete, libelle: str) -> Case:
    cents = sums.get(tete.code)
    if cents is None:
        return Case()
    whole = cases.croix.colonnes.get(tete.code, 0)
    return Case(amount(cents, whole, cases.part), dit=cases.told(libelle, tete, cents, ""))


def scale(part: bool) -> list[tuple[int, str]]:
    """The legend of depths: each with the bound that it begins at."""
    if part:
        bounds = [f"{one // 10},{one % 10}" if one % 10 else str(one // 10) for one in PARTS]
        return [(1, f"<{FINE}{bounds[0]}"), *((n, b) for n, b in enumerate(bounds, 2))]
    bounds = [montant(one * 100_000, "k€") for one in EUROS]
    return [(1, f"<{FINE}{bounds[0]}"), *((n, b) for n, b in enumerate(bounds, 2))]
