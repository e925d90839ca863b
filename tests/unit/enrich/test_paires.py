"""An attribute and its axis go by pairs; what one may say, the other names."""

from __future__ import annotations

from itertools import product

import pytest

from achatlas.catalogue.load import Catalogue
from achatlas.enrich import attribut
from achatlas.enrich.geographie import Lieu
from achatlas.enrich.operateur import Operateur
from achatlas.enrich.savoir import Savoir
from tests.unit.enrich import savoirs as s
from tests.unit.enrich.savoirs import company, operateur, savoir

CATALOGUE = Catalogue()
FREE = ("commune", "commune_siege", "etablissement", "groupe", "bassin")
FORMS = ("", "1000", "3120", "4110", "5710", "5558", "7210", "8210", "8410", "9220", "9970")
PLACES = (Lieu(), s.at("42218"), s.at("2A004"), s.at("97411"), s.at("42218", "75056"),
          *(Lieu(frozenset(), code) for code in ("BE", "GB", "ZZ")))  # fmt: skip


def operators() -> list[Operateur]:
    """Many kinds of operators, of every form, size, activity, state and place."""
    companies = [
        company(juridique=form, categorie=category, effectif=staff, naf=naf, ess=ess, etat=etat)
        for form, category, staff, naf, ess, etat in product(
            FORMS, ("", "PME", "GE"), ("", "NN", "01", "53"), ("", "43.34Z"), ("", "O", "N"), ("A", "C")
        )
    ]
    placed = [
        operateur(lieu=lieu, siege=lieu, acheteur=one, fournisseur_id=who, origine="adresse")
        for lieu, one, who in product(PLACES, (s.VILLE, s.NULLE_PART), (s.SIREN, s.BOURG, s.GROSSISTE))
    ]
    unnamed = [
        operateur(None, fournisseur_id=key, identification=how, siret="", etat="", lieu=lieu)
        for key, how, lieu in (
            ("PP1", "personne_physique", Lieu()), ("T1", "absent", Lieu()),
            ("BE0123456789", "tva_etrangere", Lieu(frozenset(), "BE")),
        )
    ]  # fmt: skip
    return [*companies, *placed, *unnamed]


KNOWN = savoir((s.SIREN, "inclusion", "EI"), (s.SIREN, "esus", "oui"), (s.SIREN, "procedure", "x"))


def named(name: str) -> set[str]:
    """The members that an axis names, with those of its reference table."""
    axe = CATALOGUE.axes[name]
    lines = CATALOGUE.lines(axe.libelles) if axe.libelles else ()
    return {"", *axe.membres, *(next(iter(line.values())) for line in lines)}


def test_modules_and_axes_go_by_pairs() -> None:
    assert set(attribut.discover()) == set(CATALOGUE.attributs)
    attribut.verify(CATALOGUE)


@pytest.mark.parametrize("name", sorted(set(attribut.discover()) - set(FREE)))
@pytest.mark.parametrize("known", [savoir(), KNOWN], ids=["no list", "lists"])
def test_what_an_attribute_says_is_named_by_its_axis(name: str, known: Savoir) -> None:
    said = {attribut.discover()[name](one, known) for one in operators()}
    assert said <= named(name)
    assert len(said) > 1 or name in ("lieu_origine", "qpv")


@pytest.mark.parametrize("name", sorted(attribut.discover()))
def test_every_table_that_bears_attributes_has_its_column(name: str) -> None:
    for table in ("profil__tiers", "mart__achats", "mart__marches"):
        assert CATALOGUE.tables[table].colonnes[name].type == "string"
    assert name in CATALOGUE.agregats["achats_operateurs"].axes
    others = {n for n, a in CATALOGUE.agregats.items() if name in a.axes} - {"achats_operateurs"}
    assert others <= ({"achats_delais"} if name == "taille" else set())


@pytest.mark.parametrize("name", sorted(CATALOGUE.attributs))
def test_every_attribute_is_defined(name: str) -> None:
    axe = CATALOGUE.attributs[name]
    assert axe.definition and axe.inconnu and attribut.described()[name]
