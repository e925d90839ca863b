"""The rules, their findings and the pairs, every value written: what the page of controls shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from achatlas.domain.errors import PublicationMissing
from achatlas.domain.nombres import FINE, accord, entier, euros, lisser
from achatlas.domain.text import searchable
from achatlas.langues import in_french, translated
from achatlas.pipeline import Workshop, findings
from achatlas.screens import depots as words
from achatlas.store import controles
from achatlas.store.controles import SANS_DONNEE
from achatlas.store.decisions import APART, SAME, Decision, Decisions
from achatlas.web.acces import catalogue, publication
from achatlas.web.depots.listing import names

SEVERITES = {
    "erreur": ("×", "refus", "alerte"),
    "alerte": ("▲", "alerte", "terre"),
    "information": ("i", "information", "neutre"),
}
DIT = {SAME: "C’est le même marché", APART: "Ce sont deux marchés"}
CHAMPS = (
    ("Objet", "objet"), ("Montant, € HT", "montant_ht_centimes"), ("Titulaires", "titulaires"),
    ("Notifié le", "date_notification"), ("Durée, mois", "duree_mois"), ("Procédure", "procedure"),
    ("CPV", "cpv"), ("Numéro", "marche_id"), ("Fichier et ligne", "fichier"),
)  # fmt: skip
APART_BY_NATURE = ("Numéro", "Fichier et ligne")


@dataclass(frozen=True)
class Rule:
    """A rule on the list: what it found, the gravest first, and its first example."""

    id: str
    nom: str
    signe: str
    dit: str
    teinte: str
    lignes: str
    marches: str
    exemple: str
    ou: str
    href: str
    absents: str


@dataclass(frozen=True)
class Weight:
    """What weighs on a buyer: records refused, warned of, told; pairs to judge."""

    nom: str
    href: str
    comptes: tuple[str, ...]


def page(atelier: Workshop, acheteur: str | None, nommer: bool) -> dict[str, Any]:
    """The rules of a buyer (SIREN) or of all; files and marchés are named only when ``nommer``."""
    told = findings.rules(atelier, acheteur)
    rules = [_rule(one, acheteur, nommer) for one in sorted(told, key=_gravity)]
    return {
        "traite": bool(told),
        "trouves": [one for one in rules if one.signe],
        "sans_constat": [one for one in rules if not one.signe],
        "titre": _title(told),
    }


def _gravity(rule: Mapping[str, Any]) -> tuple[int, int, str]:
    known = tuple(SEVERITES)
    place = known.index(rule["severite"]) if rule["severite"] else len(known)
    return place, -rule["lignes"], rule["id"]


def _title(told: Sequence[Mapping[str, Any]]) -> str:
    """« 12 refus, 340 alertes, 25 informations »."""
    sums = dict.fromkeys(SEVERITES, 0)
    for case in (case for rule in told for case in rule["cas"]):
        sums[case["severite"]] += case["lignes"]
    refused = accord(sums["erreur"], "refus", "refus")
    return f"{refused}, {accord(sums['alerte'], 'alerte')}, {accord(sums['information'], 'information')}"


def _rule(rule: Mapping[str, Any], acheteur: str | None, nommer: bool) -> Rule:
    definition = catalogue().controles[rule["id"]]
    signe, dit, teinte = SEVERITES.get(rule["severite"] or "", ("", "", ""))
    first = rule["exemples"][0] if nommer and rule["exemples"] else {}
    absent = rule["non_verifie"]["fichiers"]
    return Rule(
        rule["id"].upper(), lisser(definition.libelle), signe, translated(dit), teinte,
        entier(rule["lignes"]), entier(rule["marches"]), in_french(lisser(first.get("message", ""))),
        where(first["fichier"], first["ligne"]) if first else "",
        address("controle", acheteur, rule["id"]) if nommer else "",
        accord(absent, "fichier non vérifié", "fichiers non vérifiés") if absent else "",
    )  # fmt: skip


def where(fichier: str | None, line: int | None) -> str:
    """« decp.json, n° 42 »: the number is a line, or the rank of a record."""
    return f"{fichier}, n°\u00a0{entier(line)}" if line is not None else str(fichier or "")


def address(name: str, acheteur: str | None, *args: str, **more: Any) -> str:
    """The address of a page, for one buyer when one is chosen."""
    asked = urlencode({k: v for k, v in {"pour": acheteur, **more}.items() if v})
    return reverse(name, args=args) + (f"?{asked}" if asked else "")


def by_acheteur(atelier: Workshop, pairs: Iterable[Mapping[str, Any]]) -> list[Weight]:
    """What weighs on each buyer, by name."""
    net = findings.folder(atelier)
    found, known = controles.weights(net) if net else {}, names()
    waiting: dict[str, int] = {}
    for pair in pairs:
        waiting[pair["acheteur"]] = waiting.get(pair["acheteur"], 0) + (pair["jugement"] is None)
    made = [
        Weight(
            known.get(siren, siren),
            address("controles", siren),
            (*(entier(found.get(siren, {}).get(s, 0)) for s in SEVERITES), entier(waiting.get(siren, 0))),
        )
        for siren in {*found, *waiting}
    ]
    return sorted(made, key=lambda one: searchable(one.nom))


def findings_of(
    atelier: Workshop, net: Path, controle: str, acheteur: str | None
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The findings of a rule, the gravest first, and the files that do not carry what it needs."""
    rows = controles.lines(net, controle, acheteur=acheteur)
    known = tuple(SEVERITES)
    told = [row for row in rows if row["cas"] != SANS_DONNEE]
    told.sort(
        key=lambda r: (known.index(r["severite"]), r["cas"], r["fichier"], r["depot"], r["numero_ligne"] or 0)
    )
    absent = {row["depot"]: row for row in rows if row["cas"] == SANS_DONNEE}
    return told, sorted(absent.values(), key=lambda row: (row["fichier"], row["depot"]))


