"""Euros of the truth against euros of the map, by body and year: the gap to the cent, with its causes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import yaml

from achatlas.domain.money import format_euros
from achatlas.store.register import Register
from achatlas.store.snapshots import Snapshots

CLE = ["fichier", "numero_ligne"]
VERITE = [*CLE, "acheteur_siren", "exercice", "in_perimetre", "montant_ht_centimes", "defaut"]
CARTE = [*CLE, "acheteur_siren", "exercice", "perimetre", "montant_ht_centimes", "montant_option_centimes"]
SANS_CAUSE = "sans cause connue"
Place = tuple[str, str]


@dataclass
class Ecart:
    """What a body paid in a year, in cents: as the truth has it, as the map has it (options among it), and
    why they differ.
    """

    verite: int = 0
    carte: int = 0
    options: int = 0
    causes: Counter[str] = field(default_factory=Counter)

    @property
    def ecart(self) -> int:
        """Cents that the map has beyond the truth."""
        return self.carte - self.verite

    def as_dict(self) -> dict[str, object]:
        """Amounts in words, the causes largest first; what they leave is « sans cause connue »."""
        left = {SANS_CAUSE: self.ecart - sum(self.causes.values())}
        named = {c: v for c, v in self.causes.most_common()[::-1] + [*left.items()] if v}
        amounts = {"verite": self.verite, "carte": self.carte, "dont options": self.options}
        said: dict[str, object] = {name: format_euros(cents) for name, cents in amounts.items()}
        causes = {cause: format_euros(cents) for cause, cents in named.items()}
        return said | {"ecart": format_euros(self.ecart), "causes": causes}


def told(home: Path) -> dict[Place, Ecart]:
    """The totals of the truth, by SIREN and year: those that the generator summed while it wrote."""
    bodies = yaml.safe_load((home / "verite" / "verite.yml").read_text(encoding="utf-8"))["acheteurs"]
    return {
        (siren, str(year)): Ecart(verite=case["centimes_perimetre"])
        for siren, body in bodies.items()
        for year, case in body["exercices"].items()
    }


def names(home: Path) -> dict[str, str]:
    """The bodies by SIREN."""
    bodies = yaml.safe_load((home / "verite" / "verite.yml").read_text(encoding="utf-8"))["acheteurs"]
    return {siren: body["nom"] for siren, body in bodies.items()}


def set_apart(home: Path, cartes: str) -> pa.Table:
    """The lines that a stage did not accept, with its category and reason: reading, cleansing, map."""
    shots = Snapshots(home)
    read = [shots.path("brut", d.instantane) / "rejets.parquet" for d in Register(home).depots()]
    later = [shots.path("net", cartes) / "rejets_mandats.parquet"]
    later.append(shots.path("cartes", cartes) / "rejets_achats.parquet")
    columns = [*CLE, "categorie", "motif"]
    found = [pq.read_table(p, columns=columns) for p in [*read, *later] if p.exists()]
    return pa.concat_tables(found, promote_options="permissive")


def lines(home: Path, cartes: str) -> pa.Table:
    """Every line of the truth or of the map, where they do not say the same amount, year and body."""
    truth = pq.read_table(home / "verite" / "lignes.parquet", columns=VERITE)
    once = pc.fill_null(pc.not_equal(truth["defaut"], "doublon"), True)
    wanted = pc.if_else(pc.and_(truth["in_perimetre"], once), truth["montant_ht_centimes"], 0)
    truth = truth.append_column("voulu", wanted)
    year = pc.cast(truth["exercice"], pa.string())
    truth = truth.set_column(truth.schema.get_field_index("exercice"), "exercice", year)
    carte = pq.read_table(Snapshots(home).path("cartes", cartes) / "mart__achats.parquet", columns=CARTE)
    carte = carte.rename_columns([c if c in CLE else f"{c}_lu" for c in CARTE])
    both = truth.join(carte, keys=CLE, join_type="full outer")
    same = pc.and_kleene(
        pc.equal(both["voulu"], pc.fill_null(both["montant_ht_centimes_lu"], 0)),
        pc.or_kleene(pc.equal(both["voulu"], 0), pc.equal(both["exercice"], both["exercice_lu"])),
    )
    return both.filter(pc.invert(pc.fill_null(same, False)))


def cause(line: dict[str, Any]) -> str:
    """Why a line is not on the map as the truth has it."""
    if line["montant_ht_centimes_lu"] is None:
        return f"{line['categorie']} : {line['motif']}" if line["motif"] else SANS_CAUSE
    if line["voulu"] is None:
        return "lue, sans ligne de la vérité"
    if line["voulu"] == 0:
        return f"comptée {line['perimetre_lu']}, n'est pas un achat ou est répétée"
    if line["voulu"] != line["montant_ht_centimes_lu"]:
        return "montant lu autrement"
    return "exercice lu autrement"


def shares(line: dict[str, Any]) -> Iterator[tuple[Place, int]]:
    """What a line takes from the total of the truth and adds to the one of the map."""
    if line["voulu"]:
        yield (line["acheteur_siren"], line["exercice"]), -line["voulu"]
    if line["montant_ht_centimes_lu"]:
        yield (line["acheteur_siren_lu"], line["exercice_lu"]), line["montant_ht_centimes_lu"]


def compare(home: Path, cartes: str) -> dict[Place, Ecart]:
    """The gap of every body and year. Totals come from the truth's own sums and from the map's, causes from
    the lines: they meet, or the rest is without a known cause.
    """
    found = defaultdict(Ecart, told(home))
    carte = pq.read_table(Snapshots(home).path("cartes", cartes) / "mart__achats.parquet", columns=CARTE)
    sums = [(c, "sum") for c in ("montant_ht_centimes", "montant_option_centimes")]
    for total in carte.group_by(["acheteur_siren", "exercice"]).aggregate(sums).to_pylist():
        case = found[total["acheteur_siren"], total["exercice"]]
        case.carte, case.options = total["montant_ht_centimes_sum"], total["montant_option_centimes_sum"]
    apart = set_apart(home, cartes)
    for line in lines(home, cartes).join(apart, keys=CLE, join_type="left outer").to_pylist():
        for place, cents in shares(line):
            found[place].causes[cause(line)] += cents
    return dict(found)


def whole(found: dict[Place, Ecart]) -> Ecart:
    """All bodies and years together."""
    total = Ecart()
    for case in found.values():
        total.verite, total.carte = total.verite + case.verite, total.carte + case.carte
        total.options += case.options
        total.causes.update(case.causes)
    return total


def said(home: Path, cartes: str) -> dict[str, object]:
    """The comparison ready to print: the whole, then each body by year."""
    found, known = compare(home, cartes), names(home)
    bodies: dict[str, dict[str, object]] = {}
    for (siren, year), case in sorted(found.items()):
        bodies.setdefault(known.get(siren, siren), {})[year] = case.as_dict()
    return {"ensemble": whole(found).as_dict(), **bodies}
