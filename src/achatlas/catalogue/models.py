"""Models of the definitions kept in ``metier/``: one class for each kind of leaf, unknown keys refused."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Definition(BaseModel):
    """Whatever a YAML file of ``metier/`` defines: frozen, and no key that the product does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Noms(Definition):
    """How an axis is called, in the singular and in the plural."""

    libelle: str
    pluriel: str


class Axe(Definition):
    """An axis of navigation: the column of the marts that carries it and how its members read.

    ``membres`` names the codes of an axis whose members are few and fixed, ``courts`` under columns, where
    there is little room; ``rares`` those that are shown only where they hold something, with the words that
    explain them; ``par_fait`` what a fact calls the axis.
    An ``attribut`` is told of each operator by the module of its name in ``enrich/attributs``, a
    ``caractere`` of each marché by that of ``cleanse/caracteres``; ``cite`` says that a payment bears what
    its marché says of it; ``libelles`` names the reference table of its members (``code;libelle``), ``local``
    says that the territory's definition of what is local decides of it, in the view that it chose (``vue``)
    or of the ``siege``. ``groupes`` gathers members of the column of the axis ``base`` under the codes of
    ``membres``: what none holds is ``autres``, the unknown stays apart.
    ``contours`` are the places that its members are, so that a map may draw them; ``theme`` is what menus
    gather it under where its kind does not say it.
    """

    id: str
    libelle: str
    pluriel: str
    definition: str
    colonne: str
    faits: tuple[str, ...]
    nature: Literal["categorie", "hierarchie", "temps", "territoire", "operateur"] = "categorie"
    ordre: Literal["montant", "code"] = "montant"
    inconnu: str = "Inconnu"
    parent: str | None = None
    public: bool = False
    membres: dict[str, str] = {}
    courts: dict[str, str] = {}
    rares: dict[str, str] = {}
    par_fait: dict[str, Noms] = {}
    attribut: bool = False
    caractere: bool = False
    cite: bool = False
    libelles: str = ""
    local: Literal["", "vue", "siege"] = ""
    contours: Literal["", "departements", "epci", "communes"] = ""
    base: str = ""
    groupes: dict[str, tuple[str, ...]] = {}
    theme: Literal["", "acheteur", "achat", "marche", "operateur", "lieu"] = ""

    @property
    def sujet(self) -> str:
        """What it is about, as menus gather axes: its ``theme``, or what its kind says."""
        kinds = (
            (bool(self.theme), self.theme),
            (bool(self.base), "regroupement"),
            (self.nature == "temps", "temps"),
            (self.nature == "territoire" or bool(self.local), "lieu"),
            (self.attribut, "operateur"),
            (self.caractere or self.cite, "marche"),
        )
        return next((told for holds, told in kinds if holds), "achat")

    @property
    def groupe_par(self) -> str:
        """What rows are grouped by: its column, or itself when it gathers members."""
        return self.id if self.groupes else self.colonne

    def of(self, fait: str) -> "Axe":
        """The axis, named as this fact calls it."""
        noms = self.par_fait.get(fait)
        return self.model_copy(update=noms.model_dump()) if noms else self


class Mesure(Definition):
    """A measure: a column of a fact, summed (cents or counts) or counted without repetition; or what no sum
    tells: its mean by each ``cle`` (by what ``par`` counts, lines, without one), cut to the cent, its median
    over what each ``cle`` holds (over lines without one), the least of the two middle ones, what nine lines
    in ten of those that ``par`` counts do not pass (``decile``), or its concentration over ``cle``: the sum
    of the squares of shares, 0 to 10 000. A mean or a decile in ``jours`` is told in tenths of days.

    ``dont`` names the measure that is the sure part of it, said under it as « dont 87 % » and the words
    ``dit``.
    """

    id: str
    libelle: str
    definition: str
    fait: str
    agregation: Literal["somme", "distincts", "moyenne", "mediane", "decile", "concentration"]
    colonne: str
    unite: Literal["centimes", "nombre", "indice", "jours"]
    cle: str = ""
    par: str = "lignes"
    dont: str = ""
    dit: str = ""

    @property
    def additive(self) -> bool:
        """Whether what two parts hold adds up to what they hold together."""
        return self.agregation == "somme"

    @property
    def apart(self) -> bool:
        """Whether it is asked by itself: rows are first gathered by its ``cle``."""
        return self.agregation == "concentration" or (self.agregation == "mediane" and bool(self.cle))

    @property
    def colonnes(self) -> tuple[str, ...]:
        """Every column that it needs: a median, or a decile, by line needs lines."""
        line = {"moyenne": self.par, "mediane": "numero_ligne"}.get(self.agregation, self.colonne)
        more = (self.par, "numero_ligne") if self.agregation == "decile" else ()
        return (self.colonne, self.cle or line, *more)

    @property
    def pas(self) -> int:
        """In how many parts its unit is told: tenths of days."""
        return 10 if self.unite == "jours" else 1


class Taux(Definition):
    """A share told as an interval: of a measure, by the members of an axis.

    ``oui`` and ``non`` are known, ``presume`` likely yes, ``hors`` out of the denominator; whatever else the
    axis holds is unknown, and never counted as a no. ``reference`` is the rule that defines it.
    """

    id: str
    libelle: str
    definition: str
    fait: str
    mesure: str
    axe: str
    oui: tuple[str, ...]
    non: tuple[str, ...]
    presume: tuple[str, ...] = ()
    hors: tuple[str, ...] = ()
    reference: str = ""
    ordre: int = 50


