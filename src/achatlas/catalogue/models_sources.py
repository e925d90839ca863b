"""Models of ``sources/<id>/source.yml`` and of ``profils/<id>.yml``, unknown keys refused."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from achatlas.catalogue.models import Definition
from achatlas.domain.money import NumberFormat

Format = Literal["csv", "tableur", "json", "xml"]
Signe = Literal["avant", "apres", "parentheses", "credit"]
Textes = dict[str, str]
LIGNE = "ligne"


def _tuple(valeur: object) -> object:
    return (valeur,) if isinstance(valeur, str) else valeur


class Nombres(Definition):
    """How amounts are written: decimal mark (".," for either), grouping mark, accepted signs, currency
    symbol; and the unit that they count, ``euros`` being what was said in spite of a file that tells another.
    """

    decimale: Literal[",", ".", ".,"] = "."
    milliers: Literal["", " ", ".", ",", "'"] = ""
    signe: Annotated[tuple[Signe, ...], Field(min_length=1)] = ("avant",)
    symbole: str = ""
    unite: Literal["", "euros", "centimes", "milliers", "millions"] = ""

    _signe_seul = field_validator("signe", mode="before")(_tuple)

    @model_validator(mode="after")
    def _sans_ambiguite(self) -> Nombres:
        self.format()
        return self

    def format(self) -> NumberFormat:
        """Return the format that the money parser follows; ValueError when it is ambiguous."""
        return NumberFormat(self.decimale, self.milliers, frozenset(self.signe), self.symbole, self.unite)


class Lecture(Definition):
    """How the file is opened: container, dialect, encodings tried in order (strictly), sheet, places of the
    records.

    ``racine`` holds dotted paths: of the lists of records in JSON ("" is the document itself, a list or a
    lone record), of the record elements in XML from the root on; a parser of XML names the sections without
    which the flow is not its own, and ``ailleurs`` what a flow is that has another one instead (the first
    that it has). ``attribut`` is the XML attribute that carries the values (V in a PES), none when they are
    texts.
    """

    format: Literal["csv", "tableur", "json", "xml", "parse"]
    separateur: Annotated[tuple[str, ...], Field(min_length=1)] = (";",)
    guillemet: Annotated[str, Field(max_length=1)] = '"'
    encodage: Annotated[tuple[str, ...], Field(min_length=1)] = ("utf-8",)
    feuille: str | None = None
    entete: Literal["auto", "deux_lignes"] = "auto"
    racine: tuple[str, ...] = ()
    ailleurs: dict[str, str] = {}
    attribut: str = ""

    _texte_seul = field_validator("separateur", "encodage", "racine", mode="before")(_tuple)

    @field_validator("separateur")
    @classmethod
    def _un_caractere(cls, separateurs: tuple[str, ...]) -> tuple[str, ...]:
        if any(len(separateur) != 1 for separateur in separateurs):
            raise ValueError("le séparateur doit tenir en un caractère")
        return separateurs


class Sens(Definition):
    """What each value of the « sens » column does to the amount: keep it or turn it."""

    plus: tuple[str, ...] = ()
    moins: tuple[str, ...] = ()


class Liste(Definition):
    """A JSON list of objects kept as JSON text in one column: keys renamed, others ignored with a reason."""

    vers: str
    champs: Textes
    ignore: Textes = Field(default_factory=dict)


class Compteur(Definition):
    """What the independent counter of an odd source counts, since no column map tells it. A source may give
    several: the first whose columns the file has is followed.

    ``format`` is that of the reading when it is not given. ``enregistrement`` is the element or header name
    that makes a record; ``montant`` the amount, those of ``sinon`` in turn where it is blank, less ``moins``;
    ``signe_moins`` the (element or column, values) that turn the amount; ``sens`` as in a profile, for column
    ``sens_de``.
    """

    format: Format | None = None
    enregistrement: str = ""
    montant: str
    sinon: tuple[str, ...] = ()
    moins: str | None = None
    sens_de: str | None = None
    sens: Sens = Sens()
    signe_moins: dict[str, tuple[str, ...]] = Field(default_factory=dict)


class Controles(Definition):
    """What must hold for the file to be believed."""

    lignes_min: int = Field(default=1, ge=0)


class Description(Definition):
    """What a source and a profile have in common: how columns are read, mapped, or ignored with a reason.

    Every mapped column is mandatory, except those of ``facultatives``; or only those of ``obligatoires`` are.
    Two lines of a mandat that are the same to the letter count once, unless ``repetitions`` says that
    the software writes two payments so. A line that names no mandat, date, account nor supplier is refused
    or a total, unless ``sans_identite`` says that it is a payment.
    ``absences`` maps what is written where there is no value ("NC", or "INX *" for whatever begins so) to the
    flag that counts it; ``enumerations`` maps a column of several values to what separates them in the file.
    """

    id: str
    libelle: str
    description: str = ""
    nombres: Nombres = Nombres()
    dates: str = "iso"
    colonnes: Textes = Field(default_factory=dict)
    facultatives: tuple[str, ...] = ()
    obligatoires: tuple[str, ...] | None = None
    ignore: Textes = Field(default_factory=dict)
    absences: Textes = Field(default_factory=dict)
    enumerations: Textes = Field(default_factory=dict)
    sens: Sens | None = None
    repetitions: bool = False
    sans_identite: bool = False

    @model_validator(mode="after")
    def _coherente(self) -> Description:
        doubles = set(self.colonnes) & set(self.ignore)
        if doubles:
            raise ValueError(f"colonne à la fois lue et ignorée : {', '.join(sorted(doubles))}")
        inconnues = {*self.facultatives, *(self.obligatoires or ())} - set(self.colonnes)
        if inconnues:
            raise ValueError(
                f"colonne facultative ou obligatoire qui n'est pas lue : {', '.join(sorted(inconnues))}"
            )
        return self

    @property
    def optional(self) -> frozenset[str]:
        """The mapped columns that a file may lack."""
        if self.obligatoires is not None:
            return frozenset(self.colonnes) - frozenset(self.obligatoires)
        return frozenset(self.facultatives)


class Source(Description):
    """One import format, found by its folder. ``profils: true`` when the columns stand in a profile of the
    file; ``repere`` says what the number of a record counts: a line of the file, else the noun (masculine) of
    what is counted one by one. ``comme`` names a source whose definition holds wherever this one says
    nothing: the same data in another container.
    """

    comme: str | None = None
    ecrit: Literal["brut__mandats", "brut__marches"]
    lecture: Lecture
    listes: dict[str, Liste] = Field(default_factory=dict)
    compteur: tuple[Compteur, ...] = ()
    controles: Controles = Controles()
    profils: bool = False
    repere: Annotated[str, Field(min_length=1)] = LIGNE

    @model_validator(mode="after")
    def _comptable(self) -> Source:
        told = [one.format for one in self.compteur]
        if self.lecture.format == "parse" and (not told or None in told):
            raise ValueError("le format parse demande un compteur et son format")
        return self


def _check_amount(vers: set[str]) -> None:
    if "montant_ht" not in vers and not {"montant_ttc", "montant_tva"} <= vers:
        raise ValueError(
            "aucune colonne n'est lue comme montant_ht, ni deux comme montant_ttc et montant_tva"
        )
    if {"montant_ht", "montant_ttc"} <= vers:
        raise ValueError("montant_ttc ne se lit qu'en l'absence de montant_ht")


LIGNES_DE_TOTAL = (
    r"((sous|sub|grand|ss?)[-/. ]*)?tota(l|ux)\b.*|cumul([ée]e?)?s?\b.*|reports?\b.*"
    r"|(à|a\u0300?)\s*reporter\b.*|montants?\s+(totaux|total|cumul[ée]s?|report[ée]s?)\b.*"
    r"|soldes?(\s+((à|a\u0300?)\s+reporter|report[ée]|ant[ée]rieur|pr[ée]c[ée]dent|initial|final|cumul[ée]"
    r"|g[ée]n[ée]ral|d[ée]biteur|cr[ée]diteur|au\s+[0-9]{1,2}\b.*))?"
)
"""The first cell, or the only word, of a line that sums others, whatever its case. A balance is told by its
kind or its day alone: « Solde du marché » is a purchase.
"""


class Profil(Description):
    """The columns of one buyer's spreadsheet export: its dialect, its numbers, its dates, its headers.

    The amount is ``montant_ht``, less ``montant_credit`` when there is one; without it, ``montant_ttc`` less
    ``montant_tva``. ``base`` says what is known of the tax in ``montant_ht``: an amount that is not without
    tax is read as written and said so. A header met twice is named « Montant (2) » the second time.
    """

    lecture: Lecture
    base: Literal["ht", "ttc", "inconnue"] = "ht"
    lignes_de_total: str = LIGNES_DE_TOTAL

    @model_validator(mode="after")
    def _montant_lu(self) -> Profil:
        vers = set(self.colonnes.values())
        if len(vers) < len(self.colonnes):
            found = list(self.colonnes.values())
            doubles = {cible for cible in found if found.count(cible) > 1}
            raise ValueError(f"deux colonnes pour une seule donnée : {', '.join(sorted(doubles))}")
        _check_amount(vers)
        if self.lecture.format not in {"csv", "tableur"}:
            raise ValueError("un profil décrit un fichier csv ou tableur")
        if self.lecture.format == "tableur" and self.nombres.milliers in {".", ","}:
            raise ValueError("dans un classeur, milliers doit être vide ou une espace")
        if ("sens" in vers) != (self.sens is not None):
            raise ValueError("la colonne lue comme sens et la rubrique sens vont ensemble")
        return self
