"""A change of the pivot nomenclature that somebody writes: as it is typed, and all that is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.segments import delivered
from achatlas.classify.guide import Fiche, guide
from achatlas.domain.errors import EvolutionRefusee, RegleIllisible, RegleVague
from achatlas.domain.evolution import CODE, CREATES, TOLD, Evolution, Genre, Segment, fault, free
from achatlas.domain.regle import Conditions
from achatlas.domain.text import spelled
from achatlas.pipeline import ruling
from achatlas.pipeline.workshop import Workshop
from achatlas.store.correspondances import Versions
from achatlas.store.evolutions import Evolutions
from achatlas.store.regles import Regles

LIBELLE, COURT, TEXTE, MOTIF = 120, 28, 300, 300
NATURES = ("F", "S", "T")
WRITTEN = frozenset({Genre.ADD, Genre.SPLIT, Genre.WORDS})
"""What is told of a segment in words."""
SIGNS = re.compile(r"[\x00-\x1f\x7f|]+|\s→\s")
"""What the files of the nomenclature keep for themselves, and what is no text."""
CONDITIONS = ("rmots", "rtiers", "rcompte", "rcpv", "rcode", "racheteur")
"""The fields of the rule that parts a segment, each the name of a field of a rule after an « r »."""


@dataclass(frozen=True)
class Projet:
    """A change that somebody writes: what it does, of which segment, where to, what is told of it, the rule
    that parts it, why.
    """

    genre: Genre
    code: str = ""
    vers: str = ""
    segment: Segment | None = None
    conditions: Conditions | None = None
    motif: str = ""

    def evolution(self, qui: str, date: str) -> Evolution:
        """The same as it is kept."""
        return Evolution(
            0, self.code, self.vers, qui, date, self.motif, genre=self.genre, segment=self.segment
        )


def read(atelier: Workshop, genre: Genre, told: Mapping[str, str]) -> Projet:
    """A change as a form tells it: codes followed or not by their labels, lists parted by semicolons; a new
    code that is not told is the next of its family. Raises EvolutionRefusee with every fault.
    """
    code = "" if genre == Genre.ADD else code_of(told.get("code", ""))
    vers = "" if genre == Genre.WORDS else code_of(told.get("vers", ""))
    if genre in CREATES and not vers:
        vers = _free(atelier, genre, code, code_of(told.get("famille", "")))
    segment = _segment(genre, told) if genre in WRITTEN else None
    projet = Projet(genre, code, vers, segment, motif=told.get("motif", "").strip()[:MOTIF])
    faults = [*faults_of(atelier, projet)]
    if genre == Genre.SPLIT:
        try:
            projet = replace(projet, conditions=_conditions(told))
        except RegleIllisible as unreadable:
            faults += [f"ce qui part, {one[:1].lower()}{one[1:]}" for one in unreadable.fautes]
        except RegleVague as vague:
            faults.append(f"la règle ne dit pas ce qui part : {vague.que_faire}")
    if faults:
        raise refused(faults, code or vers)
    return projet


def _free(atelier: Workshop, genre: Genre, code: str, famille: str) -> str:
    """The next code of a family: of its own, for a part of a segment, unless another one is chosen."""
    chosen = famille or (code[:2] if genre == Genre.SPLIT else "")
    return free(chosen, used(atelier)) if chosen else ""


def code_of(typed: str) -> str:
    """The code that a field begins with, whatever follows."""
    return typed.strip().partition(" ")[0][:20]


def _conditions(told: Mapping[str, str]) -> Conditions:
    return ruling.written({name[1:]: told.get(name, "") for name in CONDITIONS})


def _segment(genre: Genre, told: Mapping[str, str]) -> Segment:
    """What a form says of a segment; one that exists keeps what leads to it."""
    libelle = one_line(told.get("libelle", ""))
    court = one_line(told.get("court", "")) or (libelle if len(libelle) <= COURT else "")
    own = Segment(
        libelle, court, definition=one_line(told.get("definition", "")),
        exemples=items(told.get("exemples", "")), comprend=items(told.get("comprend", "")),
    )  # fmt: skip
    if genre == Genre.WORDS:
        return own
    return replace(
        own, nature=told.get("nature", ""), mots=items(told.get("mots", "")),
        cpv=tuple(one.replace(" ", "") for one in items(told.get("cpv", ""))),
    )  # fmt: skip


def one_line(typed: str) -> str:
    """A text without the signs that files keep for themselves, its blanks made one."""
    return " ".join(SIGNS.sub(" ", typed).split())


def items(typed: str) -> tuple[str, ...]:
    """The distinct items of a list typed with semicolons."""
    return tuple(dict.fromkeys(filter(None, map(one_line, typed.replace("\n", ";").split(";")))))


def used(atelier: Workshop) -> frozenset[str]:
    """Every code that ever was a segment, as far as anything says: the files of the product and of the
    territory, all evolutions, all rules, the correspondances in force.
    """
    files = {*Catalogue().segments, *of_files(atelier)}
    ruled = {one.regle.segment for one in Regles(atelier.home).versions()}
    mapped = Versions(atelier.home).in_force().values()
    said = {line.segment for one in mapped for line in one.nomenclature.correspondances}
    return frozenset(files | Evolutions(atelier.home).used() | ruled | said)


def of_files(atelier: Workshop) -> frozenset[str]:
    """The codes of the files: what evolutions stand on."""
    return frozenset(delivered(atelier.catalogue).segments)


def verify(atelier: Workshop, projet: Projet) -> None:
    """Raises EvolutionRefusee with all that is wrong with a change."""
    if faults := [*faults_of(atelier, projet)]:
        raise refused(faults, projet.code or projet.vers)


def refused(faults: list[str], ou: str) -> EvolutionRefusee:
    """The refusal of a change, with all its faults."""
    error = EvolutionRefusee(
        quoi="La nomenclature ne peut pas évoluer ainsi",
        ou=ou[:20] or "évolutions de la nomenclature",
        pourquoi=" ; ".join(faults),
        que_faire="corrigez ce qui est dit, puis regardez l'effet",
    )
    error.fautes = tuple(faults)
    return error


def faults_of(atelier: Workshop, projet: Projet) -> Iterator[str]:
    """All that is wrong with a change, in words."""
    now = atelier.again()
    if not projet.code and projet.genre != Genre.ADD:
        yield "aucun segment n'est choisi"
        return
    made = projet.evolution("", "").made
    if projet.genre == Genre.MERGE and not projet.vers:
        yield "aucun segment n'est choisi pour le recevoir"
    elif why := fault(projet.evolution("", ""), Evolutions(now.home).standing(), of_files(now)):
        yield why
    if projet.evolution("", "").genre not in (Genre.MERGE, Genre.WORDS):
        yield from _made(now, projet, made)
    if projet.segment:
        yield from _told(now, projet, projet.segment)


def _made(now: Workshop, projet: Projet, made: str) -> Iterator[str]:
    """What is wrong with the code of a new segment."""
    familles = guide(now.catalogue).familles
    if not made:
        yield "aucune famille n'est choisie, ou elle n'a plus de code libre"
    elif not CODE.fullmatch(made):
        yield f"« {made} » n'est pas un code : deux chiffres, un point, deux chiffres"
    elif made[:2] not in familles:
        yield f"la famille {made[:2]} n'existe pas"
    elif made in used(now) and made not in now.catalogue.segments:
        yield f"le code {made} a déjà servi : un code n'est jamais réemployé"
    if projet.genre == Genre.MOVE and made[:2] == projet.code[:2]:
        yield f"{projet.code} est déjà dans cette famille"


def _told(now: Workshop, projet: Projet, said: Segment) -> Iterator[str]:
    """What is wrong with what is told of a segment."""
    lu = guide(now.catalogue)
    others = {code: one for code, one in lu.standing.items() if code != projet.code or projet.vers}
    yield from _words(said)
    yield from _homonyms(said, others)
    if projet.genre == Genre.WORDS:
        if (own := lu.fiches.get(projet.code)) and same(own, said):
            yield "rien n'est changé"
        return
    if said.nature not in NATURES:
        yield "la nature n'est pas dite : fournitures, services ou travaux"
    yield from _cpv(now, said)


def _homonyms(said: Segment, others: Mapping[str, Fiche]) -> Iterator[str]:
    """Two segments are never called alike."""
    libelle, court = spelled(said.libelle), spelled(said.court)
    for code, one in others.items():
        if libelle and libelle == spelled(one.libelle):
            yield f"{code} s'appelle déjà ainsi"
        elif court and court == spelled(one.court):
            yield f"le libellé court est déjà celui de {code}"


def _words(said: Segment) -> Iterator[str]:
    if not spelled(said.libelle):
        yield "le libellé est vide"
    if not spelled(said.definition):
        yield "la définition est vide"
    if spelled(said.libelle) and not spelled(said.court):
        yield f"le libellé court manque : {COURT} signes au plus, pour les graphiques"
    bounds = (("libellé", said.libelle, LIBELLE), ("libellé court", said.court, COURT))
    lists = {name: " ; ".join(getattr(said, name)) for name in ("exemples", "comprend", "mots", "cpv")}
    texts = (("définition", said.definition, TEXTE), *((name, text, TEXTE) for name, text in lists.items()))
    for name, text, most in (*bounds, *texts):
        if len(text) > most:
            yield f"« {name} » compte {len(text)} signes, pour {most} au plus"


def _cpv(now: Workshop, said: Segment) -> Iterator[str]:
    """CPV codes lead to one segment only: a new beginning must be one that exists, and nobody's."""
    lu = guide(now.catalogue)
    held = {prefix: one.code for one in lu.fiches.values() for prefix in one.cpv}
    for one in said.cpv:
        if not (one.isascii() and one.isdecimal() and 2 <= len(one) <= 8) or not any(
            code.startswith(one) for code in lu.libelles_cpv
        ):
            yield f"« {one[:20]} » n'est le début d'aucun code CPV"
        elif one in held:
            yield f"le début de CPV {one} est celui de {held[one]} : donnez-en un plus long"


def same(own: Fiche, said: Segment) -> bool:
    """Whether a segment is already told so."""
    return all(getattr(own, name) == getattr(said, name) for name in TOLD)
