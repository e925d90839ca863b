"""The cleansing stage: raw tables in, typed and checked tables out, with the account of each."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from achatlas.catalogue.corrections import corrections
from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.territoire import Territoire
from achatlas.cleanse import mandats, marches
from achatlas.domain.balance import Ledger
from achatlas.store.decisions import Jugements
from achatlas.store.engine import Engine


def run(
    engine: Engine,
    catalogue: Catalogue,
    paths: Mapping[str, list[Path]],
    target: Path,
    territoire: Territoire,
    slices: Sequence[Mapping[str, str]] = (),
    jugements: Jugements = MappingProxyType({}),
) -> dict[str, Ledger]:
    """Writes ``net__*``, journals and rejects into the target folder; returns the ledger of each kind of
    record.

    ``paths`` gives the raw Parquet files by table name; ``slices`` what of them newer deposits replace,
    ``jugements`` what a person said of two marchés that may be one.
    Raises UnbalancedAccount when a record is lost, and CatalogueError when a repair or a rule is malformed.
    """
    repairs = corrections(catalogue, "brut__mandats")
    return {
        "mandats": mandats.run(engine, catalogue.tables, paths["brut__mandats"], target, slices, repairs),
        "marches": marches.run(engine, catalogue, paths["brut__marches"], target, territoire, jugements),
    }
