"""What the attributes look at, in small: two buyers of the Loire, lists, a basin, centrales."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.territoire import Acheteur, Territoire
from achatlas.enrich.attribut import discover
from achatlas.enrich.geographie import FRANCE, INCONNU, Lieu
from achatlas.enrich.operateur import Operateur, Unite
from achatlas.enrich.savoir import Savoir
from demo.identifiers import make_siren, make_siret

VILLE, BOURG, NULLE_PART = make_siren(1), make_siren(2), make_siren(3)
SIREN, AUTRE = make_siren(11), make_siren(22)
SIRET, SECOND = make_siret(SIREN, 1), make_siret(SIREN, 2)
GROSSISTE, INTERMEDIAIRE = make_siren(91), make_siren(92)
SAINT_ETIENNE, FIRMINY, ROANNE, LYON, LYON_3, PARIS = "42218", "42095", "42187", "69123", "69383", "75056"
MONTBRISON = "42147"
BASSIN = "Stéphanois"
LISTES = "referentiels/operateurs_listes.csv"
SOURCE = "DREETS;2026-01-01"
TABLES = {
    "referentiels/bassins.csv": [
        "commune;bassin",
        *(f"{code};{BASSIN}" for code in (SAINT_ETIENNE, FIRMINY, MONTBRISON)),
    ],
    "referentiels/centrales.csv": [
        "siren;nom;modele;source",
        f"{GROSSISTE};A;grossiste;essai",
        f"{INTERMEDIAIRE};B;intermediaire;essai",
    ],
}
Listed = Sequence[tuple[str, str, str]]


def overlay(folder: Path, tables: dict[str, list[str]]) -> Catalogue:
    """The product and some tables of a territory, by their path under ``metier``."""
    for name, lines in tables.items():
        path = folder / "metier" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return Catalogue(folder)


def listed(listes: Listed) -> list[str]:
    """The lines of the lists of operators."""
    head = "identifiant;liste;valeur;source;date"
    return [head, *(f"{number};{liste};{valeur};{SOURCE}" for number, liste, valeur in listes)]


def territoire(acheteurs: Iterable[Acheteur] | None = None, **local: Any) -> Territoire:
    """A city and a town of the Loire, both in their commune, and a definition of what is local."""
    placed = (buyer(VILLE, SAINT_ETIENNE), buyer(BOURG, ROANNE))
    return Territoire(id="e", libelle="E", acheteurs=tuple(acheteurs or placed), local=local)


def buyer(siren: str, commune: str = "", departement: str = "") -> Acheteur:
    """A member, where it says it is."""
    return Acheteur(
        siren=siren, nom=siren, nom_court=siren, type="commune", code_commune=commune,
        departement=departement,
    )  # fmt: skip


def savoir(*listes: tuple[str, str, str], members: Iterable[Acheteur] | None = None, **local: Any) -> Savoir:
    """What the attributes look at."""
    return _savoir(tuple(listes), territoire(members, **local))


@cache
def _catalogue(listes: Listed) -> Catalogue:
    return overlay(Path(mkdtemp()), {**TABLES, LISTES: listed(listes)})


def _savoir(listes: Listed, told: Territoire) -> Savoir:
    found = Savoir(_catalogue(listes), told)
    found.__dict__["geographie"] = _geographie(listes)
    return found


@cache
def _geographie(listes: Listed) -> Any:
    """The communes, read once for all."""
    return Savoir(_catalogue(listes), territoire()).geographie


def at(*communes: str) -> Lieu:
    """Somewhere in these communes."""
    return Lieu(frozenset(communes), FRANCE)


COMPANY = Unite(juridique="5710", categorie="PME", effectif="12", naf="43.34Z", ess="", etat="A")


def operateur(unite: Unite | None = COMPANY, **more: Any) -> Operateur:
    """A company of twenty staff, paid by the city at its only establishment."""
    told: dict[str, Any] = {
        "acheteur": VILLE, "fournisseur_id": SIREN, "identification": "siret", "siret": SIRET, "etat": "A",
        "lieu": INCONNU, "siege": INCONNU, **more,
    }  # fmt: skip
    return Operateur(unite=unite, **told)


def company(**more: str) -> Operateur:
    """The usual company, some of its facts changed."""
    return operateur(replace(COMPANY, **more))


def tell(name: str, one: Operateur, known: Savoir | None = None) -> str:
    """What an attribute says."""
    return discover()[name](one, known or savoir())