class Enjeu(Definition):
    """What deciding a segment puts at stake: the segments of which a column of
    ``nomenclature/leviers.csv`` says something other than no, or says it with ``mot``.
    """

    id: str
    libelle: str
    definition: str
    colonne: str
    mot: str = ""
    reference: str
    ordre: int = 50

    def told(self, said: str) -> bool:
        """Whether what the column says of a segment makes it count."""
        return said not in ("", "0") and self.mot.casefold() in said.casefold()


class Panneau(Definition):
    """One panel of a dashboard: an axis, how it is drawn, its width in twelfths and its length.

    With ``sous``, it stands under the panel before it, in the same column and as wide.
    """

    axe: str
    marque: str = "palmares"
    largeur: int = Field(default=6, ge=3, le=12)
    limite: int = Field(default=8, ge=1, le=60)
    sous: bool = False
    titre: str | None = None


class Matrice(Definition):
    """The heat map of a dashboard: the axes of its rows and of its columns, the one that groups its columns
    (``groupes``) under the names of ``bandes``, the one whose members several columns may share
    (``membre``), and the columns of the view of one buyer (``seul``); ``limite`` rows a page, ``largeur``
    columns at most.
    """

    lignes: str
    colonnes: str
    groupes: str = ""
    bandes: dict[str, tuple[str, ...]] = {}
    membre: str = ""
    seul: str = ""
    limite: int = 25
    largeur: int = 16

    @property
    def axes(self) -> tuple[str, ...]:
        """Every axis that it names."""
        named = (self.lignes, self.colonnes, self.groupes, self.membre, self.seul)
        return tuple(filter(None, named))


class Tableau(Definition):
    """A dashboard: the fact it shows, its leading measure, its figures and its panels in order, or its
    ``matrice``.

    ``dont`` names measures written under the leading one, of which they are a part; ``taux`` the shares told
    as intervals under the figures; ``rang`` its place in the navigation, the smallest first.
    """

    id: str
    libelle: str
    description: str
    fait: str
    mesure: str
    chiffres: tuple[str, ...]
    panneaux: tuple[Panneau, ...] = ()
    matrice: Matrice | None = None
    avertissement: str | None = None
    dont: tuple[str, ...] = ()
    taux: tuple[str, ...] = ()
    rang: int = 50


class Agregat(Definition):
    """A pre-aggregated mart: a fact reduced to some axes, so that a chart reads fewer rows; with
    ``attributs``, to every attribute of operators too.
    """

    id: str
    description: str
    fait: str
    axes: tuple[str, ...]
    attributs: bool = False


class Colonne(Definition):
    """A column of a table: its type (Ibis name) and what it holds; ``calcule`` when the product adds it to
    what a file says, or writes it otherwise than the file does.
    """

    type: Literal["string", "int64", "uint64", "int32", "date", "boolean", "decimal"]
    description: str
    calcule: bool = False


class Table(Definition):
    """The word that a table keeps: its columns in order, and the columns that make a row unique; with
    ``attributs``, a column more for each attribute of operators; with ``caracteres``, for each character of
    marchés that the fact of this name carries (all when it names none).
    """

    id: str
    description: str
    cle: tuple[str, ...] = ()
    attributs: bool = False
    caracteres: Literal["", "tous", "achats", "marches"] = ""
    colonnes: dict[str, Colonne]

    def bearing(self, axes: Iterable[Axe]) -> "Table":
        """The table with the columns of those of these axes, attributes and characters, that it bears."""
        borne = [axe for axe in axes if self._bears(axe)]
        more = {a.colonne: Colonne(type="string", description=a.libelle, calcule=True) for a in borne}
        return self.model_copy(update={"colonnes": {**self.colonnes, **more}})

    def _bears(self, axe: Axe) -> bool:
        told = axe.caractere and (self.caracteres == "tous" or self.caracteres in axe.faits)
        return told or (axe.attribut and self.attributs) or (axe.cite and self.caracteres == "achats")


class Terme(Definition):
    """A term of the score of the data: what is read, its weight, and the sentence that tells it.

    ``part`` is what some members of an axis hold of a measure; ``mois`` the months that hold something of it;
    ``rejets`` and ``controle`` are read in the register. ``phrase`` may name {nombre}, {sur} and {part};
    ``en_regard`` has it written beside the figures that it limits.
    """

    id: str
    libelle: str
    definition: str
    genre: Literal["part", "mois", "rejets", "controle"]
    mesure: str = "lignes"
    axe: str = "mois"
    membres: tuple[str, ...] = ()
    sauf: tuple[str, ...] = ()
    phrase: str
    poids: int = Field(ge=1, le=100)
    ordre: int
    en_regard: bool = False


class Quand(StrEnum):
    """Which answers of an engine are heard at its place: all, those that are sure, those that a person wrote
    for the very CPV of the purchase.
    """

    ALWAYS = "toujours"
    SURE = "sur"
    PRECISE = "precis"


class Moteur(Definition):
    """A classification engine as the cascade names it, with the confidence it is given (0 to 100), and which
    of its answers are heard there; an engine may stand at several places.
    """

    nom: str
    libelle: str
    confiance: int = Field(ge=0, le=100)
    quand: Quand = Quand.ALWAYS


class Cascade(Definition):
    """The order in which the classification engines are asked."""

    id: str
    description: str
    achats: tuple[Moteur, ...]
    marches: tuple[Moteur, ...]
