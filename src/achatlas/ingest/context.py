"""What a ``parse.py`` may lean on: the safe readers, the amount rule, and the journal. The only import it
needs here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from achatlas.catalogue.signalements import about
from achatlas.domain.errors import AutreAcheteur, UnreadableFile
from achatlas.domain.money import centimes_of_literal
from achatlas.ingest import persons
from achatlas.ingest.amounts import Montant, read_json, read_rule
from achatlas.ingest.layout import AmountRule, Layout
from achatlas.ingest.readers import csv, elements, xml
from achatlas.ingest.tabular import amount_rule, excerpt, find_header, is_shifted
from achatlas.ingest.writer import Journal

Row = dict[str, Any]
"""An accepted row: canonical columns as text, with ``numero_ligne`` and ``montant_ht_centimes`` as integers.
"""

Parse = Callable[[Path, "Context"], Iterator[Row]]
"""The function that a ``parse.py`` defines under the name ``parse``."""

iter_elements = xml.iter_elements
ANONYME, REMOVED = persons.ANONYME, persons.REMOVED
free = xml.free
to_object = elements.to_object
element_place = elements.place


@dataclass(frozen=True)
class Line:
    """One record of a table: its physical line, its cells by header, its amount, and an excerpt for the
    journal.
    """

    numero: int
    valeurs: Mapping[str, str]
    montant: Montant
    extrait: str


@dataclass(frozen=True)
class Declaration:
    """The buyer that a file is said to belong to (SIREN, or None), and the bodies counted with a member.

    ``regroupes`` maps a SIRET or a SIREN to the SIREN of the member, as in ``territoire.yml``.
    """

    siren: str | None = None
    regroupes: Mapping[str, str] = field(default_factory=dict)

    def is_for(self, identifiant: str) -> bool:
        """Whether a SIRET or a SIREN designates the declared buyer; True when none is declared."""
        siren = identifiant[:9]
        found = self.regroupes.get(identifiant) or self.regroupes.get(siren) or siren
        return not self.siren or found == self.siren


@dataclass(frozen=True)
class Told:
    """What the territory says beyond the SIREN: the bodies counted with a member, as in ``Declaration``, and
    the type and the plan of the buyer ("" when nothing is known of it), that tell which accounts name
    persons.
    """

    regroupes: Mapping[str, str] = field(default_factory=dict)
    acheteur_type: str = ""
    acheteur_plan: str = ""


class Context:
    """The hand that the engine lends to one parser for one file."""

    def __init__(
        self,
        layout: Layout,
        fichier: str,
        journal: Journal,
        encodage: str,
        separateur: str,
        lire: Callable[[str], int],
        declaration: Declaration | None = None,
    ) -> None:
        self.layout, self.fichier = layout, fichier
        self._declaration = declaration or Declaration()
        self._journal, self._encodage, self._separateur, self._lire = journal, encodage, separateur, lire
        self._quoted = journal.persons

    def lines(self, file: Path, quotable: Sequence[str] = ()) -> Iterator[Line]:
        """Yield the records of a delimited file after its header, which is checked column by column.

        A blank record, a repeated header and a record of another width go to the journal. When ``quotable``
        are given, only the lines of these accounts are quoted with their words.
        """
        self._quoted = self._journal.persons.only(quotable) if quotable else self._journal.persons
        records = csv.read_records(file, self._encodage, self._separateur, self.layout.lecture.guillemet)
        entete = find_header(records, self.layout, self.fichier)
        for numero, cellules in entete.preambule:
            self.exclude(numero, "preambule", 0, excerpt(cellules, self.layout, [], self._quoted))
        rule = amount_rule(self.layout, entete.noms)
        for numero, cellules in records:
            line = self._line(numero, cellules, entete.noms, rule)
            if line is not None:
                yield line

    def _line(self, numero: int, cellules: list[str], noms: list[str], rule: AmountRule) -> Line | None:
        valeurs = dict(zip(noms, cellules, strict=False))
        line = Line(
            numero,
            valeurs,
            read_rule(valeurs, rule, self._lire),
            excerpt(cellules, self.layout, noms, self._quoted),
        )
        if not any(cellule.strip() for cellule in cellules):
            self.exclude(numero, "ligne_vide", 0, "")
        elif len(cellules) != len(noms):
            motif = "colonnes_manquantes" if len(cellules) < len(noms) else "colonnes_en_trop"
            centimes = 0 if is_shifted(cellules, len(noms)) else line.montant.centimes
            self.reject(numero, motif, centimes, line.extrait)
        elif line.montant.motif:
            self.reject(numero, line.montant.motif, 0, line.extrait, line.montant.colonne)
        else:
            return line
        return None

    def amount(self, valeurs: Mapping[str, str]) -> Montant:
        """Return the amount that the declared rule makes of a record's values."""
        return read_rule(valeurs, self.layout.montants[0], self._lire)

    def number(self, value: object, colonne: str) -> Montant:
        """Return the amount of a value of an XML object (None when it is empty)."""
        return read_json(value, colonne, centimes_of_literal)

    def reject(self, numero: int, motif: str, centimes: int, extrait: str, colonne: str = "") -> None:
        """Refuse a record, with its reason and the column at fault."""
        self._journal.add("rejet", motif, numero, centimes, extrait, colonne)

    def exclude(self, numero: int, regle: str, centimes: int, extrait: str) -> None:
        """Leave out a record by a rule: it is legitimate in the file but no purchase."""
        self._journal.add("exclu", regle, numero, centimes, extrait)

    def at(self, numero: int) -> None:
        """Say which record is at hand: the next flags are raised by it."""
        self._journal.signalements.at(numero)

    def names_persons(self, comptes: Iterable[str]) -> bool:
        """Say whether one of these accounts is of those whose lines name natural persons."""
        return any(map(self._journal.persons.names, comptes))

    def flag(self, nom: str, objet: str = "") -> None:
        """Count something that the user should know about the file (for example ``nir_retire``); ``objet`` is
        what it is about, when the user needs its name.
        """
        self._journal.signalements[about(nom, objet)] += 1

    def check_acheteur(self, identifiant: str, ou: str) -> None:
        """Compare what the file says of its buyer (SIRET or SIREN, at ``ou``) with the buyer declared.

        A file that says nothing is flagged. Raise AutreAcheteur when it names another body.
        """
        brut = "".join(identifiant.split())
        if not brut:
            self.flag("acheteur_non_verifie")
        elif not self._declaration.is_for(brut):
            raise AutreAcheteur(
                "Ce fichier est celui d'un autre acheteur",
                f"{self.fichier}, {ou}",
                f"il y est écrit {brut}, et l'acheteur déclaré est {self._declaration.siren}",
                "corrigez --acheteur ou prenez le bon fichier ; si ce numéro est compté avec cet acheteur, "
                "dites-le dans acheteurs_regroupes de territoire.yml",
            )

    def refuse(self, quoi: str, pourquoi: str, que_faire: str) -> UnreadableFile:
        """Return the error to raise when the whole file is not what this source reads."""
        return UnreadableFile(quoi, self.fichier, pourquoi, que_faire)
