"""What the law asks, and whom: what each buyer pays in a year beside the threshold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from achatlas.analyse import crossed, registre
from achatlas.analyse.selection import Selection
from achatlas.containers.documents.modele import Note, Phrase, Section
from achatlas.domain.nombres import entier, lisser, montant_lisible
from achatlas.langues import dire, in_french, nu, translated
from achatlas.screens.spaser.rapport import dits, tables
from achatlas.screens.spaser.rapport.sujet import Sujet
from achatlas.screens.spaser.rapport.tables import Cellule
from achatlas.screens.spaser.vue import ACHETEUR, EXERCICE

PAID, CENTS = "montant_paye", 100
BOUGHT = Selection().only(*registre.ACHAT)


def chapitre(sujet: Sujet) -> Section:
    """The law, then a row for each buyer: what it paid in each year."""
    law = sujet.vue.demande.catalogue.seuil("spaser", "assujettissement")
    bound = law.on(date(int(sujet.annee), 1, 1)) or 0
    blocs = (
        Phrase(
            translated(
                "Le schéma de promotion des achats publics socialement et écologiquement responsables fixe "
                "des objectifs, les suit chaque année, et publie tous les deux ans des indicateurs précis, "
                "en nombre de contrats ou en valeur. Commun à plusieurs acheteurs, il les établit pour "
                "chacun d’eux."
            )
        ),
        tables.tableau(
            translated("Ce que chaque acheteur paie dans l’année"),
            translated(
                "hors taxes ; achats seuls, sans les options hors commande publique ni les rabais, paiements "
                "aux autres membres compris"
            ),
            (
                (translated("Acheteur"), 5, False),
                *((year, 3, True) for year in sujet.annees),
                (dire("Au-dessus de {seuil} M€", seuil=entier(bound // 10**6)), 3, False),
            ),
            _rows(sujet, bound * CENTS),
        ),
        Note(
            dire(
                "Seuil : {reference}, apprécié par la loi sur la dépense d’une année civile. Ce tableau "
                "compare ce que les données disent ; il ne dit pas qui est soumis au code.",
                reference=nu(in_french(lisser(law.reference))),
            )
        ),
    )
    return Section(translated("Le cadre"), dits.LAW, blocs)


def _rows(sujet: Sujet, bound: int) -> Iterator[list[Cellule]]:
    paid = {year: _paid(sujet, year) for year in sujet.annees}
    told = sujet.vue.demande.territoire
    for siren in sujet.vue.sirens:
        name = told.acheteur(siren).dit if siren in told.sirens else siren
        held = [paid[year].get(siren) for year in sujet.annees]
        last = held[-1]
        over = tables.NONE if last is None else translated("oui" if last >= bound else "non")
        cells = (_cell(sujet, siren, year, cents) for year, cents in zip(sujet.annees, held, strict=True))
        yield [Cellule(nu(name)), *cells, Cellule(over)]


def _cell(sujet: Sujet, siren: str, year: str, cents: int | None) -> Cellule:
    """An amount, opening its very lines in the view of its buyer, for who may open that view: the common one
    leaves out what members pay one another.
    """
    if cents is None:
        return Cellule(translated("sans données"))
    demande = sujet.vue.demande
    board = next((t for t in demande.catalogue.dashboards("achats") if not t.matrice), None)
    if board is None or not demande.acces.droits.individuelle(siren):
        return Cellule(montant_lisible(cents))
    more = {"vue": "individuelle", "pour": siren, "exercice": year, "version": sujet.version}
    return Cellule(montant_lisible(cents), demande.adresse(BOUGHT, f"/{board.id}/lignes/", **more))


def _paid(sujet: Sujet, year: str) -> Mapping[str, int]:
    """What each buyer who has payments that year pays to buy, to members too."""
    asked = BOUGHT.only(EXERCICE, [year])
    rows = crossed.crossed([ACHETEUR], [PAID], asked, sujet.vue.scope)
    none = {siren: 0 for siren in sujet.vue.sirens if siren not in sujet.vues[year].absents}
    return none | {row[ACHETEUR]: row[PAID] for row in rows}
