"""One marché, however it is written (JSON nested or flat, XML), gives the same row; its counter agrees."""

from __future__ import annotations

import json
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pyarrow.parquet as pq
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from achatlas.catalogue.load import Catalogue
from achatlas.domain.balance import Tally
from achatlas.domain.errors import AchatlasError, UnbalancedAccount
from achatlas.domain.money import centimes_of_literal
from achatlas.ingest.amounts import read_json
from achatlas.ingest.counter.elements import count
from achatlas.ingest.layout import AmountRule, CountSpec
from achatlas.ingest.readers.elements import read_records
from achatlas.ingest.stage import ingest_file

CATALOGUE = Catalogue()
WHOLE = (Phase.explicit, Phase.reuse, Phase.generate)
"""Four files are ingested for each example: shrinking one would take minutes."""
CONSTANTES = {"source", "depot", "fichier", "feuille", "empreinte"}
ONE = {
    "techniques": "technique",
    "modalitesExecution": "modaliteExecution",
    "considerationsSociales": "considerationSociale",
    "typesPrix": "typePrix",
    "titulaires": "titulaire",
    "modifications": "modification",
}
MOTS = st.text(st.sampled_from("aZ09éœ &<>'-’"), min_size=1, max_size=12).map(str.strip).filter(bool)
CHOIX = st.lists(st.sampled_from(["Accord-cadre", "Sans objet", "NC", "Clause sociale"]), max_size=3)
SIRETS = st.sampled_from(["00000000000026", "00000000000034", "00000000000042"])
TITULAIRES = st.lists(
    st.fixed_dictionaries({"typeIdentifiant": st.sampled_from(["SIRET", "TVA"]), "id": SIRETS}), max_size=3
)
MONTANTS = st.one_of(
    st.integers(0, 10**9),
    st.decimals(0, 10**7, places=2),
    st.sampled_from(["NC", "beaucoup", 10**17, "12.5"]),
)
MODIFICATIONS = st.lists(
    st.fixed_dictionaries(
        {"id": st.integers(1, 9), "dateNotificationModification": st.just("2024-09-01")},
        optional={"montant": MONTANTS, "titulaires": TITULAIRES, "dureeMois": st.integers(1, 48)},
    ),
    max_size=3,
)
MARCHES = st.fixed_dictionaries(
    {"id": MOTS, "acheteur": st.just({"id": "00000000000018"}), "nature": st.just("Marché"), "objet": MOTS},
    optional={
        "montant": MONTANTS,
        "valeurGlobale": MONTANTS,
        "techniques": CHOIX,
        "considerationsSociales": CHOIX,
        "modalitesExecution": CHOIX,
        "typesPrix": CHOIX,
        "dureeMois": st.one_of(st.integers(1, 99), st.just("NC")),
        "offresRecues": st.integers(0, 9),
        "lieuExecution": st.just({"code": "01000", "typeCode": "Code postal"}),
        "titulaires": TITULAIRES,
        "modifications": MODIFICATIONS,
    },
)


def nested(valeur: Any, nom: str = "") -> Any:
    """As the schema of 2022 nests: texts in an object of one list, objects each in an envelope."""
    if isinstance(valeur, list) and nom in ONE:
        if nom in {"titulaires", "modifications"}:
            return [{ONE[nom]: nested(un)} for un in valeur]
        return {ONE[nom]: valeur}
    if isinstance(valeur, dict):
        return {cle: nested(contenu, cle) for cle, contenu in valeur.items()}
    return valeur


def flat(marche: dict[str, Any]) -> dict[str, Any]:
    """As some platforms write: lists at the first level, the buyer in one key."""
    return {"acheteur.id" if cle == "acheteur" else cle: un["id"] if cle == "acheteur" else un
            for cle, un in marche.items()}  # fmt: skip


def element(nom: str, valeur: Any) -> str:
    """An element of the official XSD."""
    if isinstance(valeur, dict):
        corps = "".join(element(cle, contenu) for cle, contenu in valeur.items())
    elif isinstance(valeur, list):
        corps = "".join(element(ONE[nom], un) for un in valeur)
    else:
        corps = escape(str(valeur))
    return f"<{nom}>{corps}</{nom}>"


def as_json(valeur: Any) -> str:
    """JSON text, decimals as numbers."""
    return json.dumps(valeur, ensure_ascii=False, default=float)


