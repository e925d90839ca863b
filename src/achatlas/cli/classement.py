"""What the classification of texts is worth, on titles that anyone holds."""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from achatlas.catalogue.load import Catalogue
from achatlas.classify.activites import Activites
from achatlas.classify.mesure import Reponse, Titre, heard, measured
from achatlas.classify.nomenclature import Nomenclature, build
from achatlas.classify.textes.modele import modele
from achatlas.cli.display import Display, whole
from achatlas.cli.verites import Record, Verite, say_read
from achatlas.domain.naf import canonical
from achatlas.domain.nombres import accord, pourcent
from achatlas.settings import read

SEPARATOR = "|"
CENT = 100
COLUMNS = ("objet", "cpv", "segments", "naf")
WANTED = (
    "objet, cpv, et s'il y a lieu segments (le premier, puis les autres défendables, séparés par « | ») "
    "et naf (l'activité du titulaire)"
)
FORMS = {"cpv": re.compile(r"\d{7,8}(-\d)?"), "segments": re.compile(r"\d{2}\.\d{2}([ |].*)?")}
MOTIFS = {
    "sans_objet": "sans objet",
    "sans_segment": "ni CPV ni segment que la nomenclature connaisse",
    "segment_inconnu": "un premier segment que la nomenclature ne connaît pas",
    "cellules_en_trop": "plus de cellules que de colonnes",
}
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
    verite = Verite(asked.verite, ("objet",), COLUMNS, WANTED, _whole)
    lus = _read(verite, build(catalogue.segments.values(), {}))
    titres = lus.titres
    said = [listener.read(one, one.naf) for one in titres]
    told = measured(said, listener.seuil)
    sold = listener.activites.segments
    if any(sold(one.naf) for one in titres):
        told["activite"] = heard([listener.read(one) for one in titres], said, sold, listener.seuil)
    display.machine({"ok": True, **told, **lus.told(), **verite.told()})
    _say(told, display)
    _say_left(lus, display)
    say_read(verite, display)
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


def _say(told: Mapping[str, Any], display: Display) -> None:
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


def _say_left(lus: Lus, display: Display) -> None:
    """The records that say nothing to measure, and why; what was left out of those that do."""
    told = lus.told()
    for motif, count in told["motifs"].items():
        first = next(number for number, one in lus.ecartees.items() if one == motif)
        lines = accord(count, "ligne laissée de côté", "lignes laissées de côté")
        display.say(f"{lines} : {MOTIFS[motif]} (ligne {first}).")
    if lus.inconnus:
        segments = accord(len(lus.inconnus), "autre segment défendable", "autres segments défendables")
        display.say(
            f"{segments} que la nomenclature ne connaît pas, comme {lus.inconnus[0]} : le titre reste."
        )


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


@dataclass
class Lus:
    """What a file of titles says: the titles, why each other line says nothing to measure, by its number, and
    the alternatives that the nomenclature does not know, left out of titles that stand.
    """

    titres: list[Titre] = field(default_factory=list)
    ecartees: dict[int, str] = field(default_factory=dict)
    inconnus: list[str] = field(default_factory=list)

    def told(self) -> dict[str, Any]:
        """``n`` and the counts of ``motifs`` make the records of the file."""
        counted = Counter(self.ecartees.values())
        return {
            "ecartees": [*self.ecartees],
            "motifs": {name: counted[name] for name in MOTIFS if counted[name]},
            "segments_inconnus": len(self.inconnus),
        }


def _read(verite: Verite, nomenclature: Nomenclature) -> Lus:
    """The titles of a CSV (``objet,cpv[,segments][,naf]``). Raises UnreadableFile, with the line."""
    lus = Lus()
    for record in verite.records():
        if motif := _motif(record, nomenclature):
            lus.ecartees[record.ligne] = motif
        else:
            lus.titres.append(_titre(record.cells, nomenclature))
            lus.inconnus += (one for one in _segments(record.cells) if one not in nomenclature.libelles)
    return lus


def _motif(record: Record, nomenclature: Nomenclature) -> str:
    """Why a record says nothing to measure, "" when it does: one of ``MOTIFS``."""
    cells, segments = record.cells, _segments(record.cells)
    if record.trop:
        return "cellules_en_trop"
    if not cells["objet"]:
        return "sans_objet"
    if segments:
        return "" if segments[0] in nomenclature.libelles else "segment_inconnu"
    return "" if _of_cpv(cells, nomenclature) else "sans_segment"


def _titre(cells: Mapping[str, str], nomenclature: Nomenclature) -> Titre:
    segments = tuple(one for one in _segments(cells) if one in nomenclature.libelles)
    return Titre(cells["objet"], _of_cpv(cells, nomenclature), segments, canonical(cells.get("naf", "")))


def _segments(cells: Mapping[str, str]) -> list[str]:
    """The codes as a reader wrote them, the first one first."""
    return [code.strip() for code in cells.get("segments", "").split(SEPARATOR) if code.strip()]


def _of_cpv(cells: Mapping[str, str], nomenclature: Nomenclature) -> str:
    """The segment of the CPV, "" when it tells none."""
    digits = "".join(sign for sign in cells.get("cpv", "").partition("-")[0] if sign.isdecimal())
    found = nomenclature.of_cpv(digits)
    return found[0] if found else ""


def _whole(cells: Mapping[str, str]) -> bool:
    """Whether cells hold what makes a title worth measuring."""
    return any(form.fullmatch(cells.get(name, "")) for name, form in FORMS.items())
