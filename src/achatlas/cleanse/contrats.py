"""One marché from all the records that tell of it: plain rules on plain values, no engine."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from achatlas.cleanse import values
from achatlas.domain.identifiers import normalise_cpv
from achatlas.domain.money import split_centimes
from achatlas.domain.text import reference, spelled

Record = dict[str, Any]
MINIMUM = 100
MAXIMUM = 3_000_000_000_00
LARGE = 100_000_000_00
REPEATED = 6
CONCESSION = re.compile("CONCESSION|D.L.GATION DE SERVICE PUBLIC")
SUBCONTRACT = re.compile("SOUS ?TRAITANT")
SUBSEQUENT = re.compile("SUBS.QUENT")
YEAR_FIRST = ("decp_2019", "scdl_")
"""Sources that follow the 2019 format, by the beginning of their names."""


def outlier(centimes: int) -> str:
    """Why an amount in cents cannot be summed (rule V08), or nothing."""
    if centimes < MINIMUM:
        return "montant_nul"
    digits = str(centimes // 100)
    repeated = any(digits.count(d) > REPEATED for d in "123456789")
    if centimes > MAXIMUM or digits.startswith("123456789") or (centimes >= LARGE - 100 and repeated):
        return "montant_aberrant"
    return ""


def technique(record: Record) -> str:
    """Concession, Accord-cadre, Marché subséquent or Marché: the amount of the first two is no spending.

    A concession says it by its nature, or by the list of the file where it stands. An accord-cadre may say
    that it is carried out by marchés subséquents; one of these says it by its nature, by its modalités when
    it is no accord-cadre, or by naming another record as its accord-cadre.
    """
    nature = spelled(record["nature"])
    if CONCESSION.search(f"{nature} {spelled(record.get('feuille') or '')}"):
        return "Concession"
    if SUBSEQUENT.search(nature):
        return "Marché subséquent"
    if "ACCORD CADRE" in f"{nature} {spelled(record['techniques'])}":
        return "Accord-cadre"
    above = reference(record["id_accord_cadre"])
    named = above not in ("", "NC", reference(record["marche_id"]))
    return "Marché subséquent" if named or SUBSEQUENT.search(spelled(record["modalites"])) else "Marché"


def notified(record: Record) -> tuple[date | None, bool]:
    """The day of notification; the day of publication in its place when it is missing (rule V06), and
    whether so.
    """
    form = record.get("format_date") or "iso"
    if day := values.read_date(record["date_notification"], form):
        return day, False
    published = values.read_date(record["date_publication"], form)
    return published, published is not None


def modifications(record: Record) -> list[Record]:
    """The modifications of a record, oldest first."""
    found = json.loads(record["modifications"] or "[]")
    return sorted(found, key=lambda m: (str(m.get("date_notification") or ""), str(m.get("id") or "")))


def current_amount(record: Record) -> int:
    """The amount after the last modification that gives one, in cents."""
    changed = [m["montant_centimes"] for m in modifications(record) if m.get("montant_centimes") is not None]
    return int(changed[-1]) if changed else int(record["montant_ht_centimes"])


def titulaires_of(records: Sequence[Record]) -> list[Record]:
    """The titulaires of a marché over its records, in order, each once."""
    seen: dict[tuple[str, str], Record] = {}
    for told in map(_current_titulaires, records):
        for t in told:
            one = {k: str(t.get(k) or "") for k in ("type", "id", "nom", "departement")}
            part = {"part_centimes": t.get("part_centimes") or 0}
            seen.setdefault((one["id"], "" if one["id"] else one["nom"]), {**one, **part})
    return list(seen.values())


def _current_titulaires(record: Record) -> list[Record]:
    """The titulaires of one record after its last modification that names some, those of a
    subcontract left out.
    """
    changed = [m["titulaires"] for m in modifications(record) if m.get("titulaires")]
    told = changed[-1] if changed else json.loads(record["titulaires"] or "[]")
    return [t for t in told if not SUBCONTRACT.match(spelled(str(t.get("role") or "")))]


def _recency(record: Record) -> tuple[date, int, int]:
    """What makes a record the latest of its marché: its day, its rank among the sendings of a PES, the number
    of modifications that it tells.
    """
    sent = str(record.get("sequence") or "")
    rank = int(sent) if sent.isdecimal() and len(sent) < 6 else 1
    return notified(record)[0] or date.min, max(rank, 1), len(modifications(record))


@dataclass(frozen=True)
class Retained:
    """What was made of the records of one marché: its row, its titulaires, and why each other record is not
    one.
    """

    marche: Record
    titulaires: list[Record]
    others: list[tuple[Record, str]]


def gather(records: Sequence[Record]) -> Retained:
    """Makes one marché of the records that share a buyer and an identifier.

    The latest is kept, the first of the file when none is later. The others are witnesses: repeated
    (same amount, same titulaires), co-titulaires (same amount), or former versions (another amount).
    """
    order = sorted(records, key=lambda r: (r["depot"], r["numero_ligne"]))
    main = max(order, key=_recency)
    amount = main["montant_ht_centimes"]
    alike = [r for r in order if r["montant_ht_centimes"] == amount]
    others = [(r, _witness(r, main)) for r in order if r is not main]
    return Retained(_marche(main, order), _parts(main, titulaires_of(alike), current_amount(main)), others)


def _witness(record: Record, main: Record) -> str:
    if record["montant_ht_centimes"] != main["montant_ht_centimes"]:
        return "version_anterieure"
    if record["titulaires"] != main["titulaires"]:
        return "cotitulaire" if record["depot"] == main["depot"] else "autre_source"
    return "marche_repete" if record["depot"] == main["depot"] else "autre_source"


def key_of(record: Record) -> str:
    """The key of a marché: SIREN of the buyer and identifier without punctuation."""
    return f"{record['acheteur_siren']}/{reference(record['marche_id'])}"


def cited(main: Record, day: date | None, count: int) -> str:
    """The number that payments cite.

    The 2019 format makes an identifier of the year, the buyer's own number and the number of modifications
    on two
    digits (standards §1.3): the own number is taken out when both ends are as the format says.
    """
    number = reference(main["marche_id"])
    framed = (
        number[:4] == str(day.year if day else "") and number.endswith(f"{count:02d}") and len(number) > 8
    )
    return number[4:-2] if main["source"].startswith(YEAR_FIRST) and framed else number


def _marche(main: Record, records: Sequence[Record]) -> Record:
    day, deduced = notified(main)
    months = main["duree_mois"].removesuffix(".0")
    changed = modifications(main)
    return {
        **main,
        "marche_cle": key_of(main),
        "marche_norme": cited(main, day, len(changed)),
        "cpv": normalise_cpv(main["cpv"]) or "",
        "procedure": main["procedure"].strip(),
        "technique": technique(main),
        "date_notification": day,
        "date_deduite": deduced,
        "duree_mois": int(months) if months.isdecimal() else None,
        "montant_initial_centimes": main["montant_ht_centimes"],
        "montant_ht_centimes": current_amount(main),
        "modifications": len(changed),
        "temoins": len(records),
    }


def _parts(main: Record, titulaires: list[Record], amount: int) -> list[Record]:
    """The titulaires with their parts of the amount: as declared when each has one, else equal."""
    named = titulaires or [{"type": "", "id": "", "nom": "", "departement": "", "part_centimes": 0}]
    declared = [t["part_centimes"] for t in named]
    parts = split_centimes(amount, declared if min(declared) > 0 else [1] * len(named))
    return [
        _titulaire(main, rank, t, part)
        for rank, (t, part) in enumerate(zip(named, parts, strict=True), start=1)
    ]


def _titulaire(main: Record, rank: int, titulaire: Mapping[str, str], part: int) -> Record:
    worth = values.tiers({"tiers_siret": titulaire["id"], "tiers_categorie": ""})
    known = worth["siren_net"] or titulaire["id"]
    return {
        "marche_cle": key_of(main),
        "rang": rank,
        "acheteur_siren": main["acheteur_siren"],
        "tiers_cle": f"{main['acheteur_siren']}|{worth['siret_net'] or known}|{titulaire['nom']}",
        "tiers_nom": titulaire["nom"],
        "tiers_siret": worth["siret_net"],
        "tiers_siren": worth["siren_net"],
        "tiers_etat": worth["tiers_etat"],
        "tiers_code_postal": "",
        "departement_code": titulaire["departement"],
        "part_ht_centimes": part,
    }


def refused(record: Record) -> str:
    """Why a record cannot make a marché: no identifier, or an amount that is none (V08). Without any date
    (V06), it makes one whose month and year are unknown.
    """
    if not reference(record["marche_id"]):
        return "identifiant_absent"
    return outlier(current_amount(record)) or outlier(record["montant_ht_centimes"])


def by_marche(records: Sequence[Record], key: Callable[[Record], str] = key_of) -> Iterator[list[Record]]:
    """The records of each marché, in the order of keys; a number that several lots share makes a marché of
    each.
    """
    groups: dict[str, list[Record]] = {}
    for record in records:
        groups.setdefault(key(record), []).append(record)
    for name in sorted(groups):
        yield from _lots(groups[name])


def _lots(records: list[Record]) -> Iterator[list[Record]]:
    """The records of each lot, their number completed by that of the lot, when they tell of several."""
    found: dict[str, list[Record]] = {}
    for record in records:
        found.setdefault(reference(record.get("lot") or ""), []).append(record)
    if len(found.keys() - {""}) < 2:
        yield records
        return
    for lot, those in sorted(found.items()):
        suffix = f"L{lot}" if lot else ""
        yield [{**record, "marche_id": f"{record['marche_id']}{suffix}"} for record in those]
