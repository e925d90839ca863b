"""Who was really paid: the queue left to persons, what one says of a name, and the proof that nothing of it
was altered.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

from achatlas import pipeline
from achatlas.cli.display import Display, whole
from achatlas.domain.errors import CatalogueError
from achatlas.domain.judgement import NATURES, SENS
from achatlas.domain.money import format_euros
from achatlas.domain.nombres import accord, pourcent
from achatlas.domain.text import spelled
from achatlas.pipeline import Workshop, rapprochements
from achatlas.pipeline.rapprochements import Dit
from achatlas.pipeline.written import Avancement, Candidat, Ecrit, File, Portee
from achatlas.settings import person, read
from achatlas.store.rapprochements import Rapprochement, Rapprochements

MOTIF_MAX = 300
TOLD = ("ecrit_cle", "siren", "siret", "jugement", "motif", "empreinte")
SHOWN = 20
TITLES = ("nom écrit", "code postal", "acheteurs", "lignes", "euros HT", "premier candidat")


def rapprocher(asked: argparse.Namespace, display: Display) -> int:
    """Lists the queue, keeps what a person says of a name, or verifies the chain of what was said."""
    atelier = pipeline.open_workshop(read(asked.territoire))
    portee = Portee(frozenset(atelier.territoire.sirens))
    if asked.verifier is not None:
        return _verify(atelier, asked.verifier, display)
    if asked.jugement is None and asked.reprendre is None:
        return _show(atelier, portee, asked.nom, display)
    if not asked.nom:
        raise CatalogueError(
            "De quel nom s'agit-il ?", "rapprocher", "une décision porte sur un nom écrit",
            "donnez-le d'abord : rapprocher \"NOM\" --oui SIREN",
        )  # fmt: skip
    cle = _found(atelier, portee, asked.nom)
    said = (
        _taken_back(atelier, portee, cle, asked)
        if asked.jugement is None
        else _said(atelier, portee, cle, asked)
    )
    _tell(atelier, portee, said, display)
    return 0


def _verify(atelier: Workshop, tete: str, display: Display) -> int:
    found = Rapprochements(atelier.home).verify(tete)
    faults = [{"rang": rang, "faute": words} for rang, words in found.fautes]
    display.machine({"ok": not faults, "lignes": found.lignes, "empreinte": found.tete, "fautes": faults})
    if faults:
        for one in faults:
            display.say(f"▲ Ligne {one['rang']} : {one['faute']}.")
        display.say(
            "Rétablissez le registre d'une sauvegarde ; une ligne altérée ne compte plus pour personne."
        )
        return 1
    display.say(f"✓ {accord(found.lignes, 'ligne')} : aucune n'a été altérée ni retirée.")
    if found.tete:
        display.say(
            f"Empreinte à noter ailleurs, pour vérifier plus tard qu'aucune n'a été coupée : {found.tete}"
        )
    return 0


def _show(atelier: Workshop, portee: Portee, nom: str | None, display: Display) -> int:
    """The queue, or what of it bears a name."""
    found = rapprochements.queue(atelier, portee)
    if found is None:
        command = atelier.settings.commande("lancer")
        raise CatalogueError(
            "Rien n'a encore été traité", str(atelier.home), "la file vient du traitement", command
        )
    kept = [one for one in found.noms if nom is None or spelled(nom) in one.cle]
    told = rapprochements.details(atelier, portee, [one.cle for one in kept[:SHOWN]])
    listed = [(told[one.cle], rapprochements.candidats(atelier, portee, one.cle)) for one in kept[:SHOWN]]
    display.machine(
        {
            "ok": True,
            "file": len(kept),
            "en_jeu_centimes": found.en_jeu,
            "avancement": vars(found.avancement),
            "noms": [_as_dict(one, every) for one, every in listed],
        }
    )
    display.say(sentence(found, atelier.catalogue.regle("rapprochements")["decisions"]))
    display.table(TITLES, [_line(one, every) for one, every in listed], right=(2, 3, 4))
    if len(kept) > SHOWN:
        display.say(f"… et {accord(len(kept) - SHOWN, 'autre')} : voir la page Rapprochements.")
    return 0


def sentence(found: File, nombre: int) -> str:
    """What the decisions have moved, and what the next ones may."""
    one = found.avancement
    number, then = found.gain(nombre)
    done = (
        f"{accord(one.decisions, 'décision')} : {_shares(one, one.avant, one.apres)}. "
        if one.decisions
        else ""
    )
    if not number:
        return f"{done}Rien à rapprocher : {pourcent(one.apres, one.total)} % de la dépense est identifiée."
    words = "décision ferait passer" if number == 1 else "décisions feraient passer"
    return f"{done}{whole(number)} {words} la dépense identifiée de {_shares(one, one.apres, then)}."


def moved(one: Avancement) -> str:
    """What the decisions that stand have moved."""
    if not one.decisions:
        share = f"{pourcent(one.apres, one.total)} %"
        return f"Dépense identifiée : {share}, qu'aucune décision en vigueur ne déplace."
    return (
        f"{accord(one.decisions, 'décision')} : dépense identifiée de {_shares(one, one.avant, one.apres)}."
    )


def _shares(one: Avancement, first: int, last: int) -> str:
    return f"{pourcent(first, one.total)} à {pourcent(last, one.total)} %"


def _line(one: Ecrit, every: Sequence[Candidat]) -> list[str]:
    first = f"{every[0].nom} ({every[0].siren}), {every[0].score}" if every else "aucun"
    return [
        one.nom,
        one.code_postal,
        whole(len({p.acheteur for p in one.parts})),
        whole(one.lignes),
        format_euros(one.centimes),
        first,
    ]


def _as_dict(one: Ecrit, every: Sequence[Candidat]) -> dict[str, Any]:
    return {
        "ecrit": one.cle,
        "nom": one.nom,
        "acheteurs": sorted({part.acheteur for part in one.parts}),
        "centimes": one.centimes,
        "lignes": one.lignes,
        "candidats": [{**vars(c), "preuves": list(c.preuves)} for c in every],
    }


def _found(atelier: Workshop, portee: Portee, nom: str) -> str:
    """The one writing (``ecrit_cle``) of this name, or of this key (« NOM | CODE POSTAL »). Raises
    CatalogueError.
    """
    every = rapprochements.written(atelier, portee)
    kept = [nom] if nom in every else sorted(one for one in every if one.rpartition(" | ")[0] == spelled(nom))
    if len(kept) == 1:
        return kept[0]
    several = ", ".join(f"« {one} »" for one in kept[:SHOWN])
    raise CatalogueError(
        quoi=f"Plusieurs écritures portent ce nom : {several}"
        if kept
        else f"Personne n'écrit ce nom : « {nom} »",
        ou=f"territoire {atelier.territoire.id}",
        pourquoi="un nom se juge avec son code postal" if kept else "ou bien c'est une personne physique",
        que_faire=f"prenez-le tel quel dans : {atelier.settings.commande('rapprocher --json')}",
    )


def _said(atelier: Workshop, portee: Portee, cle: str, asked: argparse.Namespace) -> Rapprochement:
    jugement, identifiant = asked.jugement
    dit = Dit(cle, identifiant, jugement, person(), asked.motif.strip()[:MOTIF_MAX], asked.malgre)
    return rapprochements.judge(atelier, portee, dit)


def _taken_back(atelier: Workshop, portee: Portee, cle: str, asked: argparse.Namespace) -> Rapprochement:
    """Takes the standing judgement of a pair back. Raises CatalogueError when none stands."""
    nature = asked.reprendre in NATURES
    siren = "" if nature else rapprochements.numbered(asked.reprendre)[0]
    kept = Rapprochements(atelier.home).standing().get((cle, siren))
    if kept is None or (nature and kept.jugement != asked.reprendre):
        raise CatalogueError("Rien à reprendre", cle, f"aucune décision n'y concerne {asked.reprendre}", "")
    return rapprochements.take_back(
        atelier, portee, kept.empreinte, person(), asked.motif.strip()[:MOTIF_MAX]
    )


def _tell(atelier: Workshop, portee: Portee, said: Rapprochement, display: Display) -> None:
    found = rapprochements.queue(atelier, portee)
    progress = vars(found.avancement) if found else {}
    told = {name: getattr(said, name) for name in TOLD}
    display.machine({"ok": True, **told, "avancement": progress})
    name = said.cite.get("candidat", {}).get("nom", "")
    both = " et ".join(filter(None, (said.ecrit_cle, f"{said.siren} {name}".strip())))
    display.say(f"{both} : {SENS[said.jugement]}.")
    if found:
        display.say(moved(found.avancement))
    command = atelier.settings.commande
    display.say(f"Pour le voir : {command('lancer')}, puis {command('publier')}.")
