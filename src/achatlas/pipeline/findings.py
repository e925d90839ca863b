"""What the validation rules say of the marchés of the last run, and the pairs left to a person: the shapes
that machines are told, and that screens put into words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.models_controles import Controle
from achatlas.pipeline.workshop import CARTES, Workshop
from achatlas.store import controles
from achatlas.store.controles import SANS_DONNEE, Sommaire
from achatlas.store.decisions import Decision, Decisions
from achatlas.store.register import now

NET = "net"
SEVERITES = ("erreur", "alerte", "information")
EXAMPLES = 3
SIDE = ("fichier", "depot", "numero_ligne", "marche_id", "objet", "montant_ht_centimes", "procedure", "cpv")


def folder(atelier: Workshop) -> Path | None:
    """Where the cleansing of the last run stands; None before the first."""
    key = atelier.register.pointed(CARTES)
    return atelier.snapshots.path(NET, key) if key else None


def rules(atelier: Workshop, acheteur: str | None = None) -> list[dict[str, Any]]:
    """Every rule in order, with what it found in the marchés of a buyer (SIREN) or of all; none before the
    first run.
    """
    net = folder(atelier)
    if net is None:
        return []
    found: dict[str, list[Sommaire]] = {}
    for one in controles.summary(net, acheteur):
        found.setdefault(one.controle, []).append(one)
    return [
        _rule(definition, atelier.catalogue, found.get(definition.id, []))
        for definition in atelier.catalogue.controles.values()
    ]


def _rule(definition: Controle, catalogue: Catalogue, found: Sequence[Sommaire]) -> dict[str, Any]:
    """A rule: its worst severity among what it found, records and marchés concerned, first examples."""
    told = sorted((s for s in found if s.cas != SANS_DONNEE), key=_weight)
    cases = [_case(definition, one) for one in told]
    return {
        "id": definition.id,
        "libelle": definition.libelle,
        "severite": cases[0]["severite"] if cases else None,
        "lignes": sum(one.nombre for one in told),
        "marches": sum(one.marches for one in told),
        "exemples": [example for case in cases for example in case["exemples"]][:EXAMPLES],
        "cas": cases,
        "non_verifie": _unasked(next((s for s in found if s.cas == SANS_DONNEE), None)),
    }


def _weight(one: Sommaire) -> tuple[int, int, str]:
    return SEVERITES.index(one.severite), -one.nombre, one.cas


def _case(definition: Controle, one: Sommaire) -> dict[str, Any]:
    return {
        "cas": one.cas,
        "severite": one.severite,
        "que_faire": definition.cas[one.cas].que_faire if one.cas in definition.cas else "",
        "lignes": one.nombre,
        "marches": one.marches,
        "fichiers": one.fichiers,
        "exemples": [_example(row) for row in one.exemples[:EXAMPLES]],
    }


def _example(row: Mapping[str, Any]) -> dict[str, Any]:
    """Where a finding stands, and what it says."""
    return {
        "fichier": row["fichier"],
        "ligne": row["numero_ligne"],
        "depot": row["depot"],
        "acheteur": row["acheteur_siren"],
        "marche": row["marche_id"],
        "champ": row["champ"],
        "message": row["message"],
    }


def _unasked(one: Sommaire | None) -> dict[str, Any]:
    """How many files do not carry what a rule needs, and the first of them."""
    rows = one.exemples[:EXAMPLES] if one else ()
    told = [{"fichier": row["fichier"], "depot": row["depot"], "message": row["message"]} for row in rows]
    return {"fichiers": one.fichiers if one else 0, "exemples": told}


def pairs(atelier: Workshop, acheteur: str | None = None, net: Path | None = None) -> list[dict[str, Any]]:
    """The pairs proposed by the last run, or by the cleansing of this folder, of a buyer (SIREN) or of all:
    why, and both marchés side by side.

    ``jugement`` is what a person has said since, or None: the next run takes it into account.
    """
    net = net or folder(atelier)
    found = controles.proposals(net, acheteur) if net else []
    known = (
        controles.marches(net, [row[c] for row in found for c in ("marche_cle", "autre_cle")]) if net else {}
    )
    said = Decisions(atelier.home).standing()
    return [
        {
            "acheteur": row["acheteur_siren"],
            "marche": row["marche_cle"],
            "autre": row["autre_cle"],
            "ressemblance": row["ressemblance"],
            "raison": row["raison"],
            "cotes": [_side(known.get(row[c], {})) for c in ("marche_cle", "autre_cle")],
            "jugement": _judged(said.get((row["marche_cle"], row["autre_cle"]))),
        }
        for row in found
    ]


def judge(atelier: Workshop, pair: Mapping[str, Any], jugement: str, qui: str, motif: str) -> Decision:
    """Keeps what a person says of a pair, with what they had before their eyes; the next run obeys."""
    said = Decision(
        pair["acheteur"], pair["marche"], pair["autre"], jugement, qui, now(), motif, tuple(pair["cotes"])
    )
    return Decisions(atelier.home).add(said)


def _side(marche: Mapping[str, Any]) -> dict[str, Any]:
    """What a person compares of a marché."""
    day = marche.get("date_notification")
    return {
        **{column: marche.get(column) for column in SIDE},
        "date_notification": day.isoformat() if day else None,
        "duree_mois": marche.get("duree_mois"),
        "titulaires": [
            {"nom": one["tiers_nom"] or "", "siren": one["tiers_siren"] or ""}
            for one in marche.get("titulaires", ())
        ],
    }


def _judged(said: Decision | None) -> dict[str, str] | None:
    return None if said is None else {"jugement": said.jugement, "qui": said.qui, "date": said.date}
