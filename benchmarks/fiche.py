"""The `fiche` bench: the whole answer of the server for the page of an operator, common view, lines open."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from achatlas.analyse import query
from achatlas.analyse.selection import Selection
from achatlas.catalogue.load import Catalogue
from benchmarks.published import prepare
from benchmarks.resources import spread
from benchmarks.world import NAME, World

WARM_UP = 3
ASKED = "vue=consolidee&exercice=2025"


def measure(folder: Path, lignes: int, repetitions: int) -> dict[str, Any]:
    """Publishes, serves in this process and asks the busiest operators one by one: nothing is answered from
    memory but the names of the axes, which every page shares.
    """
    prepare(World(lignes, Catalogue()), folder)
    from achatlas.web.boot import configure

    configure(folder / NAME)
    ids = [f"{rank:09d}" for rank in range(WARM_UP + repetitions)]
    told = [_ask(one) for one in ids][WARM_UP:]
    return {
        "lignes": lignes,
        "reponse": spread([wall for wall, _, _ in told]),
        "processeur": spread([used for _, used, _ in told]),
        "juste": all(right for _, _, right in told),
    }


def _ask(operateur: str) -> tuple[float, float, bool]:
    """One page: milliseconds of the clock and of the processors, and whether it tells the map's total."""
    from django.contrib.auth.models import User
    from django.test import Client

    from achatlas.domain.nombres import montant_lisible
    from achatlas.web.acces import ouvrir, territoire
    from achatlas.web.comptes.demo import seed_demo_accounts
    from achatlas.web.droits import droits_de

    seed_demo_accounts(territoire())
    client, user = Client(), User.objects.get(username="groupe-projet")
    client.force_login(user)
    wall, used = time.perf_counter(), time.process_time()
    response = client.get(f"/operateur/{operateur}/?{ASKED}", headers={"host": "localhost"})
    took = (1000 * (time.perf_counter() - wall), 1000 * (time.process_time() - used))
    chosen = Selection().only("fournisseur", [operateur]).only("exercice", ["2025"])
    said = query.figures(["montant_paye"], chosen, ouvrir(droits_de(user)).scope).valeurs["montant_paye"]
    right = response.status_code == 200 and montant_lisible(said) in response.content.decode()
    return *took, right


def told(found: dict[str, Any]) -> str:
    """The same for people."""
    wall, used = found["reponse"], found["processeur"]
    return (
        f"{found['lignes']:,} lignes, fiche d'un opérateur : médiane {wall['p50_ms']} ms, "
        f"p95 {wall['p95_ms']} ms ({used['p50_ms']} ms de processeur)\n"
        + (
            "Chaque total est celui de la carte."
            if found["juste"]
            else "UN TOTAL N'EST PAS CELUI DE LA CARTE."
        )
    )
