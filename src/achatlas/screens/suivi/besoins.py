"""The needs of a view: of one buyer, its own families, operations and segments; of all together, segments,
since the family of a buyer means nothing to the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from achatlas.analyse import gate, registre
from achatlas.analyse.crossed import Row
from achatlas.analyse.scope import Scope
from achatlas.analyse.selection import Selection
from achatlas.catalogue.segments import BESOIN, SEGMENT, TRAVAUX, hors_champ
from achatlas.domain import besoins as codes
from achatlas.domain.nombres import accord
from achatlas.langues import dire, langue, translated
from achatlas.screens.suivi.regard import Regard
from achatlas.watch.besoins import Besoin, Mois, besoins
from achatlas.watch.droit import Droit

LAST_MONTH = 12
GENRES = {"F": "FS", "S": "FS", "T": "T"}
NATURE, RATTACHEMENT, MOIS = "nature", "rattachement", "mois"
UNDATED = ("13", "99", "")
"""The months of an exercice that are none of its twelve: in January after, of another year, unknown."""
COUNTED = {
    codes.FAMILLE: ("famille de votre nomenclature", "familles de votre nomenclature"),
    codes.OPERATION: ("opération de travaux", "opérations de travaux"),
    codes.SEGMENT: ("segment de la nomenclature commune", "segments de la nomenclature commune"),
}
OWN = "Les besoins sont ici : {besoins} (dernier traitement)."
COMMON = (
    "Un besoin est ici un segment de la nomenclature commune : la famille homogène d’un acheteur ne dit rien "
    "aux autres."
)


def paid(scope: Scope) -> list[Mois]:
    """What is paid in each month for each need of a scope, on a marché or not: by the year only in the common
    view.
    """

    def compute() -> list[Mois]:
        return months(registre.spent(scope, scope.vue == "individuelle"))

    found: list[Mois] = gate.recent(scope, ("mois_des_besoins",), compute)
    return found


def months(rows: Iterable[Row]) -> list[Mois]:
    """The same, from sums. What is paid in January after is still of its exercice (CGCT, L. 1612-11), and
    what bears no month of it is put in its last one: a need passes no threshold before it is proved to.
    """
    return [_month(row) for row in rows if row["exercice"].isdecimal()]


def _month(row: Row) -> Mois:
    told = int(row.get("mois") or LAST_MONTH)
    month = told if 1 <= told <= LAST_MONTH else LAST_MONTH
    off = not row["rattachement"].startswith(registre.UNDER)
    cents, lines, segment = row["montant_paye"], row["lignes"], row["segment"]
    return Mois(
        row["acheteur"],
        row.get("besoin", segment),
        GENRES.get(row["nature"], ""),
        date(int(row["exercice"]), month, 1),
        cents,
        cents if off else 0,
        lines,
        lines if off else 0,
        segment,
    )


def needs(regard: Regard) -> list[Besoin]:
    """The needs of the view that the law of public procurement rules."""
    out = outside(regard)
    return [one for one in every(regard) if one.besoin not in out]


def outside(regard: Regard) -> tuple[str, ...]:
    """The segments that are out of it, by their codes: each stays a need of its own, in no family."""
    return hors_champ(regard.demande.catalogue)


def every(regard: Regard) -> list[Besoin]:
    """The needs of the view, as their buyer calls them; without months in the common view, where a sum is
    told by the year only.
    """

    def named() -> list[Besoin]:
        told = _measured(regard)
        return [replace(one, libelle=regard.besoin(one.besoin, one.travaux)) for one in told]

    found: list[Besoin] = gate.recent(regard.scope, ("besoins_dits", langue().code), named)
    return found


def _measured(regard: Regard) -> list[Besoin]:
    """The same without their names, which are said in a language."""

    def compute() -> list[Besoin]:
        droit = Droit(regard.demande.catalogue)
        kinds = {a.siren: droit.kind(a.type) for a in regard.demande.territoire.acheteurs}
        return besoins(droit, paid(regard.scope), kinds, slides=bool(regard.acheteur))

    found: list[Besoin] = gate.recent(regard.scope, ("besoins",), compute)
    return found


def lines(regard: Regard, code: str, siren: str, travaux: bool) -> Selection:
    """The payments of a need, as the view makes it: its works (``travaux``) or the rest, if it holds both."""
    chosen = Selection().only(*registre.ACHAT)
    if (siren, code) in _mixed(regard.scope):
        chosen = chosen.only(NATURE, [TRAVAUX], "dans" if travaux else "sauf")
    if not regard.acheteur:
        return chosen.only(SEGMENT, [code]).only("acheteur", [siren])
    return chosen.only(BESOIN, [code])


def _mixed(scope: Scope) -> frozenset[tuple[str, str]]:
    """The needs that hold works and something else, with their buyer."""

    def compute() -> frozenset[tuple[str, str]]:
        works, rest = (
            {(one.acheteur_siren, one.besoin) for one in paid(scope) if one.travaux is kind}
            for kind in (True, False)
        )
        return frozenset(works & rest)

    found: frozenset[tuple[str, str]] = gate.recent(scope, ("besoins_mixtes",), compute)
    return found


def off(regard: Regard, code: str, siren: str, travaux: bool) -> Selection:
    """Those that are on no marché: what a figure of these pages opens."""
    axe = regard.demande.axes[RATTACHEMENT]
    kept = [code for code in axe.membres if not code.startswith(registre.UNDER)]
    return lines(regard, code, siren, travaux).only(RATTACHEMENT, kept)


def opened(regard: Regard, kept: Selection, months: Iterable[date]) -> list[tuple[str, str]]:
    """The lines of a selection in some months, exercice by exercice, in words and with their address; what
    bears no month of its exercice counts in its last one, as in ``months``. Whole exercices in the common
    view, which tells no month.
    """
    years: dict[int, set[int]] = {}
    for month in months:
        years.setdefault(month.year, set()).add(month.month)
    return [_opened(regard, kept, year, some) for year, some in sorted(years.items())]


def _opened(regard: Regard, kept: Selection, year: int, some: set[int]) -> tuple[str, str]:
    if not regard.acheteur or len(some) == LAST_MONTH:
        return dire("les lignes de {annee}", annee=str(year)), regard.paiements(kept, str(year))
    codes = [f"{month:02d}" for month in some] + (list(UNDATED) if LAST_MONTH in some else [])
    said = dire(
        "les lignes de {debut} à {fin}", debut=f"{min(some):02d}/{year}", fin=f"{max(some):02d}/{year}"
    )
    return said, regard.paiements(kept.only(MOIS, codes), str(year))


def made_of(regard: Regard) -> str:
    """« Les besoins sont ici : 83 familles de votre nomenclature, 41 segments… »."""
    if not regard.acheteur:
        return translated(COMMON)
    told = Counter(codes.genre_of(code) for code in {one.besoin for one in needs(regard)} - {""})
    parts = [accord(told[genre], *names) for genre, names in COUNTED.items() if told[genre]]
    return dire(OWN, besoins=", ".join(parts)) if parts else ""
