"""What the classification of texts is worth, on titles that anyone holds."""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from achatlas.catalogue.load import Catalogue
from achatlas.classify.activites import Activites
from achatlas.classify.mesure import Reponse, Titre, heard, measured
from achatlas.classify.nomenclature import Nomenclature, build
from achatlas.classify.textes.modele import modele
from achatlas.cli.display import Display, whole
from achatlas.domain.errors import UnreadableFile
from achatlas.domain.naf import canonical
from achatlas.domain.nombres import accord, pourcent
from achatlas.settings import read

SEPARATOR = "|"
CENT = 100
SHOWN = (
    ("segment_top1", "premier segment, celui qui est attendu"),
    ("segment_top5", "parmi les cinq premiers"),
    ("famille_top1", "famille du premier"),
    ("acceptable", "premier segment, défendable selon le lecteur"),
    ("acceptable_top5", "un défendable parmi les cinq"),
    ("famille_acceptable", "famille défendable"),
    ("accord_cpv", "accord avec le CPV de l'acheteur"),
    ("automatise", "classés sans personne"),
    ("precision_automatise", "parmi eux, à bon droit"),
)


def mesurer(asked: argparse.Namespace, display: Display) -> int:
    """Measures the model of texts on titles; their CPV and their segments are hidden from it."""
    catalogue = Catalogue(read(asked.territoire).instance)
    listener = Listener(catalogue)
    left: list[int] = []
    titres = [*_titres(asked.verite, catalogue, left)]
    said = [listener.read(one, one.naf) for one in titres]
    told = measured(said, listener.seuil)
    sold = listener.activites.segments
    if any(sold(one.naf) for one in titres):
        told["activite"] = heard([listener.read(one) for one in titres], said, sold, listener.seuil)
    display.machine({"ok": True, **told, "ecartees": left})
    _say(told, left, display)
    return 0


class Listener:
    """The model of texts, and what the activity of a titulaire seconds."""

    def __init__(self, catalogue: Catalogue) -> None:
        regle = catalogue.regle("textes")
        self.seuil, self._indices = int(regle["seuil_automatique"]), regle["indices"]
        self._modele, self.activites = modele(catalogue), Activites.of(catalogue)

    def read(self, titre: Titre, naf: str = "") -> Reponse:
        """What it says of a title, and of the activity of its titulaire, which decides nothing where no word
        is known.
        """
        mute = bool(naf) and not self._modele.named(titre.objet)
        clues = self.activites.clues(naf, self._indices, mute=mute)
        if (found := self._modele.judge([(titre.objet, 1.0)], clues)) is None:
            return Reponse(titre, (), 0)
        sure = int(CENT * found.sureness)
        return Reponse(titre, found.segments, min(sure, self.seuil - 1) if clues and mute else sure)


def _say(told: Mapping[str, Any], left: list[int], display: Display) -> None:
    display.say(
        f"{accord(told['n'], 'titre')}, dont {whole(told['lus'])} lus par quelqu'un ; la machine classe "
        f"seule à partir d'une sûreté de {told['seuil']} sur 100."
    )
    rows = [(words, _percent(told[name]), _between(told[f"{name}_ic"])) for name, words in SHOWN]
    display.table(("", "part", "à 95 %"), rows, right=(1, 2))
    sure = [
        (f"{one['de']} à {one['de'] + 10}", whole(one["n"]), _percent(one["annonce"]), _percent(one["juste"]))
        for one in told["surete"]
    ]
    if told.get("activite"):
        _say_activity(told["activite"], display)
    display.table(("sûreté", "titres", "annoncée", "constatée"), sure, right=(1, 2, 3))
    if left:
        lines = accord(len(left), "ligne laissée de côté", "lignes laissées de côté")
        display.say(f"{lines} : sans objet, ou ni CPV ni segment que la nomenclature connaisse.")


def _say_activity(told: Mapping[str, Any], display: Display) -> None:
    """What hearing the activity of titulaires changes."""
    display.say(
        f"{accord(told['n'], 'titre')} dont l'activité du titulaire (NAF) dit quelque chose : elle nomme un "
        f"segment juste {_percent(told['accord'])} du temps ({_between(told['accord_ic'])})."
    )
    both = told["sans"], told["avec"]
    rows = [(words, *(_percent(one[name]) for one in both)) for name, words in SHOWN]
    display.table(("", "sans l'activité", "avec"), rows, right=(1, 2))


def _percent(part: float | None) -> str:
    return "—" if part is None else f"{pourcent(round(part * 10_000), 10_000)} %"


def _between(ends: list[float] | None) -> str:
    return "—" if ends is None else f"{_percent(ends[0])} à {_percent(ends[1])}"


def _titres(path: Path, catalogue: Catalogue, left: list[int]) -> Iterator[Titre]:
    """The titles of a CSV (``objet,cpv[,segments][,naf]``); the numbers of the lines that say nothing to
    measure go to ``left``. Raises UnreadableFile, with the line.
    """
    nomenclature = build(catalogue.segments.values(), {})
    for number, line in _lines(path):
        titre = _titre(line, nomenclature)
        if titre.objet and titre.attendu:
            yield titre
        else:
            left.append(number)


def _lines(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The records of a CSV by their columns, each with its line. Raises UnreadableFile."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            head = stream.readline()
            stream.seek(0)
            rows = csv.DictReader(stream, delimiter=max(",;\t", key=head.count))
            rows.fieldnames = [(name or "").strip().lower() for name in rows.fieldnames or ()]
            if "objet" not in rows.fieldnames:
                raise _refusal(path, "il manque la colonne objet en ligne 1")
            yield from ((rows.line_num, line) for line in rows)
    except FileNotFoundError as error:
        raise _refusal(path, "il n'y a pas de fichier à cet endroit") from error
    except UnicodeDecodeError as error:
        raise _refusal(path, "il n'est pas en UTF-8 ; enregistrez-le en « CSV UTF-8 »") from error
    except csv.Error as error:
        raise _refusal(path, "une de ses cellules dépasse toute mesure, ou un guillemet manque") from error
    except OSError as error:
        raise _refusal(path, "ce n'est pas un fichier que l'on peut lire") from error


def _titre(line: Mapping[str, Any], nomenclature: Nomenclature) -> Titre:
    """A line as a title, empty when it says a segment that the nomenclature does not hold."""
    told = {name: str(line.get(name) or "").strip() for name in ("objet", "cpv", "segments", "naf")}
    segments = tuple(code.strip() for code in told["segments"].split(SEPARATOR) if code.strip())
    if any(code not in nomenclature.libelles for code in segments):
        return Titre("", "")
    digits = "".join(sign for sign in told["cpv"].partition("-")[0] if sign.isdecimal())
    found = nomenclature.of_cpv(digits)
    return Titre(told["objet"], found[0] if found else "", segments, canonical(told["naf"]))


def _refusal(path: Path, why: str) -> UnreadableFile:
    return UnreadableFile(
        quoi=f"Le fichier n'a pas pu être lu : « {path.name} »",
        ou=str(path),
        pourquoi=why,
        que_faire="donnez un CSV en UTF-8 dont la première ligne nomme objet, cpv, et s'il y a lieu segments "
        "(le premier, puis les autres défendables, séparés par « | ») et naf (l'activité du titulaire)",
    )
