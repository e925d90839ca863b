"""Checks of single values, on the distinct values of a column. What is repaired says so; the rest stays
unknown.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from hashlib import blake2b
from typing import Any

import pyarrow as pa

from achatlas.catalogue.load import Catalogue
from achatlas.domain.identifiers import is_siren, is_siret, siren_from_tva
from achatlas.domain.shapes.dates import SERIAL, month_of, serial_day, without_time

TEXT = pa.string()
ISO = re.compile(r"(\d{4}-\d{2}-\d{2})([T+Z ].*)?")
YEARS = range(1990, 2100)
PERSONNE_PHYSIQUE = "01"
ZERO = "zero_de_tete"  # what it proves is told in metier/regles/reparations.yml

DATES = pa.schema([("exercice_net", TEXT), ("mois", TEXT), ("jour", pa.date32()), ("date_motif", TEXT)])
FOREIGN_VAT, FALSE = "tva_etrangere", "invalide"
LONGEST, MARK = 20, 8
SAID = ("siret_net", "siren_net", "tiers_etat", "tiers_motif", "tva_net", "ecrit_net", "tiers_marque")
TIERS = pa.schema([(column, TEXT) for column in SAID])
POSTAL = pa.schema([("code_postal_net", TEXT), ("code_postal_motif", TEXT)])
COMPTE = pa.schema([("compte_net", TEXT)])


def read_date(text: str, form: str = "iso") -> date | None:
    """A date in the declared form (``iso``, a strptime pattern, ``serie`` for the number of a spreadsheet),
    hour and time zone dropped; None if it is none.
    """
    found = ISO.fullmatch(text.strip())
    day: date | None = None
    try:
        if found and (form in ("iso", "") or found.group(1) == without_time(text)):
            day = date.fromisoformat(found.group(1))
        elif form == SERIAL:
            day = serial_day(text.strip())
        elif "%" in form:
            day = _by_pattern(text.strip(), form)
    except (ValueError, OverflowError):
        return None
    return day if day and day.year in YEARS else None


def _by_pattern(text: str, form: str) -> date:
    """The day that a pattern reads; ``%b`` is a French or English month, whole or cut, whatever the
    machine.
    """
    if "%H" not in form:
        text = without_time(text)
    if "%b" in form:
        text = re.sub(r"[^\W\d]{3,}\.?", lambda word: str(month_of(word[0]) or ""), text)
        form = form.replace("%b", "%m")
    return datetime.strptime(text, form).date()


def _far(day: date | None, exercice: int) -> bool:
    return day is not None and abs(day.year - exercice) > 1


def dates(case: Mapping[str, Any]) -> dict[str, Any]:
    """Exercice (as written, else the year of the date), month and day of a line of mandat.

    A day more than a year away from its exercice is a year mistyped: it stays unknown (rule F07).
    """
    day = read_date(case["date_mandat"], case["format_date"])
    written = case["exercice"].strip().removesuffix(".0")
    valid = len(written) == 4 and written.isdecimal() and int(written) in YEARS
    day = None if valid and _far(day, int(written)) else day
    year = written if valid else (str(day.year) if day else "")
    reason = "date_illisible" if case["date_mandat"] and day is None else ""
    return {
        "exercice_net": year,
        "mois": f"{day.month:02d}" if day else "",
        "jour": day,
        "date_motif": reason,
    }


def _said(
    siret: str, siren: str, etat: str, motif: str = "", tva: str = "", ecrit: str = ""
) -> dict[str, Any]:
    return {
        "siret_net": siret,
        "siren_net": siren,
        "tiers_etat": etat,
        "tiers_motif": motif,
        "tva_net": tva,
        "ecrit_net": ecrit,
        "tiers_marque": "" if siren else _mark(etat, tva or ecrit),
    }


def _mark(etat: str, number: str) -> str:
    """What tells two identifiers of one name apart, when none is a valid French one: the state, and a digest
    of the number that is kept, which the key of a tiers must not show.
    """
    digest = blake2b(number.encode(), digest_size=MARK).hexdigest() if number else ""
    return f"{etat}{digest}"


@lru_cache(maxsize=1)
def _foreign() -> re.Pattern[str]:
    """The VAT numbers of other countries, by their form (``regles/tva_etrangeres.csv``)."""
    lines = Catalogue().lines("regles/tva_etrangeres.csv")
    return re.compile("|".join(f"{line['pays']}(?:{line['forme']})" for line in lines))


def tiers(case: Mapping[str, Any]) -> dict[str, Any]:
    """What the identifier of a tiers is worth.

    Thirteen digits that make a valid SIRET (two Luhn checks) once the lost leading zero is put back are
    repaired, unless they begin with a zero: a spreadsheet that drops one zero drops them all. Nothing else
    is. A natural person without a valid identifier keeps none.
    """
    text = re.sub(r"[\s\u00a0\u202f.]", "", case["tiers_siret"])
    if is_siret(text):
        return _said(text, text[:9], "siret")
    if len(text) == 13 and text.isdecimal() and text[0] != "0" and is_siret(f"0{text}"):
        return _said(f"0{text}", f"0{text[:8]}", "siret", ZERO)
    if is_siren(text):
        return _said("", text, "siren")
    if siren := siren_from_tva(text):
        return _said("", siren, "tva")
    etat = _unnamed(text, case["tiers_categorie"].strip())
    kept = text.upper()[:LONGEST]
    return _said("", "", etat, tva=kept if etat == FOREIGN_VAT else "", ecrit=kept if etat == FALSE else "")


def _unnamed(text: str, categorie: str) -> str:
    """What a tiers without a valid French identifier is."""
    if categorie == PERSONNE_PHYSIQUE:
        return "personne_physique"
    if _foreign().fullmatch(text.upper()):
        return FOREIGN_VAT
    return FALSE if text else "absent"


def postal(case: Mapping[str, Any]) -> dict[str, Any]:
    """A postal code of five digits; four are completed by the lost leading zero; anything else is unknown."""
    text = case["tiers_code_postal"].strip().removesuffix(".0")
    if len(text) == 5 and text.isdecimal():
        return {"code_postal_net": text, "code_postal_motif": ""}
    if len(text) == 4 and text.isdecimal():
        return {"code_postal_net": f"0{text}", "code_postal_motif": ZERO}
    return {"code_postal_net": "", "code_postal_motif": ""}


def compte(case: Mapping[str, Any]) -> dict[str, Any]:
    """An account by nature: its leading digits, or nothing."""
    found = re.match(r"\d{1,10}", case["compte"].strip().removesuffix(".0"))
    return {"compte_net": found.group() if found else ""}
