"""A panel as one SVG file: its title, its filters, the drawing and the rows that are seen, where they come
from and of which version; nothing that the screen does not show, nothing that it needs to be drawn elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from textwrap import wrap

from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from lxml import etree

from achatlas import marks
from achatlas.catalogue.models import Panneau
from achatlas.containers.documents import image
from achatlas.domain.nombres import lisser
from achatlas.langues import dire
from achatlas.marks import Rangee
from achatlas.marks._fond import Plan
from achatlas.screens import mots, parts
from achatlas.screens.demande import Demande
from achatlas.screens.panneaux import Vue, voir
from achatlas.screens.plans import Plans
from achatlas.web import exports
from achatlas.web.acces import catalogue, maison
from achatlas.web.cartographie.ink import ink
from achatlas.web.cartographie.views import demande_de
from achatlas.web.policies import Requete

SVG = "http://www.w3.org/2000/svg"
LARGEUR, MARGIN, SIGNES = 760, 24, 104
HAUT, LIGNE, RANG, NOM = 36, 18, 22, 46
BARRE, DROITE = (330, 250), 668
DESSIN = re.compile(r'<svg class="(?![^"]*\betroit\b)[^"]*" viewBox.*?</svg>', re.S)
NU = re.compile(r"\sdata-marques(?=[\s>])")
FOND = re.compile(r"^/fond/(\w+)\.svg([^#]*)#")
UNWRITABLE = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
"""What XML cannot hold (XML 1.0, 2.2), that names of suppliers may."""
MOTIFS = (
    '<pattern id="hach" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<path d="M0 0V6"/></pattern>'
)


def exporter(request: Requete, tableau: str, nom: str) -> HttpResponse:
    """Send the drawing of a panel as SVG; raises Http404 when the dashboard has no such panel, ClosedCrossing
    when these filters close it.
    """
    demande = demande_de(request, tableau)
    return exports.image(f"{tableau}-{nom}", _drawn(demande, nom), demande.territoire)


def as_png(request: Requete, tableau: str, nom: str) -> HttpResponse:
    """Send the same as PNG, without a browser; raises MissingPart too, where nothing draws it."""
    demande = demande_de(request, tableau)
    drawn = image.png(_drawn(demande, nom))
    return exports.image(f"{tableau}-{nom}", drawn, demande.territoire, "png")


def _drawn(demande: Demande, nom: str) -> bytes:
    panneau = next((one for one in demande.tableau.panneaux if one.axe == nom), None)
    if panneau is None:
        raise Http404
    return feuille(panneau, demande, date.today())


def feuille(panneau: Panneau, demande: Demande, jour: date) -> bytes:
    """The SVG of a panel."""
    vue = voir(panneau.model_copy(update={"largeur": 7}), demande)
    sheet = Feuille()
    sheet.titre(vue.titre, _subtitle(demande, vue))
    sheet.dessin(_drawing(vue))
    sentence, colours = marks.legende(vue.marque, vue.planche, vue.dessin)
    sheet.legende(sentence, colours)
    sheet.rangees(marks.rangees(vue.marque, vue.planche, vue.dessin))
    sheet.foot([*_total(vue), *_source(demande, vue, jour)])
    return sheet.octets()


def _subtitle(demande: Demande, vue: Vue) -> str:
    title = mots.titre(demande, mots.noms_choisis(demande))
    drawn = str(vue.dessine)
    told = vue.mesure if _drawing(vue) is not None else vue.mesure.removesuffix(_compared(demande))
    return f"{title}, {mots.periode(demande)} ; {told} ; {drawn[:1].lower()}{drawn[1:]}"


def _compared(demande: Demande) -> str:
    """What the measure says that rows alone do not show."""
    return dire(", contre {periode}", periode=demande.contre_dit)


def _total(vue: Vue) -> list[str]:
    return [f"Total : {vue.total} {vue.planche.unite} HT."]


def _source(demande: Demande, vue: Vue, jour: date) -> list[str]:
    """What the data are, their version, how they are told, and when this was drawn."""
    mention = parts.mention(demande, vue.axe)
    acces = demande.acces
    head = exports.entete(demande.territoire, acces.scope.version, vue.titre, mention, acces.lost)
    said = [str(line[0]).removeprefix("# ") for line in head[1:]]
    first = f"Source : Achatlas, {lisser(demande.territoire.libelle)}"
    return [f"{first} ; {' ; '.join(said)} ; image du {jour:%d/%m/%Y}.", lisser(vue.definition)]


def _drawing(vue: Vue) -> etree._Element | None:
    """The drawing as the page has it, on its own; None for a mark that is only a table."""
    page = render_to_string(vue.gabarit, {"p": vue, "d": vue.dessin, "planche": vue.planche})
    found = DESSIN.search(writable(page))
    if not found:
        return None
    drawn = etree.fromstring(NU.sub("", found[0]).replace("<svg ", f'<svg xmlns="{SVG}" ', 1))
    for name in [one for one in drawn.attrib if str(one).startswith("data-")]:
        del drawn.attrib[name]
    for use in list(drawn.iter(f"{{{SVG}}}use")):
        _outline(use)
    for link in drawn.iter(f"{{{SVG}}}a"):
        link.tag = f"{{{SVG}}}g"
        for name in set(link.attrib) - {"class"}:
            del link.attrib[name]
    return drawn


def writable(text: str) -> str:
    """A text as XML may hold it: what it cannot is shown as a sign that nothing else means."""
    return UNWRITABLE.sub("\ufffd", text)


def _outline(use: etree._Element) -> None:
    """Put the outlines that an element refers to in its place: a rule of the screen is of a ``use``."""
    _, niveau, _, ident = FOND.split(use.get("href", ""), maxsplit=1)
    plans = Plans(catalogue(), maison())
    plan = plans.france if niveau == "departements" else plans.territoire(niveau)
    for name in {"href", "data-code"} & set(use.attrib):
        del use.attrib[name]
    for d in _paths(plan, ident) if plan else ():
        etree.SubElement(use, f"{{{SVG}}}path", d=d)


def _paths(plan: Plan, ident: str) -> Iterator[str]:
    if ident == "fond":
        yield from plan.traces.values()
    elif ident[1:] in plan.traces:
        yield plan.traces[ident[1:]]


class Feuille:
    """The file that is being drawn, from top to bottom."""

    def __init__(self) -> None:
        self._racine = etree.fromstring(f'<svg xmlns="{SVG}"/>')
        self._racine.append(etree.fromstring(f'<defs xmlns="{SVG}">{MOTIFS}</defs>'))
        self._paper = etree.SubElement(self._racine, f"{{{SVG}}}rect", {"class": "cale"})
        self._y = float(HAUT)

    def _add(self, tag: str, text: str = "", **attributes: str) -> etree._Element:
        named = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        one = etree.SubElement(self._racine, f"{{{SVG}}}{tag}", named)
        one.text = writable(text) or None
        return one

    def _write(self, text: str, classe: str, x: float = MARGIN) -> None:
        self._add("text", text, x=f"{x:g}", y=f"{self._y:g}", class_=classe)

    def titre(self, titre: str, sous: str) -> None:
        """The title, and what is shown."""
        self._write(titre, "feuille-titre")
        for line in wrap(sous, SIGNES):
            self._y += LIGNE
            self._write(line, "t2")
        self._y += LIGNE

    def dessin(self, drawn: etree._Element | None) -> None:
        """The drawing, no wider than the sheet."""
        if drawn is None:
            return
        _, _, width, height = (float(n) for n in drawn.get("viewBox", "").split())
        scale = min(1.25, (LARGEUR - 2 * MARGIN) / width)
        left = (LARGEUR - width * scale) / 2
        drawn.set("x", f"{left:g}")
        drawn.set("y", f"{self._y:g}")
        drawn.set("width", f"{width * scale:g}")
        drawn.set("height", f"{height * scale:g}")
        self._racine.append(drawn)
        self._y += height * scale + LIGNE

    def legende(self, phrase: str, colours: Iterable[tuple[str, str]]) -> None:
        """What explains the drawing, then its colours."""
        for line in wrap(phrase, SIGNES):
            self._write(line, "t2")
            self._y += LIGNE
        x = float(MARGIN)
        for classe, said in colours:
            group = self._add("g", class_=classe)
            etree.SubElement(
                group, f"{{{SVG}}}rect", x=f"{x:g}", y=f"{self._y - 10:g}", width="16", height="12"
            )
            self._write(said, "t2", x + 22)
            x += 36 + 7 * len(said)
        self._y += LIGNE if x > MARGIN else 0

    def rangees(self, rows: Iterable[Rangee]) -> None:
        """The rows that are seen beside the drawing."""
        for row in rows:
            self._y += RANG
            first, *more = wrap(row.libelle, NOM) or [""]
            self._write(first, "", MARGIN)
            if row.largeur:
                wide = float(row.largeur.rstrip("%")) * BARRE[1] / 100
                place = {"x": f"{BARRE[0]}", "y": f"{self._y - 11:g}", "width": f"{wide:.1f}", "height": "13"}
                hatched = {"fill": "url(#hach)"} if row.forme == "incertain" else {}
                self._add("rect", class_=f"b-{row.forme}", **place, **hatched)
            self._write(row.texte, "d g", DROITE)
            self._write(row.part, "d t2", LARGEUR - MARGIN)
            for line in more:
                self._y += LIGNE - 2
                self._write(line, "", MARGIN)

    def foot(self, lines: Iterable[str]) -> None:
        """Under a rule: the total, where the figures come from."""
        self._y += LIGNE
        ends = {"x1": f"{MARGIN}", "x2": f"{LARGEUR - MARGIN}"}
        self._add("line", class_="sol", y1=f"{self._y:g}", y2=f"{self._y:g}", **ends)
        for text in lines:
            for line in wrap(text, SIGNES):
                self._y += LIGNE
                self._write(line, "t2")
        self._y += MARGIN

    def octets(self) -> bytes:
        """The file, each element with the colours of the screen in light."""
        size = {"width": f"{LARGEUR}", "height": f"{self._y:g}"}
        for name, value in {**size, "viewBox": f"0 0 {LARGEUR} {self._y:g}"}.items():
            self._racine.set(name, value)
        for name, value in size.items():
            self._paper.set(name, value)
        ink(self._racine)
        for one in self._racine.iter(f"{{{SVG}}}use"):
            one.tag = f"{{{SVG}}}g"
        return etree.tostring(self._racine, xml_declaration=True, encoding="utf-8")
