"""What is taken away from this place: the register as a table, one row per marché, unknowns left empty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from achatlas.containers.table import Column, Table, Value
from achatlas.screens.offer import FORMES, Entree
from achatlas.screens.suivi.regard import Regard
from achatlas.watch.suivi import Suivi

SEPARATOR = ", "
COLUMNS = (
    Column("marche_id", "texte", "Numéro du marché, tel que son acheteur l'écrit"),
    Column("objet"),
    Column("acheteur"),
    Column("acheteur_siren"),
    Column("titulaires"),
    Column("segment_code", "texte", "Segment de la nomenclature commune"),
    Column("segment_libelle"),
    Column("nature", "texte", "F, S ou T"),
    Column("cpv"),
    Column("procedure"),
    Column("technique"),
    Column("lot"),
    Column("consultation"),
    Column("accord_cadre_cle", "texte", "L'accord-cadre dont il est un marché subséquent"),
    Column("coordonnateur"),
    Column("membres", "texte", "Pour qui il est passé : dans le territoire, puis en dehors"),
    Column("centrale"),
    Column("mutualisation", "texte", "Niveau de mutualisation"),
    Column("date_notification", "date"),
    Column("date_fin", "date", "Fin de la période ferme"),
    Column("derniere_fin", "date", "Dernière fin, toutes reconductions faites"),
    Column("fin_origine", "texte", "ecrite, calculee (notification et durée) ou contredite (à vérifier)"),
    Column("reconductions", "nombre"),
    Column("montant_min_centimes", "euros", "Minimum HT"),
    Column("montant_initial_centimes", "euros", "HT, tel que notifié"),
    Column(
        "montant_ht_centimes", "euros", "HT, en vigueur ; d'un accord-cadre, un maximum et non une dépense"
    ),
    Column("modifications", "nombre"),
    Column("engage", "euros", "HT : le montant ; d'un accord-cadre, son minimum ou ses marchés subséquents"),
    Column("paye", "euros", "HT, par tous ceux qui achètent dessus ; vide sans paiement connu"),
    Column("premier_paiement", "date"),
    Column("dernier_paiement", "date"),
    Column("epuisement", "date", "Maximum atteint au rythme de la dernière année : estimation"),
    Column("date_publication", "date", "Publication des données essentielles"),
    Column("fichier", "texte", "D'où vient ce marché"),
    Column("numero_ligne", "nombre"),
)
CENTS = "_centimes"


def _told(regard: Regard, one: Suivi) -> Mapping[str, Value]:
    """What no field of the register tells as it is read."""
    used = regard.consommations.get(one.marche_cle)
    return {
        "acheteur": regard.nom(one.acheteur_siren),
        "titulaires": SEPARATOR.join(one.titulaires),
        "segment_libelle": regard.names.get(one.segment_code, ""),
        "coordonnateur": regard.nom(one.coordonnateur_siren) if one.coordonnateur_siren else "",
        "membres": SEPARATOR.join((*map(regard.nom, one.membres), *one.exterieurs)),
        "derniere_fin": one.last_end,
        "reconductions": one.renewals,
        "engage": used.engage if used else None,
        "paye": one.paye_centimes if one.dernier_paiement else None,
        "epuisement": used.epuisement if used else None,
    }


def table(regard: Regard, some: Sequence[Suivi]) -> Table:
    """These marchés, in their order; amounts are cents HT, which each format writes in euros."""

    def row(one: Suivi) -> list[Value]:
        told = _told(regard, one)
        return [told[c.nom] if c.nom in told else getattr(one, c.nom) for c in COLUMNS]

    named = [Column(c.nom.removesuffix(CENTS), c.genre, c.definition) for c in COLUMNS]
    return Table("registre", named, map(row, some))


def offered(regard: Regard, titre: str, nom: str, **plus: str) -> list[Entree]:
    """What the menu of a page offers: one table in each format, under what the page was asked."""
    formes = ((said, regard.adresse(f"{nom}.{end}", **plus)) for said, end in FORMES)
    return [Entree(titre, tuple(formes))]
