"""How numbers and names are written: U+202F between thousands, decimal comma, true minus, unit after U+202F;
or as the language in force has them. Never a float sum."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor

from achatlas.domain.langue import FRENCH, dire, langue, translated

FINE = "\u202f"
MOINS = "\u2212"
INSECABLE = "\u00a0"
UNITES = {"M€": 10**8, "k€": 10**5, "€": 100}
LETTRES = [
    "zéro",
    "un",
    "deux",
    "trois",
    "quatre",
    "cinq",
    "six",
    "sept",
    "huit",
    "neuf",
    "dix",
    "onze",
    "douze",
    "treize",
    "quatorze",
    "quinze",
    "seize",
    "dix-sept",
    "dix-huit",
    "dix-neuf",
    "vingt",
]


def arrondi(valeur: int, diviseur: int) -> int:
    """Divide and round half away from zero, in integers."""
    quotient = (2 * abs(valeur) + diviseur) // (2 * diviseur)
    return -quotient if valeur < 0 else quotient


def entier(valeur: int) -> str:
    """Write a whole number: 186 412."""
    texte = f"{abs(valeur):,}".replace(",", langue().milliers)
    return MOINS + texte if valeur < 0 else texte


def decimal(valeur: int, diviseur: int, decimales: int) -> str:
    """Write valeur/diviseur with a fixed number of decimals."""
    pas = 10**decimales
    fixe = arrondi(valeur * pas, diviseur)
    tete, queue = divmod(abs(fixe), pas)
    texte = entier(tete) + (f"{langue().decimale}{queue:0{decimales}d}" if decimales else "")
    return MOINS + texte if fixe < 0 else texte


def unite_de(plus_grand: int) -> str:
    """Choose the unit of a screen from its biggest amount in cents: M€ from one million, else k€, else €."""
    grand = abs(plus_grand)
    return translated("M€" if grand >= 10**8 else "k€" if grand >= 10**6 else "€")


def unite_of(unite: str) -> str:
    """The unit, M€, k€ or €, that the language in force writes so."""
    return unite if unite in UNITES else next(u for u in UNITES if translated(u) == unite)


def montant(centimes: int, unite: str = "M€") -> str:
    """Write an amount without its unit: M€ with one decimal, k€ and € without; « < 0,1 » for less."""
    unite = unite_of(unite)
    decimales = 1 if unite == "M€" else 0
    if centimes > 0 and not arrondi(centimes * 10**decimales, UNITES[unite]):
        return moins_de(decimales)
    return decimal(centimes, UNITES[unite], decimales)


def moins_de(decimales: int) -> str:
    """Write that something is almost nothing: « < 0,1 », « < 1 » without decimals."""
    return f"<{FINE}{decimal(1, 10**decimales, decimales)}"


def sans_zero(texte: str) -> str:
    """An amount already written, a whole one without its decimal: « 12 » for « 12,0 »."""
    return texte.removesuffix(f"{langue().decimale}0")


def avec_unite(texte: str, unite: str) -> str:
    """An amount already written, with its unit: 265,9 M€; €265.9M in English."""
    if langue() is FRENCH:
        return f"{texte}{FINE}{unite}"
    head = len(texte) - len(texte.lstrip(f"<>{MOINS}{FINE} +"))
    return dire(f"{{signe}}{{montant}}{FINE}{unite_of(unite)}", signe=texte[:head], montant=texte[head:])


def en_pourcent(texte: str) -> str:
    """A share already written, with its sign: 78,4 %."""
    return f"{texte}{langue().pour_cent}"


def montant_lisible(centimes: int) -> str:
    """Write an amount with the unit that suits it: 265,9 M€, 412 k€, 93 €."""
    unite = unite_de(centimes)
    return avec_unite(montant(centimes, unite), unite)


def euros(centimes: int) -> str:
    """Write an amount to the cent, without unit: 18 642,10."""
    return decimal(centimes, 100, 2)


def jours(valeur: int) -> str:
    """Write days told in tenths, without their unit: 31,4; « — » for nothing, which nobody dated."""
    return decimal(valeur, 10, 1) if valeur else "—"


def jours_dits(valeur: int) -> str:
    """The same with its unit: 31,4 jours."""
    return dire("{n} jours", n=jours(valeur)) if valeur else "—"


def parts(valeurs: Sequence[int], total: int) -> list[int]:
    """Return whole percentages of the total by largest remainder; those of a complete list add up to 100.

    Negative members and an empty total give 0.
    """
    if total <= 0:
        return [0] * len(valeurs)
    brutes = [divmod(100 * max(valeur, 0), total) for valeur in valeurs]
    a_servir = arrondi(100 * sum(max(valeur, 0) for valeur in valeurs), total) - sum(q for q, _ in brutes)
    ordre = sorted(range(len(valeurs)), key=lambda i: (-brutes[i][1], i))[: max(a_servir, 0)]
    servis = set(ordre)
    return [quotient + (i in servis) for i, (quotient, _) in enumerate(brutes)]


def pourcent(partie: int, total: int, decimales: int = 1) -> str:
    """Write a share without its sign: 78,4; « > 99,9 » when almost nothing, but something, is left; « < 0,1 »
    when it is almost nothing; « — » of a total that is nothing or negative: it has no shares.
    """
    if total <= 0:
        return "—"
    texte = decimal(100 * partie, total, decimales)
    if partie > 0 and not arrondi(100 * partie * 10**decimales, total):
        return moins_de(decimales)
    if partie < total and texte.startswith("100"):
        return f">{FINE}{decimal(10 ** (2 + decimales) - 1, 10**decimales, decimales)}"
    return texte


def signed(share: str) -> str:
    """A written share with its sign: « 78,4 % »; « — » when there is none."""
    return share if share == "—" else en_pourcent(share)


def interval(moins: int, plus: int, total: int) -> str:
    """Write from the least to the most of a share: « 41 à 47 », the least rounded down and the most rounded
    up, so that what is written holds what is true; « 41 » when they are the same.
    """
    if moins == plus:
        return pourcent(moins, total, 0)
    return de_a(str(100 * moins // total), str(-(-100 * plus // total)))


def de_a(bas: str, haut: str) -> str:
    """Write two ends already written: « 41 à 47 »."""
    return dire("{bas} à {haut}", bas=bas, haut=haut)


def entre(bouts: Sequence[float]) -> str:
    """Write the interval of a share, its ends rounded outwards: « 95,9 à 97,9 % »."""
    bas, haut = (round(bout * 10_000) for bout in bouts)
    return en_pourcent(de_a(decimal(bas // 10, 10, 1), decimal(-(-haut // 10), 10, 1)))


def evolution(valeur: int, avant: int | None) -> str:
    """Write a change: +3,4 %, ×2,5 beyond +100 %, « > × 10 » beyond tenfold, « nouveau » when there was
    nothing before.
    """
    if avant is None:
        return ""
    if avant <= 0:
        return translated("nouveau") if valeur > 0 and avant == 0 else "—"
    if valeur > 10 * avant:
        return f">{FINE}×{FINE}10"
    if valeur >= 2 * avant:
        return f"×{FINE}{decimal(valeur, avant, 1)}"
    texte = decimal(100 * (valeur - avant), avant, 1)
    return en_pourcent(texte if texte.startswith(MOINS) else "+" + texte)


def points(valeur: int) -> str:
    """Write a difference of shares, given in tenths of a point: +2,6 points."""
    if not valeur:
        return translated("inchangé")
    signe = "+" if valeur >= 0 else MOINS
    mots = "{nombre}\u202fpoints" if abs(valeur) >= 20 else "{nombre}\u202fpoint"
    return dire(mots, nombre=signe + decimal(abs(valeur), 10, 1))


def ecart(valeur: int, avant: int) -> str:
    """Write a difference of counts: +112."""
    if valeur == avant:
        return translated("inchangé")
    return ("+" if valeur > avant else "") + entier(valeur - avant)


def lisser(texte: str) -> str:
    """Give a text of the definitions or of the data its typographic apostrophe and its unbreakable spaces."""
    if langue() is not FRENCH:
        return texte.replace("'", "’")
    for sign in "?!;:»":
        texte = texte.replace(f" {sign}", f"{INSECABLE}{sign}")
    return texte.replace("« ", f"«{INSECABLE}").replace("'", "’")


def en_lettres(nombre: int) -> str:
    """Write a small number in words, as a sentence wants it: « quinze »."""
    return translated(LETTRES[nombre]) if 0 <= nombre < len(LETTRES) else entier(nombre)


def accord(nombre: int, singulier: str, pluriel: str = "") -> str:
    """Write a count with its noun: « 1 ligne », « 3 268 fournisseurs »."""
    pluriel = pluriel or singulier + "s"
    if langue() is FRENCH:
        return f"{entier(nombre)}{INSECABLE}{singulier if abs(nombre) < 2 else pluriel}"
    one, _, many = translated(f"{singulier},{pluriel}").partition(",")
    alone = abs(nombre) == 1 or (nombre == 0 and langue().zero == "singulier")
    return f"{entier(nombre)}{INSECABLE}{one if alone else many or one}"


def quotient(valeur: Fraction, decimales: int = 0) -> str:
    """Write an exact quotient with a fixed number of decimals."""
    return decimal(valeur.numerator, valeur.denominator, decimales)


def en_part(moins: Fraction, plus: Fraction) -> str:
    """Write from the least to the most of a share, per cent, rounded outwards: « 41 à 47 »."""
    if moins == plus:
        return quotient(100 * moins)
    return de_a(str(floor(100 * moins)), str(ceil(100 * plus)))


def ecart_de_parts(valeur: Fraction, avant: Fraction) -> str:
    """Write how a share moved: +2,6 points."""
    moved = 1000 * (valeur - avant)
    return points(arrondi(moved.numerator, moved.denominator))


def evolution_de(valeur: Fraction, avant: Fraction) -> str:
    """Write how a quotient moved: +3,4 %."""
    common = valeur.denominator * avant.denominator
    return evolution(int(valeur * common), int(avant * common))
