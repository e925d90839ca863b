"""The rules of classification that persons wrote, and the proof that none was altered."""

from __future__ import annotations

import argparse
from typing import Any

from achatlas import pipeline
from achatlas.cli.display import Display
from achatlas.domain.money import format_euros
from achatlas.domain.nombres import accord
from achatlas.domain.regle import Conditions
from achatlas.pipeline import Workshop, ruling
from achatlas.pipeline.situation import Somme
from achatlas.pipeline.written import Portee
from achatlas.settings import read
from achatlas.store.regles import Regles


def regles(asked: argparse.Namespace, display: Display) -> int:
    """Lists the rules with what each classifies, or verifies their chain."""
    atelier = pipeline.open_workshop(read(asked.territoire))
    if asked.verifier is not None:
        return _verify(Regles(atelier.home), asked.verifier, display)
    seen = ruling.situation(atelier, Portee(frozenset(atelier.territoire.sirens)))
    told = seen.par_regle() if seen else {}
    rows: list[dict[str, Any]] = [
        {
            "numero": one.numero, "conditions": one.conditions.as_dict(), "segment": one.segment,
            "lignes": told.get(one.numero, Somme()).lignes,
            "centimes": told.get(one.numero, Somme()).centimes,
            "qui": one.qui, "date": one.date, "motif": one.motif, "empreinte": one.empreinte,
        }
        for one in Regles(atelier.home).standing().values()
    ]  # fmt: skip
    display.machine({"ok": True, "regles": rows})
    display.say(f"{accord(len(rows), 'règle')} de classement, dans l'ordre où elles sont lues.")
    ends = atelier.again().catalogue.retires
    for row in rows:
        asks = ", ".join(asked_of(atelier, Conditions.from_dict(row["conditions"])))
        held = f"{accord(row['lignes'], 'ligne')}, {format_euros(row['centimes'])} HT"
        code = ends.get(row["segment"], row["segment"])
        display.say(f"  {row['numero']:>4}  {asks} → {code} ({held}) par {row['qui']}")
    return 0


def asked_of(atelier: Workshop, asked: Conditions) -> list[str]:
    """What a rule asks, in words."""
    names = {one.siren: one.nom_court for one in atelier.territoire.acheteurs}
    words = " ou ".join(f"« {one} »" for one in asked.mots)
    told = (
        ("l'acheteur est", names.get(asked.acheteur, asked.acheteur)),
        ("l'achat dit", words),
        ("le fournisseur est", asked.tiers),
        ("le compte commence par", asked.compte),
        ("le CPV commence par", asked.cpv),
        ("le code de l'acheteur commence par", asked.code),
    )
    return [
        *(f"{said} {value}" for said, value in told if value),
        *(["l'objet ne dit pas ce qui est acheté"] if asked.muet else []),
        *(["la machine ne le classe pas seule"] if asked.unsure else []),
    ]


def _verify(kept: Regles, tete: str, display: Display) -> int:
    found = kept.verify(tete)
    faults = [{"rang": rang, "faute": words} for rang, words in found.fautes]
    display.machine({"ok": not faults, "lignes": found.lignes, "empreinte": found.tete, "fautes": faults})
    for one in faults:
        display.say(f"▲ Ligne {one['rang']} : {one['faute']}.")
    if faults:
        display.say("Rétablissez le registre d'une sauvegarde ; une ligne altérée ne vaut plus.")
        return 1
    display.say(f"✓ {accord(found.lignes, 'version')} de règles : aucune n'a été altérée ni retirée.")
    if found.tete:
        display.say(f"Empreinte à noter ailleurs : {found.tete}")
    return 0
