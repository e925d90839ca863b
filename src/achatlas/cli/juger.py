"""What a person says of two marchés that may be one: the same act as on the page of controls."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Any

from achatlas import pipeline
from achatlas.cli.display import Display
from achatlas.domain.errors import CatalogueError
from achatlas.pipeline import Workshop, findings
from achatlas.settings import person, read
from achatlas.store.decisions import APART, SAME, TAKEN_BACK, Decisions

MOTIF_MAX = 300
Pair = Mapping[str, Any]
DIT = {
    SAME: "un seul marché",
    APART: "deux marchés",
    TAKEN_BACK: "décision reprise, la paire attend de nouveau",
}


def juger(asked: argparse.Namespace, display: Display) -> int:
    """Keeps what a person says of a pair; the next run obeys. Raises CatalogueError for a pair that is not
    proposed, or that several buyers have.
    """
    atelier = pipeline.open_workshop(read(asked.territoire))
    pair = _found(atelier, asked)
    said = findings.judge(atelier, pair, asked.jugement, person(), asked.motif.strip()[:MOTIF_MAX])
    told = {"acheteur": said.acheteur_siren, "marche": said.marche_cle, "autre": said.autre_cle}
    display.machine({"ok": True, "jugement": said.jugement, "motif": said.motif, **told})
    display.say(f"{said.marche_cle} et {said.autre_cle} : {DIT[said.jugement]}.")
    command = atelier.settings.commande
    display.say(f"Pour le voir : {command('lancer')}, puis {command('publier')}.")
    return 0


def _found(atelier: Workshop, asked: argparse.Namespace) -> Pair:
    """The one pair of these numbers, or keys, in whatever order: proposed, or judged before."""
    named = {asked.numero, asked.autre}
    known = [one for one in _known(atelier) if asked.acheteur in (None, one["acheteur"]) and _is(one, named)]
    if len(known) == 1:
        return known[0]
    raise _unfound(atelier, asked, known)


def _unfound(atelier: Workshop, asked: argparse.Namespace, known: list[Pair]) -> CatalogueError:
    """No pair, or several, have these numbers."""
    named = f"« {asked.numero} » et « {asked.autre} »"
    ou = f"territoire {atelier.territoire.id}"
    if known:
        return CatalogueError(
            quoi=f"Plusieurs paires ont ces numéros : {named}",
            ou=ou,
            pourquoi=f"ce sont celles de {', '.join(sorted({one['acheteur'] for one in known}))}",
            que_faire="ajoutez --acheteur suivi du SIREN, ou donnez les clés SIREN/NUMERO",
        )
    listed = f"{atelier.settings.commande('bilan')} --json"
    return CatalogueError(
        quoi=f"Aucune paire n'a ces numéros : {named}",
        ou=ou,
        pourquoi="le dernier traitement n'en propose pas",
        que_faire=f"prenez-les dans {listed}, rubrique doublons_proposes",
    )


def _known(atelier: Workshop) -> list[Pair]:
    """The pairs proposed by the last run, then those judged before, that it no longer proposes."""
    proposed = findings.pairs(atelier)
    keys = {(one["marche"], one["autre"]) for one in proposed}
    former = [one for pair, one in Decisions(atelier.home).standing().items() if pair not in keys]
    return [
        *proposed,
        *(
            {"acheteur": d.acheteur_siren, "marche": d.paire[0], "autre": d.paire[1], "cotes": d.cite}
            for d in former
        ),
    ]


def _is(pair: Pair, named: set[str]) -> bool:
    """Whether two numbers, or two keys, are those of a pair."""
    keys = {pair["marche"], pair["autre"]}
    return named in (
        keys,
        {key.partition("/")[2] for key in keys},
        {c.get("marche_id") for c in pair["cotes"]},
    )
