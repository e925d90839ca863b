"""Import formats and column profiles, found by their place: no register to edit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from achatlas.catalogue.load import PACKAGE, Catalogue
from achatlas.catalogue.models_sources import Description, Profil, Source
from achatlas.catalogue.refus import fault, place, unreadable
from achatlas.catalogue.text import read_yaml
from achatlas.domain.errors import CatalogueError, UnknownSource

D = TypeVar("D", bound=Description)


@dataclass(frozen=True)
class FoundSource:
    """One import format as found: its folder, whether it comes from the product or the territory, its
    profiles.
    """

    id: str
    dossier: Path
    origine: str
    definition: Source
    profils: Mapping[str, Profil]

    @property
    def parse_py(self) -> Path | None:
        """The parser written in Python, when YAML is not enough."""
        chemin = self.dossier / "parse.py"
        return chemin if chemin.exists() else None


def discover(catalogue: Catalogue) -> dict[str, FoundSource]:
    """Return every source by id, the territory's replacing the product's of the same id whole.

    Profiles of a territory add to those of the product's source. Raise CatalogueError naming the file and the
    key.
    """
    trouvees: dict[str, tuple[Path, str]] = {}
    profils: dict[str, dict[str, Profil]] = {}
    for racine in catalogue.roots:
        origine = "produit" if racine == PACKAGE else "instance"
        for dossier in sorted(chemin for chemin in (racine / "sources").glob("[a-z]*") if chemin.is_dir()):
            lus = {chemin.stem: load_yaml(Profil, chemin) for chemin in sorted(dossier.glob("profils/*.yml"))}
            profils.setdefault(dossier.name, {}).update(lus)
            if (dossier / "source.yml").exists():
                trouvees[dossier.name] = (dossier, origine)
    dossiers = {nom: dossier for nom, (dossier, _) in trouvees.items()}
    return {
        nom: FoundSource(nom, dossier, origine, load_source(nom, dossiers), profils.get(nom, {}))
        for nom, (dossier, origine) in sorted(trouvees.items())
    }


def load_source(nom: str, dossiers: Mapping[str, Path]) -> Source:
    """Return the definition of a source, completed by that of the source which it says it is like.

    Raise CatalogueError as :func:`load_yaml` does, or when the other source is absent or itself completed.
    """
    chemin = dossiers[nom] / "source.yml"
    brut = _read(chemin)
    autre = brut.get("comme")
    if autre is None:
        return _checked(Source, chemin, nom, brut)
    modele = _read(dossiers[autre] / "source.yml") if autre in dossiers else {"comme": autre}
    if "comme" in modele:
        raise CatalogueError(
            "Définition refusée",
            f"{chemin}, clé « comme »",
            f"« {autre} » n'est pas une source qui se suffit",
            "nommez le dossier d'une source qui dit tout d'elle-même",
        )
    return _checked(Source, chemin, nom, {**modele, **brut})


def choose(
    sources: Mapping[str, FoundSource], source: str, profil: str | None
) -> tuple[FoundSource, Profil | None]:
    """Return the source and the profile asked for; raise UnknownSource with the list of those that exist."""
    if source not in sources:
        raise UnknownSource(
            f"Source « {source} » inconnue",
            "",
            "aucun dossier ne porte ce nom dans sources/",
            f"choisissez parmi : {', '.join(sources)}",
        )
    trouvee = sources[source]
    if not trouvee.definition.profils:
        if profil is not None:
            raise UnknownSource(
                f"La source « {source} » n'a pas de profil",
                f"profil « {profil} »",
                "",
                "retirez le profil de la commande",
            )
        return trouvee, None
    if profil is None or profil not in trouvee.profils:
        quoi = (
            f"Profil « {profil} » inconnu"
            if profil
            else f"La source « {source} » demande un profil de colonnes"
        )
        raise UnknownSource(
            quoi, "", "", f"choisissez parmi : {', '.join(trouvee.profils) or 'aucun, écrivez-en un'}"
        )
    return trouvee, trouvee.profils[profil]


def load_yaml(model: type[D], chemin: Path, nom: str | None = None) -> D:
    """Return the checked definition; raise CatalogueError naming the file, the key and the cause."""
    return _checked(model, chemin, nom or chemin.stem, _read(chemin))


def _read(chemin: Path) -> dict[str, Any]:
    try:
        brut: Any = read_yaml(chemin)
    except (yaml.YAMLError, UnicodeDecodeError) as erreur:
        raise CatalogueError(
            "Définition illisible",
            f"{chemin}{place(erreur)}",
            unreadable(erreur),
            "corrigez la syntaxe YAML, et enregistrez en UTF-8",
        ) from erreur
    if not isinstance(brut, dict):
        raise CatalogueError(
            "Définition vide", str(chemin), "le fichier ne contient pas de clés", "complétez-le"
        )
    return brut


def _checked(model: type[D], chemin: Path, nom: str, brut: dict[str, Any]) -> D:
    try:
        return model.model_validate({"id": nom, **brut})
    except ValidationError as erreur:
        raise _refused(chemin, erreur) from erreur


def _refused(chemin: Path, erreur: ValidationError) -> CatalogueError:
    cle, cause = fault(erreur)
    return CatalogueError(
        "Définition refusée",
        f"{chemin}, clé « {cle} »",
        cause,
        "comparez avec une définition voisine du même dossier",
    )
