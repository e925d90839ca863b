"""A synthetic SIRENE of any size, for measuring only: the layouts, the proportions and the homonyms of the
real one, every enterprise invented. Beyond the block 000, its numbers satisfy Luhn's check and may be those
of somebody: never show it as the referential.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from achatlas.catalogue.load import Catalogue
from demo import names
from demo.stock import Columns, Stock
from demo.territoire import read_yaml, rng

BLOC = 100_000
FIRST, LAST = 20_000_000, 99_000_000
"""The first eight digits of the SIREN go from one to the other."""
DEBUT, JOURS = np.datetime64("1975-01-01"), 18_900
TU, ABSENT = "[ND]", ""
Entiers = NDArray[np.int64]
Booleans = NDArray[np.bool_]
Progres = Callable[[int, int], None]


def generer_sirene(
    dossier: Path, etablissements: int, graine: int, forme: str, progres: Progres | None = None
) -> int:
    """Writes the three stock files of about so many establishments; returns how many there are. The same seed
    and size give the same rows, whatever the format; memory does not follow the size.
    """
    units, done = max(1, round(etablissements / read_yaml("sirene.yml")["etablissements_par_unite"])), 0
    words, total = Words(), 0
    with Stock(dossier, forme) as stock:
        while done < units:
            size = min(BLOC, units - done)
            total += Bloc(graine, done, size, units, words).write(stock)
            done += size
            if progres:
                progres(done, units)
    return total


def keys(numbers: Entiers) -> Entiers:
    """The digit that makes each number satisfy Luhn's check once it follows it."""
    total, rest = np.zeros_like(numbers), numbers.copy()
    for rank in range(14):
        rest, digit = np.divmod(rest, 10)
        value = digit * (2 - rank % 2)
        total += np.where(value > 9, value - 9, value)
    return np.asarray(-total % 10, dtype=np.int64)


def padded(numbers: Entiers, digits: int) -> pa.Array:
    """Numbers as texts of so many digits."""
    return pc.utf8_lpad(pa.array(numbers).cast(pa.string()), digits, "0")


class Words:
    """The pieces from which names are put together, and where enterprises are: upper case, no accent."""

    def __init__(self) -> None:
        pieces = read_yaml("noms.yml")
        self.noms = _upper(
            f"{a}{b}{c}" for a in pieces["debuts"] for b in pieces["milieux"] for c in pieces["fins"]
        )
        self.marques = _upper(f"{a}{b}" for a in pieces["marques_debut"] for b in pieces["marques_fin"])
        self.metiers = _upper(word for words in pieces["metiers"].values() for word in words)
        self.prenoms = _upper(line["prenom"] for line in Catalogue().lines("regles/prenoms.csv"))
        self.formes = _upper(form for form in pieces["formes"] if form)
        self.streets = _upper(pieces["rues"])
        self.associations = _upper(pieces["associations"])
        self.forme = read_yaml("sirene.yml")
        self.naf = pa.array(sorted({code for codes in self.forme["naf"].values() for code in codes}))

    @cached_property
    def communes(self) -> tuple[pa.Array, pa.Array, pa.Array, NDArray[np.float64]]:
        """Codes, names, postal codes and cumulated weights of the communes of France."""
        postal: dict[str, str] = {}
        for line in Catalogue().lines("referentiels/codes_postaux.csv"):
            for code in line["communes"].split("|"):
                postal.setdefault(code, line["code_postal"])
        lines = list(Catalogue().lines("referentiels/communes.csv"))
        weights = np.array([float(line["population"] or 0) + 50 for line in lines])
        return (
            pa.array([line["code"] for line in lines]),
            _upper(line["libelle"] for line in lines),
            pa.array([postal.get(line["code"], "") for line in lines]),
            np.cumsum(weights) / weights.sum(),
        )


def _upper(texts: Any) -> pa.Array:
    return pa.array([names.strip_accents(text).upper().replace(",", " ") for text in texts])


def initials(draw: np.random.Generator, n: int) -> pa.Array:
    """Sigles of three letters."""
    letters = pa.array([chr(65 + rank) for rank in range(26)])
    return pc.binary_join_element_wise(
        *(letters.take(pa.array(draw.integers(0, 26, n))) for _ in range(3)), ""
    )


