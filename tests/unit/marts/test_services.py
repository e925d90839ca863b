"""A service has one code for its buyer, its direction and its name, whatever these are made of."""

from pathlib import Path

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from achatlas.domain.services import split
from achatlas.marts.achats import service
from achatlas.marts.membres import service_name
from achatlas.store.engine import Engine

NAME = st.one_of(
    st.sampled_from(["", "A", "A › B", "› A", "A ›", "›", "›› A", "A/B"]), st.text("A ›/\n", max_size=6)
)
COLUMNS = ("acheteur_siren", "direction", "service")


@settings(max_examples=40)
@given(
    told=st.lists(st.tuples(st.sampled_from(["000000018", "000000026"]), NAME, NAME), min_size=1, max_size=60)
)
def test_two_services_never_have_the_same_code(
    told: list[tuple[str, str, str]], tmp_path_factory: object
) -> None:
    folder: Path = tmp_path_factory.mktemp("moteur")  # type: ignore[attr-defined]
    with Engine(folder) as engine:
        rows = engine.keep(pa.table(dict(zip(COLUMNS, zip(*told, strict=True), strict=True))))
        coded = rows.mutate(service_code=service(rows))
        found = list(engine.dicts(coded.mutate(nom=service_name(coded.service_code))))
    for one in found:
        siren, direction, nom = (one[column] for column in COLUMNS)
        above = f"{siren}/{direction}" if direction else ""
        assert (one["service_code"] == "") == (nom == "")
        if nom:
            assert split(one["service_code"]) == (above, nom) and one["nom"] == nom
            assert one["service_code"].startswith(f"{siren}/")
