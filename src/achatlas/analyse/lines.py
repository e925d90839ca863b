"""Lines behind the figures, down to file and row: only in the files that the scope may open."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa

from achatlas.analyse import expressions, gate
from achatlas.analyse.answers import Lines
from achatlas.analyse.expressions import Shape
from achatlas.analyse.gate import Place
from achatlas.analyse.groups import Order
from achatlas.analyse.merged import as_shared
from achatlas.analyse.scope import Scope
from achatlas.analyse.selection import Selection
from achatlas.catalogue.models import Mesure
from achatlas.domain.errors import ClosedCrossing, UnknownAxis
from achatlas.domain.personnes import PERSONNE
from achatlas.domain.text import searchable
from achatlas.langues import dire
from achatlas.store.publications import alias_of
from achatlas.store.templates import Prepared

ACHETEUR = "acheteur"
TRIS = {"montant": "montant_ht_centimes", "date": "date"}
DATES = {"achats": "date_mandat", "marches": "date_notification"}
COMPTES = {"achats": "lignes", "marches": "lignes_marches"}
LIGNE = frozenset({"depot", "numero_ligne"})
Named = tuple[str, str, Mapping[str, str]]


def order_of(tri: str, fait: str) -> Order:
    """The order that an address asks for: ``montant`` or ``date``, ``-`` first for the largest.

    Raises UnknownAxis for any other.
    """
    name = tri.removeprefix("-")
    if name not in TRIS:
        raise UnknownAxis(
            quoi=dire("Tri inconnu : « {tri} »", tri=tri),
            ou="adresse de la page",
            pourquoi="les lignes ne se trient que par montant ou par date",
            que_faire="Choisissez montant ou date, précédé de - pour commencer par le plus grand",
        )
    return Order(DATES[fait] if name == "date" else TRIS[name], tri.startswith("-"))


def files_of(scope: Scope, fait: str) -> tuple[str, ...]:
    """The files that hold lines of a fact: the common one for what is public, else the scope's own."""
    tables = scope.atlas.publication.tables(scope.chiffres)
    shared = any(t["fait"] == fait and t["colonnes"].keys() >= LIGNE for t in tables.values())
    return (scope.chiffres,) if shared else scope.lignes


def _places(selection: Selection, scope: Scope, fait: str) -> list[Place]:
    """Where the lines of a selection are: in the files of the buyers that it keeps, when it names them."""
    files, clause = files_of(scope, fait), selection.get(ACHETEUR)
    if files == scope.lignes and clause is not None and clause.mode == "dans":
        kept = {alias_of(siren) for siren in clause.valeurs}
        files = tuple(alias for alias in files if alias in kept)
    return [gate.route(scope, fait, LIGNE, alias) for alias in files]


def lines(
    selection: Selection,
    scope: Scope,
    *,
    fait: str = "achats",
    page: int = 1,
    taille: int = 50,
    tri: str = "-montant",
    texte: str = "",
    colonnes: Collection[str] = (),
) -> Lines:
    """A page of lines, the unknown dates last; ``texte`` keeps those whose object contains it, whatever its
    case and accents; ``colonnes``: those that are told, all of them if none.

    Past the last page, no line and still how many there are. Raises UnknownAxis for a bad order.
    """
    told, values = _bound(selection, fait, scope, texte)
    shape = _read(told, values, scope, fait)
    order = order_of(tri, fait)
    places = _places(selection, scope, fait)
    count = None if texte else _told(told, values, scope, gate.mesures_of([COMPTES[fait]], scope))
    if count is None:
        count = _counted(places, shape, values, scope, fait)
    before, last = (page - 1) * taille, page * taille
    kept = _page(places, shape, values, scope, order, last, colonnes)[before:] if count > before else []
    named = _namer(fait, scope, colonnes)
    return Lines(tuple(map(named, kept)), count)


def _page(
    places: Sequence[Place],
    shape: Shape,
    values: Mapping[str, str],
    scope: Scope,
    order: Order,
    last: int,
    colonnes: Collection[str],
) -> list[dict[str, Any]]:
    """The first lines of all the places in an order: one question, since each file would answer its own as
    slowly as all of them together.
    """
    if not places:
        return []
    query = _filed(places, shape, order, last, colonnes)
    return gate.across(scope, query, values, [place.alias for place in places])


def _filed(
    places: Sequence[Place], shape: Shape, order: Order, last: int | None, colonnes: Collection[str]
) -> Prepared:
    borne = dict(places[0].source.colonnes)
    asked = {"depot", "numero_ligne", "rang", order.colonne, *colonnes} if colonnes else borne
    columns = tuple(sorted(c for c in asked if c in borne))
    filed = tuple((place.alias, place.source) for place in places)
    return expressions.listed_filed(filed, shape, (order.colonne, order.decroissant), last, columns)


