"""One marché from all the records that tell of it: plain rules on plain values, no engine."""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from achatlas.cleanse import cours, values
from achatlas.cleanse.caractere import filled
from achatlas.cleanse.etats import modifications, notified
from achatlas.cleanse.frames import YEAR_FIRST, moved, whole_number
from achatlas.cleanse.lots import told_apart
from achatlas.cleanse.versions import Version, history
from achatlas.cleanse.versions import rows as version_rows
from achatlas.domain.money import split_centimes
from achatlas.domain.text import alike, reference, spelled

Record = dict[str, Any]
CLOSE = 31
CONCESSION = re.compile("CONCESSION|D.L.GATION DE SERVICE PUBLIC")
SUBCONTRACT = re.compile("SOUS ?TRAITANT")
SUBSEQUENT = re.compile("SUBS.QUENT")


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


def titulaires_of(version: Version) -> list[Record]:
    """The titulaires of a version, in order, each once, without those who hold a subcontract."""
    seen: dict[tuple[str, str], Record] = {}
    for t in version.titulaires:
        one = {k: str(t.get(k) or "") for k in ("type", "id", "nom", "departement")}
        if not SUBCONTRACT.match(spelled(str(t.get("role") or ""))):
            part = {"part_centimes": t.get("part_centimes") or 0}
            seen.setdefault((one["id"], "" if one["id"] else one["nom"]), {**one, **part})
    return list(seen.values())


@dataclass(frozen=True)
class Retained:
    """What was made of the records of one marché: its row, its titulaires, its versions, why each other
    record is not one, and all of them, the latest first.
    """

    marche: Record
    titulaires: list[Record]
    versions: list[Record]
    others: list[tuple[Record, str]]
    records: list[Record] = field(default_factory=list)

    @property
    def places(self) -> list[tuple[str, int]]:
        """Where every record of this marché stands: (deposit, line), the one kept first."""
        return [(r["depot"], r["numero_ligne"]) for r in (self.marche, *(r for r, _ in self.others))]


def gather(records: Sequence[Record], days: int = CLOSE, said: bool = False) -> Retained:
    """Makes one marché of the records that tell of it, at its last version.

    The other records are witnesses: repeated (same version, same titulaires), co-titulaires (same version),
    told by another file, or former versions. ``days``: how far apart two files may date the same version;
    ``said``: a person said that they are one marché, so may two records of one file.
    """
    told = history(records, days, said)
    main = told[-1].retenu.record
    named = [titulaires_of(version) for version in told]
    cle = min(key_of(record) for record in records)
    last = {id(etat.record) for etat in told[-1].etats}
    order = sorted(records, key=lambda r: (r["depot"], r["numero_ligne"]))
    others = [(r, _witness(r, main, id(r) in last)) for r in order if r is not main]
    lists = [json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in named]
    latest = [etat.record for version in reversed(told) for etat in version.etats]
    marche = {**filled(_marche(main, told), latest), "marche_cle": cle, "temoins": len(records)}
    marche |= cours.told(marche, latest)
    parts = _parts(cle, main, named[-1], told[-1].montant)
    return Retained(marche, parts, version_rows(cle, told, lists), others, latest)


def _witness(record: Record, main: Record, last: bool) -> str:
    if record["depot"] != main["depot"]:
        return "autre_source" if last else "version_anterieure"
    if not last:
        return "version_anterieure"
    return "marche_repete" if record["titulaires"] == main["titulaires"] else "cotitulaire"


def key_of(record: Record) -> str:
    """The key of a marché: SIREN of the buyer, identifier without punctuation, and what tells it from others
    of the same number.
    """
    part = record.get("part") or ""
    return f"{record['acheteur_siren']}/{reference(record['marche_id'])}" + (f"/{part}" if part else "")


def cited(main: Record, told: Iterable[Version]) -> str:
    """The number that payments cite: the buyer's own, which one record at least gives back; else the
    identifier.
    """
    records = (main, *(etat.record for version in told for etat in version.etats))
    return whole_number(records) or reference(main["marche_id"])


def _marche(main: Record, told: Sequence[Version]) -> Record:
    first, last = told[0], told[-1]
    return {
        **main,
        "marche_norme": cited(main, told),
        "procedure": main["procedure"].strip(),
        "technique": technique(main),
        "date_notification": first.jour,
        "date_deduite": notified(first.retenu.record)[1],
        "duree_mois": last.duree,
        "montant_lu_centimes": main["montant_ht_centimes"],
        "montant_initial_centimes": first.montant,
        "montant_ht_centimes": last.montant,
        "modifications": len(told) - 1,
    }


