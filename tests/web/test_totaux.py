"""Totals that have no shares, measures that are read line by line, and how the total of a list is made."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.test import Client

Entrer = Callable[[str], "Client"]
COMMUNE = "vue=consolidee&exercice=2025"


def told(client: Client, adresse: str, statut: int = 200) -> str:
    """The words of a page, its spaces made plain."""
    reply = client.get(adresse)
    assert reply.status_code == statut, adresse
    content = b"".join(reply) if reply.streaming else reply.content
    return re.sub(r"[\u202f\u00a0]", " ", unescape(content.decode("utf-8-sig")))


def credited(client: Client) -> str:
    """A selection of which more is credited than paid."""
    for mois in range(1, 13):
        asked = f"{COMMUNE}&mois={mois:02d}"
        for segment in ("01", "05", "08", "11", "20", "25"):
            listed = told(client, f"/cartographie/axe/fournisseur.csv?{asked}&famille={segment}")
            rows = csv.DictReader(
                [line for line in listed.splitlines() if line[:1] not in '#"'], delimiter=";"
            )
            for row in rows:
                amount = next(value for name, value in row.items() if name.startswith("montant"))
                if amount.startswith("-"):
                    return f"{asked}&famille={segment}&fournisseur={row['code']}"
    raise AssertionError("nobody is credited in this territory")


def test_the_shares_of_a_negative_total_are_not_told(entrer: Entrer) -> None:
    client = entrer("groupe")
    asked = credited(client)
    lue = told(client, f"/cartographie/?{asked}&dessin=famille.treemap")
    assert lue.count("un total négatif ou nul n’a pas de parts") == 1
    figures = re.findall(r'<dt>Payé HT (?:classé|identifié)[^<]*</dt><dd class="v">([^<]*)<', lue)
    assert figures and {one.strip() for one in figures} == {"—"}
    assert not re.search(r"dont -?\d+ %", lue) and "— %" not in lue
    assert "100 %</td>" not in lue
    assert "— %" not in told(client, f"/cartographie/axe/famille/?{asked}")
    plain = told(client, f"/cartographie/?{COMMUNE}")
    assert "n’a pas de parts" not in plain and re.search(r"dont \d+ %", plain)


def test_what_is_read_line_by_line_is_closed_for_its_true_reason(entrer: Entrer) -> None:
    asked = f"{COMMUNE}&par=segment&selon=acheteur&valeur=montant_median"
    every = told(entrer("groupe"), f"/cartographie/croise/?{asked}")
    assert "se lit ligne à ligne" in every and "irait jusqu’aux paiements" not in every
    assert "ligne à ligne" in told(entrer("groupe"), f"/cartographie/croise.csv?{asked}", 403)
    some = told(entrer("elu"), f"/cartographie/croise/?{asked}")
    assert "irait jusqu’aux paiements" in some and "ligne à ligne" not in some


def test_the_total_of_the_list_of_an_axis_says_how_it_was_made(entrer: Entrer) -> None:
    client = entrer("groupe")
    lue = told(client, f"/cartographie/axe/famille/?{COMMUNE}")
    assert lue.count("Comment ce chiffre est calculé") == 1 and "Comment ces chiffres sont calculés" in lue
    (whole,) = set(re.findall(r"version essai, ([\d ]+ lignes)", lue))
    kept = told(client, f"/cartographie/axe/famille/?{COMMUNE}&famille=01")
    assert whole in kept, "a clause on its own axis takes nothing off its total"
    assert "Comment ce chiffre" not in told(client, f"/cartographie/axe/famille/?{COMMUNE}&cherche=a")
