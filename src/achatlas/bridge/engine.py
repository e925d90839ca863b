"""What an engine of the bridge is: from payments to the marché that they are made on, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, Protocol

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from achatlas.bridge import engines
from achatlas.domain.judgement import Judgement
from achatlas.store.engine import Engine as Moteur
from achatlas.store.once import built

LIGNE = ("depot", "numero_ligne")
CITE, OBJET, ENGAGEMENT, DEDUCED, JUDGED = (
    "sous_marche", "sous_marche_objet", "sous_marche_engagement", "sous_marche_deduit", "sous_marche_juge",
)  # fmt: skip
INTROUVABLE, HORS = "cite_introuvable", "hors_marche"
LIEN = (*LIGNE, "marche_cle", "rattachement", "score", "motif")
"""What an engine says of a line: its marché ("" for a number that names none), how it is linked, how likely
it is (0 to 100), and why, in French.
"""
GROUPE = ("acheteur_siren", "fournisseur_id", "segment_code")
"""What persons judge: who pays, who is paid, what is bought."""
Cle = tuple[str, str, str, str]
Jugements = Mapping[Cle, Judgement]
"""What persons said: of a payer, a fournisseur, a segment and a marché."""
JUGEMENT = pa.schema([(name, pa.string()) for name in (*GROUPE, "marche_cle", "jugement")])


@dataclass(frozen=True)
class Savoir:
    """What the engines may look at.

    ``lignes``: every payment in the perimeter (``material.lines``); ``marches``: every marché, its window and
    its ceiling (cents, null when unknown); ``paying``: who may be paid on it (``marche_cle``, ``payeur``);
    ``parties``: whom it pays (``marche_cle``, ``fournisseur_id``, ``role``); ``jugements``: what persons said
    (``GROUPE``, ``marche_cle``, ``jugement``); ``regle``: the figures of ``metier/regles/pont.yml``.
    """

    moteur: Moteur
    lignes: ir.Table
    marches: ir.Table
    paying: ir.Table
    parties: ir.Table
    jugements: ir.Table
    regle: Mapping[str, Any]

    def refused(self) -> ir.Table:
        """The groups and the marchés that a person said not to go together."""
        return self.jugements.filter(self.jugements.jugement == Judgement.NON).select(*GROUPE, "marche_cle")


class Engine(Protocol):
    """An engine: what it says of the lines that those before it left."""

    def link(self, savoir: Savoir, restent: ir.Table, liens: ir.Table) -> ir.Table:
        """The links (``LIEN``) of the lines that it can tell, one at most each; ``restent``: the lines that
        are left, ``liens``: what the engines before it said.
        """
        ...


def discover() -> Mapping[str, Engine]:
    """The engines found by their place, by name."""
    names = sorted(one.name for one in iter_modules(engines.__path__))
    return {name: import_module(f"{engines.__name__}.{name}").ENGINE for name in names}


def cascade(savoir: Savoir, found: Mapping[str, Engine] | None = None) -> ir.Table:
    """What the engines say of each line that one of them can tell, with the name of that engine
    (``moteur``): the first wins, in the order of the rules. What a person refused is never linked.
    """
    known = discover() if found is None else found
    left, said = savoir.lignes, nothing(savoir.moteur)
    for name in savoir.regle["ordre"]:
        told = known[name].link(savoir, left, said)
        told = savoir.moteur.cache(_by(allowed(savoir, told), name))
        said = savoir.moteur.cache(_more(said, told))
        left = savoir.moteur.cache(_without(left, told))
    return said


@built
def _by(told: ir.Table, moteur: str) -> ir.Table:
    return told.mutate(moteur=ibis.literal(moteur))


@built
def _more(said: ir.Table, told: ir.Table) -> ir.Table:
    return said.union(told.select(*said.columns))


@built
def _without(left: ir.Table, told: ir.Table) -> ir.Table:
    return left.anti_join(told, LIGNE)


def allowed(savoir: Savoir, told: ir.Table) -> ir.Table:
    """The links without those that a person refused."""
    if not savoir.moteur.count(savoir.jugements):
        return told
    groups = savoir.lignes.select(*LIGNE, *GROUPE)
    both = told.inner_join(groups, LIGNE).select(*LIEN, *GROUPE)
    return both.anti_join(savoir.refused(), [*GROUPE, "marche_cle"]).select(*LIEN)


def nothing(moteur: Moteur) -> ir.Table:
    """No link."""
    kinds = {"numero_ligne": pa.int64(), "score": pa.int64()}
    schema = pa.schema([(name, kinds.get(name, pa.string())) for name in (*LIEN, "moteur")])
    return moteur.keep(schema.empty_table())


def union(parts: Sequence[ir.Table]) -> ir.Table:
    """The rows of tables of the same columns."""
    return reduce(lambda one, other: one.union(other), parts)


@built
def linked(rows: ir.Table, **said: Any) -> ir.Table:
    """The rows of ``LIEN``, from lines with the columns that are not there already."""
    plain = {name: ibis.literal(one) for name, one in said.items() if isinstance(one, str | int)}
    rows = rows.mutate(**{**said, **plain})
    return rows.mutate(score=rows.score.cast("int64")).select(*LIEN)
