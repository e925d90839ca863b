"""A comparison as a file: the figures, the shares and every member of each panel, both sides and how they
differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from django.http import Http404, HttpResponseBase

from achatlas.analyse.answers import Rows
from achatlas.analyse.taux import Part
from achatlas.containers.table import Column, Genre, Table, Value
from achatlas.domain.errors import ClosedCrossing
from achatlas.domain.nombres import lisser
from achatlas.screens import mots, parts
from achatlas.web.acces import catalogue
from achatlas.web.cartographie import comparer, comparer_panneaux, cotes
from achatlas.web.cartographie.cotes import ACHETEUR, TYPE, Face
from achatlas.web.cartographie.emporter import dit
from achatlas.web.cartographie.emporter.sending import Fichier, send
from achatlas.web.cartographie.emporter.tables import unlike
from achatlas.web.cartographie.views import demande_de
from achatlas.web.policies import Requete

CHIFFRES, SHARES = "Chiffres", "Parts"
BEHIND: tuple[tuple[str, Genre, str], ...] = (
    ("montant", "euros", "Montant hors taxes de ce côté"),
    ("nombre", "nombre", "Nombre compté de ce côté"),
    ("part au moins", "part", "Part du total de ce côté ; d'un intervalle, ce qui est sûr"),
    ("part au plus", "part", "La même ; d'un intervalle, ce qui est possible"),
)
"""What stands behind the words, for each side."""
NOTHING = (None,) * 2
Pair = tuple[Value, Value]
Line = Sequence[Value]


def fichier(request: Requete, tableau: str, forme: str) -> HttpResponseBase:
    """Send the two sides of a dashboard. Raises Http404 for the view of one buyer, which has one side,
    BadAddress, ClosedCrossing.
    """
    demande = demande_de(request, tableau)
    if not demande.consolidee or {ACHETEUR, TYPE} & set(demande.selection.clauses):
        raise Http404
    face = cotes.lire(request.GET, demande)
    opened = {axe: rows for axe in comparer.axes(face) if (rows := _opened(face, axe))}
    members = (line for axe, rows in opened.items() for line in _members(face, axe, rows))
    lines = [*_figures(face), *_shares(face), *members]
    columns = _columns(face)
    about = list(dit.about(face, _content(face), _about(face, columns, list(opened)), *opened))
    table = Table("comparaison", columns, lines)
    told = [parts.mention(face, *opened), f"Emporté le {date.today():%d/%m/%Y} de {face.adresse()}"]
    mention = ". ".join(filter(None, told))
    named = Fichier(f"{tableau}-comparaison", _content(face), table, about, mention)
    return send(forme, face, named)


def _content(face: Face) -> str:
    title = mots.titre(face, mots.noms_choisis(face))
    return f"{lisser(face.un.nom)} et {lisser(face.autre.nom)}, {title}, {mots.periode(face)}"


def _columns(face: Face) -> list[Column]:
    """What is compared, each side as it is read, how they differ, then the numbers behind."""
    sides = unlike([lisser(face.un.nom), lisser(face.autre.nom)], ["1", "2"])
    return [
        Column("tableau", "texte", "Le tableau de l'écran, ou l'axe dont la ligne est un membre"),
        Column("code"),
        Column("libelle"),
        *(Column(side, "texte", "Ce côté, comme l'écran le dit") for side in sides),
        Column("ecart", "texte", "Le premier côté, face au second"),
        *(Column(f"{side} {name}", genre, said) for name, genre, said in BEHIND for side in sides),
    ]


def _figures(face: Face) -> Iterator[Line]:
    """The figures of the dashboard; the last one, euros per inhabitant, in words only."""
    both, mesures = comparer.figures_of(face), catalogue().mesures
    totals = [one.valeurs.get(face.tableau.mesure, 0) for one in both]
    names = [*face.tableau.chiffres, ""]
    for said, nom in zip(comparer.chiffres_of(face, *both), names, strict=False):
        head = [CHIFFRES, nom, said.nom, said.un, said.autre, said.dit]
        un, autre = (one.valeurs.get(nom) for one in both)
        if nom and mesures[nom].unite == "centimes":
            shares = _parts((un, autre), totals) if mesures[nom].additive else NOTHING
            yield [*head, un, autre, *NOTHING, *shares * 2]
        elif nom and mesures[nom].unite == "jours":
            yield [*head, *NOTHING * 4]
        else:
            yield [*head, *NOTHING, un, autre, *NOTHING * 2]


def _shares(face: Face) -> Iterator[Line]:
    """The shares of the dashboard, as intervals."""
    for nom in face.tableau.taux:
        definition = catalogue().taux[nom]
        try:
            both = comparer.shares_of(definition, face)
        except ClosedCrossing:
            both = ()
        said = comparer.part_of(definition, both)
        least, most = (tuple(_bound(one, end) for one in both) or NOTHING for end in (0, 1))
        yield [SHARES, nom, said.nom, said.un, said.autre, said.dit, *NOTHING * 2, *least, *most]


def _bound(part: Part, end: int) -> Value:
    return Decimal(part.bornes[end]) / Decimal(part.base) if part.dicible else None


def _opened(face: Face, axe: str) -> tuple[Rows, Rows] | None:
    """Every member of an axis on both sides; None where the common view keeps it closed."""
    try:
        return comparer_panneaux.rows_of(face, axe, None)
    except ClosedCrossing:
        return None


def _members(face: Face, axe: str, both: tuple[Rows, Rows]) -> Iterator[Line]:
    """The members of a panel, in the order of the screen."""
    totals = [rows.total[face.tableau.mesure] for rows in both]
    titre, unite = lisser(face.axes[axe].pluriel), comparer_panneaux.unit(face, both)
    ranks = comparer_panneaux.rangs_of(face, axe, both, unite)
    for said, (row, un, autre) in zip(ranks, comparer_panneaux.pairs(face, axe, both), strict=True):
        words = [titre, row.code, said.libelle, said.un, said.autre, said.dit]
        yield [*words, un, autre, *NOTHING, *_parts((un, autre), totals) * 2]


def _parts(values: Pair, totals: Sequence[int]) -> Pair:
    un, autre = (
        Decimal(one) / Decimal(total) if isinstance(one, int) and total > 0 else None
        for one, total in zip(values, totals, strict=True)
    )
    return un, autre


def _about(face: Face, columns: Sequence[Column], opened: Sequence[str]) -> Iterator[dit.Dit]:
    """The two sides, then the definitions of what the file holds, and what is closed."""
    yield "Adresse", face.adresse()
    for name, cote in (("Premier côté", face.un), ("Second côté", face.autre)):
        yield name, ", ".join(lisser(face.territoire.acheteur(siren).nom) for siren in cote.sirens)
    yield from dit.measures(face, face.tableau.chiffres)
    for nom in face.tableau.taux:
        one = catalogue().taux[nom]
        yield f"Part {nom}", f"{lisser(one.libelle)}. {lisser(one.definition)}"
    for axe in comparer.axes(face):
        yield dit.axis(face, axe) if axe in opened else _closed(face, axe)
    yield from dit.columns(columns)
    yield "À savoir", "Chaque panneau est là avec tous ses membres ; l'écran montre les premiers."


def _closed(face: Face, axe: str) -> dit.Dit:
    return (
        "Fermé",
        f"{lisser(face.axes[axe].pluriel)} : la vue commune ne croise pas cet axe avec ces filtres.",
    )