def _counted(
    places: Sequence[Place], shape: Shape, values: Mapping[str, str], scope: Scope, fait: str
) -> int:  # fmt: skip
    """How many lines a selection keeps, from each file of lines."""
    counted = gate.mesures_of([COMPTES[fait]], scope)
    asked = ((expressions.summed(place.source, counted, shape), place) for place in places)
    said = [gate.run(scope, query, values, place)[0][COMPTES[fait]] for query, place in asked]
    return sum(int(one or 0) for one in said)


def _told(shape: Shape, values: Mapping[str, str], scope: Scope, counted: Sequence[Mesure]) -> int | None:
    """How many lines a selection keeps, from the figures rather than from each file of lines; None where they
    do not cross what it asks.
    """
    try:
        place = gate.route(scope, counted[0].fait, gate.columns(shape, counted))
    except ClosedCrossing:
        return None
    query = expressions.summed(place.source, tuple(counted), shape)

    def compute() -> int:
        return int(gate.run(scope, query, values, place)[0][counted[0].id] or 0)

    found: int = gate.answer(scope, ("compte", query, tuple(sorted(values.items()))), compute)
    return found


def stream(
    selection: Selection, scope: Scope, *, fait: str = "achats", texte: str = ""
) -> Iterator[dict[str, Any]]:  # fmt: skip
    """Every line of a selection, last dates first: read once and never held together."""
    for batch in batches(selection, scope, fait=fait, texte=texte):
        yield from batch.to_pylist()


def batches(
    selection: Selection,
    scope: Scope,
    *,
    fait: str = "achats",
    texte: str = "",
    colonnes: Collection[str] = (),
) -> Iterator[pa.RecordBatch]:
    """The same as Arrow batches of plain columns, in the order of the pages, for exports; ``colonnes``: those
    that are told, all of them if none. Raises ClosedCrossing at once, whenever the first batch is asked.
    """
    said, values = _bound(selection, fait, scope, texte)
    shape = _read(said, values, scope, fait)
    places = _places(selection, scope, fait)
    if not places:
        return iter(())
    query = _filed(places, shape, order_of("-date", fait), None, colonnes)
    told = _names(fait, scope, colonnes)
    found = gate.batches(scope, query, values, [place.alias for place in places])
    return (_named(batch, told) for batch in found)


def _named(batch: pa.RecordBatch, told: Sequence[Named]) -> pa.RecordBatch:
    """A batch with the names of its members beside their codes; each name is looked for once."""
    arrays = dict(zip(batch.schema.names, map(_plain, batch.columns), strict=True))
    for name, column, labels in told:
        coded = arrays[column].dictionary_encode()
        known = [_label(labels, code) for code in coded.dictionary.to_pylist()]
        arrays[name] = pa.array(known, pa.string()).take(coded.indices)
    return pa.record_batch(arrays)


def _plain(column: pa.Array) -> pa.Array:
    return column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column


def _bound(selection: Selection, fait: str, scope: Scope, texte: str) -> tuple[Shape, dict[str, str]]:
    """The shape of a selection and of a search, and the values to bind."""
    shape, values = gate.bound(selection, fait, scope)
    if not texte:
        return shape, values
    return Shape(shape.clauses, texte=True), values | {"texte": searchable(texte)}


def _read(shape: Shape, values: Mapping[str, str], scope: Scope, fait: str) -> Shape:
    """The same shape as the files of lines are asked: what the common file tells as one is kept there."""
    shared = files_of(scope, fait) == (scope.chiffres,)
    return shape if shared else as_shared(shape, values.values())


def _namer(
    fait: str, scope: Scope, colonnes: Collection[str] = ()
) -> Callable[[Mapping[str, Any]], dict[str, Any]]:  # fmt: skip
    """What adds to a line the name of each of its members beside its code: ``famille_libelle``…; of these
    columns only, if any are named.
    """
    known = _names(fait, scope, colonnes)

    def named(found: Mapping[str, Any]) -> dict[str, Any]:
        return {**found, **{name: _label(said, found[code]) for name, code, said in known}}

    return named


def _label(labels: Mapping[str, str], code: Any) -> Any:
    """The name of a member; natural persons have one where each has none of its own (the common view)."""
    if code in labels:
        return labels[code]
    person = isinstance(code, str) and code.startswith(PERSONNE)
    return labels.get(PERSONNE, code) if person else code


def _names(fait: str, scope: Scope, colonnes: Collection[str]) -> list[Named]:
    """The names that a line bears beside its codes: how each is called, the code, the names by code."""
    axes = [a for a in scope.atlas.catalogue.axes_of(fait).values() if not colonnes or a.colonne in colonnes]
    return [(f"{axe.id}_libelle", axe.colonne, gate.libelles(axe, scope)) for axe in axes]


def line(depot: str, numero_ligne: int, scope: Scope, *, fait: str = "achats") -> Mapping[str, Any] | None:
    """All that is known of one line (file hash and row), or None when the scope does not hold it."""
    for alias in files_of(scope, fait):
        place = gate.route(scope, fait, LIGNE, alias)
        query = expressions.found(place.source, ("depot", "numero_ligne"))
        for found in gate.run(scope, query, {"depot": depot, "numero_ligne": str(numero_ligne)}, place):
            return _namer(fait, scope)(found)
    return None
