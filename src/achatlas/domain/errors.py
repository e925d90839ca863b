"""The one hierarchy of expected errors: each says what, where, why and what to do, in one French sentence."""

from __future__ import annotations


def inside(texte: str) -> str:
    """The text as it goes on inside a sentence: no full stop, no capital on an ordinary first word."""
    texte = texte.strip().rstrip(".")
    return texte[:1].lower() + texte[1:] if texte[1:2].islower() else texte


class AchatlasError(Exception):
    """Any failure that a user can understand and act upon. Raised by every layer, rendered at the two outer
    edges.

    ``quoi`` is what went wrong, ``ou`` where (file, line, column), ``pourquoi`` the cause, ``que_faire`` the
    remedy. The four are French and end without a full stop.
    """

    def __init__(self, quoi: str, ou: str = "", pourquoi: str = "", que_faire: str = "") -> None:
        super().__init__(quoi)
        self.quoi, self.ou, self.pourquoi, self.que_faire = quoi, ou, pourquoi, que_faire

    def __str__(self) -> str:
        """Return one French sentence: « quoi (ou) : pourquoi ; que_faire. »"""
        texte = self.quoi.strip().rstrip(".")
        if self.ou:
            texte += f" ({self.ou})"
        if self.pourquoi:
            texte += f" : {inside(self.pourquoi)}"
        if self.que_faire:
            texte += f" ; {inside(self.que_faire)}"
        return texte + "."

    def __reduce__(self) -> tuple[type[AchatlasError], tuple[str, str, str, str]]:
        """Survive the way back from a child process."""
        return type(self), (self.quoi, self.ou, self.pourquoi, self.que_faire)

    def as_dict(self) -> dict[str, str]:
        """Return the four parts and the class name, for ``--json`` and the API."""
        return {
            "erreur": type(self).__name__,
            "quoi": self.quoi,
            "ou": self.ou,
            "pourquoi": self.pourquoi,
            "que_faire": self.que_faire,
        }


class UnreadableFile(AchatlasError):
    """Raised by the readers and the counters when a file is truncated, hostile, mis-encoded or not of its
    format.
    """


class AutreFlux(UnreadableFile):
    """Raised by the readers when a file is of a known kind that holds nothing of what is read."""


class UnknownColumn(AchatlasError):
    """Raised by ``ingest`` when a column is neither mapped nor ignored, or when a mandatory column is
    missing.
    """


class AutreAcheteur(AchatlasError):
    """Raised by ``ingest`` when a file says that it belongs to another body than the buyer it is given to."""


class UnknownSource(AchatlasError):
    """Raised by ``ingest.discover`` when no source or profile of that name exists, or when one must be
    chosen.
    """


class UnbalancedAccount(AchatlasError):
    """Raised by any stage whose four totals differ from what it was given; nothing is then published."""


class CatalogueError(AchatlasError):
    """Raised when a YAML or CSV file of ``metier/`` or ``sources/`` is malformed or points to something
    absent.
    """


class OutOfScope(AchatlasError):
    """Raised by ``analyse`` and ``web`` when somebody asks for rows that their rights do not cover."""


class UnknownAxis(AchatlasError):
    """Raised by ``analyse`` when a selection or a URL names an axis or a measure that the catalogue does not
    hold.
    """


class ClosedCrossing(AchatlasError):
    """Raised by ``analyse`` when no table that the scope may open carries these axes together."""


class PublicationMissing(AchatlasError):
    """Raised by ``store`` when nothing has been published yet for the territory or the buyer asked for."""


class DepotInconnu(AchatlasError):
    """Raised by ``pipeline`` when no deposit, or several, bear the name that a person gave."""


class ActeConcurrent(AchatlasError):
    """Raised by ``store`` when what a decision was taken upon has changed before it was recorded."""


class DiskRefused(AchatlasError):
    """Raised by ``store`` when the disk is full or refuses to be read or written."""


class BadAddress(AchatlasError):
    """Raised by ``web`` when an address is not one that the product writes: a page that is no number, a value
    that is too long, a setting said twice.
    """


class UnknownAddress(BadAddress):
    """Raised by ``web`` when an address names what the territory does not hold: a year, an axis."""


class AddressTooLong(BadAddress):
    """Raised by ``web`` when an address holds more than browsers and servers carry."""


class PortUnavailable(AchatlasError):
    """Raised by ``web.serve`` when nobody may listen at the port asked for, or when somebody already does."""


class WrongIdentifiant(AchatlasError):
    """Raised by ``pipeline`` when what a person types is neither a SIREN nor a SIRET."""


class EffectMoved(AchatlasError):
    """Raised by ``pipeline`` when an act would no longer move what the person had been shown."""


class RegleVague(AchatlasError):
    """Raised by whoever keeps a rule of classification that tells no purchase from another, or whose segment
    does not exist.
    """


class RegleIllisible(RegleVague):
    """Raised by whoever reads a rule of classification that a person types, when a field cannot be read.
    ``fautes`` are all its faults, in words.
    """

    fautes: tuple[str, ...] = ()


class RegleDeja(AchatlasError):
    """Raised by ``pipeline`` when a new rule of classification says what one that stands says already.
    ``numero`` is the number of the one that stands.
    """

    numero: int = 0


class EvolutionRefusee(AchatlasError):
    """Raised by ``pipeline`` when a change of the pivot nomenclature does not hold: nothing of it is kept.
    ``fautes`` are all its faults, in words.
    """

    fautes: tuple[str, ...] = ()


class NomenclatureRefusee(AchatlasError):
    """Raised by ``pipeline`` when the file of a buyer's nomenclature, or what a screen says of its codes, has
    faults: nothing of it is kept. ``fautes`` are all of them, in words.
    """

    fautes: tuple[str, ...] = ()


class MissingPart(AchatlasError):
    """Raised by ``containers`` when a part of the product that is installed apart is not."""
