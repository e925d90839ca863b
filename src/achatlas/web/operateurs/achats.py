"""Who buys what from the operator: by buyer and segment, year after year, and how much depends on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from achatlas.analyse.crossed import Row
from achatlas.analyse.fiche import PAYE, Fiche, Held, Part, by, grouped, summed
from achatlas.domain.nombres import accord, entier, evolution, lisser, montant, pourcent, unite_de
from achatlas.langues import dire
from achatlas.marks import _colonnes
from achatlas.marks._colonnes import Colonne
from achatlas.marks._echelle import pour_cent, regle
from achatlas.screens.operateurs.demande import Question
from achatlas.screens.operateurs.mots import nom_de_groupe, noms, sous_marche
from achatlas.web.exports import Cellule, cents

SHOWN, FEW = 16, 3
A_QUALIFIER = "À qualifier"


@dataclass(frozen=True)
class Rang:
    """A row of a table with bars: what, its length (per cent of the longest), the part of it under marché
    (per cent of the row), amounts and shares written.
    """

    nom: str
    code: str = ""
    largeur: str = "0%"
    sous: str = "0%"
    texte: str = ""
    part: str = ""
    poids: str = ""
    href: str = ""
    tete: bool = False
    fort: bool = False


@dataclass(frozen=True)
class Achats:
    """The table of buyers and segments: its rows, those that are folded, its unit and scale, its total."""

    rangs: tuple[Rang, ...]
    folded: tuple[Rang, ...]
    unite: str
    regle: Mapping[str, str] | None
    total: str


def achats(one: Fiche, held: Held, asked: Question) -> Achats:
    """The table of a year: buyers by their euros, the segments of each under it."""
    total = sum(part.centimes for part in held.parts)
    longest = max((part.centimes for part in held.parts), default=0)
    unite = unite_de(longest)
    rows = list(_rows(one, held, asked, _Scale(total, longest, unite)))
    cut = _cut(rows)
    return Achats(tuple(rows[:cut]), tuple(rows[cut:]), unite, regle(longest, unite), montant(total, unite))


def _cut(rows: Sequence[Rang]) -> int:
    """How many rows are shown: whole buyers, and all of them rather than a few folded ones."""
    heads = [rank for rank, row in enumerate(rows) if row.tete] or list(range(len(rows)))
    cut = next((rank for rank in heads if rank >= SHOWN), len(rows))
    return cut if len(rows) - cut > FEW else len(rows)


@dataclass(frozen=True)
class _Scale:
    total: int
    longest: int
    unite: str


def _rows(one: Fiche, held: Held, asked: Question, scale: _Scale) -> Iterator[Rang]:
    under = _under(one.de(asked.annee))
    for siren, cents_ in by(one.de(asked.annee), "acheteur").items():
        if asked.consolidee:
            yield _acheteur(siren, cents_, asked, scale)
        for part in held.parts:
            if part.acheteur == siren:
                yield _segment(part, under.get((siren, part.segment), 0), asked, scale)


def _under(rows: Sequence[Row]) -> dict[tuple[str, ...], int]:
    """What cites a known marché, by buyer and segment."""
    found = summed(rows, "acheteur", "segment", "rattachement").items()
    sums: dict[tuple[str, ...], int] = {}
    for (siren, segment, code), cents_ in found:
        if code.startswith("sous_marche"):
            sums[siren, segment] = sums.get((siren, segment), 0) + cents_
    return sums


def _acheteur(siren: str, cents_: int, asked: Question, scale: _Scale) -> Rang:
    name = asked.territoire.acheteur(siren).dit
    share = pourcent(cents_, scale.total, 0) if scale.total > 0 else "—"
    href = asked.carte(acheteur=siren)
    return Rang(name, texte=montant(cents_, scale.unite), poids=share, href=href, tete=True)


def _segment(part: Part, under: int, asked: Question, scale: _Scale) -> Rang:
    name = lisser(noms(asked, "segment").get(part.segment, "")) if part.segment else A_QUALIFIER
    clauses = {"segment": part.segment} | ({"acheteur": part.acheteur} if asked.consolidee else {})
    return Rang(
        name,
        part.segment,
        pour_cent(part.centimes, scale.longest),
        pour_cent(min(under, part.centimes), part.centimes),
        montant(part.centimes, scale.unite),
        share(part),
        pourcent(part.centimes, scale.total, 0) if scale.total > 0 else "—",
        asked.carte(lignes=asked.acces.lignes("achats"), **clauses),
        fort=part.majoritaire,
    )


def share(part: Part) -> str:
    """What the operator holds of what is paid, per cent; « — » where nothing can be divided."""
    known_base = part.depense is not None and part.depense > 0 and part.centimes >= 0
    return pourcent(part.centimes, part.depense or 0, 0) if known_base else "—"


@dataclass(frozen=True)
class Annee:
    """A year: its column (y and heights in the drawing), and its row in the table."""

    nom: str
    href: str
    ici: bool
    texte: str
    evolution: str
    acheteurs: str
    sous: str
    col: Colonne


PAS = _colonnes.STEP


def annees(one: Fiche, asked: Question) -> tuple[list[Annee], str]:
    """The history: every year of the territory in its order, and the unit."""
    years = asked.exercices or tuple(sorted(by(one.paid, "exercice")))
    sums = [(year, sum(row[PAYE] for row in one.de(year))) for year in years]
    longest = max((cents_ for _, cents_ in sums), default=0)
    unite = unite_de(longest)
    return [_year(one, asked, rank, sums, unite) for rank in range(len(sums))], unite


def _year(one: Fiche, asked: Question, rank: int, sums: Sequence[tuple[str, int]], unite: str) -> Annee:
    year, cents_ = sums[rank]
    rows = one.de(year)
    under = sous_marche(rows)
    drawn = _colonnes.dessiner([(paid, sous_marche(one.de(then))) for then, paid in sums])
    return Annee(
        year,
        asked.adresse(exercice=year, contre=""),
        asked.annee == year,
        montant(cents_, unite),
        evolution(cents_, sums[rank - 1][1]) if rank else "",
        entier(len(by(rows, "acheteur"))),
        pourcent(under, cents_, 0) if cents_ > 0 else "—",
        drawn[rank],
    )


@dataclass(frozen=True)
class Dependance:
    """How much depends on the operator: the sentence, and the segments with the share it holds of each."""

    phrase: str
    rangs: tuple[Rang, ...]
    reste: int


def dependance(held: Held, asked: Question) -> Dependance:
    """The segments by the share that it holds of them in this view."""
    parts = [part for part in held.segments if part.segment and part.depense]
    parts.sort(key=lambda part: (-part.centimes * 10**6 // max(part.depense or 1, 1), part.segment))
    paying = {part.acheteur for part in held.parts}
    told = f"{accord(len(paying), 'acheteur')}, {accord(len(parts), 'segment')}"
    many = len(held.majorites)
    held_told = dire(
        " ; plus de la moitié de ce qu’un acheteur y paie dans {many}", many=accord(many, "cas", "cas")
    )
    rows = tuple(_shared(part, asked) for part in parts[:8])
    return Dependance(told + (held_told if many else ""), rows, max(len(parts) - 8, 0))


def _shared(part: Part, asked: Question) -> Rang:
    base = part.depense or 1
    return Rang(
        lisser(noms(asked, "segment").get(part.segment, part.segment)),
        part.segment,
        pour_cent(min(max(part.centimes, 0), base), base),
        part=share(part),
        texte=entier(part.acheteurs),
        href=asked.carte(segment=part.segment),
        fort=part.majoritaire,
    )


def groupe(one: Fiche, asked: Question) -> dict[str, object]:
    """The operators of the same group, when there are others: the roll-up from enterprise to group."""
    code = next((code for code in by(one.profils, "groupe") if code), "") if "groupe" in asked.axes else ""
    found = grouped(code, asked.annee, asked.acces.scope) if code else {}
    if not set(found) - {one.id}:
        return {}
    longest = max(found.values())
    unite = unite_de(longest)
    rows = [_operator(other, cents_, one, asked, (longest, unite)) for other, cents_ in found.items()]
    total = montant(sum(found.values()), unite)
    return {"nom": nom_de_groupe(code, one, asked), "rangs": rows, "unite": unite, "total": total}


def _operator(code: str, cents_: int, one: Fiche, asked: Question, scale: tuple[int, str]) -> Rang:
    longest, unite = scale
    return Rang(
        lisser(noms(asked, "fournisseur").get(code, code)),
        code,
        pour_cent(cents_, longest),
        texte=montant(cents_, unite),
        href=asked.fiche(code) if code != one.id else "",
        fort=code == one.id,
    )


ENTETE = (
    "acheteur_siren",
    "acheteur",
    "exercice",
    "segment_code",
    "segment",
    "rattachement",
    "identification",
)


def exporter(one: Fiche, held: Held, asked: Question) -> Iterator[Sequence[Cellule]]:
    """The lines of the page: payments of the year by buyer, segment, attachment and way of recognising."""
    spent = {(part.acheteur, part.segment): part.depense for part in held.parts}
    rows = one.de(asked.annee)
    counts = summed(
        rows, "acheteur", "exercice", "segment", "rattachement", "identification", mesure="lignes"
    )
    yield [*ENTETE, "montant_ht", "lignes", "depense_acheteur_segment"]
    for key, value in summed(
        rows, "acheteur", "exercice", "segment", "rattachement", "identification"
    ).items():
        siren, year, segment, how, known_by = key
        base = spent.get((siren, segment))
        yield [
            siren, asked.territoire.acheteur(siren).dit, year, segment,
            noms(asked, "segment").get(segment, "") if segment else A_QUALIFIER,
            noms(asked, "rattachement").get(how, how), noms(asked, "identification").get(known_by, known_by),
            cents(value), counts[key], "" if base is None else cents(base),
        ]  # fmt: skip
