"""What a file is expected to look like, once source and profile are put together; and what is to be counted
in it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from achatlas.catalogue.models_sources import Compteur, Format, Lecture, Liste, Profil, Sens, Source
from achatlas.domain.errors import UnknownColumn
from achatlas.domain.money import PLAIN, NumberFormat

MONTANT, TVA, SENS = "montant_ht", "montant_tva", "sens"
TTC, CREDIT = "montant_ttc", "montant_credit"
AMOUNTS = frozenset({MONTANT, TVA, TTC, CREDIT, SENS})
"""What a profile reads into the amounts of a line: no column of text of the table."""
RETOUR = (("motif", "motif_du_rejet"), ("ligne", "ligne_du_rejet"))


def header(texte: str | None) -> str:
    """Return a column header with its white space made single: the only liberty taken with names."""
    return " ".join((texte or "").split())


def header_names(cells: list[str], known: Collection[str], above: list[str] | None = None) -> list[str]:
    """Return the names of the columns of a header record; ``above`` is the record before it when the header
    stands on two lines. A name met again is « nom (2) » when that is one of the ``known`` names; a name
    that one of them spells in other cases is that one.
    """
    if above is not None:
        width = max(len(above), len(cells))
        pairs = zip(_padded(above, width), _padded(cells, width), strict=True)
        cells = [f"{upper} {lower}" for upper, lower in pairs]
    names, spelled = list[str](), _spellings(frozenset(known))
    for written in map(header, cells):
        name = written if written in known else spelled.get(written.casefold(), written)
        again = f"{name} ({1 + sum(n == name or n.startswith(f'{name} (') for n in names)})"
        names.append(again if name in names and again in known else name)
    return names


@lru_cache(maxsize=256)
def _spellings(known: frozenset[str]) -> dict[str, str]:
    """The names that no other spells in other cases, by their lower case."""
    folded = Counter(map(str.casefold, known))
    return {name.casefold(): name for name in known if folded[name.casefold()] == 1}


def _padded(cells: list[str], width: int) -> list[str]:
    return [*cells, *[""] * (width - len(cells))]


@dataclass(frozen=True)
class AmountRule:
    """Where the amount of a record is and how its sign is told: column (those of ``sinon`` in turn where it
    is blank), less column, turned by some values.

    ``signes`` maps a column (or element) to value → ±1; an unlisted value makes the amount unreadable when
    ``signes_stricts``, and changes nothing otherwise. A blank is zero on either side of a difference, unless
    ``principal``: then there is no amount without the first column.
    """

    colonne: str
    moins: str | None = None
    sinon: tuple[str, ...] = ()
    signes: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    signes_stricts: bool = True
    principal: bool = False

    def first_of(self, valeurs: Mapping[str, str]) -> str:
        """Return the first amount that is written: of the column, else of those that stand in for it."""
        texts = (valeurs.get(nom) or "" for nom in (self.colonne, *self.sinon))
        return next((text for text in texts if text.strip()), "")

    @property
    def colonnes(self) -> tuple[str, ...]:
        """Every column that the rule reads."""
        return tuple(nom for nom in (self.colonne, *self.sinon, self.moins, *self.signes) if nom)


@dataclass(frozen=True)
class CountSpec:
    """All that an independent counter is told: how the file is written, which names make its header, the
    amount.
    """

    format: str
    montants: tuple[AmountRule, ...]
    nombres: NumberFormat = PLAIN
    encodage: str = "utf-8"
    separateur: str = ";"
    guillemet: str = '"'
    feuille: str | None = None
    entete: frozenset[str] = frozenset()
    racine: tuple[str, ...] = ()
    attribut: str = ""
    enregistrement: str = ""
    deux_lignes: bool = False

    @property
    def known(self) -> frozenset[str]:
        """Every name that the counter is told."""
        return self.entete.union(*(rule.colonnes for rule in self.montants))


@dataclass(frozen=True)
class Layout:
    """Columns, dialect and formats of one file, from its source and its profile."""

    table: str
    conteneur: Format
    lecture: Lecture
    nombres: NumberFormat
    dates: str
    colonnes: Mapping[str, str]
    facultatives: frozenset[str]
    ignore: Mapping[str, str]
    listes: Mapping[str, Liste]
    lignes_min: int
    montants: tuple[AmountRule, ...]
    compteur: Compteur | None = None
    totaux: re.Pattern[str] | None = None
    repetitions: bool = False
    sans_identite: bool = False
    absences: Mapping[str, str] = field(default_factory=dict)
    enumerations: Mapping[str, str] = field(default_factory=dict)
    base: str = "ht"

    @property
    def known(self) -> frozenset[str]:
        """Every name that is read or ignored."""
        return frozenset({*self.colonnes, *self.ignore})

    @property
    def obligatoires(self) -> frozenset[str]:
        """The headers without which the file is not of this format."""
        return frozenset(self.colonnes) - self.facultatives

    def is_total(self, text: str) -> bool:
        """Say whether a first cell is that of a line of total."""
        return self.totaux is not None and self.totaux.fullmatch(text) is not None

    @property
    def retour(self) -> tuple[str, ...]:
        """The two columns that an excerpt of rejected lines adds to those of its file, reason then line: they
        are never read back. Another name is taken where the file has such a column of its own.
        """
        return tuple(next(n for n in noms if n not in self.colonnes) for noms in RETOUR)

    def source_of(self, canonique: str) -> str | None:
        """Return the file's own name of a canonical column, for messages."""
        return next((nom for nom, vers in self.colonnes.items() if vers == canonique), None)

    def check_columns(self, noms: list[str], ou: str) -> None:
        """Raise UnknownColumn when a header is unknown, repeated or missing: every column is read or ignored
        aloud.
        """
        attendues = ", ".join(f"« {nom} »" for nom in self.colonnes)
        retour = self.retour if set(self.retour) <= set(noms) else ()
        for nom in noms:
            if nom and not any(nom in known for known in (self.colonnes, self.ignore, retour)):
                raise UnknownColumn(
                    f"Colonne inconnue : « {nom} »",
                    ou,
                    f"les colonnes attendues sont {attendues}",
                    "renommez-la, ou déclarez-la dans colonnes ou dans ignore (avec la raison)",
                )
            if nom and noms.count(nom) > 1:
                raise UnknownColumn(
                    f"Colonne en double : « {nom} »",
                    ou,
                    "on ne saurait laquelle lire",
                    "renommez ou retirez l'une des deux",
                )
        self.check_present(noms, ou)

    def check_present(self, noms: list[str], ou: str) -> None:
        """Raise UnknownColumn when a mandatory header is missing."""
        manquantes = [nom for nom in self.colonnes if nom in self.obligatoires and nom not in noms]
        if manquantes:
            absentes = ", ".join(f"« {nom} »" for nom in manquantes)
            raise UnknownColumn(
                f"Colonne obligatoire absente : {absentes}",
                ou,
                f"colonnes trouvées : {', '.join(nom for nom in noms if nom)[:400] or 'aucune'}",
                "vérifiez l'export, ou choisissez le profil qui correspond à ce fichier",
            )


