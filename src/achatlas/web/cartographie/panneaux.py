"""Panels: the rows of an axis, with their shares, changes and addresses, and the mark that draws them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from achatlas import marks
from achatlas.analyse import gate, query
from achatlas.analyse.answers import Pareto, Row, Rows
from achatlas.catalogue.models import Panneau
from achatlas.domain.nombres import accord, evolution, lisser, montant, parts, unite_de
from achatlas.marks import Dessin, Planche, Trait
from achatlas.web.cartographie.demande import Demande
from achatlas.web.fiches.liens import lien

TOUT = 10**6
PIXELS = {12: 1224, 8: 800, 7: 702, 6: 598, 5: 494, 4: 390}


@dataclass(frozen=True)
class Vue:
    """A panel ready for its template."""

    axe: str
    titre: str
    definition: str
    mesure: str
    marque: str
    largeur: int
    planche: Planche
    dessin: Dessin
    nombre: int
    total: str
    liste: str
    csv: str
    second: bool = False

    @property
    def gabarit(self) -> str:
        """The template of the mark."""
        return f"marques/{self.marque}.html"


def nommer(row: Row, demande: Demande, axe: str) -> str:
    """Name a member; in the common view, what one buyer owns says whose it is: « Écoles, Val-Fictif »."""
    libelle = lisser(row.libelle)
    siren = row.code.partition("/")[0]
    if demande.axes[axe].parent == "acheteur" and demande.consolidee and siren in demande.territoire.sirens:
        return f"{libelle}, {lisser(demande.territoire.acheteur(siren).nom_court)}"
    return libelle


def trait(row: Row, demande: Demande, axe: str, mesure: str, unite: str) -> Trait:
    """Turn a row into what a mark draws; shares are added by the caller, which knows the whole."""
    valeur = row.valeurs[mesure]
    avant = row.reference[mesure] if row.reference is not None else None
    choix = demande.selection
    return Trait(
        code=row.code,
        libelle=nommer(row, demande, axe),
        valeur=valeur,
        texte=montant(valeur, unite),
        part=0,
        avant=avant,
        evolution=evolution(valeur, avant),
        etat=row.etat or ("incertain" if row.code == "" else ""),
        href=demande.adresse(choix.toggled(axe, row.code)),
        ajouter=demande.adresse(choix.toggled(axe, row.code, ajouter=True)),
        exclure=demande.adresse(choix.excluding(axe, row.code)),
        id=f"m-{axe}-{row.code or 'inconnu'}",
        fiche=lien(demande, axe, row.code),
    )


def _autres(row: Row, reste: int, demande: Demande, axe: str, mesure: str, unite: str) -> Trait:
    """Turn the remaining rows into one grey line that leads to the full table."""
    pluriel = demande.axes[axe].pluriel.lower()
    nom = accord(reste, f"autre {demande.axes[axe].libelle.lower()}", f"autres {pluriel}")
    libre = trait(replace(row, libelle=nom), demande, axe, mesure, unite)
    href = demande.adresse(chemin=f"{demande.chemin}axe/{axe}/")
    alone = replace(libre, ajouter="", exclure="", fiche="")
    return replace(alone, code="", etat="autres", href=href, id=f"m-{axe}-autres")


def retenu(rows: Rows, mesure: str) -> int:
    """Return the total of an axis without the members that were left out of it."""
    return rows.total[mesure] - sum(row.valeurs[mesure] for row in rows.lignes if row.etat == "exclu")


def _avec_parts(traits: Sequence[Trait], total: int) -> tuple[Trait, ...]:
    """Add whole shares: by largest remainder over the members that are in the total."""
    comptes = [t.valeur if t.etat != "exclu" else 0 for t in traits]
    return tuple(replace(t, part=part) for t, part in zip(traits, parts(comptes, total), strict=True))


def _ranger(traits: Iterable[Trait]) -> list[Trait]:
    """Put the uncertain members last, above the total, and before them the others."""
    rangs = {"autres": 1, "incertain": 2}
    return sorted(traits, key=lambda t: rangs.get(t.etat if t.code == "" or t.etat == "incertain" else "", 0))


def traits_de(rows: Rows, demande: Demande, axe: str, mesure: str, unite: str) -> tuple[Trait, ...]:
    """Return every row of a panel in its order of reading, shares included."""
    trouves = [trait(row, demande, axe, mesure, unite) for row in rows.lignes]
    if rows.autres is not None and (reste := rows.nombre - len(rows.lignes)) > 0:
        trouves.append(_autres(rows.autres, reste, demande, axe, mesure, unite))
    return _avec_parts(_ranger(trouves), retenu(rows, mesure))


def _measure_told(demande: Demande, panneau: Panneau, unite: str) -> str:
    """Say the measure, its unit and the comparison, as the small grey text of a panel."""
    told = f"{unite} {'payés' if demande.tableau.fait == 'achats' else 'notifiés'} HT"
    if panneau.marque in ("palmares", "pareto"):
        told += " hors flux internes" if panneau.axe == "acheteur" and demande.retranche else ""
        told += ", part" + (f", contre {demande.contre}" if demande.contre else "")
    return told


def _courbe(demande: Demande, panneau: Panneau) -> Pareto | None:
    """Ask the cumulative curve over all the members, for the mark that draws it."""
    if panneau.marque != "pareto":
        return None
    tableau = demande.tableau
    return query.pareto(panneau.axe, tableau.mesure, demande.retenue, demande.acces.scope)


def _reperes(courbe: Pareto) -> tuple[tuple[int, int], ...]:
    bornes = ((50, courbe.moitie), (80, courbe.quatre_cinquiemes))
    return tuple((part, rang) for part, rang in bornes if rang)


def _planche(rows: Rows, demande: Demande, panneau: Panneau, unite: str) -> Planche:
    mesure, clause, courbe = (
        demande.tableau.mesure,
        demande.selection.get(panneau.axe),
        _courbe(demande, panneau),
    )
    traits = traits_de(rows, demande, panneau.axe, mesure, unite)
    rares = demande.axes[panneau.axe].rares
    return Planche(
        traits=traits,
        notes=tuple((t.libelle, lisser(rares[t.code])) for t in traits if t.code in rares),
        total=courbe.total if courbe else retenu(rows, mesure),
        unite=unite,
        pixels=PIXELS.get(panneau.largeur, 598),
        choisie=clause is not None and clause.mode == "dans",
        exercice=demande.exercice,
        contre=demande.contre,
        nombre=rows.nombre,
        courbe=tuple((p.rang, p.cumul) for p in courbe.points) if courbe else (),
        reperes=_reperes(courbe) if courbe else (),
        limite=panneau.limite,
    )


def _demander(panneau: Panneau, demande: Demande) -> Rows:
    """Ask the rows of a panel: all of them for a series, a map or a treemap, which is then folded."""
    tableau = demande.tableau
    limite = panneau.limite if panneau.marque in ("palmares", "pareto") else TOUT
    rows = query.rows(
        panneau.axe,
        [tableau.mesure],
        demande.retenue,
        demande.acces.scope,
        limite=limite,
        reference=demande.reference,
    )
    if panneau.marque == "treemap":
        return fold(rows, panneau.limite, tableau.mesure)
    return _remplir(rows, demande, panneau) if panneau.marque == "serie" else rows


def fold(rows: Rows, limite: int, mesure: str) -> Rows:
    """Fold the last members into « autres », never bigger than the first; chosen and unknown ones stay."""
    lignes = rows.lignes
    if len(lignes) <= limite + 1:
        return rows
    sommes = list(accumulate(row.valeurs[mesure] for row in reversed(lignes)))[::-1]
    cut = next((n for n in range(limite, len(lignes)) if sommes[n] <= lignes[0].valeurs[mesure]), len(lignes))
    gardees = tuple(row for rang, row in enumerate(lignes) if rang < cut or row.etat)
    reste = rows.total[mesure] - sum(row.valeurs[mesure] for row in gardees)
    autres = Row("", "autres", {mesure: reste}, None, "") if len(gardees) < len(lignes) else None
    return Rows(gardees, autres, rows.total, rows.nombre)


def _remplir(rows: Rows, demande: Demande, panneau: Panneau) -> Rows:
    """Give a series its missing months: nothing was paid, and the axis must not lie."""
    mesure, vus = demande.tableau.mesure, {row.code for row in rows.lignes}
    libelles = gate.libelles(demande.axes[panneau.axe], demande.acces.scope)
    nothing = {mesure: 0}
    vides = [
        Row(code, nom, nothing, nothing if demande.reference else None, "")
        for code, nom in libelles.items()
        if code and code not in vus and code not in demande.axes[panneau.axe].rares
    ]
    if not rows.lignes or demande.axes[panneau.axe].nature != "temps":
        return rows
    return Rows(
        tuple(sorted([*rows.lignes, *vides], key=lambda r: r.code)), rows.autres, rows.total, rows.nombre
    )


def voir(panneau: Panneau, demande: Demande) -> Vue:
    """Ask the rows of a panel and draw them: filtered by every clause but its own."""
    tableau, axe = demande.tableau, demande.axes[panneau.axe]
    rows = _demander(panneau, demande)
    unite = unite_de(max((row.valeurs[tableau.mesure] for row in rows.lignes), default=0))
    planche = _planche(rows, demande, panneau, unite)
    return Vue(
        axe=panneau.axe,
        titre=lisser(panneau.titre or axe.pluriel),
        definition=lisser(axe.definition),
        mesure=_measure_told(demande, panneau, unite),
        marque=panneau.marque,
        largeur=panneau.largeur,
        planche=planche,
        dessin=marks.trouver(panneau.marque)(planche),
        nombre=rows.nombre,
        total=montant(planche.total, unite),
        liste=demande.adresse(chemin=f"{demande.chemin}axe/{panneau.axe}/"),
        csv=demande.adresse(chemin=f"{demande.chemin}axe/{panneau.axe}.csv"),
    )
