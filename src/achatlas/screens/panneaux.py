"""Panels: the rows of an axis, with their shares, changes and addresses, and the mark that draws them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from achatlas import marks
from achatlas.analyse import gate, periodes, query
from achatlas.analyse.answers import Pareto, Row, Rows
from achatlas.analyse.query import Window
from achatlas.catalogue.models import Panneau
from achatlas.containers.documents import image
from achatlas.domain.nombres import accord, evolution, lisser, montant, unite_de
from achatlas.langues import dire, translated
from achatlas.marks import Dessin, Planche, Trait
from achatlas.screens import complements, dessins, keeping, levels
from achatlas.screens.around import Around
from achatlas.screens.demande import Demande
from achatlas.screens.dessins import Choisi
from achatlas.screens.liens import lien

TOUT, MOIS = 10**6, "mois"
DRAWN = 60
"""Members that a treemap draws at most: smaller ones would be neither read nor clicked."""
SUR_LA_CARTE = 300
"""How many places a map links; the others are coloured, and counted in its list."""
PIXELS = {12: 1224, 8: 800, 7: 702, 6: 598, 5: 494, 4: 390}


@dataclass(frozen=True)
class Dessinable:
    """A drawing that a panel may take: its name, that of its view, its address, whether it is shown."""

    nom: str
    vue: str
    href: str
    ici: bool

    def __str__(self) -> str:
        return f"{self.nom}, {self.vue}" if self.vue else self.nom


@dataclass(frozen=True)
class Vue:
    """A panel ready for its template; ``moitie`` counts the first members that make half of it, when the
    panel usually tells it; ``png`` is empty where this server draws none.
    """

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
    svg: str
    png: str = ""
    moitie: int = 0
    choix: tuple[Dessinable, ...] = ()
    second: bool = False

    @property
    def dessine(self) -> Dessinable:
        """How the panel is drawn, as its menu says it."""
        return next(one for one in self.choix if one.ici)

    @property
    def gabarit(self) -> str:
        """The template of the mark."""
        return f"marques/{self.marque}.html"


def nommer(row: Row, demande: Demande, axe: str) -> str:
    """Name a member; in the common view, what one buyer owns says whose it is: « Écoles, Val-Fictif »; a
    service does not say again the direction that is kept alone.
    """
    known = demande.axes[axe]
    libelle = lisser(translated(row.libelle) if known.nature in gate.WORDED else row.libelle)
    if axe == levels.SERVICE and row.code:
        libelle = levels.within(demande, row.code, libelle)
    siren = row.code.partition("/")[0]
    if demande.consolidee and siren in demande.territoire.sirens and levels.owned(demande.axes, axe):
        return f"{libelle}, {demande.territoire.acheteur(siren).dit}"
    return libelle


def trait(row: Row, demande: Demande, around: Around, mesure: str, unite: str) -> Trait:
    """Turn a row into what a mark draws; shares are added by the caller, which knows the whole."""
    valeur, axe = row.valeurs[mesure], around.axe
    avant = row.reference[mesure] if row.reference is not None else None
    return Trait(
        code=row.code,
        libelle=nommer(row, demande, axe),
        valeur=valeur,
        texte=montant(valeur, unite),
        part=0,
        avant=avant,
        evolution=evolution(valeur, avant),
        etat=row.etat or ("incertain" if row.code == "" else ""),
        href=around.toggled(row.code),
        ajouter=around.added(row.code),
        exclure=around.excluding(row.code),
        id=f"m-{axe}-{row.code or 'inconnu'}",
        fiche=lien(demande, axe, row.code),
        lignes=around.lignes(row.code),
    )


def _autres(row: Row, reste: int, demande: Demande, around: Around, mesure: str, unite: str) -> Trait:
    """Turn the remaining rows into one grey line that leads to the full table."""
    axe, pluriel = around.axe, demande.axes[around.axe].pluriel.lower()
    nom = accord(
        reste,
        dire("autre {nom}", nom=demande.axes[axe].libelle.lower()),
        dire("autres {noms}", noms=pluriel),
    )
    libre = trait(replace(row, libelle=nom), demande, around, mesure, unite)
    href = demande.adresse(chemin=f"{demande.chemin}axe/{axe}/")
    alone = replace(libre, ajouter="", exclure="", fiche="", lignes="")
    return replace(alone, code="", etat="autres", href=href, id=f"m-{axe}-autres")


def retenu(rows: Rows, mesure: str) -> int:
    """Return the total of an axis without the members that were left out of it."""
    return rows.total[mesure] - sum(row.valeurs[mesure] for row in rows.lignes if row.etat == "exclu")


def _ranger(traits: Iterable[Trait]) -> list[Trait]:
    """Put the uncertain members last, above the total, and before them the others."""
    rangs = {"autres": 1, "incertain": 2}
    return sorted(traits, key=lambda t: rangs.get(t.etat if t.code == "" or t.etat == "incertain" else "", 0))


def traits_de(rows: Rows, demande: Demande, axe: str, mesure: str, unite: str) -> tuple[Trait, ...]:
    """Return every row of a panel in its order of reading, shares included."""
    around = Around(demande, axe)
    trouves = [trait(row, demande, around, mesure, unite) for row in rows.lignes]
    if rows.autres is not None and (reste := rows.nombre - len(rows.lignes)) > 0:
        trouves.append(_autres(rows.autres, reste, demande, around, mesure, unite))
    return marks.partager(_ranger(trouves), retenu(rows, mesure))


def _measure_told(demande: Demande, panneau: Panneau, unite: str) -> str:
    """Say the measure, its unit and the comparison, as the small grey text of a panel."""
    paid = demande.tableau.fait == "achats"
    told = dire("{unite} payés HT" if paid else "{unite} notifiés HT", unite=unite)
    if marks.marque(panneau.marque).crossed_by == "exercice":
        return told + translated(", tous les exercices")
    if marks.marque(panneau.marque).lignes == "premieres":
        inside = panneau.axe == "acheteur" and demande.retranche
        told += translated(" hors flux internes") if inside else ""
        told += translated(", part") + _contre(demande, panneau)
    return told


def _contre(demande: Demande, panneau: Panneau) -> str:
    """What the rows are compared with; that the common view does not cross it, when it does not."""
    if not demande.contre:
        return ""
    closed = demande.compared(panneau.axe) is None
    if closed:
        return translated(", comparaison fermée dans la vue commune")
    return dire(", contre {periode}", periode=demande.contre_dit)


def _courbe(demande: Demande, panneau: Panneau) -> Pareto | None:
    """Ask the cumulative curve over all the members, for the mark that draws it."""
    if not marks.marque(panneau.marque).courbe:
        return None
    tableau = demande.tableau
    return query.pareto(panneau.axe, tableau.mesure, demande.retenue, demande.acces.scope)


def _reperes(courbe: Pareto) -> tuple[tuple[int, int], ...]:
    bornes = ((50, courbe.moitie), (80, courbe.quatre_cinquiemes))
    return tuple((part, rang) for part, rang in bornes if rang)


def _planche(rows: Rows, demande: Demande, panneau: Panneau, unite: str, courbe: Pareto | None) -> Planche:
    mesure, clause = demande.tableau.mesure, demande.selection.get(panneau.axe)
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
        contre=demande.contre_dit if demande.compared(panneau.axe) else "",
        nombre=rows.nombre,
        courbe=tuple((p.rang, p.cumul) for p in courbe.points) if courbe else (),
        reperes=_reperes(courbe) if courbe else (),
        limite=panneau.limite,
        pluriel=demande.axes[panneau.axe].pluriel.lower(),
    )


def _demander(panneau: Panneau, demande: Demande) -> Rows:
    """Ask the rows of a panel: all of them for a series, a map or a treemap, which is then folded."""
    tableau, lignes = demande.tableau, marks.marque(panneau.marque).lignes
    limite = panneau.limite if lignes == "premieres" else TOUT
    rows = query.ranked(
        panneau.axe,
        [tableau.mesure],
        demande.retenue,
        demande.acces.scope,
        Window(limite, doute=True),
        reference=demande.compared(panneau.axe),
    )
    if lignes == "pliees":
        return fold(rows, panneau.limite, tableau.mesure)
    if lignes != "remplies":
        return rows
    filled = _remplir(rows, demande, panneau)
    return filled if marks.marque(panneau.marque).crossed_by else _compared(filled, demande, panneau)


def _compared(rows: Rows, demande: Demande, panneau: Panneau) -> Rows:
    """Give each column of a series what it is compared with: the same member, or the month that stands at the
    same place in the other period; a month beyond it has none, one where nothing is yet paid keeps its own.
    """
    asked = demande.compared(panneau.axe)
    if asked is None or demande.axes[panneau.axe].nature != "temps":
        return rows
    mesure = demande.tableau.mesure
    found = query.rows(panneau.axe, [mesure], asked, demande.acces.scope, limite=TOUT)
    held = {row.code: row.valeurs for row in found.lignes}
    same = panneau.axe != MOIS
    beside = {row.code: row.code if same else _beside(row.code, demande) for row in rows.lignes}
    told = {code: held.get(other, {mesure: 0}) for code, other in beside.items() if other is not None}
    return replace(rows, lignes=tuple(replace(row, reference=told.get(row.code)) for row in rows.lignes))


def _beside(code: str, demande: Demande) -> str | None:
    """The month of the other period that stands where this one does; None beyond it."""
    here, other = demande.periode, demande.opposite
    if other is None or other.whole or code not in periodes.MOIS:
        return code if other is None or other.whole else None
    place = int(code) - (here.debut if here else 1)
    return other.mois[place] if 0 <= place < other.longueur else None


def fold(rows: Rows, limite: int, mesure: str) -> Rows:
    """Fold the last members into « autres », no bigger than the first unless more than ``DRAWN`` would stand
    before it; chosen and unknown ones stay.
    """
    lignes = rows.lignes
    if len(lignes) <= limite + 1:
        return rows
    cut = _cut([row.valeurs[mesure] for row in lignes], limite)
    gardees = tuple(row for rang, row in enumerate(lignes) if rang < cut or row.etat)
    reste = rows.total[mesure] - sum(row.valeurs[mesure] for row in gardees)
    autres = Row("", translated("autres"), {mesure: reste}, None, "") if len(gardees) < len(lignes) else None
    return Rows(gardees, autres, rows.total, rows.nombre)


def _cut(values: Sequence[int], limite: int) -> int:
    """How many members stand before « autres »."""
    left = list(accumulate(reversed(values)))[::-1]
    cut = next((rank for rank in range(limite, len(values)) if left[rank] <= values[0]), len(values))
    most = max(limite, DRAWN)
    return min(cut, most) if len(values) > most + 1 else cut


def _remplir(rows: Rows, demande: Demande, panneau: Panneau) -> Rows:
    """Give a series its missing months or classes: nothing was paid, and the axis must not lie."""
    axe = demande.axes[panneau.axe]
    if not rows.lignes or (axe.nature != "temps" and not axe.courts):
        return rows
    nothing = {demande.tableau.mesure: 0}
    before = nothing if demande.reference else None
    libelles = gate.libelles(axe, demande.acces.scope)
    shown = {"", *axe.rares, *(row.code for row in rows.lignes)}
    vides = [
        Row(code, libelles[code], nothing, before, keeping.state(demande, axe.id, code))
        for code in axe.courts or libelles
        if code in libelles and code not in shown
    ]
    return Rows(
        tuple(sorted([*rows.lignes, *vides], key=lambda r: r.code)), rows.autres, rows.total, rows.nombre
    )


def linked(rows: Rows, mesure: str) -> tuple[Rows, tuple[tuple[str, int], ...]]:
    """The rows that a map links, and the code and amount of those that it only colours."""
    if len(rows.lignes) <= SUR_LA_CARTE:
        return rows, ()
    kept = tuple(
        row for rang, row in enumerate(rows.lignes) if rang < SUR_LA_CARTE or row.etat or not row.code
    )
    held = {row.code for row in kept}
    muets = tuple((row.code, row.valeurs[mesure]) for row in rows.lignes if row.code not in held)
    rest = Row("", translated("autres"), {mesure: sum(value for _, value in muets)}, None, "")
    return Rows(kept, rest, rows.total, rows.nombre), muets


def defined(panneau: Panneau, demande: Demande) -> tuple[Panneau, Choisi]:
    """A panel as somebody chose to draw it, and which view of its drawing."""
    choisi = dessins.retenu(demande.dessins, panneau, demande.axes[panneau.axe])
    return panneau.model_copy(update={"marque": choisi.marque}), choisi


def planche_de(panneau: Panneau, demande: Demande, choisi: Choisi, courbe: Pareto | None) -> Planche:
    """Ask what a panel shows, with what its drawing needs beside its rows."""
    mesure = demande.tableau.mesure
    rows = _demander(panneau, demande)
    unite = unite_de(max((row.valeurs[mesure] for row in rows.lignes), default=0))
    marque = marks.marque(panneau.marque)
    rows, muets = linked(rows, mesure) if marque.lieux else (rows, ())
    planche = replace(_planche(rows, demande, panneau, unite, courbe), muets=muets)
    return complements.add(planche, demande, panneau.axe, marque, choisi.vue)


def voir(usuel: Panneau, demande: Demande) -> Vue:
    """Ask the rows of a panel and draw them: filtered by every clause but its own."""
    axe = demande.axes[usuel.axe]
    panneau, choisi = defined(usuel, demande)
    usual = _courbe(demande, usuel)
    planche = planche_de(panneau, demande, choisi, usual or _courbe(demande, panneau))
    return Vue(
        axe=panneau.axe,
        titre=lisser(panneau.titre or axe.pluriel),
        definition=lisser(axe.definition),
        mesure=_measure_told(demande, panneau, planche.unite),
        marque=panneau.marque,
        largeur=panneau.largeur,
        planche=planche,
        dessin=marks.trouver(panneau.marque)(planche),
        nombre=planche.nombre,
        total=montant(planche.total, planche.unite),
        liste=demande.adresse(chemin=f"{demande.chemin}axe/{panneau.axe}/"),
        csv=demande.adresse(chemin=f"{demande.chemin}axe/{panneau.axe}.csv"),
        svg=demande.adresse(chemin=f"{demande.chemin}dessin/{panneau.axe}.svg"),
        png=demande.adresse(chemin=f"{demande.chemin}dessin/{panneau.axe}.png") if image.offered() else "",
        moitie=usual.moitie if usual else 0,
        choix=tuple(_offered(usuel, demande, choisi)),
    )


def _offered(panneau: Panneau, demande: Demande, ici: Choisi) -> Iterator[Dessinable]:
    """The drawings that suit a panel, and the views of the one that is shown."""
    axe = demande.axes[panneau.axe]
    for nom in marks.possibles(axe, panneau.marque):
        told = marks.marque(nom)
        vues = told.vues_de(axe) or (("", ""),)
        for vue, dit in vues:
            one = Choisi(nom, vue if vue != vues[0][0] else "")
            href = demande.adresse(dessin=dessins.avec(demande.dessins, panneau, one))
            yield Dessinable(
                translated(told.libelle), translated(dit), href, (nom, vue) == (ici.marque, ici.vue)
            )
