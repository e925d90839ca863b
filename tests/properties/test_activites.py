"""Whatever the activity of who is paid, it decides nothing where no word tells what is bought, and one that
says nothing changes nothing.
"""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from achatlas.catalogue.load import Catalogue
from achatlas.classify.activites import Activites
from achatlas.classify.cas import Cas
from achatlas.classify.stage import cascades
from achatlas.classify.textes.modele import modele

CATALOGUE = Catalogue()
CASCADES = cascades(CATALOGUE)
ACTIVITES, MODELE = Activites.of(CATALOGUE), modele(CATALOGUE)
SPEAKING = sorted(code for code, sold in ACTIVITES.sold.items() if sold)
SILENT = sorted(code for code, sold in ACTIVITES.sold.items() if not sold)
COMPTES = sorted({line["compte"] for line in CATALOGUE.lines("referentiels/comptes.csv")})
MUTE = st.lists(
    st.sampled_from(["facture", "118", "situation", "n°", "du", "zyrkane", "mandat", "selon", "wxzkv"]),
    max_size=4,
).map(" ".join)
WORDS = st.lists(
    st.sampled_from(["nettoyage", "locaux", "repas", "facture", "travaux", "voirie", "conseil"]), max_size=4
).map(" ".join)


def cases(words: st.SearchStrategy[str]) -> st.SearchStrategy[Cas]:
    """Purchases whose words are these, on any account, by payees whose names may speak."""
    return st.builds(
        Cas,
        acheteur=st.just("000000001"),
        plan=st.sampled_from(["M57", "M21", "M22", "M31", "M4"]),
        compte=st.sampled_from(["", *COMPTES]),
        texte=words,
        tiers=st.sampled_from(["", "DUPONT", "NETTOYAGE DU LAC", "JARDINS ET PAYSAGES"]),
        cpv=st.sampled_from(["", "77310000", "90911200"]),
        ambigu=st.sampled_from(["", "6", "61", "611"]),
    )


@settings(max_examples=400, deadline=None)
@given(cases(MUTE), st.sampled_from(SPEAKING), st.sampled_from(["achats", "marches"]))
def test_an_activity_alone_decides_nothing(cas: Cas, naf: str, fait: str) -> None:
    assert not MODELE.named(cas.texte)
    cascade, heard = CASCADES[fait], replace(cas, naf=naf)
    bare, said = cascade.ask(cas), cascade.ask(heard)
    assert cascade.sure(said) == cascade.sure(bare)
    assert cascade.alone(heard) == cascade.alone(cas)
    if cascade.sure(said):
        assert said == bare


@settings(max_examples=100, deadline=None)
@given(cases(st.one_of(MUTE, WORDS)), st.sampled_from([*SILENT, "99.99Z", "43.34", "01.11Y"]))
def test_a_silent_activity_changes_nothing(cas: Cas, naf: str) -> None:
    for cascade in CASCADES.values():
        heard = replace(cas, naf=naf)
        said = cascade.ask(heard)
        assert said == cascade.ask(cas)
        assert cascade.proposed(heard, said) == cascade.proposed(cas, said)
