"""Concessions, and the marchés subséquents of the accords-cadres: notified beside ordinary marchés."""

from __future__ import annotations

import numpy as np

from demo.fournisseurs import Annuaire
from demo.marches import EUROS, Marche, day, iso
from demo.territoire import LIGNES_DEFAUT, Acheteur, read_csv, rng, segments

NEW_FORMAT = "2024-01-01"
"""First day of the format of 2022, which tells concessions and the accord-cadre of a marché subséquent."""
LEAST = 40_000 * EUROS
PART = 0.3
"""Share of the large accords-cadres that are carried out by marchés subséquents."""


def concessions(graine: int, corps: list[Acheteur], annuaire: Annuaire, lignes: int) -> list[Marche]:
    """Return the concessions of the territory; their amount is the operator's revenue, in proportion of
    ``lignes``.
    """
    tirage = rng(graine, "concessions")
    bodies = {a.cle: a for a in corps}
    ranks = {segment.code: segment.rang for segment in segments()}
    found = []
    for number, line in enumerate(read_csv("concessions.csv"), start=1):
        body, rank = bodies[line["acheteur"]], ranks[line["segment"]]
        known = [t for t in annuaire.par_segment[rank].tolist() if annuaire.tiers[t].siret]
        found.append(_concession(body, line, number, rank, known[int(tirage.integers(len(known)))]))
        found[-1].montant = max(LEAST, int(line["valeur"]) * EUROS * lignes // LIGNES_DEFAUT)
    return found


def _concession(body: Acheteur, line: dict[str, str], number: int, segment: int, tiers: int) -> Marche:
    numero = f"{line['date'][:4]}CONC{number:02d}"
    return Marche(
        uid=f"{body.siret}{numero}",
        numero=numero,
        acheteur=body.rang,
        segment=segment,
        titulaires=[tiers],
        debut=day(line["date"]),
        duree_mois=int(line["duree"]),
        poids=0.0,
        accord_cadre=False,
        objet=line["objet"],
        cpv="",
        procedure=line["procedure"],
        forme_prix="",
        nature=line["nature"],
    )


def subsequents(graine: int, marches: list[Marche]) -> list[Marche]:
    """Return marchés subséquents of some large accords-cadres notified since 2024, which are told so."""
    tirage = rng(graine, "subsequents")
    found: list[Marche] = []
    for marche in marches:
        large = marche.accord_cadre and marche.debut >= day(NEW_FORMAT) and marche.paye >= 3 * LEAST
        if large and tirage.random() < PART:
            found.extend(_share(tirage, marche))
    return found


def _share(tirage: np.random.Generator, above: Marche) -> list[Marche]:
    """Return two to four marchés subséquents that share most of what is paid on an accord-cadre."""
    above.subsequents = int(tirage.integers(2, 5))
    parts = tirage.dirichlet(np.full(above.subsequents, 6.0)) * float(tirage.uniform(0.6, 0.95))
    return [_subsequent(tirage, above, rank, float(part)) for rank, part in enumerate(parts, start=1)]


def _subsequent(tirage: np.random.Generator, above: Marche, rank: int, part: float) -> Marche:
    numero = f"{''.join(c for c in above.numero if c.isalnum())[:13]}-S{rank}"
    latest = max(above.debut + 31, min(above.fin, day("2025-11-30")))
    return Marche(
        uid=f"{above.uid[:14]}{numero}",
        numero=numero,
        acheteur=above.acheteur,
        segment=above.segment,
        titulaires=[above.titulaires[int(tirage.integers(len(above.titulaires)))]],
        debut=int(tirage.integers(above.debut + 30, latest + 1)),
        duree_mois=int(tirage.integers(3, 13)),
        poids=0.0,
        accord_cadre=False,
        objet=f"Marché subséquent n°{rank} - {above.objet}",
        cpv=above.cpv,
        procedure=above.procedure,
        forme_prix=above.forme_prix,
        montant=round(above.paye * part),
        accord_cadre_numero=above.numero,
    )


def is_new_format(marche: Marche) -> bool:
    """Say whether a marché is published in the format of 2022."""
    return iso(marche.debut) >= NEW_FORMAT
