"""Whatever changes of a code of a buyer (its segment, the code above, its conditions, several codes, a file,
a version taken back), rules standing or not, segments merged or not: what is announced is exactly what the
cases say after.
"""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from achatlas.domain.correspondance import NomenclatureAcheteur
from achatlas.domain.errors import AchatlasError
from achatlas.pipeline import annonces, codes, conditions, nomenclatures, reclassement, recoding, ruling
from achatlas.pipeline.conditions import Ecrit
from achatlas.pipeline.nomenclatures import Signature
from achatlas.store import cas as store
from achatlas.store.correspondances import EMPTY
from tests.petit import Petit
from tests.properties.test_suites_de_decisions import (
    SEGMENTS,
    Acte,
    Monde,
    chosen,
    everyone,
    merge,
    write,
)
from tests.reclassement import published

LEA, EXAMPLES = Signature("lea"), 3
Moved = Counter[tuple[str, str]]


@dataclass(frozen=True)
class Geste:
    """A change: its kind, and three numbers that choose about what."""

    genre: str
    what: int
    then: int
    other: int

    @property
    def acte(self) -> Acte:
        """The same, as what is decided beside is chosen."""
        return Acte(self.genre, self.other, self.what, self.then)


GENRES = ("code", "code", "parent", "lot", "fichier", "retrait", "regle", "reunion")
gestes = st.lists(
    st.builds(Geste, st.sampled_from(GENRES), *[st.integers(0, 10_000)] * 3), min_size=6, max_size=9
)


def segments(monde: Monde) -> dict[int, tuple[str, int, int]]:
    seen = ruling.situation(monde.atelier, everyone(monde))
    assert seen is not None
    names = ("cas", "segment_code", "montant_ht_centimes", "lignes")
    columns = (seen.rows[one].to_pylist() for one in names)
    return {cas: (code, cents, n) for cas, code, cents, n in zip(*columns, strict=True)}


def marches(monde: Monde) -> dict[str, str]:
    key = monde.atelier.register.pointed("cartes") or ""
    path = monde.atelier.snapshots.path("classe", key) / "classe__marches.parquet"
    again = store.answers(reclassement.over(monde.atelier, key, "marches"), "marche_cle")
    return store.answers(path, "marche_cle") | again


def between(
    before: dict[int, tuple[str, int, int]], after: dict[int, tuple[str, int, int]]
) -> tuple[Moved, Moved]:
    """Cents and lines, from which segment to which."""
    cents, lines = Moved(), Moved()
    for cas, (code, paid, n) in before.items():
        if after[cas][0] != code:
            cents[code, after[cas][0]] += paid
            lines[code, after[cas][0]] += n
    return cents, lines


def said(remapped: recoding.Remapped) -> tuple[Moved, Moved]:
    told = [((one.de, one.vers), one.somme) for one in remapped.passages]
    return Moved({k: some.centimes for k, some in told}), Moved({k: some.lignes for k, some in told})


def written(monde: Monde, siren: str, one: Geste) -> Ecrit:
    """What a person would write of a code."""
    own = conditions.in_force(monde.atelier, siren)
    seen = [vu.code for vu in codes.listing(monde.atelier, everyone(monde), siren)]
    ecrit = conditions.standing(own, chosen(seen, one.what))
    if one.genre == "parent":
        return replace(ecrit, parent=chosen(["", *(c.code for c in own.codes), "15.03"], one.then))
    rows = [row for row in monde.cas if row["acheteur_siren"] == siren]
    row = chosen(rows, one.other)
    lines = [
        (chosen(("", *SEGMENTS), one.then), "", ""),
        (chosen(SEGMENTS, one.then + 1), row["compte"][: one.other % 5], ""),
        (chosen(SEGMENTS, one.then + 2), "", row["cpv"][:4] or "45"),
    ]
    kept = [line for rank, line in enumerate(lines) if line[0] and (one.other >> rank) % 2]
    return replace(ecrit, lignes=tuple({line[1:]: line for line in kept}.values()))


def version(monde: Monde, siren: str, one: Geste) -> NomenclatureAcheteur | None:
    """The whole nomenclature that a change would leave; None for nothing."""
    own = conditions.in_force(monde.atelier, siren)
    if one.genre in ("code", "parent"):
        lue = conditions.proposed(monde.atelier, siren, written(monde, siren, one))
        return None if lue.fautes else lue.nomenclature
    seen = [vu.code for vu in codes.listing(monde.atelier, everyone(monde), siren)]
    if one.genre == "lot":
        some = dict.fromkeys(seen[one.what % 5 :: 3], chosen(("", *SEGMENTS), one.then))
        return own.with_segments(some)
    kept = [code for rank, code in enumerate(own.codes) if (rank + one.what) % 3]
    keys = {code.code for code in kept}
    return NomenclatureAcheteur.of(kept, [c for c in own.correspondances if c.code in keys])


def verify(monde: Monde, siren: str, one: Geste) -> None:
    """A change is announced, made, and compared."""
    atelier, held = monde.atelier, nomenclatures.in_force(monde.atelier, siren)
    before, awarded = segments(monde), marches(monde)
    if one.genre == "retrait":
        if held is None:
            return
        told = nomenclatures.retaken(atelier, everyone(monde), siren, held.empreinte)
        nomenclatures.reprendre(atelier, everyone(monde), siren, held.empreinte, LEA)
    else:
        after = version(monde, siren, one)
        if after is None:
            return
        told = annonces.announced(atelier, everyone(monde), siren, after, "essai")
        nomenclatures.keep(atelier, siren, after, "essai", LEA, told.vue)
    assert said(told.remapped) == between(before, segments(monde)), one
    assert marches(monde) == awarded
    now = codes.couverture(atelier, everyone(monde), siren)
    assert (told.then.codes, told.then.depense) == (now.codes, now.depense)


@pytest.mark.lent
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=gestes)
def test_what_is_announced_of_a_change_of_codes_is_what_moves(
    acts: list[Geste], petit: Petit, tmp_path_factory: pytest.TempPathFactory
) -> None:
    made = published(petit, Path(tmp_path_factory.mktemp("recode")))
    monde = Monde(made, made.settings.home)
    siren = monde.coded[0]
    first = [vu.code for vu in codes.listing(made.atelier, everyone(monde), siren)]
    own = EMPTY.with_segments(
        {code: SEGMENTS[rank % 5] if rank % 2 else "" for rank, code in enumerate(first)}
    )
    nomenclatures.keep(made.atelier, siren, own, "départ", LEA)
    try:
        for one in acts:
            beside = {"regle": write, "reunion": merge}.get(one.genre)
            if beside is None:
                verify(monde, siren, one)
            else:
                with suppress(AchatlasError):
                    beside(monde, one.acte)
    finally:
        reclassement.close(made.settings.home)
