"""What a disk may have done to what was written: seen by the seals, and made again from the bytes
deposited.
"""

from __future__ import annotations

from dataclasses import dataclass

from achatlas.domain.errors import AchatlasError, UnreadableFile
from achatlas.pipeline import vault
from achatlas.pipeline.depots import reread
from achatlas.pipeline.workshop import CARTES, Workshop
from achatlas.store import retention
from achatlas.store.snapshots import BRUT

DEPOT = "depot"
STAGES = ("net", "lien", "profil", "classe", "pont", CARTES)


@dataclass(frozen=True)
class Damage:
    """A file deposited (``depot``), or a result, that no longer holds what was sealed: its stage, what it is
    of, the files at fault, the sentence that says it.
    """

    etape: str
    objet: str
    fichiers: tuple[str, ...]
    faute: AchatlasError

    def as_dict(self) -> dict[str, object]:
        """Plain values for machines: where it is, then quoi, ou, pourquoi, que_faire."""
        told = {name: said for name, said in self.faute.as_dict().items() if name != "erreur"}
        return {"etape": self.etape, "objet": self.objet, "fichiers": list(self.fichiers), **told}


def damaged(atelier: Workshop) -> tuple[Damage, ...]:
    """What no longer holds what was sealed: the bytes of every deposit, whether it counts or not, then the
    results in use, readings of the files that count and maps pointed to.
    """
    home, register = atelier.home, atelier.register
    found = [
        Damage(DEPOT, depot.fichier, (str(vault.kept(home, depot.sha256)),), faute)
        for depot in register.every_depot()
        if (faute := vault.fault(home, depot))
    ]
    results = [("lecture", depot.fichier, BRUT, depot.instantane) for depot in register.depots()]
    key = register.pointed(CARTES)
    results += [(etape, key, etape, key) for etape in STAGES if key]
    return (*found, *(one for asked in results if (one := _result(atelier, *asked))))


def _result(atelier: Workshop, etape: str, objet: str, shelf: str, key: str) -> Damage | None:
    """What is wrong with a result, None when nothing is."""
    wrong = atelier.snapshots.damaged(shelf, key)
    if not wrong:
        return None
    faute = UnreadableFile(
        quoi="Résultat abîmé",
        ou=f"{etape}, {objet} : {', '.join(wrong)}",
        pourquoi="il a changé ou manque sur le disque",
        que_faire=f"refaites-le depuis les fichiers déposés : {atelier.settings.commande('lancer')}",
    )
    return Damage(etape, objet, wrong, faute)


def mend(atelier: Workshop, key: str) -> None:
    """Makes again, from the bytes deposited, the readings that were damaged, and sets apart the damaged
    results of this run, which are then made again. Raises UnreadableFile when the bytes themselves are
    damaged: what is made must be what was given; or when lost bytes are needed.
    """
    for depot in atelier.register.depots():
        if vault.kept(atelier.home, depot.sha256).exists():
            vault.check(atelier.home, depot)
        if atelier.snapshots.damaged(BRUT, depot.instantane):
            reread(atelier, depot)
    for etape in STAGES:
        if atelier.snapshots.path(etape, key).exists() and atelier.snapshots.damaged(etape, key):
            retention.discard(atelier.snapshots.path(etape, key))
