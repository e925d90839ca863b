"""The enrichment stage: every tiers gets its profile, one row of ``profil__tiers``, and every enterprise
what its page will tell.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.territoire import Territoire
from achatlas.domain.departement import of_postal, postal_prefix
from achatlas.domain.naf import canonical
from achatlas.domain.personnes import DIFFUSEES
from achatlas.enrich import fiches
from achatlas.enrich.attribut import discover, verify
from achatlas.enrich.faits import FAITS, held, joined, opened
from achatlas.enrich.geographie import INCONNU, Lieu
from achatlas.enrich.operateur import Operateur, Unite
from achatlas.enrich.savoir import Savoir
from achatlas.store.engine import Engine

SIREN = 9
FERME, PERSONNE_PHYSIQUE, ETRANGER = "F", "personne_physique", "etranger"
Case = Mapping[str, str]


def operateur(case: Case, savoir: Savoir) -> Operateur:
    """An operator from the facts of a tiers."""
    origine, lieu = located(case, savoir)
    return Operateur(
        acheteur=case["tiers_cle"][:SIREN],
        fournisseur_id=case["fournisseur_id"],
        identification=case["identification"],
        siret=case["siret"],
        etat=case["etat"],
        repreneur=case["repreneur"],
        unite=unite(case) if case["unite_etat"] else None,
        lieu=lieu,
        siege=_at(case["siege_commune"], case["siege_pays"], savoir),
        origine=origine,
    )


def unite(case: Case) -> Unite:
    """The legal unit of a tiers."""
    return Unite(
        case["unite_categorie_juridique"],
        case["unite_categorie_entreprise"],
        case["unite_tranche_effectif"],
        case["unite_naf"],
        case["unite_ess"],
        case["unite_etat"],
    )


def _at(commune: str, pays: str, savoir: Savoir) -> Lieu:
    """A place of the directory: a commune, or a country told by its Insee code."""
    if pays:
        return Lieu(frozenset(), savoir.country(cog=pays))
    return savoir.geographie.placed(commune)


def located(case: Case, savoir: Savoir) -> tuple[str, Lieu]:
    """What places the tiers, and where: the establishment paid, the one that follows it when it is closed,
    the address that its buyer writes, the siège; the first that tells. Nothing places a foreigner that a
    person told: the postal code that is written may read as a French one.
    """
    if case["identification"] == ETRANGER:
        return "", INCONNU
    if (tva := case["tiers_tva"]) and tva == case["fournisseur_id"]:
        return "adresse", Lieu(frozenset(), savoir.country(tva=tva))
    own = _at(case["lieu_commune"], case["lieu_pays"], savoir)
    after = _at(case["suivi_commune"], case["suivi_pays"], savoir) if case["etat"] == FERME else INCONNU
    found = (
        ("suivi", after), ("etablissement", own), ("adresse", _written(case, savoir)),
        ("siege", _seated(case, savoir)),
    )  # fmt: skip
    return next((one for one in found if one[1] != INCONNU), ("", INCONNU))


def _written(case: Case, savoir: Savoir) -> Lieu:
    """The place that the buyer writes; that of a natural person is told to the département and no finer, so
    that nobody is found by what the attributes tell of a place.
    """
    geographie = savoir.geographie
    lieu = geographie.placed(case["adresse_commune"], case["tiers_code_postal"], case["departement_code"])
    return geographie.coarse(lieu) if case["identification"] == PERSONNE_PHYSIQUE else lieu


def _seated(case: Case, savoir: Savoir) -> Lieu:
    """The siège, where only the enterprise is known: a SIRET that the directory does not place is elsewhere
    perhaps, and a postal code that no table places (CEDEX) is that of another département perhaps.
    """
    siege = _at(case["siege_commune"], case["siege_pays"], savoir)
    code, told = case["tiers_code_postal"], siege.communes or siege.pays
    same = all(postal_prefix(one) == of_postal(code) for one in siege.communes)
    return siege if told and not case["siret"] and (not code or (siege.communes and same)) else INCONNU


def profiled(savoir: Savoir) -> Callable[[Mapping[str, Any]], Mapping[str, str]]:
    """The function that tells a tiers from its facts: base columns, then every attribute."""
    attributs = discover()

    def tell(case: Case) -> Mapping[str, str]:
        one = operateur(case, savoir)
        return {
            "entreprise_nom": case["unite_denomination"],
            "etablissement_siret": one.siret,
            "etablissement_suivi": case["suivi"] if one.etat == FERME else "",
            "repreneur_siren": one.repreneur,
            "departement": _departement(one.lieu, case, savoir),
            "naf": canonical(case["unite_naf"]) if case["unite_diffusion"] in DIFFUSEES else "",
            **{name: tells(one, savoir) for name, tells in attributs.items()},
        }

    return tell


def _departement(lieu: Lieu, case: Case, savoir: Savoir) -> str:
    """The département of a place; where nothing places the tiers, what is written."""
    told = case["departement_code"] if lieu == INCONNU else ""
    return savoir.geographie.shared("departement", lieu) or told


def run(
    engine: Engine,
    catalogue: Catalogue,
    territoire: Territoire,
    lien: Path,
    target: Path,
    sirene: Path | None = None,
) -> None:
    """Writes ``profil__tiers`` and the tables of ``fiches``. ``lien``: the folder of the reconciliation;
    ``sirene``: that of the directory of enterprises, when one was imported.

    Raises CatalogueError when a list of operators or the definition of what is local cannot be read, or when
    an attribute has no axis.
    """
    verify(catalogue)
    savoir = Savoir(catalogue, territoire)
    tell = profiled(savoir)
    tables = opened(engine, catalogue, lien, sirene)
    own = held(engine, tables)
    facts = engine.cache(joined(engine, tables, own))
    names = list(tell(dict.fromkeys(FAITS, "")))
    schema = pa.schema([(name, pa.string()) for name in names])
    table = catalogue.tables["profil__tiers"]
    rows = engine.mapped(facts, FAITS, tell, schema)
    engine.write(rows.mutate(departement_code=rows.departement), table, target / f"{table.id}.parquet")
    fiches.write(engine, catalogue, facts, own, tables, target)
