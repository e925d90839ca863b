"""What a person is told of the accounts: files, edges, what was set apart, what deserves notice, verdict."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict

from achatlas import pipeline
from achatlas.catalogue import signalements
from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.signalements import Signalement
from achatlas.cli import constats
from achatlas.cli.display import Display, euros, whole
from achatlas.domain.balance import Account, Ledger, total
from achatlas.domain.money import format_euros
from achatlas.domain.nombres import accord
from achatlas.pipeline import ETAPES, LECTURE, PUBLICATION, Workshop, acts, findings, report
from achatlas.pipeline.doublons import at_stake
from achatlas.pipeline.slices import Touched
from achatlas.store.register import Bilan, Depot

TITRES = ("", "étape, objet", "lues", "acceptées", "écartées", "€ HT lus")
Notices = Mapping[str, tuple[Signalement, ...]]
Waiting = Sequence[tuple[Depot, tuple[Touched, ...]]]


def verdict(atelier: Workshop, bilans: Sequence[Bilan], display: Display) -> int:
    """Shows the balances; 0 when there is one, every one holds, and each edge begins where the last ended."""
    notices, bad = noticed(atelier), pipeline.damaged(atelier)
    waiting = acts.waiting(atelier)
    ok = bool(bilans) and all(b.compte.equilibre for b in bilans) and not gaps(bilans) and not bad
    told = _machine(atelier, bilans, waiting)
    display.machine({"ok": ok, **told, "abimes": [one.as_dict() for one in bad]})
    if not (bilans or waiting):
        display.say("Aucun fichier déposé : il n'y a pas encore de compte.")
        display.say(f"Pour commencer : {atelier.settings.commande('importer FICHIER --acheteur SIREN')}")
        return 1
    show(ordered(bilans), display)
    names = {b.instantane: b.objet for b in bilans if b.etape == LECTURE}
    show_notices([(names[key], found) for key, found in notices.items() if key in names], display)
    constats.show(atelier, display)
    show_waiting(waiting, atelier, display)
    for one in bad:
        display.say(f"▲ {one.faute}")
    for advice in (*gaps(bilans), *late(bilans)):
        display.say(f"▲ {advice[0]} : {atelier.settings.commande(advice[1])}")
    return 0 if ok else 1


def show_waiting(waiting: Waiting, atelier: Workshop, display: Display) -> None:
    """The deposits that do not count until somebody answers, and the command that answers."""
    if waiting:
        display.title("En attente", f": {accord(len(waiting), 'dépôt')} que rien ne compte encore")
    for depot, touches in waiting:
        way = atelier.settings.commande(f"confirmer {depot.sha256[:8]}")
        names = ", ".join(one.depot.fichier for one in touches)
        why = f", porte des paiements de {names}" if names else ""
        display.say(f"▲ {depot.fichier}{why} : {way} --remplacer (ou --ajouter)")


def _machine(atelier: Workshop, bilans: Sequence[Bilan], pending: Waiting) -> dict[str, object]:
    """Every file that counts, as its import told it, those that wait, and the edges between stages."""
    depots = {d.instantane: d for d in atelier.register.depots()}
    read = [(depots[b.instantane], b.compte) for b in bilans if b.etape == LECTURE and b.instantane in depots]
    pairs = findings.pairs(atelier)
    return {
        "fichiers": [report.imported(pipeline.Imported(d, c), atelier.catalogue) for d, c in read],
        "en_attente": [
            report.imported(one, atelier.catalogue, atelier.settings.commande)
            for one in _waiting(atelier, pending)
        ],
        "etapes": [b.as_dict() for b in bilans if b.etape != LECTURE],
        "controles": findings.rules(atelier),
        "doublons_proposes": pairs,
        "doublons_en_jeu": asdict(at_stake(pairs)),
    }


def _waiting(atelier: Workshop, pending: Waiting) -> Iterator[pipeline.Imported]:
    for depot, touches in pending:
        if account := atelier.register.reading(depot.instantane):
            yield pipeline.Imported(depot, account, touches=touches)


def noticed(atelier: Workshop) -> Notices:
    """What deserves notice in each file deposited, by the key of its snapshot."""
    depots = atelier.register.depots()
    return {d.instantane: signalements.told(atelier.catalogue, d.signalements, d.lecture) for d in depots}


def gaps(bilans: Sequence[Bilan]) -> list[tuple[str, str]]:
    """Where an edge does not begin with what the one before it gave: what to say, and the command to type."""
    given, read = _of(bilans, LECTURE, "acceptes"), _of(bilans, "nettoyage", "lu")
    found = []
    if read and total(read.values()) != total(given.values()):
        found.append(("Des fichiers ont été importés depuis le dernier traitement", "lancer"))
    changed = (
        (f"La carte « {edge.objet} » a changé depuis sa cartographie", "lancer")
        for mapped, edge in _published(bilans)
        if _sums(edge.compte.lu) != _sums(mapped.compte.acceptes)
    )
    return [*found, *changed]


def _published(bilans: Sequence[Bilan]) -> Iterator[tuple[Bilan, Bilan]]:
    """Each map with its publication, when it is the one published."""
    edges = {(b.objet, b.instantane): b for b in bilans if b.etape == PUBLICATION}
    for mapped in (b for b in bilans if b.etape == "cartographie"):
        if edge := edges.get((mapped.objet, mapped.instantane)):
            yield mapped, edge


def late(bilans: Sequence[Bilan]) -> list[tuple[str, str]]:
    """Whether what is published is older than what was last made: true, and no error."""
    keys = {b.instantane for b in bilans if b.etape == PUBLICATION}
    made = {b.instantane for b in bilans if b.etape == "cartographie"}
    return [("Le dernier traitement n'est pas encore publié", "publier")] if keys and keys != made else []


def _of(bilans: Sequence[Bilan], etape: str, part: str) -> dict[str, Account]:
    return {f"{b.objet} {b.instantane}": getattr(b.compte, part) for b in bilans if b.etape == etape}


def _sums(account: Account) -> tuple[int, int]:
    """What a mart keeps of an account: a marché has a line for each of its titulaires, one amount in all."""
    return account.centimes, account.centimes_absolus


def ordered(bilans: Sequence[Bilan]) -> list[Bilan]:
    """Files first, by name, then the edges in the order in which data take them."""
    return sorted(bilans, key=lambda b: (ETAPES.index(b.etape), b.objet))


def show(bilans: Sequence[Bilan], display: Display) -> None:
    """The balance of every file and edge; ✓ when nothing is missing; then what was set apart, and why."""
    display.table(TITRES, [_line(bilan) for bilan in bilans], right=range(2, 6))
    for bilan in bilans:
        reasons = _reasons(bilan.compte)
        if reasons:
            display.title(f"{bilan.etape}, {bilan.objet}", ": ce qui a été écarté, et pourquoi")
            display.table(("", "motif", "lignes", "€ HT"), reasons, right=(2, 3))


def _line(bilan: Bilan) -> list[str]:
    account = bilan.compte
    left = account.lu.lignes - account.acceptes.lignes
    counts = [whole(n) for n in (account.lu.lignes, account.acceptes.lignes, left)]
    read = format_euros(account.lu.centimes, decimales=False)
    return ["✓" if account.equilibre else "▲", f"{bilan.etape}, {bilan.objet}", *counts, read]


def _reasons(ledger: Ledger) -> list[list[str]]:
    buckets = (("rejet", ledger.rejets), ("exclu", ledger.exclus), ("doublon", ledger.doublons))
    lines = [(kind, name, account) for kind, bucket in buckets for name, account in bucket.items()]
    worst = sorted(lines, key=lambda line: -line[2].centimes_absolus)
    return [[kind, name.replace("_", " "), whole(a.lignes), _weight(name, a)] for kind, name, a in worst]


def _weight(name: str, account: Account) -> str:
    """The euros that a reason sets apart, when they were read."""
    read = signalements.amount_of(Catalogue(), name, account.centimes_absolus) is not None
    return euros(account) if read else "montant non lu"


def show_notices(notices: Iterable[tuple[str, tuple[Signalement, ...]]], display: Display) -> None:
    """What deserves notice, file by file; nothing when nothing does."""
    noted = sorted((name, found) for name, found in notices if found)
    if noted:
        display.title("À savoir", f": {accord(len(noted), 'fichier')}")
    for name, found in noted:
        for one in found:
            place = f" ({one.premiere})" if one.premiere else ""
            display.say(f"▲ {name} : {one.phrase}{place} ; {one.que_faire}.")


def show_imported(one: pipeline.Imported, atelier: Workshop, display: Display) -> None:
    """One sentence for a file that was imported, then one for each thing that deserves notice in it."""
    display.say(_imported(one, atelier))
    for noted in signalements.told(atelier.catalogue, one.signalements, one.depot.lecture):
        display.say(f"  ▲ {noted}")


def _imported(one: pipeline.Imported, atelier: Workshop) -> str:
    day = (one.deja or "")[:10]
    if one.same_rows:
        return f"{one.fichier} : mêmes lignes que « {one.same_rows} », déposé le {day} ; rien n'a changé."
    if one.deja:
        return f"{one.fichier} : déjà importé le {day}, rien n'a changé."
    account = one.bilan
    left = account.lu.lignes - account.acceptes.lignes
    read = accord(account.lu.lignes, "ligne lue", "lignes lues")
    apart = accord(left, "écartée et comptée", "écartées et comptées")
    rest = f"{apart} ({atelier.settings.commande('bilan')})" if left else "aucune écartée"
    return f"{one.fichier} : {read}, {euros(account.lu)} HT, {rest}.{_asked(one, atelier)}"


def _asked(one: pipeline.Imported, atelier: Workshop) -> str:
    """What a person must say before the file counts."""
    if not one.touches:
        return ""
    counted = "".join(f"\n  ▲ {_counted(touched)}" for touched in one.touches)
    way = atelier.settings.commande(f"confirmer {one.depot.sha256[:8]}")
    return f"{counted}\n  Il n'est pas encore compté. Dites ce qu'il fait : {way} --remplacer (ou --ajouter)"


def _counted(touched: Touched) -> str:
    lines = accord(touched.lignes, "ligne déjà comptée", "lignes déjà comptées")
    return f"{touched.depot.fichier} : {lines} sur les mêmes mois, {format_euros(touched.centimes)} HT"
