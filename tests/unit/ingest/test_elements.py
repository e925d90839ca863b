"""XML records: objects as JSON would hold them, hostile documents refused, a counter with its own path."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from achatlas.catalogue.load import Catalogue
from achatlas.domain.errors import UnknownColumn, UnknownSource, UnreadableFile
from achatlas.domain.money import SubCent, centimes_of_literal
from achatlas.ingest.counter.elements import count
from achatlas.ingest.layout import AmountRule, CountSpec
from achatlas.ingest.readers.elements import holds, read_records, to_object
from achatlas.ingest.recognise import recognise
from tests.unit.ingest.atelier import ingest

RACINES = ("marches.marche", "marches.contrat-concession", "marche", "contrat-concession")
SPEC = CountSpec("xml", (AmountRule("montant"), AmountRule("valeurGlobale")), racine=RACINES)
MARCHE = "<marche><id>1</id><nature>Marché</nature><objet>x</objet><montant>12.5</montant>{}</marche>"


def document(*parts: str, head: str = "") -> bytes:
    return f"{head}<marches>{''.join(MARCHE.format(part) for part in parts)}</marches>".encode()


@pytest.mark.parametrize(
    ("texte", "lu"),
    [
        ("<a/>", None),
        ("<a>  </a>", None),
        ("<a> x </a>", "x"),
        ("<a>x<!-- rien -->y</a>", "xy"),
        ("<a><![CDATA[<b>]]></a>", "<b>"),
        ("<a><b>1</b></a>", {"b": "1"}),
        ("<a><b>1</b><b>2</b><b/></a>", {"b": ["1", "2", None]}),
        ("<a><b><c>1</c></b></a>", {"b": {"c": "1"}}),
        ('<n:a xmlns:n="urn:n"><n:b>1</n:b></n:a>', {"b": "1"}),
        ('<a unite="E">1</a>', {"@unite": "E", "#texte": "1"}),
        ('<a xmlns:xsi="urn:x" xsi:nil="true"/>', None),
        ("<a>avant<b>1</b>après</a>", {"b": "1", "#texte": "avantaprès"}),
    ],
)
def test_an_element_is_the_object_that_json_would_hold(texte: str, lu: object) -> None:
    assert to_object(etree.fromstring(texte, etree.XMLParser(remove_comments=True))) == lu


def test_the_value_of_an_element_may_be_its_attribute() -> None:
    assert to_object(etree.fromstring('<a><b V="1"/><b V=""/><c V="x">rien</c></a>'), "V") == {
        "b": ["1", None],
        "c": "x",
    }


@pytest.mark.parametrize(
    ("corps", "centimes"),
    [
        ("<marche><montant>12.5</montant></marche>", [1250]),
        ("<marche><montant> 1.2E6 </montant></marche>", [120_000_000]),
        ("<marche><montant>1.0E17</montant></marche>", [0]),
        ("<marche><montant/><valeurGlobale>3</valeurGlobale></marche>", [300]),
        ("<marche><valeurGlobale>3</valeurGlobale><montant>2</montant></marche>", [200]),
        ("<marche><montant>1</montant><montant>2</montant></marche>", [0]),
        ("<marche><montant><x>1</x></montant></marche>", [0]),
        ("<marche><montant unite='E'>1</montant></marche>", [0]),
        ("<marche><acte><montant>9</montant></acte></marche>", [0]),
        ("<marche><marche><montant>9</montant></marche><montant>1</montant></marche>", [100]),
        ("<autre><marche><montant>9</montant></marche></autre>", []),
        ("<contrat-concession><valeurGlobale>0.10</valeurGlobale></contrat-concession><marche/>", [10, 0]),
    ],
)
def test_the_counter_takes_the_amount_where_the_reader_does(
    tmp_path: Path, corps: str, centimes: list[int]
) -> None:
    path = tmp_path / "a.xml"
    path.write_text(f"<marches>{corps}</marches>", encoding="utf-8")
    compte = count(path, SPEC)
    assert (compte.lignes, compte.centimes) == (len(centimes), sum(centimes))
    assert len(list(read_records(path, RACINES))) == len(centimes)


def test_a_number_written_in_xml_may_have_an_exponent_and_nothing_else() -> None:
    assert [centimes_of_literal(texte) for texte in ("1", "-1.50", " 2E3 ", ".5", "1.25e+2")] == [
        100, -150, 200_000, 50, 12_500,
    ]  # fmt: skip
    for texte in ("1_000", "1 000", "1E17", "", "1,5", "NaN", "१"):
        with pytest.raises(ValueError):
            centimes_of_literal(texte)
    with pytest.raises(SubCent):
        centimes_of_literal("1.005")


RIRES = (
    b'<?xml version="1.0"?><!DOCTYPE marches [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    b"<marches><marche><objet>&b;</objet></marche></marches>"
)
EXTERNE = document("", head='<?xml version="1.0"?><!DOCTYPE m SYSTEM "file:///etc/passwd">')
LOIN = b"<marches>" + b" " * 70_000 + b"<!DOCTYPE m []></marches>"
TARD = b"<!--" + b"x" * 70_000 + b"--><!DOCTYPE m [<!ENTITY a 'ha'>]>" + document("<objet2>&a;</objet2>")
PROFOND = document("<a>" * 200 + "</a>" * 200)
ABIME = document("<a>" * 5_000 + "</a>" * 5_000)
HOSTILES = {
    "rires.xml": (RIRES, "DOCTYPE"),
    "externe.xml": (EXTERNE, "DOCTYPE"),
    "loin.xml": (LOIN, "mal formé"),
    "tronque.xml": (document("")[:-20], "tronqué"),
    "coupe.xml": (document("")[:40], "tronqué"),
    "racine.xml": (b"<factures><facture/></factures>", "autre genre"),
    "profond.xml": (PROFOND, "emboîtés"),
    "abime.xml": (ABIME, "mal formé"),
    "entite.xml": (document("<uid>&inconnue;</uid>"), "mal formé"),
    "octets.xml": (document("").replace(b"x", b"\xff"), "mal formé"),
    "vide.xml": (b"<marches/>", "aucune donnée"),
    "json.xml": (b'{"marches": []}', "JSON"),
}


@pytest.mark.parametrize("nom", HOSTILES)
@pytest.mark.parametrize("source", ["decp_2022_xml", "decp_2019_xml"])
def test_a_hostile_document_is_refused_in_one_sentence(nom: str, source: str, tmp_path: Path) -> None:
    contenu, attendu = HOSTILES[nom]
    with pytest.raises(UnreadableFile) as refus:
        ingest(tmp_path, nom, contenu, source)
    assert attendu in str(refus.value) and nom in str(refus.value) and "\n" not in str(refus.value)


@pytest.mark.parametrize("nom", sorted(HOSTILES))
def test_a_hostile_document_is_not_recognised(nom: str, tmp_path: Path) -> None:
    (tmp_path / nom).write_bytes(HOSTILES[nom][0])
    with pytest.raises(UnknownSource):
        recognise(tmp_path / nom, Catalogue())


def test_a_doctype_far_from_the_beginning_is_refused(tmp_path: Path) -> None:
    with pytest.raises((UnreadableFile, UnknownColumn)):
        ingest(tmp_path, "tard.xml", TARD, "decp_2022_xml")


@pytest.mark.parametrize(
    ("ajout", "nomme"),
    [
        ("<couleur>bleu</couleur>", "« couleur »"),
        ("<acheteur type='x'><id>1</id></acheteur>", "« acheteur.@type »"),
        ("texte perdu", "« #texte »"),
        ("<techniques><a>1</a><b>2</b></techniques>", "« b »"),
        ("<modifications><modification><remise>1</remise></modification></modifications>", "« remise »"),
    ],
)
def test_content_that_has_no_place_is_named(ajout: str, nomme: str, tmp_path: Path) -> None:
    with pytest.raises(UnknownColumn, match=nomme):
        ingest(tmp_path, "a.xml", document(ajout), "decp_2022_xml")


@pytest.mark.parametrize("depth", [20, 900, 5_000])
def test_a_list_nested_without_end_in_json_is_read_or_refused(depth: int, tmp_path: Path) -> None:
    creux = f'"techniques":{"[" * depth}"x"{"]" * depth}'
    texte = f'{{"marches":[{{"id":"1","nature":"M","objet":"x","montant":1,{creux}}}]}}'
    try:
        assert ingest(tmp_path, "a.json", texte.encode(), "decp_2022").bilan.acceptes.lignes == 1
    except UnreadableFile as refus:
        assert depth > 20 and "\n" not in str(refus)


def test_a_document_of_another_section_does_not_hold_it(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes(b"<PES_Aller><PES_RecetteAller><PES_Marche/></PES_RecetteAller></PES_Aller>")
    assert holds(path, ("PES_Aller.PES_RecetteAller",)) and not holds(path, ("PES_Aller.PES_Marche",))
    with pytest.raises(UnknownSource, match="ne contient que des recettes"):
        recognise(path, Catalogue())


def test_a_flow_of_two_sections_asks_which_is_meant(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    marches = "<PES_Marche><Marches><Marche/></Marches></PES_Marche>"
    path.write_text(f"<PES_Aller><PES_DepenseAller/>{marches}</PES_Aller>", encoding="utf-8")
    with pytest.raises(UnknownSource, match="pes_depense, pes_marche"):
        recognise(path, Catalogue())
