"""The accounts of a published territory, whose buyers keep their books by different charts."""

from achatlas.analyse import query
from achatlas.analyse.scope import Scope
from achatlas.analyse.selection import Selection
from achatlas.catalogue.load import Catalogue
from tests.petit import Petit


def named(scope: Scope) -> dict[str, str]:
    """The accounts of a view and their names."""
    shown = query.rows("compte", ["montant_paye"], Selection(), scope)
    return {row.code: row.libelle for row in shown.lignes}


def test_the_common_view_keeps_the_accounts_of_each_chart_apart(petit: Petit) -> None:
    common = named(petit.consolide())
    for code, name in common.items():
        plan, _, compte = code.partition("/")
        assert name.startswith(compte) and name.endswith(f", {plan}")
    paid = {(r["acheteur_siren"], r["compte"]) for r in petit.mart("achats") if r["compte"]}
    plans = {a.siren: a.plan for a in petit.atelier.territoire.acheteurs}
    assert set(common) - {""} == {f"{plans[siren]}/{compte}" for siren, compte in paid}


def test_a_hospital_shows_no_label_of_a_commune(petit: Petit) -> None:
    hospital = next(a.siren for a in petit.atelier.territoire.acheteurs if a.plan == "M21")
    others = [line for line in Catalogue().lines("referentiels/comptes.csv") if line["plan"] != "M21"]
    borrowed = {f"{line['compte']} {line['libelle']}" for line in others}
    own = named(petit.individuel(hospital))
    assert own and not borrowed & set(own.values())