@dataclass(frozen=True)
class Bloc:
    """A block of units, from the rank ``first`` of ``total``, with their establishments and successions."""

    graine: int
    first: int
    size: int
    total: int
    words: Words

    def write(self, stock: Stock) -> int:
        """Writes the block; returns its number of establishments."""
        draw = rng(self.graine, "sirene", self.first)
        units = self._units(draw)
        owner, rank, count = self._ranks(draw)
        siret = self._sirets(units["siren"], owner, rank)
        stock.add("unites", self._told_units(draw, units, siret[np.cumsum(count) - 1]))
        stock.add("etablissements", self._told_establishments(draw, units, owner, rank, count, siret))
        stock.add("successions", self._links(draw, siret, owner))
        return len(siret)

    def _part(self, draw: np.random.Generator, name: str, n: int) -> Booleans:
        return np.asarray(draw.random(n) < self.words.forme["parts"][name])

    def _units(self, draw: np.random.Generator) -> dict[str, Any]:
        """What units are: number, whether a person, partly told, closed."""
        step = (LAST - FIRST) // self.total
        ranks = np.arange(self.first, self.first + self.size, dtype=np.int64)
        numbers = FIRST + ranks * step + draw.integers(0, step, self.size)
        return {
            "siren": numbers * 10 + keys(numbers),
            "personne": self._part(draw, "personnes", self.size),
            "tue": self._part(draw, "partielle", self.size),
            "cessee": self._part(draw, "cessees", self.size),
        }

    def _ranks(self, draw: np.random.Generator) -> tuple[Entiers, Entiers, Entiers]:
        """The unit of each establishment, its rank from 1 there, and how many each unit has."""
        count = np.minimum(draw.geometric(1 / self.words.forme["etablissements_par_unite"], self.size), 400)
        owner = np.repeat(np.arange(self.size), count)
        rank = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count) + 1
        return owner, rank, count

    @staticmethod
    def _sirets(siren: Entiers, owner: Entiers, rank: Entiers) -> Entiers:
        body = siren[owner] * 10_000 + rank
        return np.asarray(body * 10 + keys(body), dtype=np.int64)

    def _pick(self, draw: np.random.Generator, words: pa.Array, n: int, shape: float = 2.5) -> pa.Array:
        """Words, the first ones far more often: homonyms are many."""
        return words.take(pa.array((len(words) * draw.random(n) ** shape).astype(np.int64)))

    def _weighted(self, draw: np.random.Generator, name: str, n: int) -> pa.Array:
        said: Mapping[str, float] = self.words.forme[name]
        weights = np.array(list(said.values()), dtype=float)
        return pa.array(list(said)).take(pa.array(draw.choice(len(said), n, p=weights / weights.sum())))

    def _companies(self, draw: np.random.Generator, n: int) -> pa.Array:
        """Names of companies and associations."""
        w = self.words
        nom, metier, marque = (self._pick(draw, words, n) for words in (w.noms, w.metiers, w.marques))
        forme, assoc = self._pick(draw, w.formes, n, 2), self._pick(draw, w.associations, n, 1)
        shapes = (
            (metier, nom, forme), (nom, metier, forme), (marque, metier, forme), (forme, nom, metier),
            (marque, forme), (nom, pa.array(["ET FILS"] * n), forme), (assoc, marque, metier),
        )  # fmt: skip
        texts = [pc.binary_join_element_wise(*shape, " ") for shape in shapes]
        return pc.choose(pa.array(draw.integers(0, len(texts), n)), *texts)

    def _days(self, draw: np.random.Generator, n: int) -> pa.Array:
        return pa.array(DEBUT + draw.integers(0, JOURS, n)).cast(pa.date32()).cast(pa.string())

    def _told_units(self, draw: np.random.Generator, units: dict[str, Any], siege: Entiers) -> Columns:
        n, w, person = self.size, self.words, pa.array(units["personne"])
        silent, body = pa.array(units["tue"]), pa.array(~units["personne"])

        def said(keep: pa.Array, words: pa.Array) -> pa.Array:
            return pc.if_else(keep, pc.if_else(silent, TU, words), ABSENT)

        usage = pa.array(units["personne"] & self._part(draw, "usage", n))
        sigle = pa.array(~units["personne"] & self._part(draw, "sigles", n))
        usuelle = pa.array(self._part(draw, "usuelles", n))
        prenom = self._pick(draw, w.prenoms, n, 1.5)
        juridique = self._weighted(draw, "juridiques", n)
        taille = pc.if_else(person, ABSENT, self._weighted(draw, "tailles", n))
        return {
            "siren": padded(units["siren"], 9),
            "statutDiffusionUniteLegale": pc.if_else(silent, "P", "O"),
            "dateCreationUniteLegale": self._days(draw, n),
            "sigleUniteLegale": said(sigle, initials(draw, n)),
            "prenom1UniteLegale": said(person, prenom),
            "prenomUsuelUniteLegale": said(person, prenom),
            "trancheEffectifsUniteLegale": self._weighted(draw, "effectifs", n),
            "dateDernierTraitementUniteLegale": _stamp(self._days(draw, n)),
            "nombrePeriodesUniteLegale": pa.array(["1"] * n),
            "categorieEntreprise": taille,
            "anneeCategorieEntreprise": pc.if_else(pc.equal(taille, ""), ABSENT, "2024"),
            "dateDebut": self._days(draw, n),
            "etatAdministratifUniteLegale": pc.if_else(pa.array(units["cessee"]), "C", "A"),
            "nomUniteLegale": said(person, self._pick(draw, w.noms, n)),
            "nomUsageUniteLegale": said(usage, self._pick(draw, w.noms, n)),
            "denominationUniteLegale": said(body, self._companies(draw, n)),
            "denominationUsuelle1UniteLegale": said(usuelle, self._pick(draw, w.marques, n)),
            "categorieJuridiqueUniteLegale": pc.if_else(person, "1000", juridique),
            "activitePrincipaleUniteLegale": self._pick(draw, w.naf, n, 1.2),
            "nomenclatureActivitePrincipaleUniteLegale": pa.array(["NAFRev2"] * n),
            "nicSiegeUniteLegale": padded(siege % 100_000, 5),
            "economieSocialeSolidaireUniteLegale": pc.if_else(pa.array(self._part(draw, "ess", n)), "O", "N"),
            "caractereEmployeurUniteLegale": pa.array(["N"] * n),
        }  # fmt: skip

    def _told_establishments(
        self, draw: np.random.Generator, units: dict[str, Any], owner: Entiers, rank: Entiers,
        count: Entiers, siret: Entiers,
    ) -> Columns:  # fmt: skip
        n, w = len(siret), self.words
        silent = pa.array(units["tue"][owner])
        codes, towns, postal, weights = w.communes
        place = pa.array(np.minimum(np.searchsorted(weights, draw.random(n)), len(codes) - 1))
        closed = units["cessee"][owner] | self._part(draw, "fermes", n)

        def said(part: str, words: pa.Array) -> pa.Array:
            return pc.if_else(pa.array(self._part(draw, part, n)), pc.if_else(silent, TU, words), ABSENT)

        street = pc.if_else(silent, TU, self._pick(draw, w.streets, n, 1))
        return {
            "siren": padded(units["siren"][owner], 9),
            "nic": padded(siret % 100_000, 5),
            "siret": padded(siret, 14),
            "statutDiffusionEtablissement": pc.if_else(silent, "P", "O"),
            "dateCreationEtablissement": self._days(draw, n),
            "trancheEffectifsEtablissement": self._weighted(draw, "effectifs", n),
            "dateDernierTraitementEtablissement": _stamp(self._days(draw, n)),
            "etablissementSiege": pc.if_else(pa.array(rank == count[owner]), "true", "false"),
            "nombrePeriodesEtablissement": pa.array(["1"] * n),
            "numeroVoieEtablissement": pc.if_else(silent, TU, padded(draw.integers(1, 99, n), 1)),
            "libelleVoieEtablissement": street,
            "codePostalEtablissement": pc.if_else(silent, TU, postal.take(place)),
            "libelleCommuneEtablissement": towns.take(place),
            "codeCommuneEtablissement": codes.take(place),
            "dateDebut": self._days(draw, n),
            "etatAdministratifEtablissement": pc.if_else(pa.array(closed), "F", "A"),
            "enseigne1Etablissement": said("enseignes", self._pick(draw, w.marques, n)),
            "denominationUsuelleEtablissement": said("usuelles", self._pick(draw, w.metiers, n)),
            "activitePrincipaleEtablissement": self._pick(draw, w.naf, n, 1.2),
            "nomenclatureActivitePrincipaleEtablissement": pa.array(["NAFRev2"] * n),
            "caractereEmployeurEtablissement": pa.array(["N"] * n),
        }

    def _links(self, draw: np.random.Generator, siret: Entiers, owner: Entiers) -> Columns:
        """An establishment followed by the next one of its unit; some by that of the next unit."""
        links = (
            np.flatnonzero(self._part(draw, "successions", len(siret) - 1)) if len(siret) > 1 else owner[:0]
        )
        same = pa.array(owner[links] == owner[links + 1])
        return {
            "siretEtablissementPredecesseur": padded(siret[links], 14),
            "siretEtablissementSuccesseur": padded(siret[links + 1], 14),
            "dateLienSuccession": self._days(draw, len(links)),
            "transfertSiege": pc.if_else(same, "true", "false"),
            "continuiteEconomique": pa.array(["true"] * len(links), pa.string()),
            "dateDernierTraitementLienSuccession": _stamp(self._days(draw, len(links))),
        }


def _stamp(days: pa.Array) -> pa.Array:
    """A day as the moment of a treatment."""
    return pc.binary_join_element_wise(days, "T06:00:00", "")
