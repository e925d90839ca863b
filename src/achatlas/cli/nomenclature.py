"""The nomenclatures of the buyers: their files in and out, how far they cover the lines, their history."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from achatlas import pipeline
from achatlas.classify.guide import guide
from achatlas.cli.display import Display, whole
from achatlas.domain.correspondance import Changes, Etat
from achatlas.domain.errors import NomenclatureRefusee, UnreadableFile
from achatlas.domain.money import format_euros
from achatlas.domain.nombres import accord, pourcent
from achatlas.pipeline import Attente, Workshop, annonces, codes, nomenclatures
from achatlas.pipeline.annonces import Annonce
from achatlas.pipeline.codes import Couverture
from achatlas.pipeline.nomenclatures import Signature
from achatlas.pipeline.written import Portee
from achatlas.settings import person, read
from achatlas.store.correspondances import Version, Versions

MOTIF_MAX, SHOWN = 300, 8
CHANGES = ("ajoutes", "retires", "modifies", "rattaches")
TITLES = ("acheteur", "codes", "rattachés", "hérités", "sans segment", "euros couverts", "euros avec un code")
Act = Callable[[Workshop, Portee, argparse.Namespace, Display], int]


def nomenclature(asked: argparse.Namespace, display: Display) -> int:
    """Imports, writes, counts or takes back. Raises CatalogueError for an unknown buyer, and what each act
    does.
    """
    atelier = pipeline.open_workshop(read(asked.territoire))
    if asked.acheteur:
        atelier.territoire.acheteur(asked.acheteur)
    return ACTS[asked.acte](atelier, Portee(frozenset(atelier.territoire.sirens)), asked, display)


def importer(atelier: Workshop, portee: Portee, asked: argparse.Namespace, display: Display) -> int:
    """Keeps a file as the version in force; 1 when it has faults, all told."""
    path, signature = asked.fichier, Signature(person(), asked.motif.strip()[:MOTIF_MAX])
    if not path.is_file():
        raise UnreadableFile(
            f"Fichier introuvable : « {path.name} »", str(path), "rien à cet endroit", "vérifiez le chemin"
        )
    try:
        seen = nomenclatures.announced(atelier, portee, asked.acheteur, path, path.name)
        if asked.essai:
            return _tried(atelier, seen, display)
        kept = nomenclatures.importer(atelier, portee, asked.acheteur, path, path.name, signature, seen.vue)
    except NomenclatureRefusee as error:
        display.machine({"ok": False, **error.as_dict(), "fautes": list(error.fautes)})
        display.refuse(error)
        return 1
    one = kept.version
    moved = {"effet": effect(seen)}
    display.machine(
        {"ok": True, "nouvelle": kept.fresh, **_as_dict(one), "change": changed(kept.change), **moved}
    )
    own = one.nomenclature
    lines = accord(len(own.correspondances), "correspondance")
    held = f"{accord(len(own.codes), 'code')}, {lines}"
    said = f"Version {one.rang} : {held}. {told(kept.change)}"
    display.say(said if kept.fresh else f"Rien de neuf, la version {one.rang} vaut toujours : {held}.")
    _say(atelier, seen, display)
    _then(atelier, display)
    return 0


def _tried(atelier: Workshop, seen: Annonce, display: Display) -> int:
    """Says what would be done, and keeps nothing."""
    display.machine({"ok": True, "essai": True, "change": changed(seen.change), "effet": effect(seen)})
    display.say(f"Essai, rien n'est gardé. {told(seen.change)}")
    _say(atelier, seen, display)
    return 0


def _say(atelier: Workshop, seen: Annonce, display: Display) -> None:
    """What moves, how far the codes cover, what to know of it."""
    fiches = guide(atelier.catalogue).fiches
    for one in annonces.gone(seen):
        display.say(f"▲ {one}")
    for one in annonces.told(seen, lambda code: f"{code} {fiches[code].libelle}" if code in fiches else code):
        display.say(one)
    for one in seen.remarques[:SHOWN]:
        display.say(f"▲ {one}.")
    if len(seen.remarques) > SHOWN:
        display.say(f"▲ et {accord(len(seen.remarques) - SHOWN, 'autre remarque', 'autres remarques')}.")
    if seen.ignored:
        display.say(f"▲ Colonnes laissées de côté : {', '.join(seen.ignored)}.")


def effect(seen: Annonce) -> dict[str, Any]:
    """What a version moves, for machines: cents and lines by passage, coverage before and after."""
    moved = [
        {"de": one.de, "vers": one.vers, "centimes": one.somme.centimes, "lignes": one.somme.lignes}
        for one in seen.remapped.passages
    ]
    cover = [one.total(Etat.MAPPED, Etat.INHERITED).centimes for one in (seen.avant, seen.then)]
    return {
        "passages": moved,
        "couverture_centimes": {"avant": cover[0], "apres": cover[1]},
        "remarques": [*seen.remarques],
    }


def _then(atelier: Workshop, display: Display) -> None:
    """Says how to see it, unless what is published shows it already."""
    command = atelier.settings.commande
    if {Attente.RUN, Attente.SAID}.intersection(pipeline.awaited(atelier)):
        display.say(f"Pour le voir : {command('lancer')}, puis {command('publier')}.")


def exporter(atelier: Workshop, portee: Portee, asked: argparse.Namespace, display: Display) -> int:
    """Writes a version in a file, or on the output. Raises UnreadableFile when it cannot be written."""
    genre = asked.format or ("xlsx" if asked.fichier and asked.fichier.suffix.lower() == ".xlsx" else "csv")
    content = nomenclatures.exported(atelier, portee, asked.acheteur, genre, asked.version)
    if asked.fichier is None and genre == "csv" and not display.json_only:
        sys.stdout.write(content.decode("utf-8-sig"))
        return 0
    path = asked.fichier or Path(f"nomenclature_{asked.acheteur}.{genre}")
    try:
        path.write_bytes(content)
    except OSError as error:
        raise UnreadableFile(
            quoi=f"La nomenclature n'a pas pu être écrite : « {path.name} »",
            ou=str(path),
            pourquoi=str(error.strerror or error),
            que_faire="donnez un dossier qui existe et où vous pouvez écrire",
        ) from error
    display.machine({"ok": True, "fichier": str(path), "octets": len(content)})
    display.say(f"{path} : à compléter ou à corriger, puis à importer.")
    return 0


def couverture(atelier: Workshop, portee: Portee, asked: argparse.Namespace, display: Display) -> int:
    """How far the codes of each buyer, or of one, are mapped."""
    wanted = Portee(frozenset({asked.acheteur})) if asked.acheteur else portee
    found = codes.couvertures(atelier, wanted)
    display.machine({"ok": True, "acheteurs": [covered(one) for one in found]})
    display.table(TITLES, [_line(atelier, one) for one in found], right=tuple(range(1, len(TITLES))))
    return 0


def covered(one: Couverture) -> dict[str, Any]:
    """A coverage for machines."""
    counts = {str(etat): count for etat, count in one.codes.items()}
    paid = {etat: {"centimes": part.centimes, "lignes": part.lignes} for etat, part in one.depense.items()}
    return {
        "acheteur": one.acheteur,
        "version": one.version.rang if one.version else None,
        "codes": {"total": one.nombre, "titres": one.titres, **counts},
        "depense": {str(etat): part for etat, part in paid.items()},
    }


def _line(atelier: Workshop, one: Couverture) -> list[str]:
    covered_, total = one.total(Etat.MAPPED, Etat.INHERITED).centimes, one.total().centimes
    coded = total - one.total(Etat.NONE).centimes
    return [
        atelier.territoire.acheteur(one.acheteur).nom_court,
        whole(one.nombre),
        *(whole(one.codes[etat]) for etat in (Etat.MAPPED, Etat.INHERITED, Etat.UNMAPPED)),
        f"{format_euros(covered_, decimales=False)} ({pourcent(covered_, total)} %)",
        f"{format_euros(coded, decimales=False)} ({pourcent(coded, total)} %)",
    ]


def historique(atelier: Workshop, portee: Portee, asked: argparse.Namespace, display: Display) -> int:
    """The versions of a buyer, what each changed, and whether one was altered since."""
    steps = nomenclatures.steps(nomenclatures.history(atelier, asked.acheteur))
    chain = Versions(atelier.home).verify()
    faults = [{"rang": rang, "faute": words} for rang, words in chain.fautes]
    told_ = [{**_as_dict(one), "change": changed(change)} for one, change in steps]
    display.machine({"ok": not faults, "versions": told_, "fautes": faults, "empreinte": chain.tete})
    for one, change in steps:
        why = f" « {one.motif} »" if one.motif else ""
        display.say(f"Version {one.rang}, {one.date}, {one.qui} : {one.origine}.{why} {told(change)}")
    for fault in faults:
        display.say(f"▲ Ligne {fault['rang']} : {fault['faute']}.")
    if not steps:
        display.say("Aucune version : cet acheteur n'a pas encore de nomenclature.")
    return 1 if faults else 0


def reprendre(atelier: Workshop, portee: Portee, asked: argparse.Namespace, display: Display) -> int:
    """Takes a version back: the one before it is in force again."""
    signature = Signature(person(), asked.motif.strip()[:MOTIF_MAX])
    seal = nomenclatures.numbered(atelier, asked.acheteur, asked.version).empreinte
    held = nomenclatures.in_force(atelier, asked.acheteur)
    own = (atelier, portee, asked.acheteur)
    seen = nomenclatures.retaken(*own, seal) if held and held.empreinte == seal else None
    if asked.essai:
        return _tried(atelier, seen, display) if seen else _nothing(display)
    back = nomenclatures.reprendre(atelier, portee, asked.acheteur, seal, signature)
    now = nomenclatures.in_force(atelier, asked.acheteur)
    display.machine({"ok": True, **_as_dict(back), "en_vigueur": now.rang if now else None})
    display.say(
        f"Version {asked.version} annulée. {f'La version {now.rang} vaut' if now else 'Aucune ne vaut'}."
    )
    if seen:
        _say(atelier, seen, display)
    _then(atelier, display)
    return 0


def _nothing(display: Display) -> int:
    """Says that a version that is not in force moves nothing when it is taken back."""
    display.machine({"ok": True, "essai": True, "effet": None})
    display.say("Essai : cette version n'est pas en vigueur, l'annuler ne déplacerait rien.")
    return 0


def _as_dict(one: Version) -> Mapping[str, Any]:
    named = ("rang", "acheteur_siren", "origine", "qui", "date", "motif", "reprend", "empreinte")
    return {name: getattr(one, name) for name in named}


def changed(change: Changes) -> dict[str, list[str]]:
    """What a version changes, for machines."""
    parts = (change.added, change.removed, change.changed, change.mapped)
    return {name: list(codes_) for name, codes_ in zip(CHANGES, parts, strict=True)}


def told(change: Changes) -> str:
    """What a version changes, in words."""
    ways = change.ways()
    said = [f"{accord(len(names), one, many)} ({_some(names)})" for names, one, many in ways if names]
    return f"{', '.join(said)}." if said else "Rien n'a changé."


def _some(names: tuple[str, ...]) -> str:
    more = f" et {accord(len(names) - SHOWN, 'autre')}" if len(names) > SHOWN else ""
    return f"{', '.join(names[:SHOWN])}{more}"


ACTS: Mapping[str, Act] = {
    act.__name__: act for act in (importer, exporter, couverture, historique, reprendre)
}
