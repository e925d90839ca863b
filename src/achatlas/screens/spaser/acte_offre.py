"""Who may answer where a lever fits: operators that the territory already paid, and where from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from achatlas.analyse import gate
from achatlas.analyse.crossed import Row, crossed
from achatlas.analyse.selection import Selection
from achatlas.catalogue.models_leviers import Levier, Offre
from achatlas.domain.errors import ClosedCrossing
from achatlas.domain.nombres import accord, entier, lisser
from achatlas.langues import dire, in_french, translated
from achatlas.screens import liens
from achatlas.screens.demande import TOUS
from achatlas.screens.spaser.vue import Chiffre, Spaser

OPERATEUR, SEGMENT, DISTANCE, PAID = "fournisseur", "segment", "distance", "montant_paye"
NEAR = ("000_005", "005_010", "010_020", "020_030")
KILOMETRES, SHOWN = 30, 5


@dataclass(frozen=True)
class Reponse:
    """The operators known: how many, by kind, who they are (name, page), what is not known, where they are
    all seen. ``titre`` says there is none when none is known: never that none exists.
    """

    titre: str
    genres: str = ""
    pres: str = ""
    noms: tuple[tuple[str, str], ...] = ()
    ailleurs: str = ""
    inconnus: str = ""
    href: str = ""


def asked(levier: Levier, one: Chiffre) -> Offre | None:
    """Whom a lever calls, for a figure: those that it counts when it counts some."""
    own = [offre for offre in levier.offre if offre.axe == one.calcul.axe]
    return next(iter([*own, *levier.offre]), None)


def reponse(vue: Spaser, offre: Offre, segment: str) -> Reponse:
    """Who was paid in a segment among those whom a lever calls, whatever the year; within 30 km of a buyer,
    elsewhere or for something else.
    """
    try:
        rows = _rows(vue, (OPERATEUR, offre.axe, DISTANCE), Selection().only(SEGMENT, [segment]))
        more = _elsewhere(vue, offre)
    except ClosedCrossing:
        return Reponse(translated("Cette vue ne dit pas qui est payé dans ce segment."))
    rows = [row for row in rows if row[OPERATEUR]]
    found = [row for row in rows if row[offre.axe] in offre.membres]
    codes = {row[OPERATEUR] for row in found}
    silent = {row[OPERATEUR] for row in rows if not row[offre.axe]}
    return Reponse(
        titre=_title(vue, offre, len(codes), len(more - codes)),
        genres=_kinds(vue, offre, found),
        pres=_near(found, len(codes)),
        noms=_names(vue, found),
        ailleurs=_more(len(more - codes)),
        inconnus=_unknown(len(silent - codes)),
        href=_map(vue, offre, segment) if codes else "",
    )


def _rows(vue: Spaser, axes: Sequence[str], chosen: Selection) -> list[Row]:
    def compute() -> tuple[Row, ...]:
        return crossed(axes, [PAID], chosen, vue.scope)

    return list(gate.recent(vue.scope, ("acte", "offre", tuple(axes), chosen), compute))


def _elsewhere(vue: Spaser, offre: Offre) -> frozenset[str]:
    """Those of these kinds paid within 30 km of a buyer for anything, where they are few."""
    if not offre.partout:
        return frozenset()
    chosen = Selection().only(offre.axe, offre.membres).only(DISTANCE, NEAR)
    return frozenset(row[OPERATEUR] for row in _rows(vue, (OPERATEUR,), chosen))


def _title(vue: Spaser, offre: Offre, here: int, elsewhere: int) -> str:
    if here:
        return dire("{n} dans ce segment", n=accord(here, "opérateur connu", "opérateurs connus"))
    axe = in_french(lisser(vue.demande.axes[offre.axe].libelle))
    if elsewhere:
        return dire("Aucun connu dans ce segment ({axe})", axe=axe)
    return dire("Aucun connu ({axe}) : cela ne dit pas qu’il n’y en a pas", axe=axe)


def _kinds(vue: Spaser, offre: Offre, found: Iterable[Row]) -> str:
    """« Entreprise adaptée : 2, ESAT : 1 »."""
    of: dict[str, set[str]] = {}
    for row in found:
        of.setdefault(row[offre.axe], set()).add(row[OPERATEUR])
    words = vue.demande.axes[offre.axe].membres
    told = [(in_french(lisser(words.get(code, code))), len(of[code])) for code in offre.membres if code in of]
    return translated(" ; ").join(f"{name} : {entier(count)}" for name, count in told)


def _near(found: Collection[Row], every: int) -> str:
    """« 3 à moins de 30 km d'un acheteur, 1 à une distance inconnue »."""
    if not every:
        return ""
    near = {row[OPERATEUR] for row in found if row[DISTANCE] in NEAR}
    silent = {row[OPERATEUR] for row in found if not row[DISTANCE]} - near
    told = dire("dont {n} à moins de {km} km de l’acheteur", n=entier(len(near)), km=KILOMETRES)
    return told + (dire(", {n} à une distance inconnue", n=entier(len(silent))) if silent else "")


def _names(vue: Spaser, found: Iterable[Row]) -> tuple[tuple[str, str], ...]:
    """The operators paid most, with their pages."""
    sums: dict[str, int] = {}
    for row in found:
        sums[row[OPERATEUR]] = sums.get(row[OPERATEUR], 0) + row[PAID]
    order = sorted(sums, key=lambda code: (-sums[code], code))[:SHOWN]
    names: Mapping[str, str] = gate.noms(vue.demande.axes[OPERATEUR], order, vue.scope)
    return tuple(
        (in_french(lisser(names.get(code, code))), liens.lien(vue.demande, OPERATEUR, code)) for code in order
    )


def _more(count: int) -> str:
    if not count:
        return ""
    said = accord(count, "autre est payé", "autres sont payés")
    return dire("{n} pour d’autres achats, à moins de {km} km d’un acheteur.", n=said, km=KILOMETRES)


def _unknown(count: int) -> str:
    if not count:
        return ""
    said = accord(count, "fournisseur de ce segment", "fournisseurs de ce segment")
    return dire("Le répertoire ne dit rien de {n}.", n=said)


def _map(vue: Spaser, offre: Offre, segment: str) -> str:
    chosen = Selection().only(SEGMENT, [segment]).only(offre.axe, offre.membres)
    return vue.demande.adresse(chosen, f"/{vue.demande.tableau.id}/", exercice=TOUS)
