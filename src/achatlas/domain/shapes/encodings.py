"""The encoding of a text file: strict UTF-8, a byte order mark, else the one-byte code that gives French."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

CODES = ("cp1252", "iso8859-15", "mac-roman", "cp850")
"""One-byte codes tried, in order: the first wins when two give the same text."""

_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
HEAD = 4096
"""How many of the first bytes tell the nature of a file."""

_BROKEN = re.compile("[\0-\x08\x0b\x0e-\x19\x1b-\x1f\x7f-\x9f\u2e00-\uffff]")
_BLOCK = 1 << 20
_WITNESSES = 2_000
_FRENCH = re.compile(
    r"(?<=[a-zA-Z])[éèêëàâùûüîïôöçœÿ](?![A-Z])|(?<![a-zA-Z])[éèêàâôçœÉÈÊÀÂÔÇŒ](?=[a-zA-Zéè])"
    r"|(?<=[A-Z])[ÉÈÊËÀÂÙÛÜÎÏÔÖÇŒ]|[ÉÈÊÀÂÔÇ](?=[A-Z])|(?<=[nNrRmMAa0-9])[°º]|(?<=[a-zA-Z])[’]|[«»–—…•]"
    r"|(?<=[0-9\u00a0 (])€|(?<![a-zA-Z])€(?=[ 0-9;\t)\"]|$)|(?<=[0-9«])[\u00a0\u202f]|\u00a0(?=[»:;!?0-9€])"
    r"|(?<=[éèêà])[éèêëçœ]"
)
_LATIN9 = re.compile(
    r"(?<=[a-zA-Z])[œŒ](?=[a-zA-Z])|(?<![a-zA-Z0-9])[œŒ](?=[uinscdUINSCD][a-zA-Z]{2})|(?<=[0-9\u00a0 ])€"
)
_APART = {
    ("iso8859-15", "cp1252"): _LATIN9,
    ("cp1252", "iso8859-15"): re.compile("(?<![a-zA-ZÀ-ÿ])[¼½¾](?![a-zA-ZÀ-ÿ])"),
}
_DOUBLE = re.compile("Ã[\u0080-\u00bf©¨ª«´®»§¢¹]|â€[™œ\u0153\u2122\u201d]|Â[°«»\u00a0]")


@dataclass(frozen=True)
class Encoding:
    """An encoding found: its name, whether it is sure, and the same witness line in each code that competes.

    ``ascii`` says that no byte shows an encoding; ``double`` that the text was encoded twice somewhere.
    """

    name: str
    sure: bool = True
    rivals: tuple[tuple[str, str], ...] = ()
    ascii: bool = False
    double: bool = False


def told_by(path: Path) -> str:
    """The encoding that the first bytes of a file tell, by their mark or by every other byte being zero;
    "" when they tell none.
    """
    with path.open("rb") as stream:
        return told_by_head(stream.read(HEAD))


def told_by_head(head: bytes) -> str:
    """The same, of the first bytes themselves."""
    marked = next((name for mark, name in _MARKS.items() if head.startswith(mark)), "")
    return marked or next((name for name in ("utf-16-le", "utf-16-be") if _is_wide(head, name)), "")


def _is_wide(head: bytes, name: str) -> bool:
    """Whether a head without a mark can only be a text in UTF-16: lines of ASCII, accents aside, that no
    control breaks.
    """
    if b"\0" not in head:
        return False
    text = head.decode(name, "ignore")
    plain = sum(sign.isascii() for sign in text)
    return "\n" in text and plain >= 0.8 * len(text) and not _BROKEN.search(text)


def detect(path: Path) -> Encoding:
    """The encoding of the file, read whole; never a guess: when no code clearly gives French, not sure."""
    if told := told_by(path):
        return Encoding(told, double=told == "utf-8-sig" and _twice(path, told))
    if _decodes(path, "utf-8"):
        plain = _decodes(path, "ascii")
        return Encoding("utf-8", ascii=plain, double=not plain and _twice(path, "utf-8"))
    return _one_byte(list(_witnesses(path)))


def _decodes(path: Path, name: str) -> bool:
    decoder = codecs.getincrementaldecoder(name)("strict")
    with path.open("rb") as stream:
        try:
            while block := stream.read(_BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeError:
            return False
    return True


def _witnesses(path: Path) -> Iterator[bytes]:
    """Lines that hold bytes beyond ASCII, each different byte well represented; bounded."""
    kept: dict[int, int] = {}
    with path.open("rb") as stream:
        for line in stream:
            new = {byte for byte in line if byte >= 0x80 and kept.get(byte, 0) < _WITNESSES // 20}
            if new:
                yield line[:2_000]
            for byte in new:
                kept[byte] = kept.get(byte, 0) + 1


def _twice(path: Path, name: str) -> bool:
    """Whether a text in UTF-8 shows, here and there, what UTF-8 read as cp1252 gives (``Ã©``)."""
    return any(_DOUBLE.search(line.decode(name, errors="replace")) for line in _witnesses(path))


def french_share(text: str) -> float:
    """Share of the characters beyond ASCII that stand where French would put them."""
    beyond = sum(1 for sign in text if ord(sign) > 0x7F)
    return len(_FRENCH.findall(text)) / beyond if beyond else 1.0


def _one_byte(lines: list[bytes]) -> Encoding:
    whole = b"\n".join(line.strip() for line in lines)
    texts = dict(_readable(whole))
    if not texts:
        return Encoding(CODES[0], sure=False)
    shares = {name: french_share(text) for name, text in texts.items()}
    best = max(texts, key=lambda name: shares[name])
    others = [name for name in texts if texts[name] != texts[best]]
    close = [name for name in others if shares[name] >= shares[best] - 0.25]
    near = [name for name in close if not _rather(best, texts[best], name, texts[name])]
    if shares[best] >= 0.6 and not near:
        return Encoding(best)
    return Encoding(best, sure=False, rivals=_samples(lines, [best, *near] if near else list(texts)))


def _rather(name: str, text: str, other: str, otherwise: str) -> bool:
    """Whether Latin-9 is told from Windows' code by each sign that they read apart: an œ within a word, or
    at the head of one of those that French begins so, or the euro after a figure; a fraction standing alone.
    """
    pattern = _APART.get((name, other))
    if pattern is None:
        return False
    apart = {rank for rank, (one, two) in enumerate(zip(text, otherwise, strict=True)) if one != two}
    return apart <= {found.start() for found in pattern.finditer(text)}


def _readable(whole: bytes) -> Iterator[tuple[str, str]]:
    """The text in each code that can read every byte."""
    for name in CODES:
        text = _text(whole, name)
        if text is not None:
            yield name, text


def _text(whole: bytes, name: str) -> str | None:
    """The decoded text, None when it holds a byte that the code leaves undefined or a control."""
    try:
        text = whole.decode(name)
    except UnicodeDecodeError:
        return None
    return None if re.search("[\u0080-\u009f]", text) else text


def _samples(lines: list[bytes], names: list[str]) -> tuple[tuple[str, str], ...]:
    """The first cells that the codes read apart, in each code."""
    parts = (part for line in lines for part in re.split(rb"[;|\t\r\n]+", line))
    found = list(islice((part for part in parts if len(_told(part, names)) > 1), 2))
    return tuple(
        (name, " ".join(part.decode(name, errors="replace")[:30] for part in found)) for name in names
    )


def _told(part: bytes, names: list[str]) -> set[str]:
    return {part.decode(name, errors="replace") for name in names}
