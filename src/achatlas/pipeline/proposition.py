"""How an unknown file will be read: a saved profile, a source of the product, or columns proposed and
confirmed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import Any

from achatlas.catalogue.load import PACKAGE, Catalogue
from achatlas.catalogue.synonymes import synonymes
from achatlas.catalogue.territoire import declare
from achatlas.containers.nature import nature_of
from achatlas.domain.errors import CatalogueError, UnknownSource
from achatlas.domain.identifiers import is_siren
from achatlas.ingest.discover import discover
from achatlas.ingest.recognise import recognise
from achatlas.ingest.sandbox import sandboxed
from achatlas.pipeline.workshop import Workshop, open_workshop
from achatlas.propose import Proposition, match_profile, propose, reads, save_profile, way
from achatlas.settings import overlay

SOURCE, SAVED, EVERYBODY = "mandats_tableur", "auto_", "tous"
MOST_WRONG = 0.5
PROFILS = Path("sources") / SOURCE / "profils"
TABLES = frozenset({"csv", "xlsx", "ods", "xls"})


@dataclass(frozen=True)
class Asked:
    """A question on a column: its choices as (value, label), and what is proposed."""

    id: str
    colonne: str
    texte: str
    choix: tuple[tuple[str, str], ...]
    propose: str

    def as_dict(self) -> dict[str, Any]:
        """Plain values, as the report of an import writes a question."""
        said = [{"valeur": value, "libelle": label} for value, label in self.choix]
        return {**asdict(self), "choix": said}


@dataclass(frozen=True)
class Chosen:
    """How a file will be read, or what must be answered first; ``dit`` is what was seen of it."""

    source: str | None
    profil: str | None
    questions: tuple[Asked, ...] = ()
    dit: Mapping[str, Any] = field(default_factory=dict)


def welcomed(atelier: Workshop, siren: str | None) -> Workshop:
    """The workshop, its territory holding this buyer: one that no description names is declared, to be
    completed. Raises CatalogueError for a number that is no SIREN.
    """
    if siren is None or siren in atelier.territoire.sirens:
        return atelier
    if not is_siren(siren):
        raise CatalogueError(
            quoi=f"« {siren} » n'est pas un SIREN",
            ou="--acheteur",
            pourquoi="il faut neuf chiffres, dont le dernier contrôle les autres",
            que_faire="vérifiez le numéro sur l'annuaire des entreprises",
        )
    declare(atelier.home, siren)
    return open_workshop(atelier.settings)


def chosen(atelier: Workshop, path: Path, acheteur: str | None, reponses: Mapping[str, str]) -> Chosen:
    """What reads a file: a saved profile, a source of the product, or the columns proposed once certain, then
    saved as a profile of this buyer; else the questions.

    A profile saved for another buyer reads nothing: the same headings may hide other habits. An answer goes
    before any profile. Columns are looked at in a confined process. Raises UnknownSource or UnreadableFile
    when nothing reads it.
    """
    if nature_of(path).genre not in TABLES:
        return Chosen(*recognise(path, atelier.catalogue))
    serves = partial(_serves, acheteur)
    if not reponses and (matched := match_profile(path, atelier.catalogue, serves)):
        return Chosen(*matched)
    try:
        known = recognise(path, atelier.catalogue)
    except UnknownSource:
        known = ("", "")
    source, profil = known
    if profil is None or (not reponses and serves(profil) and _own(atelier, path, source, profil)):
        return Chosen(*known)
    found = sandboxed(partial(_proposed, path, atelier.catalogue.roots, dict(reponses)), path.name)
    if found.certaine:
        return Chosen(found.source, _kept(atelier, found, acheteur), (), seen(found))
    asked = tuple(Asked(q.id, q.colonne or "", q.texte, q.choix, q.propose or "") for q in found.questions)
    return Chosen(None, None, asked, seen(found))


def _serves(acheteur: str | None, profil: str) -> bool:
    """Whether a profile may read the files of a buyer: all but those saved for others."""
    return not profil.startswith(SAVED) or profil.startswith(f"{SAVED}{acheteur or EVERYBODY}_")


def _own(atelier: Workshop, path: Path, source: str, profil: str) -> bool:
    """Whether a profile is one of the territory's own, saved for these very columns, and reads most lines:
    the others are rejected one by one, and counted.
    """
    root = atelier.settings.instance or atelier.home / "instance"
    if not profil or not (root / "sources" / source / "profils" / f"{profil}.yml").is_file():
        return False
    found = discover(atelier.catalogue)[source]
    return reads(path, found, found.profils[profil], synonymes(atelier.catalogue), MOST_WRONG)


def _proposed(path: Path, roots: Sequence[Path], reponses: dict[str, str]) -> Proposition:
    instance = next((root for root in roots if root != PACKAGE), None)
    return propose(path, Catalogue(instance), reponses=reponses)


def _kept(atelier: Workshop, found: Proposition, acheteur: str | None) -> str:
    """Saves what was proposed as a profile of the territory, named after the buyer and the columns; its
    name.
    """
    columns = "\x1f".join(colonne.nom for colonne in found.colonnes)
    name = f"{SAVED}{acheteur or EVERYBODY}_{blake2b(columns.encode(), digest_size=4).hexdigest()}"
    root = atelier.settings.instance or atelier.home / "instance"
    for nom, profil in discover(atelier.catalogue)[SOURCE].profils.items():
        if nom.startswith(name) and found.profil is not None and way(profil) == way(found.profil):
            return nom
    rank = len(list((root / PROFILS).glob(f"{name}*.yml")))
    name += f"_{rank + 1}" if rank else ""
    save_profile(found, root / PROFILS, name, f"Colonnes proposées pour {acheteur or 'tous'}, à relire")
    return name


def reopened(atelier: Workshop) -> Workshop:
    """The workshop as it is now, with the profiles saved since it was opened."""
    return open_workshop(replace(atelier.settings, instance=overlay(atelier.home)))


def seen(found: Proposition) -> dict[str, Any]:
    """What was seen of a file, for the screen and for machines."""
    columns = [
        {
            "nom": c.nom, "rang": c.rang, "cible": c.cible, "etat": c.etat, "pourquoi": c.pourquoi,
            "exemples": list(c.exemples), "remplies": c.remplies, "lues": c.lues,
        }
        for c in found.colonnes
    ]  # fmt: skip
    return {
        "source": found.source,
        "encodage": found.encodage,
        "separateur": found.separateur,
        "colonnes": columns,
    }
