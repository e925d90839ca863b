"""A few lines and a few marchés, and what the bridge says of them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from achatlas.bridge.engine import JUGEMENT, Cle, Savoir, cascade
from achatlas.bridge.familles import Familles
from achatlas.bridge.familles import told as homogeneous
from achatlas.bridge.stage import whole
from achatlas.bridge.statut import stated
from achatlas.catalogue.load import Catalogue
from achatlas.domain.judgement import Judgement
from achatlas.store.engine import Engine

Row = dict[str, Any]
VILLE, AGGLO, CCAS, SELLER, OTHER = "000000018", "000000026", "000000034", "100000009", "200000008"
DAY, NEED, OBJECT = datetime.date(2024, 5, 2), "08.03", "Nettoyage des locaux"
DATES = ("jour", "notifie", "fin", "ouvre", "ferme")
TEXTS = ("marche_norme", "num_engagement", "service", "operation", "code_nomenclature", "cite_cle")
COUNTS = ("numero_ligne", "montant_ht_centimes", "plafond")


def line(number: int, **more: Any) -> Row:
    """A payment of 100 € by VILLE to SELLER for NEED, that cites nothing."""
    plain = dict.fromkeys(TEXTS, "")
    told = {"depot": "d", "numero_ligne": number, "acheteur_siren": VILLE, "exercice": "2024", "jour": DAY}
    said = {"fournisseur_id": SELLER, "segment_code": NEED, "objet": "facture", "cite": "hors_marche"}
    return {**plain, **told, **said, "montant_ht_centimes": 10_000, **more}


def citing(number: int, cle: str, **more: Any) -> Row:
    """The same, that cites a marché as classification found it."""
    return line(number, marche_norme=cle.split("/")[1], cite_cle=cle, cite="sous_marche", **more)


def marche(cle: str, **more: Any) -> Row:
    """A marché of NEED in 2023 and 2024, of 100,000 €."""
    siren, number = cle.split("/")
    first, last = datetime.date(2023, 1, 1), datetime.date(2024, 12, 31)
    told = {"marche_cle": cle, "marche_norme": number, "proprietaire": siren, "objet_marche": OBJECT}
    days = {"notifie": first, "ouvre": first, "fin": last, "ferme": datetime.date(2025, 6, 30)}
    rest = {"accord_cadre_cle": "", "centrale": "", "service_marche": "", "segment_marche": NEED}
    return {**told, **days, **rest, "plafond": 10_000_000, **more}


@dataclass
class Monde:
    """What the bridge is given: who may pay a marché is its buyer and ``membres``; ``parties``: whom it pays
    beside SELLER, with their role; ``familles``: the families of the buyers' own nomenclatures.
    """

    lines: Sequence[Row]
    marches: Sequence[Row]
    membres: Mapping[str, Sequence[str]] = field(default_factory=dict)
    parties: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    jugements: Mapping[Cle, Judgement] = field(default_factory=dict)
    familles: Familles = field(default_factory=dict)


def rows(engine: Engine, found: Iterable[Row], like: Row) -> Any:
    """Rows of memory, typed as the bridge has them."""
    kinds = {**dict.fromkeys(DATES, pa.date32()), **dict.fromkeys(COUNTS, pa.int64())}
    schema = pa.schema([(name, kinds.get(name, pa.string())) for name in like])
    return engine.keep(pa.Table.from_pylist(list(found), schema=schema))


def gathered(engine: Engine, monde: Monde) -> Savoir:
    """The same, as ``material.gathered`` gives it."""
    paying, parties = [], []
    for one in monde.marches:
        cle, siren = one["marche_cle"], one["proprietaire"]
        paying += [{"marche_cle": cle, "payeur": who} for who in {siren, *monde.membres.get(cle, ())}]
        sides = monde.parties.get(cle, {SELLER: "titulaire"})
        parties += [{"marche_cle": cle, "fournisseur_id": who, "role": role} for who, role in sides.items()]
    said = [dict(zip(JUGEMENT.names, (*cle, one), strict=True)) for cle, one in monde.jugements.items()]
    return Savoir(
        engine,
        rows(engine, monde.lines, line(0)),
        rows(engine, monde.marches, marche("a/b")),
        rows(engine, paying, {"marche_cle": "", "payeur": ""}),
        rows(engine, parties, {"marche_cle": "", "fournisseur_id": "", "role": ""}),
        engine.keep(pa.Table.from_pylist(said, schema=JUGEMENT)),
        Catalogue().regle("pont"),
    )


def bridged(folder: Path, monde: Monde) -> dict[int, Row]:
    """What the bridge says of each line, by its number."""
    with Engine(folder / "moteur") as engine:
        savoir = gathered(engine, monde)
        rows = homogeneous(engine, whole(savoir, cascade(savoir)), monde.familles)
        found = engine.dicts(stated(Catalogue(), rows))
        return {one["numero_ligne"]: one for one in found}
