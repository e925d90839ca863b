"""Counts the records of an XML document by expat: elements at declared places, and the amount among their
children.
"""

from __future__ import annotations

from pathlib import Path
from xml.parsers import expat

from achatlas.containers.xml_guard import safe_parser
from achatlas.domain.balance import Account, Tally
from achatlas.domain.errors import UnreadableFile
from achatlas.domain.money import centimes_of_literal
from achatlas.ingest.layout import CountSpec


class _Amount:
    """One child that may be the amount: its text, and whether anything makes it no plain number."""

    def __init__(self) -> None:
        self.texte, self.times, self.plain = "", 0, True

    @property
    def said(self) -> bool:
        """Whether the child counts as given, readable or not."""
        return self.times > 1 or not self.plain or bool(self.texte.strip())

    @property
    def centimes(self) -> int:
        """Its cents, 0 when they cannot be read."""
        if self.times > 1 or not self.plain:
            return 0
        try:
            return centimes_of_literal(self.texte)
        except ValueError:
            return 0


class _Scan:
    """Follows the place in the document; a record opens and closes with an element at a wanted place."""

    def __init__(self, spec: CountSpec) -> None:
        self.racines, self.attribut = frozenset(spec.racine), spec.attribut
        self.noms = [rule.colonne for rule in spec.montants]
        self.tally, self.rang, self.fond = Tally(), 0, 0
        self.place: list[str] = []
        self.trouves: dict[str, _Amount] = {}
        self.ouvert: _Amount | None = None

    def start(self, nom: str, attributs: dict[str, str]) -> None:
        """Enter an element: a record, an amount, or something within one."""
        self.place.append(nom)
        if not self.fond and ".".join(self.place) in self.racines:
            self.fond, self.trouves = len(self.place), {}
        elif self.fond and len(self.place) == self.fond + 1 and nom in self.noms:
            self._open(self.trouves.setdefault(nom, _Amount()), attributs)
        elif self.ouvert is not None:
            self.ouvert.plain = False

    def _open(self, montant: _Amount, attributs: dict[str, str]) -> None:
        montant.times += 1
        others = {nom for nom in attributs if ":" not in nom and not nom.startswith("xmlns")} - {
            self.attribut
        }
        montant.plain = montant.plain and not others
        montant.texte += attributs.get(self.attribut, "") if self.attribut else ""
        self.ouvert = montant

    def data(self, texte: str) -> None:
        """Keep the text of an amount."""
        if self.ouvert is not None and not self.attribut:
            self.ouvert.texte += texte

    def end(self, _: str) -> None:
        """Leave an element; the end of a record counts it."""
        if len(self.place) == self.fond:
            self.rang += 1
            said = (self.trouves[nom] for nom in self.noms if nom in self.trouves)
            self.tally.add(self.rang, next((one.centimes for one in said if one.said), 0))
            self.fond = 0
        elif self.fond and len(self.place) == self.fond + 1:
            self.ouvert = None
        self.place.pop()


def count(path: Path, spec: CountSpec) -> Account:
    """Return the account of an XML document, its records at ``spec.racine``; raise UnreadableFile when it is
    malformed, truncated or declares entities.
    """
    scan = _Scan(spec)
    try:
        with path.open("rb") as flux:
            safe_parser(path.name, scan.start, scan.end, scan.data).ParseFile(flux)
    except expat.ExpatError as faute:
        raise UnreadableFile(
            "XML illisible",
            f"{path.name}, ligne {faute.lineno}",
            "le fichier est tronqué ou mal formé",
            "vérifiez que le fichier est complet et refaites l'export",
        ) from faute
    return scan.tally.account()
