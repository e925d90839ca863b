"""The cells of two axes crossed: what each holds, how deep it is, what is marked there, where it leads."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import ceil
from typing import Any, Generic

from achatlas.analyse.grid import AUTRES, Croix, V
from achatlas.analyse.matrice import NOTHING, Commun
from achatlas.domain.nombres import accord
from achatlas.langues import dire, translated
from achatlas.screens import keeping
from achatlas.screens.demande import Demande
from achatlas.screens.liens import lien
from achatlas.screens.styles import Style

SIGNS = {(True, True): "deux", (True, False): "point", (False, True): "anneau"}
INCONNU, REPLI = "inc", "autre"
"""The classes of what has no member, and of what does not stand alone."""


@dataclass(frozen=True)
class Reperes:
    """What is marked: the cells (row, column) where a marché ends, those where a supplier is shared."""

    ends: Collection[tuple[str, str]] = ()
    commun: Collection[tuple[str, str]] = ()

    def sign(self, key: tuple[str, str]) -> str:
        """The sign of a cell: ``point``, ``anneau``, ``deux``, or none."""
        return SIGNS.get((key in self.ends, key in self.commun), "")


@dataclass(frozen=True)
class Case:
    """A cell: its value as written, its depth (1 to 6, 0 for nothing), its sign, where it leads, and all of
    it in words, and whether it is too much in doubt to be shaded.
    """

    texte: str = ""
    fond: int = 0
    signe: str = ""
    href: str = ""
    dit: str = ""
    ici: bool = False
    doute: bool = False


@dataclass(frozen=True)
class Tete:
    """A column: its name in full, where it leads, whether it is chosen or begins a band, what it is (a
    member, the unknown, the others), how it sorts rows.
    """

    code: str
    libelle: str
    href: str
    etat: str
    debut: bool = False
    classe: str = ""
    tri: str = ""
    aria: str = ""


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
    dit: str = ""
    fiche: str = ""


def told_of(nom: str, valeur: str) -> str:
    """A thing and what is said of it: « Voirie : 1,2 M€ »."""
    return dire("{nom} : {valeur}", nom=nom, valeur=valeur)


def kind(code: str) -> str:
    """What a row or a column is: a member, the unknown, or the others."""
    return {"": INCONNU, AUTRES: REPLI}.get(code, "")


def head(demande: Demande, axe: str, code: str, libelle: str, *, debut: bool = False) -> Tete:
    """The column of a member of an axis."""
    href, etat = keeping.toggled(demande, axe, code), keeping.state(demande, axe, code)
    return Tete(code, libelle, href, etat, debut, kind(code))


def others(demande: Demande, axe: str, count: int, *, debut: bool = False) -> Tete:
    """The column of all those that do not stand alone: it leads to the whole list of the axis."""
    named = demande.axes[axe]
    libelle = accord(
        count,
        dire("autre {nom}", nom=named.libelle.lower()),
        dire("autres {noms}", noms=named.pluriel.lower()),
    )
    href = demande.adresse(chemin=f"{demande.chemin}axe/{axe}/")
    return Tete(AUTRES, libelle, href, "", debut, REPLI)


@dataclass(frozen=True)
class Cases(Generic[V]):
    """How cells are written: from what is asked, the axes of rows and columns, the values, and what is
    marked.
    """

    demande: Demande
    axes: tuple[str, str]
    croix: Croix[V]
    style: Style[V]
    reperes: Reperes = field(default_factory=Reperes)

    def row(self, code: str, noms: tuple[str, str], tetes: Sequence[Tete], commun: Commun = NOTHING) -> Rang:
        """The row of a member of the first axis, or of all the others; ``noms``: in full, then short."""
        return self.filled(self.outline(code, noms, tetes, commun), tetes)

    def filled(self, rang: Rang, tetes: Sequence[Tete]) -> Rang:
        """A row with its cells."""
        return replace(rang, cases=tuple(self.case(rang.code, rang.libelle, tete) for tete in tetes))

    def outline(
        self, code: str, noms: tuple[str, str], tetes: Sequence[Tete], commun: Commun = NOTHING
    ) -> Rang:
        """A row without its cells: what it is ranked by, of the hundreds of which a page shows some."""
        libelle, court = noms
        whole = self.croix.lignes.get(code)
        return Rang(
            code=code,
            libelle=libelle,
            court=court,
            href=keeping.toggled(self.demande, self.axes[0], code),
            etat=keeping.state(self.demande, self.axes[0], code),
            cases=(),
            total="" if whole is None else self.style.ensemble(whole),
            acheteurs=sum(self.positive(code, tete.code) for tete in tetes),
            sharing=len(commun.colonnes),
            membres=commun.membres,
            classe=kind(code),
            dit="" if whole is None else self.style.dit(whole),
            fiche="" if kind(code) else lien(self.demande, self.axes[0], code),
        )

    def positive(self, ligne: str, colonne: str) -> bool:
        """Whether a cell holds something that has a depth."""
        held = self.croix.cases.get((ligne, colonne))
        return held is not None and self.style.fond(held, self.croix.colonnes[colonne]) > 0

    def case(self, ligne: str, libelle: str, tete: Tete) -> Case:
        """One cell; nothing where there is nothing."""
        held = self.croix.cases.get((ligne, tete.code))
        if held is None:
            return Case()
        whole, codes = self.croix.colonnes[tete.code], self.codes(ligne, tete.code)
        signe = self.reperes.sign((ligne, tete.code))
        return Case(
            texte=self.style.texte(held, whole),
            fond=0 if kind(ligne) or tete.classe else self.style.fond(held, whole),
            signe=signe,
            href=keeping.kept(self.demande, codes),
            dit=self.told(libelle, tete, held, signe),
            ici=keeping.here(self.demande, codes),
            doute=self.style.doubtful(held),
        )

    def codes(self, ligne: str, colonne: str) -> Mapping[str, str]:
        """The members that a cell is of."""
        return dict(zip(self.axes, (ligne, colonne), strict=True))

    def told(self, libelle: str, tete: Tete, held: V, signe: str) -> str:
        """A cell in words: who, what, how much, what is marked."""
        words = {"point": translated("marché finissant bientôt"), "anneau": translated("fournisseur commun")}
        marked: list[str] = [dit for nom, dit in words.items() if signe in (nom, "deux")]
        return translated(" ; ").join([told_of(f"{tete.libelle}, {libelle}", self.style.dit(held)), *marked])

    def totals(self, tetes: Sequence[Tete]) -> list[Case]:
        """What each column holds."""
        held = [self.croix.colonnes.get(tete.code) for tete in tetes]
        return [Case() if one is None else Case(self.style.texte(one, one)) for one in held]


def pages(demande: Demande, asked: Mapping[str, str], page: int, nombre: int, limite: int) -> dict[str, Any]:
    """Where one stands among so many rows, and the addresses around it; ``asked``: what these carry on."""
    last = max(ceil(nombre / limite), 1)

    def address(numero: int) -> str:
        return demande.adresse(None, **{**asked, "page": str(numero)})

    avant, apres = address(page - 1) if page > 1 else "", address(page + 1) if page < last else ""
    return {"numero": page, "derniere": last, "avant": avant, "apres": apres, "fin": address(last)}
