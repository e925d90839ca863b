"""How deposits are told: states, periods, sizes, days; no figure is made here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from achatlas.domain.nombres import FINE, INSECABLE, de_a, decimal
from achatlas.langues import dire, translated

PARIS = ZoneInfo("Europe/Paris")
MOIS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
    "novembre", "décembre",
)  # fmt: skip
ETATS = {
    "compte": ("✓", "compté"),
    "attend": ("?", "attend une réponse"),
    "remplace": ("→", "remplacé"),
    "retire": ("−", "retiré"),
    "recu": ("·", "attend son tour"),
    "lecture": ("·", "en cours"),
    "a_confirmer": ("?", "colonnes à confirmer"),
    "fini": ("✓", "lu"),
    "refuse": ("×", "refusé"),
    "interrompu": ("▲", "interrompu"),
}
NATURES = {
    "depot": "Dépôt",
    "remplacement": "Remplacement",
    "relecture": "Relecture",
    "retrait": "Retrait",
    "retablissement": "Retour à un état antérieur",
}
LOGICIEL = {
    "acceptees": "avec les lignes acceptées",
    "rejetees": "avec les acceptées et les rejetées, récupérables",
    "exclues": "avec toutes les lignes, exclues comprises",
}


def state(etat: str) -> tuple[str, str]:
    """The sign of a state and its words."""
    signe, dit = ETATS[etat]
    return signe, translated(dit)


def period(months: Sequence[str]) -> str:
    """« mars 2025 », « janvier à décembre 2025 », « novembre 2024 à mars 2025 »."""
    if not months:
        return translated("sans date")
    first, last = months[0], months[-1]
    if first == last:
        return _month(first)
    if first[:4] == last[:4]:
        return de_a(translated(MOIS[int(first[5:]) - 1]), _month(last))
    return de_a(_month(first), _month(last))


def _month(month: str) -> str:
    return f"{translated(MOIS[int(month[5:]) - 1])} {month[:4]}"


def day(moment: str) -> str:
    """« 21 novembre 2026 », in Paris."""
    if not moment:
        return ""
    read = _local(moment)
    first = translated("1er") if read.day == 1 else read.day
    return f"{first}{INSECABLE}{translated(MOIS[read.month - 1])} {read.year}"


def short(text: str) -> str:
    """« 21/11/2026 », in Paris."""
    return f"{_local(text):%d/%m/%Y}" if text else ""


def moment(text: str) -> str:
    """« 21 novembre 2026 à 10 h 42 »."""
    read = _local(text)
    if "T" not in text:
        return day(text)
    said = "{jour} à {heure}\u00a0h\u00a0{minute}"
    return dire(said, jour=day(text), heure=read.hour, minute=f"{read.minute:02d}")


def _local(text: str) -> datetime:
    read = datetime.fromisoformat(text)
    return read.astimezone(PARIS) if read.tzinfo else read


def size(octets: int) -> str:
    """« 9,4 Mo », « 812 ko »."""
    for unit, name in ((10**9, "Go"), (10**6, "Mo"), (10**3, "ko")):
        if octets >= unit:
            return f"{decimal(octets, unit, 1)}{FINE}{translated(name)}"
    return dire("{n}\u202foctets", n=octets)


def signed(value: str) -> str:
    """A written difference with its sign."""
    return value if value.startswith("−") or not value.strip("0,\u202f") else f"+{value}"
