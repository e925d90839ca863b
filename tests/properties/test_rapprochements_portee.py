"""Whatever buyers write and whatever was said, a scope sees its own, and its euros add up."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from achatlas import pipeline
from achatlas.catalogue.load import Catalogue
from achatlas.domain.judgement import Judgement
from achatlas.marts.ecrits import identified
from achatlas.pipeline import Workshop, rapprochements
from achatlas.pipeline.written import Portee
from achatlas.settings import at
from achatlas.store.kinds import arrow_schema
from achatlas.store.rapprochements import Rapprochement, Rapprochements
from achatlas.store.snapshots import CARTES
from tests.web.atelier import ACHETEURS, carte

SIRENS = [siren for siren, _ in ACHETEURS]
NAMES = ["A | 69001", "B | ", "C | 42000"]
WAYS = ["siret", "absent", "invalide", "nom", "historique"]
SCHEMA = arrow_schema(Catalogue().tables["ecrits"])
ROWS = st.dictionaries(
    st.tuples(st.sampled_from(SIRENS), st.sampled_from(NAMES), st.sampled_from(WAYS)),
    st.integers(-5_000, 100_000),
    max_size=12,
)
PERSONS = st.dictionaries(st.sampled_from(SIRENS), st.integers(0, 9_000), max_size=3)


def workshop(home: Path, rows: dict[tuple[str, str, str], int], persons: dict[str, int]) -> Workshop:
    """A territory whose last run wrote these sums."""
    (home / "territoire.yml").write_text(yaml.safe_dump(carte(), allow_unicode=True), encoding="utf-8")
    atelier = pipeline.open_workshop(at(home))
    every = rows | {(siren, "", "personne_physique"): cents for siren, cents in persons.items()}
    told = [
        {**dict.fromkeys(SCHEMA.names, ""), "acheteur_siren": siren, "ecrit_cle": cle, "sans_decision": how,
         "montant_ht_centimes": cents, "lignes": 1}
        for (siren, cle, how), cents in every.items()
    ]  # fmt: skip
    folder = atelier.snapshots.path(CARTES, "essai")
    folder.mkdir(parents=True)
    pq.write_table(pa.Table.from_pylist(told, schema=SCHEMA), folder / "ecrits.parquet")
    atelier.register.point(CARTES, "essai")
    return atelier


@settings(max_examples=30, deadline=None)
@given(ROWS, PERSONS, st.sets(st.sampled_from(NAMES)), st.sets(st.sampled_from(SIRENS)))
def test_a_scope_sees_its_own_and_every_euro_is_somewhere(
    rows: dict[tuple[str, str, str], int], persons: dict[str, int], told: set[str], own: set[str]
) -> None:
    with TemporaryDirectory() as folder:
        atelier = workshop(Path(folder), rows, persons)
        for cle in told:
            said = Rapprochement(cle, "000900001", "", Judgement.OUI, "lea", "2026-11-25T10:00:00+00:00")
            Rapprochements(atelier.home).add(said)
        found = rapprochements.queue(atelier, Portee(frozenset(own)))
        assert found is not None
        known, cles = identified(atelier.catalogue), [one.cle for one in found.noms]
        detailed = rapprochements.details(atelier, Portee(frozenset(own)), cles)
    assert {one.cle: one.centimes for one in found.noms} == {c: one.centimes for c, one in detailed.items()}
    seen = {part.acheteur for one in detailed.values() for part in one.parts}
    assert seen <= own and not {one.cle for one in found.noms} & (told | {""})
    mine = {key: cents for key, cents in rows.items() if key[0] in own}
    hidden = sum(cents for siren, cents in persons.items() if siren in own)
    one = found.avancement
    assert one.total == sum(mine.values()) + hidden == one.apres + found.en_jeu + hidden
    assert one.avant == sum(cents for (_, _, how), cents in mine.items() if how in known)
