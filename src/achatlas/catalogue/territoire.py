"""The identity card of a territory: its buyers and the files they gave."""

from functools import cached_property, lru_cache
from pathlib import Path

import yaml
from pydantic import ValidationError

from achatlas.catalogue.local import Local
from achatlas.catalogue.models import Definition
from achatlas.catalogue.names import FORME
from achatlas.catalogue.refus import fault, place, unreadable
from achatlas.domain.departement import postal_prefix
from achatlas.domain.errors import CatalogueError
from achatlas.domain.langue import in_french
from achatlas.domain.nombres import lisser
from achatlas.domain.text import spelled
from achatlas.settings import COMMANDE, TERRITOIRE


class Acheteur(Definition):
    """A buyer: identifiers, names, kind, chart of accounts, and where it sits (INSEE codes)."""

    siren: str
    siret: str = ""
    nom: str
    nom_court: str
    type: str
    plan: str = "M57"
    code_commune: str = ""
    departement: str = ""
    population: int | None = None
    tva_incluse: bool = False

    @property
    def dit(self) -> str:
        """Its short name, as screens tell it."""
        return in_french(lisser(self.nom_court))


class Fichier(Definition):
    """A file of the territory, its buyer (None when the file names them), its source and its profile."""

    chemin: str
    acheteur: str | None = None
    source: str
    profil: str | None = None


class Territoire(Definition):
    """A territory: any number of buyers, whether its data are simulated, what it calls local."""

    id: str
    libelle: str
    description: str = ""
    simule: bool = False
    graine: int | None = None
    exercices: tuple[int, ...] = ()
    acheteurs: tuple[Acheteur, ...]
    fichiers: tuple[Fichier, ...] = ()
    acheteurs_regroupes: dict[str, str] = {}
    local: Local = Local()

    def local_dit(self, vue: str = "") -> str:
        """What is local, in words, and how many members are not placed, when their place decides of it."""
        lost = sum(not one.code_commune for one in self.acheteurs) if self.local.of_members else 0
        members = "1 membre" if lost == 1 else f"{lost} membres"
        said = f" (la commune de {members} n’est pas donnée : voyez code_commune dans territoire.yml)"
        return self.local.phrase(vue) + (said if lost else "")

    @cached_property
    def named(self) -> dict[str, tuple[str, str]]:
        """The SIREN of each member and where its postal codes begin ("" when it is not placed), by its whole
        name in capitals; a name of one word (a CCAS, a town), or that two members bear, is left out.
        """
        found: dict[str, set[tuple[str, str]]] = {}
        for one in self.acheteurs:
            if " " in (name := spelled(one.nom)):
                found.setdefault(name, set()).add((one.siren, postal_prefix(one.code_commune)))
        return {name: members.pop() for name, members in found.items() if len(members) == 1}

    @cached_property
    def sirens(self) -> frozenset[str]:
        """The SIREN of every member."""
        return frozenset(a.siren for a in self.acheteurs)

    def acheteur(self, siren: str) -> Acheteur:
        """The member of this SIREN; raises CatalogueError with the list of members otherwise."""
        for member in self.acheteurs:
            if member.siren == siren:
                return member
        known = ", ".join(f"{a.siren} ({a.nom_court})" for a in self.acheteurs)
        remedy = f"Choisissez parmi : {known}." if known else NOBODY
        raise CatalogueError(
            quoi=f"Acheteur inconnu : « {siren} »",
            ou=f"territoire {self.id}",
            pourquoi="ce SIREN n'est pas celui d'un membre",
            que_faire=remedy,
        )

    def kind_of(self, siren: str | None) -> tuple[str, str]:
        """The type and the plan of the member of this SIREN, "" for what is not known."""
        return next(((a.type, a.plan or "") for a in self.acheteurs if a.siren == siren), ("", ""))

    def member_of(self, identifiant: str) -> str | None:
        """The SIREN of the member that a SIRET or SIREN designates, if any."""
        return self.acheteurs_regroupes.get(identifiant) or (
            identifiant[:9] if identifiant[:9] in self.sirens else None
        )


DECLARES = "acheteurs_declares.yml"
NOBODY = "Ajoutez-le à acheteurs dans territoire.yml, ou importez avec --auto, qui le déclare"


def declare(home: Path, siren: str) -> None:
    """Adds a buyer that only an import names so far to ``acheteurs_declares.yml``, beside ``territoire.yml``,
    which stays as people wrote it.
    """
    path = home / DECLARES
    known = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else []
    name = f"Acheteur {siren}"
    known.append({"siren": siren, "nom": name, "nom_court": name, "type": "autre"})
    path.write_text(yaml.safe_dump(known, allow_unicode=True, sort_keys=False), encoding="utf-8")


def _read(home: Path, path: Path) -> Territoire:
    declared = home / DECLARES
    more = declared.read_text(encoding="utf-8") if declared.exists() else ""
    return _parsed(path.read_text(encoding="utf-8"), more)


@lru_cache(maxsize=8)
def _parsed(text: str, declared: str) -> Territoire:
    """A territory as its files tell it: every request reads it, parsing took a tenth of a second."""
    told = yaml.safe_load(text)
    if declared and isinstance(told, dict):
        own = {one.get("siren") for one in told.get("acheteurs") or []}
        more = [one for one in yaml.safe_load(declared) if one["siren"] not in own]
        told = {**told, "acheteurs": [*(told.get("acheteurs") or []), *more]}
    return Territoire.model_validate(told)


def _laid(name: str) -> str:
    """How a territory comes to be."""
    create = f"{COMMANDE} nouveau territoire {name if FORME.fullmatch(name) else 'NOM'}"
    return f"Pour le créer : {create}" + (
        " ; pour la démonstration : ./go demo" if name == TERRITOIRE else ""
    )


def load_territoire(home: Path) -> Territoire:
    """Reads ``territoire.yml`` of a home, and the buyers that imports declared; raises CatalogueError saying
    what is missing or refused.
    """
    path = home / "territoire.yml"
    if not path.exists():
        raise CatalogueError(
            quoi="Territoire introuvable",
            ou=str(path),
            pourquoi="aucun fichier territoire.yml à cet endroit",
            que_faire=_laid(home.name),
        )
    try:
        return _read(home, path)
    except ValidationError as error:
        key, cause = fault(error)
        raise CatalogueError(
            quoi="Description du territoire refusée",
            ou=f"{path}, clé « {key} »",
            pourquoi=cause,
            que_faire="Corrigez cette clé ; un code se met entre guillemets.",
        ) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise CatalogueError(
            quoi="Description du territoire refusée",
            ou=f"{path}{place(error)}",
            pourquoi=unreadable(error),
            que_faire="Corrigez la syntaxe YAML, et enregistrez en UTF-8.",
        ) from error
