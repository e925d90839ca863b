"""The demonstration's own SIRENE: its suppliers as the Insee would write them, drowned among others of the
region whose names are near. Everything is invented, in the block 000; the truth is not touched.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from demo import names
from demo.fiches_sirene import Fiche, Lieu, Row, establishments, links, unit
from demo.fournisseurs import Annuaire, Fournisseur, families, places
from demo.identifiers import make_siren
from demo.operateurs import Operateurs
from demo.stock import Stock
from demo.takeovers import Touches, hand_over
from demo.territoire import LIGNES_DEFAUT, Acheteur, read_yaml, rng

DOSSIER = "sirene"
LAST_NUMBER = 90_000


def write_sirene(
    dossier: Path, graine: int, annuaire: Annuaire, corps: Sequence[Acheteur], lignes: int,
    operateurs: Operateurs,
) -> dict[int, Fiche]:  # fmt: skip
    """Writes the three stock files under ``dossier/sirene``; the same seed gives the same bytes. Returns the
    card of each supplier that has one, by rank.
    """
    repertoire = _Repertoire(graine, annuaire, corps, lignes)
    own = dict(repertoire.fournisseurs(Touches(graine, annuaire, operateurs)))
    others = list(repertoire.others())
    own, heirs = hand_over(own, operateurs, repertoire.company)
    cards = sorted([*own.values(), *others, *heirs], key=lambda card: card.siren)
    with Stock(dossier / DOSSIER, "csv") as stock:
        stock.add("unites", _arrays([unit(card) for card in cards]))
        stock.add("etablissements", _arrays([row for card in cards for row in establishments(card)]))
        followed = [row for card in cards for row in links(card)]
        if followed:
            stock.add("successions", _arrays(followed))
    return own


def _arrays(rows: list[Row]) -> dict[str, pa.Array]:
    return {column: pa.array([row[column] for row in rows], pa.string()) for column in rows[0]}


class _Repertoire:
    """Draws the cards of the suppliers, then those of the others."""

    def __init__(self, graine: int, annuaire: Annuaire, corps: Sequence[Acheteur], lignes: int) -> None:
        self.tirage, self.lignes = rng(graine, "repertoire"), lignes
        self.tiers, self.types = annuaire.tiers, {a.siren: a.type for a in corps}
        self.shape: dict[str, Any] = read_yaml("sirene.yml")["demonstration"]
        self.naf: dict[str, list[str]] = read_yaml("sirene.yml")["naf"]
        self.familles = families(annuaire)
        used = {tiers.siren for tiers in self.tiers}
        free = (make_siren(n) for n in self.tirage.permutation(np.arange(10_000, LAST_NUMBER)).tolist())
        self.free = (siren for siren in free if siren not in used)
        self.lieux = {ring: places(ring) for ring in self.shape["cercles_des_autres"]}

    def fournisseurs(self, touches: Touches) -> Iterator[tuple[int, Fiche]]:
        """The cards of suppliers that have a SIREN, and of persons that keep their name silent."""
        for rang, tiers in enumerate(self.tiers):
            if tiers.siren:
                card = self._fournisseur(tiers, self.familles.get(rang, "30"))
                yield rang, touches.told(rang, card)
            elif tiers.type == "personne" and self._chance("personne_tue"):
                yield rang, self._person(tiers.nom, self._place("local"), tue=True)

    def _chance(self, name: str) -> bool:
        return bool(self.tirage.random() < self.shape["parts_des_fournisseurs"][name])

    def _pick(self, choices: Sequence[Any]) -> Any:
        return choices[int(self.tirage.integers(len(choices)))]

    def _place(self, ring: str) -> Lieu:
        lieux, poids = self.lieux[ring]
        return lieux[int(np.searchsorted(np.cumsum(poids), self.tirage.random() * 0.999_999))]

    def _anywhere(self) -> Lieu:
        rings = self.shape["cercles_des_autres"]
        return self._place(str(self.tirage.choice(list(rings), p=list(rings.values()))))

    def _fournisseur(self, tiers: Fournisseur, famille: str) -> Fiche:
        """A supplier: the establishment that is paid is the true one, open unless it has moved."""
        lieu = {"code": tiers.commune, "nom": tiers.ville, "code_postal": tiers.code_postal}
        paid, moved = int(tiers.siret[9:13]), tiers.type == "entreprise" and self._chance("demenage")
        placed, siege = [(paid, lieu, not moved)], paid
        if moved or (tiers.type == "entreprise" and self._chance("siege_ailleurs")):
            siege = paid + 1
            placed.append((siege, lieu if moved else self._anywhere(), True))
        if self._chance("autre_etablissement"):
            placed.append((paid + 2, self._anywhere(), bool(self.tirage.random() < 0.6)))
        taille = "" if self._chance("taille_tue") else tiers.taille
        card = self._card(tiers.siren, tiers.nom, famille, taille, siege, tuple(placed))
        kind = self.shape["juridiques_par_type"].get(self.types.get(tiers.siren, tiers.type), card.juridique)
        ess = "O" if tiers.type == "association" else card.ess
        return replace(card, juridique=kind, ess=ess, suite=(paid, siege) if moved else None)

    def _card(
        self, siren: str, nom: str, famille: str, taille: str, siege: int,
        placed: tuple[tuple[int, Lieu, bool], ...],
    ) -> Fiche:  # fmt: skip
        written, forme = _written(nom)
        if forme and self._chance("sans_forme"):
            written = written.removesuffix(f" {forme}")
        body = written.removesuffix(f" {forme}")
        return Fiche(
            siren,
            written,
            self.shape["juridiques_par_forme"][forme],
            self._pick(self.naf[famille]),
            taille,
            self._pick(self.shape["effectifs_par_taille"][taille]),
            siege,
            placed,
            sigle="".join(word[0] for word in body.split() if word[0].isalpha())
            if self._chance("sigle")
            else "",
            enseigne=self._pick([body, body.split()[0]]) if self._chance("enseigne") else "",
            usuelle=body if self._chance("usuelle") else "",
            ess="O" if forme == "SCOP" else "N",
        )

    def _person(self, nom: str, lieu: Lieu, *, tue: bool) -> Fiche:
        """A sole trader, of whom a partial diffusion says no name."""
        written, naf = _written(nom)[0], self._pick(self.naf[self._pick(list(self.naf))])
        last, _, first = written.rpartition(" ")
        placed = ((1, lieu, True),)
        return Fiche(next(self.free), last, "1000", naf, "", "", 1, placed, prenom=first, tue=tue)

    def others(self) -> Iterator[Fiche]:
        """Enterprises that nobody pays: homonyms of suppliers in other départements, the same names in other
        trades, sole traders, and whatever else.
        """
        known = {_written(tiers.nom)[0] for tiers in self.tiers}
        companies = [tiers for tiers in self.tiers if tiers.type == "entreprise"]
        parts = self.shape["parts_des_autres"]
        kinds = [*parts, "autre"]
        weights = [*parts.values(), 1 - sum(parts.values())]
        wanted = round(self.shape["autres"] * min(1.0, self.lignes / LIGNES_DEFAUT) ** 0.6)
        for kind in self.tirage.choice(kinds, wanted, p=weights).tolist():
            like, lieu = self._pick(companies), self._anywhere()
            if kind == "personnes":
                yield self._sole_trader(known, lieu)
                continue
            famille = self._pick(list(self.naf))
            if kind == "homonymes":
                nom, lieu = like.nom, self._away(like.departement)
            else:
                nom = self._other_trade(like.nom, famille) if kind == "meme_nom" else None
                nom = self._unknown(nom or names.company(self.tirage, famille), known)
            number = int(self.tirage.integers(1, 4))
            taille = "PME" if self.tirage.random() < 0.6 else ""
            alive = bool(self.tirage.random() < 0.6)
            placed = ((number, lieu, alive),)
            yield self._card(next(self.free), nom, famille, taille, number, placed)

    def company(self, rang: int, lieu: Lieu) -> Fiche:
        """A company that nobody has paid yet, in the trade of a supplier, with one establishment."""
        known, famille = {_written(tiers.nom)[0] for tiers in self.tiers}, self.familles[rang]
        nom = self._unknown(names.company(self.tirage, famille), known)
        return self._card(next(self.free), nom, famille, "PME", 1, ((1, lieu, True),))

    def _sole_trader(self, known: set[str], lieu: Lieu) -> Fiche:
        nom = self._unknown(names.person(self.tirage), known)
        return self._person(nom, lieu, tue=bool(self.tirage.random() < 0.1))

    def _away(self, departement: str) -> Lieu:
        """A place of another département."""
        while (lieu := self._anywhere())["departement"] == departement:
            continue
        return lieu

    def _unknown(self, nom: str, known: set[str]) -> str:
        """A name that no supplier bears: the true answer stays the only one."""
        while _written(nom)[0] in known:
            nom = f"{names.surname(self.tirage)} {nom}"
        return nom

    def _other_trade(self, nom: str, famille: str) -> str:
        """The name of a supplier, its trade changed for one of another family."""
        trades: dict[str, list[str]] = read_yaml("noms.yml")["metiers"]
        new = self._pick(trades[famille])
        old = next((word for words in trades.values() for word in words if f" {word} " in f" {nom} "), None)
        return nom.replace(old, new) if old else f"{new} {nom}"


def _written(nom: str) -> tuple[str, str]:
    """A name as SIRENE writes it, upper case and without accent, and the legal form that ends it."""
    written = names.strip_accents(nom).upper().replace(",", "").replace("'", " ")
    last = written.rpartition(" ")[2]
    return written, last if last in read_yaml("noms.yml")["formes"] else ""
