"""Runs every validation rule on every record: what is refused, and what is told of the others."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.models_controles import Cas, Controle
from achatlas.cleanse import controles
from achatlas.cleanse.fiche import Constat, Fiche, Record, Regle, Savoir
from achatlas.cleanse.savoir import reference_tables, whole
from achatlas.domain.errors import CatalogueError
from achatlas.domain.money import format_euros

Check = Callable[[Fiche, Regle], Iterator[Constat]]
ERREUR, SANS_DONNEE, MONTANT = "erreur", "sans_donnee", "montant_ht_centimes"
TABLE = "brut__marches"
LONGEST = 200
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


@dataclass(frozen=True)
class Examen:
    """Rows of ``controles``, and for each record refused (depot, line) the rule and the field that say so."""

    lignes: list[dict[str, Any]]
    refus: Mapping[tuple[str, int], tuple[str, str]]

    def message(self, record: Record, controle: str) -> str:
        """What a rule that refuses a record says of it; nothing for what refuses it before any rule."""
        return self._said.get((record["depot"], record["numero_ligne"], controle), "")

    @cached_property
    def _said(self) -> Mapping[tuple[str, int, str], str]:
        found: dict[tuple[str, int, str], str] = {}
        for line in self.lignes:
            if line["severite"] == ERREUR:
                found.setdefault((line["depot"], line["numero_ligne"], line["controle"]), line["message"])
        return found


def bounded(fiche: Fiche, regle: Regle) -> Iterator[Constat]:
    """A rule that its definition tells whole: whole numbers within bounds, texts of a form."""
    for name, cas in regle.definition.cas.items():
        written = fiche.text(cas.champ)
        if written and _outside(written, cas):
            yield Constat(name, cas.champ, written)


def _outside(written: str, cas: Cas) -> bool:
    if cas.forme is not None:
        return re.fullmatch(cas.forme, written) is None
    try:
        number = int(written.removesuffix(".0"))
    except ValueError:
        return True
    return not (cas.minimum is None or cas.minimum <= number) or not (
        cas.maximum is None or number <= cas.maximum
    )


def check_of(definition: Controle) -> Check:
    """The function of a rule, found by its name; raises CatalogueError when neither code nor bounds tell
    it.
    """
    if definition.id in {module.name for module in iter_modules(controles.__path__)}:
        found: Check = import_module(f"{controles.__name__}.{definition.id}").check
        return found
    if all(cas.bounded for cas in definition.cas.values()):
        return bounded
    raise CatalogueError(
        quoi=f"Contrôle sans règle : {definition.id}",
        ou=f"metier/controles/{definition.id}.yml",
        pourquoi="ses cas n'ont pas de bornes, et aucun module de cleanse/controles/ ne porte son nom",
        que_faire="donnez à chaque cas un champ et des bornes (minimum, maximum ou forme)",
    )


def sheets(records: Iterable[Record], savoir: Savoir, rules: Mapping[str, Any]) -> list[Fiche]:
    """Records as the rules read them."""
    absence = re.compile(rules["marques_d_absence"])
    return [Fiche(record, savoir, absence) for record in records]


def examine(catalogue: Catalogue, records: Sequence[Record], regroupes: Iterable[str] = ()) -> Examen:
    """Every rule on every record of ``brut__marches``; the order of the records does not matter.

    ``regroupes``: the identifiers of buyers that the territory vouches for.
    """
    rules = catalogue.regle("controles")
    base = reference_tables(catalogue, regroupes)
    fiches = sheets(records, base, rules)
    savoir = whole(base, fiches, rules)
    named = {name: _named(one.description) for name, one in catalogue.tables[TABLE].colonnes.items()}
    lignes: list[dict[str, Any]] = []
    refus: dict[tuple[str, int], tuple[str, str]] = {}
    for definition in catalogue.controles.values():
        regle, check = Regle(definition, savoir), check_of(definition)
        lignes += _missing(definition, fiches, rules, named)
        for line in _told(regle, check, fiches):
            lignes.append(line)
            if line["severite"] == ERREUR:
                refus.setdefault((line["depot"], line["numero_ligne"]), (line["controle"], line["champ"]))
    return Examen(lignes, refus)


def _told(regle: Regle, check: Check, fiches: Iterable[Fiche]) -> Iterator[dict[str, Any]]:
    """A row for each finding; those told by file are counted, and told once for each buyer of the file."""
    counted: Counter[tuple[str, str, str, str, str]] = Counter()
    for fiche in fiches:
        for constat in check(fiche, regle):
            if regle.definition.cas[constat.cas].par_fichier:
                counted[*_place(fiche.record), constat.cas, constat.champ] += 1
            else:
                yield _line(regle.definition, fiche.record, constat)
    for (*where, cas, champ), times in sorted(counted.items()):
        yield _line(regle.definition, _whole(where), Constat(cas, champ, str(times)))


def _place(record: Record) -> tuple[str, str, str]:
    """The file of a record, its name, and the buyer that it tells of."""
    return str(record["depot"]), str(record.get("fichier") or ""), str(record["acheteur_siren"])


def _whole(where: Iterable[str]) -> Record:
    """What stands for all the records of a buyer in a file."""
    return dict(zip(("depot", "fichier", "acheteur_siren"), where, strict=True))


def _line(definition: Controle, record: Record, constat: Constat) -> dict[str, Any]:
    cas = definition.cas[constat.cas]
    value = constat.valeur[:LONGEST]
    message = _completed(cas.message, {"{valeur}": value, "{dit}": constat.dit})
    return _row(record, definition.id, constat.cas, cas.severite, constat.champ, value, message)


def _completed(message: str, said: Mapping[str, str]) -> str:
    """Return a message completed: whole euros by groups of three, days as in France but where the message
    quotes what was read, nothing quoted where nothing was read.
    """
    for mark, text in said.items():
        message = message.replace(f"« {mark} »", f"« {text} »") if text else message
        if text.isdecimal():
            message = message.replace(f"{mark} €", format_euros(int(text) * 100, decimales=False))
        if not text:
            message = message.replace(f" (« {mark} »)", "")
        message = message.replace(mark, _ISO.sub(r"\3/\2/\1", text) if _ISO.fullmatch(text) else text)
    return message


def _row(
    record: Record, controle: str, cas: str, severite: str, champ: str, valeur: str, message: str
) -> dict[str, Any]:
    depot, fichier, acheteur = _place(record)
    return {
        "acheteur_siren": acheteur,
        "depot": depot,
        "fichier": fichier,
        "numero_ligne": record.get("numero_ligne"),
        "marche_id": str(record.get("marche_id") or ""),
        "objet": str(record.get("objet") or "")[:LONGEST],
        "marche_cle": "",
        "controle": controle,
        "cas": cas,
        "severite": severite,
        "champ": champ,
        "valeur": valeur,
        "message": message,
    }


def _missing(
    definition: Controle, fiches: Sequence[Fiche], rules: Mapping[str, Any], named: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """A row for each file, and each of its buyers, that carries none of a field that the rule needs: nothing
    passes in silence.
    """
    lacking: dict[str, set[str]] = defaultdict(lambda: set(definition.champs))
    places: dict[tuple[str, str, str], None] = {}
    for fiche in fiches:
        places[_place(fiche.record)] = None
        wanted = lacking[str(fiche.record["depot"])]
        if wanted:
            wanted -= {champ for champ in wanted if _carried(fiche, champ)}
    said = rules[SANS_DONNEE]
    for place in sorted(places):
        if absent := [champ for champ in definition.champs if champ in lacking[place[0]]]:
            told = said["message"].replace("{dit}", ", ".join(named[champ] for champ in absent))
            where = _whole(place)
            yield _row(where, definition.id, SANS_DONNEE, said["severite"], absent[0], "", told)


def _named(description: str) -> str:
    """What a column holds, inside a sentence: « code du lieu d'exécution », an acronym left as it is."""
    told = description.partition(",")[0]
    return told if told[1:2].isupper() else told[:1].lower() + told[1:]


def _carried(fiche: Fiche, champ: str) -> bool:
    return champ == MONTANT or fiche.text(champ) not in ("", "[]")