def _gravity_of(severite: str) -> dict[str, str]:
    signe, dit, teinte = SEVERITES[severite]
    return {"signe": signe, "dit": translated(dit), "teinte": teinte}


def written(atelier: Workshop, net: Path, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Findings as they are read, each with the page of its marché when it is published."""
    kept = controles.marches(net, [row["marche_cle"] for row in rows if row["marche_cle"]])
    known, shown = names(), _shown(net)
    return [
        {
            **_gravity_of(row["severite"]),
            "message": in_french(lisser(row["message"])),
            "objet": in_french(lisser(row["objet"])),
            "marche": row["marche_id"],
            "acheteur": known.get(row["acheteur_siren"], row["acheteur_siren"]),
            "ou": where(row["fichier"], row["numero_ligne"]),
            "depot": row["depot"],
            "href": _line(kept.get(row["marche_cle"])) if shown else "",
        }
        for row in rows
    ]


def _shown(net: Path) -> bool:
    """Whether what is published was made from this cleansing: its marchés then have a page."""
    try:
        return net.name.startswith(publication().cartes)
    except PublicationMissing:
        return False


def _line(marche: Mapping[str, Any] | None) -> str:
    if marche is None:
        return ""
    return reverse("ligne", args=[marche["depot"], marche["numero_ligne"]]) + "?fait=marches"


@dataclass(frozen=True)
class Field:
    """What both marchés say of a field; ``differe`` when a person should look at it."""

    nom: str
    un: str
    autre: str
    differe: bool

    @property
    def commun(self) -> bool:
        """Whether one value tells both."""
        return not self.differe and self.nom not in map(translated, APART_BY_NATURE)


@dataclass(frozen=True)
class Pair:
    """Two marchés side by side: each field as both say it, and whether they agree."""

    marche: str
    autre: str
    acheteur: str
    raison: str
    champs: tuple[Field, ...]


def largest(one: Mapping[str, Any]) -> tuple[int, str, str]:
    """In which order pairs are judged: what weighs most first."""
    amounts = [int(cote["montant_ht_centimes"] or 0) for cote in one["cotes"]]
    return -min(amounts), one["marche"], one["autre"]


def pair(one: Mapping[str, Any]) -> Pair:
    """A pair as a person compares it."""
    first, second = one["cotes"]
    found = (_field(nom, cle, first, second) for nom, cle in CHAMPS)
    known = names().get(one["acheteur"], one["acheteur"])
    fields = tuple(field for field in found if field.un or field.autre)
    return Pair(one["marche"], one["autre"], known, in_french(lisser(one["raison"])), fields)


def _field(nom: str, cle: str, first: Mapping[str, Any], second: Mapping[str, Any]) -> Field:
    un, autre = _said(first, cle), _said(second, cle)
    if cle == "titulaires" and _sirens(first) == _sirens(second):
        un = autre = max(un, autre, key=len)
    return Field(translated(nom), un, autre, un != autre and nom not in APART_BY_NATURE)


def _sirens(cote: Mapping[str, Any]) -> list[str]:
    """Who holds a marché: two files may name an enterprise otherwise, or not at all."""
    return sorted(one["siren"] or one["nom"] for one in cote.get("titulaires") or ())


def _holder(one: Mapping[str, str]) -> str:
    return f"{one['nom']} ({one['siren']})" if one["nom"] and one["siren"] else one["nom"] or one["siren"]


def _said(cote: Mapping[str, Any], cle: str) -> str:
    value = cote.get(cle)
    if value in (None, "", []):
        return ""
    if cle == "fichier":
        return where(str(value), cote["numero_ligne"])
    if cle == "date_notification":
        return f"{date.fromisoformat(str(value)):%d/%m/%Y}"
    if cle.endswith("_centimes"):
        return euros(int(value))
    return in_french(", ".join(map(_holder, value)) if isinstance(value, list) else lisser(str(value)))


def decisions(atelier: Workshop, acheteur: str | None) -> list[dict[str, Any]]:
    """The judgements that stand, the last first; each may be taken back."""
    kept = [d for d in Decisions(atelier.home).standing().values() if acheteur in (None, d.acheteur_siren)]
    return [_decided(one) for one in sorted(kept, key=lambda one: one.date, reverse=True)]


def _decided(one: Decision) -> dict[str, Any]:
    cited = [f"{c.get('marche_id')} ({where(c.get('fichier'), c.get('numero_ligne'))})" for c in one.cite]
    return {
        "marche": one.marche_cle,
        "autre": one.autre_cle,
        "dit": translated(DIT[one.jugement]),
        "objet": in_french(lisser(str(one.cite[0].get("objet") or ""))) if one.cite else one.marche_cle,
        "cite": translated(f"{FINE}; ").join(cited),
        "qui": one.qui,
        "quand": words.moment(one.date),
        "motif": in_french(lisser(one.motif)),
    }
