"""The ledger: four totals, and no error that compensates another."""

from __future__ import annotations

from achatlas.domain.balance import MODULO, ZERO, Account, Ledger, Tally, empreinte_enregistrement, total


def account(*lignes: tuple[int, int]) -> Account:
    tally = Tally()
    for numero, centimes in lignes:
        tally.add(numero, centimes)
    return tally.account()


def test_accounts_add_and_subtract() -> None:
    un, deux = account((1, 100), (2, -30)), account((3, 7))
    assert un + deux == account((3, 7), (1, 100), (2, -30))
    assert (un + deux) - deux == un
    assert total([un, deux]) == un + deux
    assert un.empreinte == (empreinte_enregistrement(1, 100) + empreinte_enregistrement(2, -30)) % MODULO


def test_a_swap_leaves_the_sums_equal_but_not_the_hash() -> None:
    juste, permute = account((1, 100), (2, 250)), account((1, 250), (2, 100))
    assert juste.lignes == permute.lignes
    assert juste.centimes == permute.centimes
    assert juste.empreinte != permute.empreinte


def test_a_ledger_balances_when_nothing_is_lost() -> None:
    bilan = Ledger(
        account((1, 5), (2, 6), (3, 0)),
        account((1, 5)),
        {"illisible": account((3, 0))},
        {"t": account((2, 6))},
    )
    assert bilan.equilibre
    assert bilan.ecart() == ZERO
    assert Ledger.from_dict(bilan.as_dict()) == bilan


def test_a_ledger_tells_what_is_missing() -> None:
    bilan = Ledger(account((1, 5), (2, -6)), account((1, 5)))
    assert not bilan.equilibre
    assert bilan.ecart() == account((2, -6))
