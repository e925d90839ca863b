"""Counts an XML flow of `V` attributes by expat: the record elements, and the amount that each one holds."""

from __future__ import annotations

from pathlib import Path
from xml.parsers import expat

from achatlas.containers.xml_guard import safe_parser
from achatlas.domain.balance import Account, Tally
from achatlas.domain.errors import UnreadableFile
from achatlas.domain.money import reader_of
from achatlas.ingest.counter.amounts import Lire, amount
from achatlas.ingest.layout import AmountRule, CountSpec


class _Records:
    """Keeps the last value of every element that the rule reads; a record closes with its element.

    The sign elements stand outside the record, in the piece that holds it: they are kept until that piece
    ends.
    """

    def __init__(self, spec: CountSpec, rule: AmountRule, lire: Lire) -> None:
        self.enregistrement, self.rule, self.lire = spec.enregistrement, rule, lire
        self.tally, self.rang, self.dedans = Tally(), 0, False
        self.valeurs: dict[str, str] = {}

    def start(self, nom: str, attributs: dict[str, str]) -> None:
        """Open a record or note the value of an element."""
        if nom == self.enregistrement:
            self.dedans, self.rang = True, self.rang + 1
            self.valeurs.pop(self.rule.colonne, None)
        elif nom in self.rule.signes or (self.dedans and nom == self.rule.colonne):
            self.valeurs[nom] = attributs.get("V", "")

    def end(self, nom: str) -> None:
        """Count the record that closes; forget the signs with the piece that held them."""
        if nom == self.enregistrement:
            self.tally.add(self.rang, amount(self.rule, self.valeurs, self.lire))
            self.dedans = False
        elif nom == "Piece":
            self.valeurs.clear()


def count(path: Path, spec: CountSpec) -> Account:
    """Return the account of an XML flow; raise UnreadableFile when it is malformed, truncated or declares
    entities.
    """
    etat = _Records(spec, spec.montants[0], reader_of(spec.nombres))
    try:
        with path.open("rb") as flux:
            safe_parser(path.name, etat.start, etat.end).ParseFile(flux)
    except expat.ExpatError as faute:
        raise UnreadableFile(
            "XML illisible",
            f"{path.name}, ligne {faute.lineno}",
            "le fichier est tronqué ou mal formé",
            "vérifiez que le fichier est complet et refaites l'export",
        ) from faute
    return etat.tally.account()
