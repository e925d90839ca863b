"""The tables of the screens as they are taken away: an axis, the lines, the heat map, a crossing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from achatlas.analyse import lines
from achatlas.analyse.answers import Rows
from achatlas.analyse.matrice import NOTHING
from achatlas.catalogue.models import Axe
from achatlas.containers.lots import Lots, euros, schema
from achatlas.containers.table import Column, Genre, Table, Value
from achatlas.domain.nombres import lisser
from achatlas.domain.personnes import IDENTIFIANT, PERSONNE
from achatlas.screens import parts
from achatlas.screens.demande import Demande
from achatlas.screens.lignes import COLONNES, EMPREINTE, SANS_IDENTIFIANT
from achatlas.web.acces import catalogue
from achatlas.web.cartographie.matrice_lue import Lecture, Noms

AXE = (Column("code"), Column("libelle"))
DATES = frozenset({"date_mandat", "date_notification"})
NOMBRES = frozenset({"numero_ligne", "confiance", "duree_mois"})
MONTANT = "montant_ht"
WHOLE = ("montant_initial_centimes", "montant_modifie_centimes", "modifications")
MARCHE = {
    "montant_notifie_marche": "Montant notifié du marché entier, dont la ligne porte la part d'un titulaire",
    "montant_apres_modification_marche": "Montant du marché entier après sa dernière modification",
}


def counting(demande: Demande) -> str:
    """The count beside the amount: lines or marchés."""
    return "lignes" if demande.tableau.fait == "achats" else "marches"


def of_axis(demande: Demande, axe: Axe, rows: Rows, shares: Sequence[parts.Colonne]) -> Table:
    """An axis: amount, count, compared amount, state, and the five amounts of each share."""
    mesure, compte = demande.tableau.mesure, counting(demande)
    told = catalogue().mesures
    contre = [Column(f"{mesure} {demande.contre}", "euros")] if _compared(rows) else []
    columns = [
        *AXE,
        Column(f"{mesure} {demande.exercice}", "euros", told[mesure].definition),
        Column(compte, "nombre", told[compte].definition),
        *contre,
        Column("etat", "texte", "Choisi ou écarté par un filtre ; incertain quand on ne sait pas le placer."),
        *(_share(one, kind) for one in shares for kind in parts.CELLS),
    ]
    first = [
        "", "Total", rows.total.get(mesure), rows.total.get(compte), *([None] if contre else []), "",
    ]  # fmt: skip
    total = [*first, *([None] * (len(columns) - len(first)))]
    return Table(axe.id, columns, _members(demande, rows, shares, bool(contre)), total)


def _compared(rows: Rows) -> bool:
    return any(row.reference is not None for row in rows.lignes)


def _share(one: parts.Colonne, kind: str) -> Column:
    said = f"{one.definition.libelle}, montant « {kind} ». {one.definition.definition}"
    return Column(f"{one.definition.id} {kind}", "euros", f"{said} ({one.definition.reference})")


def _members(
    demande: Demande, rows: Rows, shares: Sequence[parts.Colonne], contre: bool
) -> Iterator[Sequence[Value]]:
    mesure, compte = demande.tableau.mesure, counting(demande)
    for row in rows.lignes:
        before = [row.reference[mesure] if row.reference is not None else None] if contre else []
        held = (row.valeurs[mesure], row.valeurs[compte])
        cells = (value for one in shares for value in one.cells(row.code))
        yield [row.code, row.libelle, *held, *before, row.etat, *cells]


def of_lines(demande: Demande, texte: str = "") -> Lots:
    """Every line of a request, last dates first, or those whose object contains a text. Raises
    ClosedCrossing.
    """
    fait, scope = demande.tableau.fait, demande.acces.scope
    names = [*COLONNES[fait], *(f"{axe}_libelle" for axe in used(demande))]
    columns = [*(_line_column(demande, name) for name in names)]
    columns.append(Column(MONTANT, "euros", "Montant hors taxes, en euros"))
    found = lines.batches(demande.retenue, scope, fait=fait, texte=texte, colonnes=_read(demande, names))
    told = (_masked(one) if demande.consolidee else one for one in found)
    return Lots("lignes", columns, (_lot(one, columns) for one in told))


def _masked(found: pa.RecordBatch) -> pa.RecordBatch:
    """Lines of the common view: natural persons have one code, as they have one name."""
    rank = found.schema.get_field_index(IDENTIFIANT)
    codes = found.column(rank).cast(pa.string())
    told = pc.if_else(pc.starts_with(codes, PERSONNE), PERSONNE, codes)
    return found.set_column(rank, IDENTIFIANT, told)


def rows_of(found: Lots) -> Table:
    """The same lines one by one, for a sheet beside others: euros in cents."""
    cents = [one.genre == "euros" for one in found.colonnes]
    rows = [
        [int(one * 100) if paid and one is not None else one for one, paid in zip(row, cents, strict=True)]
        for lot in found.lots
        for row in zip(*(column.to_pylist() for column in lot.columns), strict=True)
    ]
    return Table(found.nom, found.colonnes, rows)


def _read(demande: Demande, names: Sequence[str]) -> set[str]:
    """The columns that are read to tell those of an export."""
    axes = demande.acces.scope.atlas.catalogue.axes_of(demande.tableau.fait)
    told = {one.colonne for name, one in axes.items() if f"{name}_libelle" in names}
    return {*names, *told, *WHOLE, "montant_ht_centimes"}


def _lot(found: pa.RecordBatch, columns: Sequence[Column]) -> pa.RecordBatch:
    """Some lines as an export tells them: who was paid and from which deposit (an identifier or that there is
    none, the beginning of the hash of the file); of a marché, the amount notified of the whole, and the one
    after its last modification when there is one.
    """
    told = dict(zip(found.schema.names, found.columns, strict=True))
    identifiant = told["fournisseur_identifiant"].cast(pa.string()).fill_null("")
    told["fournisseur_identifiant"] = pc.if_else(pc.equal(identifiant, ""), SANS_IDENTIFIANT, identifiant)
    told["depot"] = pc.utf8_slice_codeunits(told["depot"], 0, EMPREINTE)
    told[MONTANT] = euros(told["montant_ht_centimes"])
    if told.keys() >= {*WHOLE}:
        told |= dict(zip(MARCHE, _whole(*(told[name] for name in WHOLE)), strict=True))
    kinds = schema(columns)
    nothing = pa.nulls(found.num_rows)
    return pa.record_batch([told.get(one.name, nothing).cast(one.type) for one in kinds], schema=kinds)


def _whole(notified: pa.Array, now: pa.Array, changes: pa.Array) -> tuple[pa.Array, pa.Array]:
    known = pc.and_(notified.is_valid(), now.is_valid())
    modified = pc.and_(known, pc.greater(changes.fill_null(0), 0))
    return pc.if_else(known, euros(notified), None), pc.if_else(modified, euros(now), None)


def used(demande: Demande) -> Iterator[str]:
    """The axes that the board and the filters rest on and that the lines do not tell otherwise, their shares
    first: each figure of the screen can be made again from its lines.
    """
    fait = demande.tableau.fait
    told, held = COLONNES[fait], catalogue().tables[f"mart__{fait}"].colonnes
    shares = [demande.catalogue.taux[one].axe for one in demande.tableau.taux]
    for name in dict.fromkeys([*shares, *parts.axes(demande), *demande.selection.clauses]):
        colonne = demande.axes[name].colonne if name in demande.axes else ""
        if colonne in held and not {colonne, f"{name}_libelle"} & {*told}:
            yield name


def _line_column(demande: Demande, name: str) -> Column:
    fact = catalogue().tables[f"mart__{demande.tableau.fait}"].colonnes
    axe = demande.axes.get(name.removesuffix("_libelle"))
    said = axe.definition if axe and name.endswith("_libelle") else ""
    said = said or (fact[name].description if name in fact else MARCHE.get(name, ""))
    genre: Genre = "date" if name in DATES else "nombre" if name in NOMBRES else "texte"
    return Column(name, "euros" if name in MARCHE else genre, said)


def of_matrice(lu: Lecture, codes: Sequence[str], tri: str = "") -> Table:
    """The whole heat map, in euros: nothing where nothing was paid; its columns in this order, its rows in
    that of the screen.
    """
    rows, names = lu.noms(lu.axes.lignes), lu.noms(lu.axes.colonnes)
    columns = [
        *AXE,
        *(Column(told, "euros") for told in unlike([_named(names, code) for code in codes], codes)),
        Column("total", "euros"),
        Column("en_commun", "nombre", "Combien de colonnes paient des fournisseurs en commun"),
        Column("membres_communs", "nombre", "Combien de fournisseurs au moins deux colonnes paient"),
    ]
    total = ["", "Total", *(lu.croix.colonnes[code] for code in codes), lu.croix.total, None, None]
    return Table("matrice", columns, _ranked(_matrix(lu, rows, codes), tri), total)


def _unasked(_: Sequence[Any]) -> tuple[Any, ...]:
    return ()


def _ranked(lines: Iterator[Sequence[Value]], tri: str) -> list[Sequence[Value]]:
    """The rows of a heat map, by euros until another order is asked; what has no member comes last."""
    keys: dict[str, Callable[[Sequence[Any]], tuple[Any, ...]]] = {
        "nom": lambda line: (line[1].casefold(),),
        "communs": lambda line: (-line[-2], -line[-1]),
    }
    asked = keys.get(tri, _unasked)
    return sorted(lines, key=lambda line: (line[0] == "", *asked(line)))


def _matrix(lu: Lecture, rows: Noms, codes: Sequence[str]) -> Iterator[Sequence[Value]]:
    order = sorted(lu.croix.lignes, key=lambda code: (code == "", -lu.croix.lignes[code], code))
    for code in order:
        held = [lu.croix.cases.get((code, column)) for column in codes]
        shared = lu.shared.lignes.get(code, NOTHING)
        told = (len(shared.colonnes), shared.membres)
        yield [code, _named(rows, code), *held, lu.croix.lignes[code], *told]


def _named(noms: Noms, code: str) -> str:
    return lisser(noms.get(code, code))


def unlike(names: Sequence[str], codes: Sequence[str]) -> list[str]:
    """Names for columns, no two alike: where two are, the code follows."""
    return [
        f"{name} ({code})" if names.count(name) > 1 and code else name
        for name, code in zip(names, codes, strict=True)
    ]


def plain(value: Value, genre: Genre) -> str | int | None:
    """A value as CSV writes it: euros and shares with a decimal comma, days as ISO writes them."""
    if genre == "part" and isinstance(value, Decimal):
        return f"{value:.6f}".replace(".", ",")
    if genre == "euros" and isinstance(value, int):
        return f"{'-' if value < 0 else ''}{abs(value) // 100},{abs(value) % 100:02d}"
    if isinstance(value, date | Decimal):
        return str(value)
    return value
