"""The heat map of a dashboard: rows and columns in order, what is marked in cells, what they lead to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from achatlas.analyse import grid
from achatlas.analyse.crossed import Row, crossed
from achatlas.analyse.grid import AUTRES, Croix
from achatlas.analyse.matrice import NOTHING
from achatlas.analyse.selection import Selection
from achatlas.domain.nombres import accord, avec_unite, lisser, montant, montant_lisible, unite_de
from achatlas.langues import dire, in_french, translated
from achatlas.screens import cases as cells
from achatlas.screens import chiffres, communs, keeping, offer
from achatlas.screens.calculs import Cadre, Calcul
from achatlas.screens.cases import Cases, Rang, Reperes, Tete
from achatlas.screens.demande import Demande
from achatlas.screens.levels import SERVICE
from achatlas.screens.styles import Euros
from achatlas.web.cartographie.matrice_lue import (
    PART,
    TRIS,
    Carte,
    Lecture,
    Noms,
    Reglages,
    chosen_row,
    chosen_total,
    lire,
)
from achatlas.web.cartographie.matrice_mots import phrase

SEGMENT = "segment"
COMMUNS = (
    "Fournisseurs identifiés que deux colonnes au moins paient dans une même ligne, sous ces filtres ; la "
    "part est ce que ces colonnes leur paient, rapporté au total de la ligne choisie, ou de toutes."
)


@dataclass(frozen=True)
class Bande:
    """What several columns are called together, and how many they are."""

    libelle: str
    colonnes: int


def contenu(demande: Demande, reglages: Reglages, jour: date | None = None) -> dict[str, Any]:
    """What a heat map shows; the marchés that end are those of ``jour`` (today) on. Raises ClosedCrossing,
    CatalogueError for a dashboard without one.
    """
    demande = Carte.of(demande, reglages)
    lu = lire(demande, jour or date.today())
    bandes, tetes = columns(lu)
    kept = replace(lu, croix=_folded(lu.croix, tetes))
    style = Euros(reglages.part)
    cases = Cases(demande, (lu.axes.lignes, lu.axes.colonnes), kept.croix, style, _marked(lu))
    rangs = _sorted(_rows(kept, cases, tetes), kept, reglages.tri)
    start = (reglages.page - 1) * lu.axes.limite
    paged = rangs[start : start + lu.axes.limite]
    kept_in_sight = (one for one in rangs if one.etat == keeping.CHOSEN and one not in paged)
    shown = [cases.filled(one, tetes) for one in (*kept_in_sight, *paged)]
    return {
        "matrice": True,
        "axe": demande.axes[lu.axes.lignes],
        "par_services": lu.axes.colonnes == SERVICE,
        "colonnes_dites": demande.axes[lu.axes.colonnes].pluriel.lower(),
        "bandes": bandes,
        "tetes": tetes,
        "rangs": shown,
        "restes": _rest(kept, cases, tetes, rangs, shown),
        "totaux": cases.totals(tetes),
        "total": montant(lu.croix.total, "k€"),
        "echelle": style.legend,
        "teintes": _choices(demande, reglages),
        "tris": _orders(demande, reglages),
        "pages": cells.pages(demande, reglages.asked(), reglages.page, len(rangs), lu.axes.limite),
        "registre": _registre(lu),
        "calcul": _calcul(lu),
        "phrase": phrase(lu, rangs),
        "vide": not lu.croix.cases,
        "duree_fins": communs.MONTHS,
        **_below(lu),
    }


def _folded(found: Croix[int], tetes: Sequence[Tete]) -> Croix[int]:
    """The same with the columns that are not kept as one."""
    kept = {tete.code for tete in tetes}
    return grid.folded(found, None, kept) if AUTRES in kept else found


def _marked(lu: Lecture) -> Reperes:
    """The cells to mark: where a marché ends (none when columns are no buyers), where a member is shared."""
    ends = {(str(row[lu.colonne]), str(row["acheteur_siren"])) for row in lu.last_days}
    shared = lu.shared.lignes.items()
    return Reperes(ends, {(ligne, colonne) for ligne, one in shared for colonne in one.colonnes})


def columns(lu: Lecture) -> tuple[list[Bande], list[Tete]]:
    """The columns by bands, the heaviest of each first; the last ones as one when they are too many."""
    order = sorted(lu.croix.colonnes, key=lambda code: (code == "", -lu.croix.colonnes[code], code))
    most = lu.axes.largeur
    kept, folded = (order[: most - 1], True) if len(order) > most else (order, False)
    band = _bands(lu)
    names = [*lu.axes.bandes, ""] if band else [""]
    bandes, tetes = [], []
    for name in names:
        own = [code for code in kept if band.get(code, "") == name]
        if own:
            bandes.append(Bande(name, len(own)))
            tetes += [_head(lu, code, rank == 0 and bool(band)) for rank, code in enumerate(own)]
    if folded:
        bandes.append(Bande("", 1))
        tetes.append(cells.others(lu.demande, lu.axes.colonnes, len(order) - len(kept), debut=True))
    return (bandes if band else []), tetes


def ordered(lu: Lecture) -> list[str]:
    """Every column, in the order of the screen."""
    band, names = _bands(lu), [*lu.axes.bandes, ""]

    def place(code: str) -> tuple[Any, ...]:
        rank = names.index(band.get(code, "")) if band else 0
        return rank, code == "", -lu.croix.colonnes[code], code

    return sorted(lu.croix.colonnes, key=place)


def _bands(lu: Lecture) -> Noms:
    """The band of each column."""
    if not lu.axes.groupes:
        return {}
    of = {code: name for name, codes in lu.axes.bandes.items() for code in codes}
    asked = [lu.axes.colonnes, lu.axes.groupes]
    rows = crossed(asked, [lu.demande.tableau.mesure], Selection(), lu.demande.acces.scope)
    return {row[lu.axes.colonnes]: of.get(row[lu.axes.groupes], "") for row in rows}


def _head(lu: Lecture, code: str, first: bool) -> Tete:
    axe = lu.axes.colonnes
    return cells.head(lu.demande, axe, code, lisser(lu.noms(axe).get(code, code)), debut=first)


def _rows(lu: Lecture, cases: Cases[int], tetes: Sequence[Tete]) -> list[Rang]:
    """Every row, without its cells."""
    names = lu.noms(lu.axes.lignes)
    return [
        cases.outline(code, _named(lu, names, code), tetes, lu.shared.lignes.get(code, NOTHING))
        for code in lu.croix.lignes
        if code
    ]


def _named(lu: Lecture, names: Noms, code: str) -> tuple[str, str]:
    """The name of a row in full, and short where the nomenclature has a short one."""
    full = lisser(names.get(code, code))
    told = lu.demande.acces.scope.atlas.catalogue.segments.get(code, {}) if lu.axes.lignes == SEGMENT else {}
    return full, in_french(lisser(told.get("libelle_court") or full))


def _sorted(rangs: Sequence[Rang], lu: Lecture, tri: str) -> list[Rang]:
    """Rows in the order asked: by euros, by name, by buyers, by buyers who pay suppliers in common then by
    how many suppliers these are; what is told beside, never a figure that the screen does not show.
    """

    def key(one: Rang) -> tuple[Any, ...]:
        """What a row is ranked by."""
        held = -lu.croix.lignes[one.code]
        if tri == "nom":
            return (one.libelle.casefold(), one.code)
        first = {"acheteurs": (-one.acheteurs,), "communs": (-one.sharing, -one.membres)}
        return (*first.get(tri, ()), held, one.code)

    return sorted(rangs, key=key)


def _rest(
    lu: Lecture, cases: Cases[int], tetes: Sequence[Tete], rangs: Sequence[Rang], shown: Sequence[Rang]
) -> list[Rang]:
    """The rows that are not on the page, as one, and what has no member, hatched."""
    left, axe = len(rangs) - len(shown), lu.demande.axes[lu.axes.lignes]
    found = []
    if left:
        name = accord(
            left,
            dire("autre {nom}", nom=axe.libelle.lower()),
            dire("autres {noms}", noms=axe.pluriel.lower()),
        )
        kept = {"", *(one.code for one in shown)}
        together = replace(cases, croix=grid.folded(lu.croix, kept, None), reperes=Reperes())
        found.append(together.row(AUTRES, (name, name), tetes))
    if "" in lu.croix.lignes:
        found.append(cases.row("", (lisser(axe.inconnu), lisser(axe.inconnu)), tetes))
    return found


def _choices(demande: Demande, reglages: Reglages) -> list[dict[str, Any]]:
    """The two ways of reading depths."""
    ways = ((translated("k€"), ""), (translated("% de la colonne"), PART))
    hrefs = [demande.adresse(None, **reglages.asked(part=part)) for _, part in ways]
    return [
        {"texte": texte, "href": href, "ici": bool(part) == reglages.part}
        for (texte, part), href in zip(ways, hrefs, strict=True)
    ]


def _orders(demande: Demande, reglages: Reglages) -> dict[str, dict[str, str]]:
    """The heads that sort."""
    found = {}
    for tri in TRIS:
        aria = ("ascending" if tri == "nom" else "descending") if tri == reglages.tri else "none"
        found[tri or "montant"] = {"href": demande.adresse(None, **reglages.asked(tri=tri)), "aria": aria}
    return found


def _calcul(lu: Lecture) -> Calcul:
    """How the total of what is chosen was made."""
    mesure = lu.demande.catalogue.mesures[lu.demande.tableau.mesure]
    return Cadre.of(lu.demande, chiffres.entre_membres(lu.demande)).mesure(mesure)


def _calcul_communs(lu: Lecture) -> Calcul:
    """How suppliers in common are told."""
    cadre = Cadre.of(lu.demande, chiffres.entre_membres(lu.demande))
    return cadre.dit(translated("Fournisseurs communs"), lisser(translated(COMMUNS)))


def _registre(lu: Lecture) -> dict[str, str]:
    """The total of what is chosen as a subtraction, and what awaits in it."""
    total, interne = chosen_total(lu), chiffres.entre_membres(lu.demande)
    unite = unite_de(total + interne)
    waiting = 0 if lu.demande.selection.clauses.keys() & lu.own else lu.croix.lignes.get("", 0)
    return {
        "somme": montant(total + interne, unite),
        "interne": chiffres.inside(interne, unite) if interne else "",
        "total": avec_unite(montant(total, unite), unite),
        "attente": montant_lisible(waiting) if waiting else "",
    }


def _below(lu: Lecture) -> dict[str, Any]:
    """What stands under the map: common suppliers and ends of marchés, of the row chosen or of all."""
    code, demande, axes = chosen_row(lu), lu.demande, lu.axes
    shared = lu.of_row(code)
    total = lu.croix.lignes.get(code, 0) if code else lu.croix.total
    noms = {one: lisser(nom) for one, nom in lu.noms(axes.colonnes).items()}
    found = communs.communs(demande, axes.membre, shared.membres, total, noms) if axes.membre else []
    ends, name = _ends(lu, code), lisser(lu.noms(axes.lignes).get(code, code)) if code else ""
    return {
        "choisi": name,
        "communs": found[: communs.SHOWN],
        "communs_autres": found[communs.SHOWN :],
        "communs_nombre": shared.nombre,
        "calcul_communs": _calcul_communs(lu),
        "fins": communs.listed(demande, ends),
        "fins_nombre": len(ends),
        "fins_dites": communs.told(lu.ending(code), lu.jour),
        "calendrier": communs.calendar(demande, ends, lu.jour) if code and ends else None,
        "horizon": communs.horizon(lu.jour),
        "marches": communs.marches(demande, code),
        "exporter": offer.of_map(demande),
        "croiser": demande.adresse(chemin=f"{demande.chemin}croise/", par=axes.lignes, selon=axes.colonnes),
        "explorer": demande.adresse(chemin="/cartographie/"),
    }


def _ends(lu: Lecture, code: str) -> Sequence[Row]:
    """The marchés that end soon; of the row that is chosen, all that end some day."""
    asked = replace(lu.demande, selection=_asked(lu, code))
    return communs.ending(asked, lu.jour, communs.FAR if code else communs.MONTHS)


def _asked(lu: Lecture, code: str) -> Selection:
    """The selection of the ends: the row that is chosen, whatever the column."""
    free = lu.demande.selection.without(lu.axes.lignes).without(lu.axes.colonnes)
    return free.only(lu.axes.lignes, [code]) if code else free
