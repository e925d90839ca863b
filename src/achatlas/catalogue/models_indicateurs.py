"""What an indicator of the SPASER is: one file each, told by forms that are found by their place."""

from typing import Literal

from pydantic import Field

from achatlas.catalogue.models import Definition
from achatlas.domain.saisie import Attente

Fait = Literal["", "achats", "marches"]
Unite = Literal["pourcent", "nombre", "jours", "heures", "heures_par_million", "grammes_par_euro"]
SCALES = {"pourcent": 100, "heures_par_million": 10**8, "grammes_par_euro": 100}
"""What a quotient is multiplied by to be in its unit: shares per cent, cents in euros or millions."""
Exemple = dict[str, tuple[dict[str, str | int], ...]]
SAISIE = "saisie"
"""The form of the figures that entries make."""
DIMENSIONS = ("sociale", "environnementale", "economique")


class Calcul(Definition):
    """One figure of an indicator: the form that computes it (a module of ``analyse/formes``) and what that
    form needs, the rest left out.

    ``fait`` and ``mesure`` say what is counted: rows or marchés (``nombre``), cents HT (``valeur``). ``axe``
    is that of the members ``oui``, ``non``, ``presume`` and ``hors``, as in a share (``Taux``); ``parmi``
    restricts the denominator to some members of other axes; ``comptees`` are the members of the axis whose
    rows a mean counts, by which its lines are opened. ``de`` is the axis whose members are counted,
    ``enjeu`` the stake whose segments are, ``somme``, ``compte``, ``tous`` and ``exclu`` are measures,
    ``colonne`` a column of the register, ``annees`` how many years before are looked at, ``genre`` what an
    input makes, ``saisies`` the indicator whose entries are read. ``libelle`` and ``sens`` are those of
    the indicator unless they are written.
    """

    forme: str
    libelle: str = ""
    sens: Literal["", "hausse", "baisse", "suivi"] = ""
    unite: Unite = "pourcent"
    fait: Fait = ""
    mesure: Literal["nombre", "valeur"] = "nombre"
    axe: str = ""
    oui: tuple[str, ...] = ()
    non: tuple[str, ...] = ()
    presume: tuple[str, ...] = ()
    hors: tuple[str, ...] = ()
    parmi: dict[str, tuple[str, ...]] = {}
    comptees: dict[str, tuple[str, ...]] = Field(default={}, max_length=1)
    de: str = ""
    enjeu: str = ""
    somme: str = ""
    compte: str = ""
    tous: str = ""
    exclu: str = ""
    colonne: str = ""
    annees: int = Field(default=2, ge=1, le=5)
    genre: Literal["part", "rapport", "somme"] = "part"
    saisies: str = ""

    @property
    def entered(self) -> bool:
        """Whether it is made of entries: who did not answer is told."""
        return self.forme == SAISIE or bool(self.saisies)

    @property
    def given(self) -> frozenset[str]:
        """The needs that the file writes, beside the form and how it is written."""
        return frozenset(self.model_fields_set) - {"forme", "libelle", "sens", "unite"}


class Attendu(Definition):
    """What the example of an indicator must give: cents, counts or days; ``base`` is what the bounds are told
    over, all 0 when there are none; ``n`` what the value rests on.
    """

    numerateur: int
    denominateur: int
    moins: int = 0
    plus: int = 0
    base: int = 0
    n: int


class Champ(Definition):
    """A number that is entered: its unit, and its name when it is not that of the indicator's."""

    unite: Literal[
        "heures",
        "euros",
        "vehicules",
        "megawattheures",
        "marches",
        "categories",
        "personnes",
        "fournisseurs",
        "kilogrammes",
    ]
    libelle: str = ""


class Entree(Definition):
    """How an indicator is entered: its numerator (``haut``), its denominator (``bas``) unless it is one
    number, by marché or by category (``par``), or for the whole year.
    """

    haut: Champ
    bas: Champ | None = None
    par: Literal["", "marche", "categorie"] = ""


class Indicateur(Definition):
    """An indicator: what a reader is told of it, its figures (the first one leads), and its worked example.

    ``reference`` is the text or the method, ``a_verifier`` when our source of it is weak; ``cible_usuelle``
    an order of size in words, that the territory's own SPASER overrides. ``exemple``: rows of ``achats``,
    ``marches`` or ``registre`` by the names of axes and columns (``montant`` in euros, ``an`` in years from
    the one asked, ``acheteur`` from 1), or entries of ``saisie``; ``attendu`` what each figure then is.
    """

    id: str
    libelle: str
    dimension: Literal["sociale", "environnementale", "economique"]
    definition: str
    reference: str
    a_verifier: bool = False
    sens: Literal["hausse", "baisse", "suivi"]
    numerateur: str
    denominateur: str = ""
    exclusions: tuple[str, ...] = ()
    cible_usuelle: str = ""
    calculs: dict[str, Calcul] = Field(min_length=1)
    entree: Entree | None = None
    exemple: Exemple
    attendu: dict[str, Attendu]

    @property
    def unite(self) -> str:
        """The unit of its leading figure."""
        return next(iter(self.calculs.values())).unite

    @property
    def attente(self) -> Attente | None:
        """What is awaited of who enters it; None when nothing is."""
        if self.entree is None:
            return None
        part = any(one.forme == SAISIE and one.genre == "part" for one in self.calculs.values())
        low = self.entree.bas.unite if self.entree.bas else ""
        return Attente(self.id, self.entree.haut.unite, low, part, self.entree.par)

    @property
    def ordre(self) -> int:
        """The place of its dimension: social, environmental, economic."""
        return DIMENSIONS.index(self.dimension)