def _sign_map(sens: Sens) -> dict[str, int]:
    return {**dict.fromkeys(sens.plus, 1), **dict.fromkeys(sens.moins, -1)}


def _counter_rule(compteur: Compteur) -> AmountRule:
    if compteur.sens_de:
        signs = {compteur.sens_de: _sign_map(compteur.sens)}
        return AmountRule(compteur.montant, compteur.moins, compteur.sinon, signs)
    signes = {nom: dict.fromkeys(valeurs, -1) for nom, valeurs in compteur.signe_moins.items()}
    return AmountRule(compteur.montant, compteur.moins, compteur.sinon, signes, signes_stricts=False)


def _amount_rules(source: Source, profil: Profil | None) -> tuple[AmountRule, ...]:
    """Return the amount rules that the source declares for its counter, or the one that its columns tell."""
    if source.compteur:
        return tuple(map(_counter_rule, source.compteur))
    decrit = profil or source
    vers = {canonique: nom for nom, canonique in decrit.colonnes.items()}
    signes = {vers[SENS]: _sign_map(decrit.sens)} if decrit.sens and SENS in vers else {}
    if MONTANT not in vers and TTC in vers:
        return (AmountRule(vers[TTC], vers[TVA], signes=signes, principal=True),)
    return (AmountRule(vers.get(MONTANT, ""), vers.get(CREDIT), signes=signes),)


def _container(source: Source, lecture: Lecture) -> Format:
    """Return what the bytes of the file are: a parser's counter always says it."""
    told = source.compteur[0].format if source.compteur else None
    return told or ("csv" if lecture.format == "parse" else lecture.format)


def build_layout(source: Source, profil: Profil | None) -> Layout:
    """Return the layout of a source, its columns taken from the profile when it has one."""
    decrit = profil or source
    lecture = decrit.lecture
    totaux = re.compile(profil.lignes_de_total, re.IGNORECASE) if profil else None
    return Layout(
        source.ecrit,
        _container(source, lecture),
        lecture,
        decrit.nombres.format(),
        decrit.dates,
        decrit.colonnes,
        decrit.optional,
        decrit.ignore,
        source.listes,
        source.controles.lignes_min,
        _amount_rules(source, profil),
        source.compteur[0] if source.compteur else None,
        totaux,
        decrit.repetitions,
        decrit.sans_identite,
        decrit.absences,
        decrit.enumerations,
        profil.base if profil else "ht",
    )


def count_spec(layout: Layout, encodage: str, separateur: str) -> CountSpec:
    """Return what the counter of this layout's container is told."""
    compteur, lecture = layout.compteur, layout.lecture
    return CountSpec(
        layout.conteneur,
        layout.montants,
        layout.nombres,
        encodage,
        separateur,
        lecture.guillemet,
        lecture.feuille,
        layout.obligatoires,
        lecture.racine,
        lecture.attribut,
        compteur.enregistrement if compteur else "",
        lecture.entete == "deux_lignes",
    )
