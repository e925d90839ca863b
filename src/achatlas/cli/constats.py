"""What a person is told of the marchés: the rules that found something, and the pairs left to judge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from achatlas.cli.display import Display, whole
from achatlas.domain.money import format_euros
from achatlas.domain.nombres import accord
from achatlas.pipeline import Workshop, findings
from achatlas.pipeline.doublons import at_stake

TITLES = ("sévérité", "contrôle", "lignes", "marchés", "premier exemple")
SHOWN = 5


def show(atelier: Workshop, display: Display) -> None:
    """The rules that found something, the gravest first, then the first pairs; nothing when all is well."""
    found = [rule for rule in findings.rules(atelier) if rule["severite"]]
    if found:
        display.title("Contrôles des marchés", f": {accord(len(found), 'règle')} à regarder")
        display.table(TITLES, [_line(rule) for rule in sorted(found, key=_gravity)], right=(2, 3))
    show_pairs([pair for pair in findings.pairs(atelier) if pair["jugement"] is None], display)


def _gravity(rule: Mapping[str, Any]) -> tuple[int, str]:
    return findings.SEVERITES.index(rule["severite"]), rule["id"]


def _line(rule: Mapping[str, Any]) -> list[str]:
    first = rule["exemples"][0]
    said = f"{where(first['fichier'], first['ligne'])} : {first['message']}"
    named = f"{rule['id'].upper()} {rule['libelle']}"
    return [rule["severite"], named, whole(rule["lignes"]), whole(rule["marches"]), said]


def where(fichier: str, line: int | None) -> str:
    """A place in a file; the file itself when nothing more is known."""
    return f"{fichier}, {whole(line)}" if line is not None else fichier


def show_pairs(pairs: Sequence[Mapping[str, Any]], display: Display) -> None:
    """The pairs that nobody has judged, the first ones whole."""
    if pairs:
        stake = format_euros(at_stake(pairs).centimes)
        told = f": {accord(len(pairs), 'paire')} à juger, {stake} peut-être comptés deux fois"
        display.title("Doublons proposés", f"{told}, rien n'est retiré")
    for pair in pairs[:SHOWN]:
        both = " et ".join(where(one["fichier"] or "?", one["numero_ligne"]) for one in pair["cotes"])
        display.say(f"? {pair['marche']} et {pair['autre']} : {pair['raison']} ({both})")
    if len(pairs) > SHOWN:
        display.say(f"  et {accord(len(pairs) - SHOWN, 'autre')} : voir la page Contrôles")