def written(marches: list[dict[str, Any]]) -> dict[str, tuple[str, str]]:
    """The same marchés in each form: source, text."""
    return {
        "imbrique.json": ("decp_2022", as_json({"marches": {"marche": [nested(un) for un in marches]}})),
        "a_plat.json": ("decp_2022", as_json({"marches": [flat(un) for un in marches]})),
        "liste.json": ("decp_2022", as_json(marches)),
        "imbrique.xml": (
            "decp_2022_xml",
            f"<marches>{''.join(element('marche', un) for un in marches)}</marches>",
        ),
    }


def rows(folder: Path, nom: str, source: str, texte: str) -> tuple[list[dict[str, Any]], dict[str, int], Any]:
    path, cible = folder / nom, folder / f"{nom}.d"
    path.write_text(texte, encoding="utf-8")
    cible.mkdir()
    lu = ingest_file(path, acheteur_siren=None, source=source, cible=cible, catalogue=CATALOGUE)
    kept = [
        {cle: valeur for cle, valeur in ligne.items() if cle not in CONSTANTES}
        for ligne in pq.read_table(lu.chemin).to_pylist()
    ]
    rejets = [(un["numero_ligne"], un["colonne"]) for un in pq.read_table(lu.rejets).to_pylist()]
    return kept, lu.signalements, rejets


@settings(max_examples=15, deadline=None, phases=WHOLE)
@given(st.lists(MARCHES, min_size=1, max_size=4))
def test_a_marche_is_the_same_however_it_is_written(marches: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        found = [rows(Path(folder), nom, *form) for nom, form in written(marches).items()]
    assert all(one == found[0] for one in found)


NOMS = st.sampled_from(["marche", "montant", "valeurGlobale", "id", "autre"])
TEXTES = st.sampled_from(["", " ", "12", "12.5", " 7.00 ", "1E3", "1e17", "x", "-4", "0.001", "é", "1_0"])


@st.composite
def arbres(draw: st.DrawFn, depth: int = 0) -> str:
    """Any element, with attributes, comments, CDATA and texts among children."""
    nom, attributs = draw(NOMS), draw(st.sampled_from(["", ' unite="E"', ' xsi:nil="true"']))
    corps = draw(TEXTES)
    if draw(st.booleans()):
        corps += draw(st.sampled_from(["<!-- rien -->", "<![CDATA[3]]>", "&amp;", ""]))
    if depth < 3:
        corps += "".join(draw(st.lists(arbres(depth + 1), max_size=3)))
    return f"<{nom}{attributs}>{corps}</{nom}>"


RACINES = ("marches.marche", "marches.autre", "marche")
SPEC = CountSpec("xml", (AmountRule("montant"), AmountRule("valeurGlobale")), racine=RACINES)


@settings(deadline=None)
@given(st.lists(arbres(), max_size=4), st.sampled_from(["", "V"]))
def test_the_counter_of_elements_finds_what_the_reader_reads(parts: list[str], attribut: str) -> None:
    texte = f'<marches xmlns:xsi="urn:x">{"".join(parts)}</marches>'
    texte = texte.replace(' unite="E"', ' V="8"') if attribut else texte
    spec = CountSpec("xml", SPEC.montants, racine=RACINES, attribut=attribut)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.xml"
        path.write_text(texte, encoding="utf-8")
        tally = Tally()
        for rang, _, objet in read_records(path, RACINES, attribut):
            nom = next((nom for nom in ("montant", "valeurGlobale") if objet.get(nom) is not None), "montant")
            tally.add(rang, read_json(objet.get(nom), nom, centimes_of_literal).centimes)
        assert count(path, spec) == tally.account()


@settings(max_examples=40, deadline=None, phases=WHOLE)
@given(st.lists(MARCHES, min_size=1, max_size=3), st.data())
def test_a_mutated_file_is_refused_or_balances(marches: list[dict[str, Any]], data: st.DataObject) -> None:
    """A byte lost, doubled or changed: the file is refused in a sentence, or what is read of it is counted;
    reader and counter never tell two stories.
    """
    nom = data.draw(st.sampled_from(["imbrique.json", "liste.json", "imbrique.xml"]))
    source, texte = written(marches)[nom]
    place = data.draw(st.integers(0, len(texte) - 1))
    autre = data.draw(st.sampled_from(["", texte[place] * 2, "0", "<", '"', "}", ",", " "]))
    with tempfile.TemporaryDirectory() as folder:
        try:
            rows(Path(folder), nom, source, texte[:place] + autre + texte[place + 1 :])
        except AchatlasError as refus:
            assert not isinstance(refus, UnbalancedAccount), texte[:place] + autre + texte[place + 1 :]
            assert "\n" not in str(refus)


def test_decimals_are_written_as_numbers() -> None:
    assert as_json({"montant": Decimal("12.50")}) == '{"montant": 12.5}'
