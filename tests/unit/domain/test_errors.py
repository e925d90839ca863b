"""An error is one French sentence, and survives a process boundary."""

from __future__ import annotations

import pickle

from achatlas.domain.errors import UnknownColumn


def test_an_error_says_what_where_why_and_what_to_do() -> None:
    erreur = UnknownColumn("Colonne inconnue", "fichier.csv, ligne 1", "elle est nouvelle.", "déclarez-la")
    assert str(erreur) == "Colonne inconnue (fichier.csv, ligne 1) : elle est nouvelle ; déclarez-la."
    assert erreur.as_dict()["erreur"] == "UnknownColumn"
    assert str(pickle.loads(pickle.dumps(erreur))) == str(erreur)


def test_an_error_can_be_short() -> None:
    assert str(UnknownColumn("Rien à lire")) == "Rien à lire."


def test_an_error_goes_on_as_one_sentence() -> None:
    erreur = UnknownColumn("Colonne inconnue", "f.csv", "Elle est nouvelle", "Lancez « PES » ; PES d'abord.")
    assert str(erreur) == "Colonne inconnue (f.csv) : elle est nouvelle ; lancez « PES » ; PES d'abord."
    assert str(UnknownColumn("Refus", "", "SIRET absent", "À vérifier")).startswith(
        "Refus : SIRET absent ; À"
    )
