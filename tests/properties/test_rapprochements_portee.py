"""Whatever buyers write and whatever was said, a scope sees its own, and its euros add up."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from achatlas import pipeline
from achatlas.catalogue.load import Catalogue
from achatlas.domain.judgement import Judgement
from achatlas.pipeline import Workshop, rapprochements
from achatlas.pipeline.written import Liste, Portee
from achatlas.settings import at
from achatlas.store.kinds import arrow_schema
from achatlas.store.rapprochements import Rapprochement, Rapprochements
from achatlas.store.snapshots import CARTES
from tests.web.atelier import ACHETEURS, carte

SIRENS = [siren for siren, _ in ACHETEURS]
ONE, TWO = "000900001", "000900019"
CHAINS = {
    "nom": f"nom {ONE}\nabsent", "historique": f"historique {TWO}\nnom {ONE}\npersonne_physique",
    "code": f"code {TWO}\nnom {ONE}\ninvalide",
}  # fmt: skip
NAMES = ["A | 69001", "B | ", "C | 42000"]
WAYS = ["siret", "absent", "invalide", "nom", "historique", "code"]
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
         "reconnus": CHAINS.get(how, ""),
         "montant_ht_centimes": cents, "lignes": 1}
        for (siren, cle, how), cents in every.items()
    ]  # fmt: skip
    folder = atelier.snapshots.path(CARTES, "essai")
    folder.mkdir(parents=True)
    pq.write_table(pa.Table.from_pylist(told, schema=SCHEMA), folder / "ecrits.parquet")
    atelier.register.point(CARTES, "essai")
    return atelier


def judged(atelier: Workshop, told: set[str], refused: set[tuple[str, str]]) -> None:
    for cle, siren, jugement in [
        *((cle, "000900027", Judgement.OUI) for cle in told),
        *((cle, siren, Judgement.NON) for cle, siren in refused),
    ]:
        said = Rapprochement(cle, siren, "", jugement, "lea", "2026-11-25T10:00:00+00:00")
        Rapprochements(atelier.home).add(said)


def known_now(cle: str, how: str, told: set[str], refused: set[tuple[str, str]]) -> bool:
    """Whether a writing is identified, by brute force."""
    if cle in told and how != "siret":
        return True
    lines = CHAINS.get(how, how).split("\n")
    left = [line for line in lines if (cle, line.rpartition(" ")[2]) not in refused]
    return left[0].partition(" ")[0] not in ("absent", "invalide", "personne_physique")


@settings(max_examples=30, deadline=None)
@example(
    {(SIRENS[0], NAMES[0], "historique"): 1}, {}, {NAMES[0]}, {SIRENS[0]}, {(NAMES[0], ONE), (NAMES[0], TWO)}
)
@given(
    ROWS, PERSONS, st.sets(st.sampled_from(NAMES)), st.sets(st.sampled_from(SIRENS)),
    st.sets(st.tuples(st.sampled_from(NAMES), st.sampled_from([ONE, TWO]))),
)  # fmt: skip
def test_a_scope_sees_its_own_and_every_euro_is_somewhere(
    rows: dict[tuple[str, str, str], int],
    persons: dict[str, int],
    told: set[str],
    own: set[str],
    refused: set[tuple[str, str]],
) -> None:
    portee = Portee(frozenset(own))
    with TemporaryDirectory() as folder:
        atelier = workshop(Path(folder), rows, persons)
        judged(atelier, told, refused)
        found = rapprochements.lists(atelier, portee)
        assert found is not None
        for liste in Liste:
            cles = [one.cle for one in found.of(liste).noms]
            detailed = rapprochements.details(atelier, portee, cles, liste)
            assert {one.cle: one.centimes for one in found.of(liste).noms} == {
                cle: one.centimes for cle, one in detailed.items()
            }
            assert {part.acheteur for one in detailed.values() for part in one.parts} <= own
    mine = {key: cents for key, cents in rows.items() if key[0] in own}
    hidden = sum(cents for siren, cents in persons.items() if siren in own)
    one = found.file.avancement
    assert one.total == sum(mine.values()) + hidden
    assert one.avant == sum(cents for (_, _, how), cents in mine.items() if how not in ("absent", "invalide"))
    assert one.apres == sum(c for (_, cle, how), c in mine.items() if known_now(cle, how, told, refused))
    assert one.total == one.apres + found.file.en_jeu + hidden
    assert not {name.cle for name in found.file.noms} & (told | {""})
