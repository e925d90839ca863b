"""Whose marchés are followed, on what day, and where each thing that is said leads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import ClassVar

from achatlas.analyse import gate, registre
from achatlas.analyse.crossed import Row
from achatlas.analyse.scope import Scope
from achatlas.analyse.selection import Selection
from achatlas.catalogue.segments import BESOIN, named
from achatlas.domain.besoins import OPERATION, genre_of
from achatlas.domain.nombres import lisser
from achatlas.langues import dire, in_french, nu
from achatlas.screens import liens
from achatlas.screens.demande import TOUS, Demande
from achatlas.watch import conventions
from achatlas.watch.consommation import Consommation, consommations
from achatlas.watch.regles import Veille
from achatlas.watch.suivi import Suivi

VIEW = ("vue", "pour", "version")
"""What an address of this place says of the view."""
HORIZON = 18
"""Months ahead: those of the heat map (standards, 10.1)."""
RACINE = "/suivi/"


@dataclass(frozen=True)
class Place(Demande):
    """A page of this place: its address bears the view and nothing else of the map."""

    ici: str
    racine: ClassVar[str] = RACINE
    """Where this place begins; another one says its own."""

    @property
    def chemin(self) -> str:
        """The path of the page."""
        return f"{self.racine}{self.ici}"

    def parametres(self) -> list[tuple[str, str]]:
        """The view, the buyer and the version."""
        return [one for one in super().parametres() if one[0] in VIEW]


@dataclass(frozen=True)
class Regard:
    """What one request follows: ``demande`` is the map of payments in the view asked, all years; ``commun``
    the common view, None for who may not open it.
    """

    demande: Demande
    commun: Scope | None
    today: date

    @property
    def scope(self) -> Scope:
        """The files of the view."""
        return self.demande.acces.scope

    @property
    def acheteur(self) -> str:
        """The buyer followed (SIREN); "" for all together."""
        return self.demande.acces.acheteur

    @cached_property
    def veille(self) -> Veille:
        """The figures of the watch."""
        return Veille.of(self.demande.catalogue)

    @cached_property
    def suivis(self) -> tuple[Suivi, ...]:
        """The marchés of the view, the first to end first: of a buyer, its own and those on which it buys."""

        def compute() -> tuple[Suivi, ...]:
            return self._typed(registre.rows(self.scope))

        found: tuple[Suivi, ...] = gate.recent(self.scope, ("suivis",), compute)
        return found

    @cached_property
    def communs(self) -> tuple[Suivi, ...]:
        """The marchés of all, where the person may open the common view."""
        if self.commun is None:
            return ()
        scope = self.commun

        def compute() -> tuple[Suivi, ...]:
            return self._typed(registre.rows(scope))

        found: tuple[Suivi, ...] = gate.recent(scope, ("suivis",), compute)
        return found

    def _typed(self, rows: Iterable[Row]) -> tuple[Suivi, ...]:
        """Rows of the register, conventions between members told as such."""
        return conventions.told(map(Suivi.of, rows), self.demande.territoire.sirens, self.veille)

    @cached_property
    def consommations(self) -> Mapping[str, Consommation]:
        """What each marché of the view has used, marchés subséquents within their accord-cadre, by key."""

        def compute() -> Mapping[str, Consommation]:
            return {one.marche_cle: one for one in consommations(self.suivis, self.veille)}

        found: Mapping[str, Consommation] = gate.recent(self.scope, ("consommations",), compute)
        return found

    @cached_property
    def subsequents(self) -> Mapping[str, tuple[Suivi, ...]]:
        """The marchés subséquents of each accord-cadre."""
        found: dict[str, list[Suivi]] = {}
        for one in self.suivis:
            if one.accord_cadre_cle:
                found.setdefault(one.accord_cadre_cle, []).append(one)
        return {key: tuple(some) for key, some in found.items()}

    def nom(self, siren: str) -> str:
        """The short name of a member; its number when it is none."""
        known = siren in self.demande.territoire.sirens
        return self.demande.territoire.acheteur(siren).dit if known else siren

    def autre(self, siren: str) -> str:
        """The short name of a buyer that is not the one followed; "" for that one."""
        return "" if siren == self.acheteur else self.nom(siren)

    def noms(self, sirens: Iterable[str]) -> str:
        """The short names of members, in their order."""
        return ", ".join(self.nom(one) for one in sirens)

    def segment(self, code: str) -> str:
        """« 12.03 Mobilier » ; "" for a marché that nothing classes."""
        return f"{code} {in_french(lisser(self.names.get(code, '')))}".strip() if code else ""

    def besoin(self, code: str, travaux: bool = False) -> str:
        """« Famille 1001 Fournitures (votre nomenclature) », « Opération ECOLE », else the segment; of a
        family, its works are said to be so.
        """
        genre = genre_of(code)
        if not genre:
            return self.segment(code)
        nom = in_french(lisser(nu(gate.libelles(self.demande.axes[BESOIN], self.scope).get(code, code))))
        if genre == OPERATION:
            return nom
        said = "{famille} (votre nomenclature), travaux" if travaux else "{famille} (votre nomenclature)"
        return dire(said, famille=nom)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The names of the segments, by code."""
        return named(self.demande.catalogue, "segment")

    def page(self, suivi: Suivi) -> str:
        """The address of the page of a marché."""
        return liens.marche(self.demande, suivi.marche_cle)

    def fiche(self, axe: str, code: str) -> str:
        """The address of the page of a member of an axis, in the same view."""
        return liens.lien(self.demande, axe, code)

    def lignes(self, suivi: Suivi) -> str:
        """Where what is paid on a marché, marchés subséquents included, is seen: the payments of the buyer
        followed; the map of all, in the common view, when others pay on it too; "" where the person may not
        read it.
        """
        beneath = self.subsequents.get(suivi.marche_cle, ())
        chosen = Selection().only("marche", [suivi.marche_cle, *(one.marche_cle for one in beneath)])
        if not (self.acheteur and suivi.shared):
            return self.paiements(chosen)
        chemin = f"/{self.demande.tableau.id}/"
        told = self.demande.adresse(chosen, chemin, vue="consolidee", pour="", exercice=TOUS)
        return told if self.commun is not None else ""

    def paiements(self, selection: Selection, exercice: str = TOUS) -> str:
        """The address of the lines of a selection; "" where the person may not read them."""
        if not self.demande.opens_lines:
            return ""
        return self.demande.adresse(selection, f"/{self.demande.tableau.id}/lignes/", exercice=exercice)

    def adresse(self, suite: str = "", **plus: str) -> str:
        """The address of a page of this place in the same view."""
        return self.demande.adresse(Selection(), f"{RACINE}{suite}", **plus)


def row_of(regard: Regard, cle: str) -> Row | None:
    """The row of the register of a marché in the view, else in the common one; None when neither has it."""
    found = registre.row_of(cle, regard.scope)
    return registre.row_of(cle, regard.commun) if found is None and regard.commun is not None else found