def _parts(cle: str, main: Record, titulaires: list[Record], amount: int) -> list[Record]:
    """The titulaires with their parts of the amount: as declared when each has one, else equal."""
    named = titulaires or [{"type": "", "id": "", "nom": "", "departement": "", "part_centimes": 0}]
    declared = [t["part_centimes"] for t in named]
    parts = split_centimes(amount, declared if min(declared) > 0 else [1] * len(named))
    return [
        {"marche_cle": cle, **_titulaire(main, rank, t, part)}
        for rank, (t, part) in enumerate(zip(named, parts, strict=True), start=1)
    ]


def _titulaire(main: Record, rank: int, titulaire: Mapping[str, Any], part: int) -> Record:
    worth = values.tiers({"tiers_siret": titulaire["id"], "tiers_categorie": ""})
    known = worth["siret_net"] or worth["siren_net"] or worth["tiers_marque"]
    return {
        "rang": rank,
        "acheteur_siren": main["acheteur_siren"],
        "tiers_cle": f"{main['acheteur_siren']}|{known}|{titulaire['nom']}",
        "tiers_nom": titulaire["nom"],
        "tiers_siret": worth["siret_net"],
        "tiers_siren": worth["siren_net"],
        "tiers_etat": worth["tiers_etat"],
        "tiers_tva": worth["tva_net"],
        "tiers_ecrit": worth["ecrit_net"],
        "tiers_code_postal": "",
        "departement_code": titulaire["departement"],
        "part_ht_centimes": part,
    }


def refused(record: Record) -> str:
    """Why a record cannot make a marché before any rule is asked: it has no identifier."""
    return "" if reference(record["marche_id"]) else "identifiant_absent"


@dataclass(frozen=True)
class Suffixe:
    """The 2019 convention: an identifier ends with the number of its modifications, on two digits.

    Records are gathered across such endings only when their objects are alike enough: two numbers may end so
    by chance.
    """

    longueur_min: int = 9
    ressemblance_min: int = 85
    sources: tuple[str, ...] = YEAR_FIRST

    def root(self, record: Record) -> str:
        """The identifier without its ending, or nothing when it has none of the convention."""
        number = reference(record["marche_id"])
        ending = f"{len(modifications(record)):02d}"
        framed = record["source"].startswith(self.sources) and len(number) >= self.longueur_min
        return number[:-2] if framed and number.endswith(ending) else ""


def by_marche(
    records: Sequence[Record], suffixe: Suffixe = Suffixe(), pairs: Iterable[tuple[str, str]] = ()
) -> Iterator[list[Record]]:
    """The records of each marché, in the order of keys; a number that several lots share makes a marché of
    each. ``pairs``: keys that a person said to be one marché.
    """
    numbers: dict[str, list[Record]] = {}
    for record in records:
        numbers.setdefault(key_of(record), []).append(record)
    groups: dict[str, list[Record]] = {}
    for lot in (one for those in numbers.values() for one in told_apart(those)):
        groups.setdefault(key_of(lot[0]), []).extend(lot)
    for name, into in _endings(groups, suffixe).items():
        groups[into] += groups.pop(name)
    for name, into in moved(groups, suffixe.ressemblance_min).items():
        groups[into] += groups.pop(name)
    for name, into in _joined(groups, pairs).items():
        groups[into] += groups.pop(name)
    for name in sorted(groups):
        yield groups[name]


def decided(records: Iterable[Record], named: Collection[str]) -> bool:
    """Whether a person is the one who put these records together."""
    return len({key_of(record) for record in records} & set(named)) > 1


def _joined(groups: Collection[str], pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The keys to add to another one because a person said so; a key that no record bears changes nothing."""
    into: dict[str, str] = {}

    def root(name: str) -> str:
        while name in into:
            name = into[name]
        return name

    for pair in sorted(pairs):
        first, second = sorted(map(root, pair))
        if first != second and first in groups and second in groups:
            into[second] = first
    return {name: root(name) for name in sorted(into)}


def _endings(groups: Mapping[str, list[Record]], suffixe: Suffixe) -> dict[str, str]:
    """The keys to add to another one: same number under two endings, objects alike."""
    roots: dict[tuple[str, str], str] = {}
    moved: dict[str, str] = {}
    for name in sorted(groups):
        records = groups[name]
        found = {suffixe.root(record) for record in records}
        root = next(iter(found)) if len(found) == 1 else ""
        if not root:
            continue
        first = roots.setdefault((records[0]["acheteur_siren"], root), name)
        objects = (min(r["objet"] for r in groups[n]) for n in (first, name))
        if first != name and alike(*objects) >= suffixe.ressemblance_min:
            moved[name] = first
    return moved
