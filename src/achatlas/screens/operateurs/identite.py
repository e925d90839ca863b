"""Who the operator is: what the directory, the lists of the territory and the attributes say, and what they
do not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from achatlas.analyse.fiche import Fiche, by
from achatlas.catalogue.load import Catalogue
from achatlas.domain.identifiers import is_siren
from achatlas.domain.nombres import lisser, montant_lisible
from achatlas.langues import dire, in_french, nu, translated
from achatlas.screens.operateurs.demande import Question
from achatlas.screens.operateurs.mots import INCONNU, jour, nom, nom_de_groupe, noms, numero

NAF, FORMES = "referentiels/naf.csv", "referentiels/categories_juridiques.csv"
CURRENT_NAF = "NAFRev2"
COMPUTED = ("micro", "pme", "eti", "ge")
LISTES = {"inclusion": "inclusion", "esus": "esus", "qpv": "qpv"}
AUTRES = ("taille", "effectif", "ess", "inclusion", "esus", "qpv", "nature_operateur")


@dataclass(frozen=True)
class Champ:
    """A word of the identity and what is known of it; ``su`` is false when nobody knows."""

    nom: str
    dit: str
    note: str = ""
    su: bool = True
    href: str = ""
    definition: str = ""


def champs(one: Fiche, asked: Question) -> list[Champ]:
    """The identity, in its order."""
    return [*_numbers(one, asked), *_directory(one, asked), *_attributes(one, asked), *_group(one, asked)]


def _numbers(one: Fiche, asked: Question) -> Iterator[Champ]:
    word, number = numero(one)
    yield Champ(word, number or translated("aucun qui soit valable"), su=bool(number))
    if one.undisclosed:
        yield Champ(
            translated("Diffusion"),
            translated("partielle"),
            translated("ni nom ni adresse au répertoire, à la demande de l’intéressé"),
        )
    also = [text for text in dict.fromkeys(lisser(str(row["tiers_nom"])) for row in one.ecritures) if text]
    if also and also != [nu(nom(one, asked))]:
        more = dire(" et {nombre} autres", nombre=len(also) - 3) if len(also) > 4 else ""
        yield Champ(
            translated("Écrit"), translated(" ; ").join(map(in_french, also[: 3 if more else 4])) + more
        )


def _directory(one: Fiche, asked: Question) -> Iterator[Champ]:
    """What the directory says; a single line when it does not hold it."""
    if not one.repertoire:
        known = is_siren(one.id)
        said = (
            translated("absent du répertoire, ou aucun répertoire n’est importé")
            if known
            else translated("non identifié")
        )
        yield Champ(translated("Répertoire"), said, su=False)
        return
    told, definitions = one.repertoire, asked.catalogue
    yield _known(
        translated("Forme"), _first(_table(definitions, FORMES), str(told["categorie_juridique"] or ""))
    )
    code = str(told["naf"] or "") if told["nomenclature_naf"] == CURRENT_NAF else ""
    activite = in_french(lisser(_table(definitions, NAF).get(code, "")))
    yield _known(translated("Activité"), activite, note=code if activite else "")
    yield _known(translated("Créée"), jour(told["date_creation"]), translated("à une date inconnue"))
    yield _known(translated("État"), _state(one))


def _known(nom: str, dit: str, sinon: str = INCONNU, note: str = "") -> Champ:
    """A field, or the words for what nobody knows."""
    return Champ(nom, dit or translated(sinon), note, su=bool(dit))


def _state(one: Fiche) -> str:
    ended = jour(one.repertoire["date_fermeture"])
    ceased = dire("cessée le {ended}", ended=ended) if ended else translated("cessée")
    return {"A": translated("en activité"), "C": ceased}.get(str(one.repertoire["etat"]), "")


def _first(table: Mapping[str, str], code: str) -> str:
    """The name of a code, else that of its longest known beginning."""
    heads = (code[:length] for length in range(len(code), 0, -1))
    return next((in_french(lisser(table[head])) for head in heads if head in table), "")


@lru_cache(maxsize=4)
def _table(definitions: Catalogue, path: str) -> Mapping[str, str]:
    return {line["code"]: line["libelle"] for line in definitions.lines(path)}


def _attributes(one: Fiche, asked: Question) -> Iterator[Champ]:
    """The attributes of the enterprise, each member said with its euros when there are several."""
    for axe in AUTRES:
        if axe in asked.axes:
            yield attribute(one, asked, axe)


def attribute(one: Fiche, asked: Question, axe: str) -> Champ:
    """What is known of one attribute, and where it comes from."""
    found, labels = by(one.profils, axe), noms(asked, axe)
    said = {code: lisser(labels.get(code, code)) for code in found}
    texts = [f"{said[code]} ({montant_lisible(cents)})" for code, cents in found.items()]
    word, definition = lisser(asked.axes[axe].libelle), lisser(asked.axes[axe].definition)
    text = next(iter(said.values()), translated(INCONNU)) if len(said) < 2 else translated(" ; ").join(texts)
    return Champ(word, text, _source(one, axe, set(found)), su=any(found), definition=definition)


def _source(one: Fiche, axe: str, codes: set[str]) -> str:
    """« Insee, 2024 », « liste du territoire, 12 mars 2025 »: where an attribute comes from."""
    year = one.repertoire.get("annee_categorie")
    if axe == "taille" and codes & set(COMPUTED):
        return dire("connue, Insee {year}", year=year) if year else translated("connue, Insee")
    if axe == "taille" and "presumee" in codes:
        return translated("l’Insee ne dit pas sa catégorie")
    listed = next((row for row in one.mentions if row["liste"] == LISTES.get(axe)), None)
    return lisser(f"{listed['source']}, {jour(listed['date'])}") if listed else ""


def _group(one: Fiche, asked: Question) -> Iterator[Champ]:
    """The group, when it is not the operator itself."""
    for code in by(one.profils, "groupe") if "groupe" in asked.axes else ():
        if code and code != one.id:
            yield Champ(translated("Groupe"), nom_de_groupe(code, one, asked))
