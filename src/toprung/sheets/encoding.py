"""Which encoding a text file is in: its BOM, else UTF-8 where the whole file is, else the likeliest of a sample."""

from __future__ import annotations

import codecs
from pathlib import Path

from charset_normalizer import from_bytes

from toprung.kernel.errors import BadInput
from toprung.sheets.problems import quoted

CHUNK = 1 << 20
SAMPLE_BYTES = 64 * 1024
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_LIKELY = [
    "cp1252",
    "latin_1",
    "iso8859_15",
    "cp1250",
    "cp1251",
    "cp1253",
    "cp1254",
    "mac_roman",
    "cp932",
    "gb18030",
    "euc_kr",
]
#: What Python can decode and no program writes a table in.
_NOT_OF_FILES = frozenset({"charmap", "idna", "punycode", "raw-unicode-escape", "unicode-escape", "utf-7"})
#: Guesses this close in charset-normalizer's disorder are a tie, and Windows-1252 is far the likeliest.
_TIE = 0.03


def encoding_of(path: Path, option: str | None) -> tuple[str, str]:
    """Python's name of the encoding, and the sentence to tell (empty for plain UTF-8). Raises BadInput, OSError."""
    named = None if option is None else _text_encoding(option)
    with path.open("rb") as stream:
        start = stream.read(4)
    for bom, codec, label in _BOMS:
        if start.startswith(bom):
            return codec, "" if codec == "utf-8-sig" else f"The file was read as {label}, as its first bytes say."
    if named is not None:
        return _asked_for(path, named), ""
    fault = _first_fault(path, "utf-8")
    if fault is None:
        return "utf-8", ""
    codec = _likeliest(path, fault)
    label = {"cp1252": "Windows-1252", "latin_1": "Latin-1"}.get(codec, codec)
    return codec, (
        f"The file is not UTF-8 and was read as {label}. "
        'If letters look wrong, name the right one as encoding = "..." under [options] in the mapping file.'
    )


def _text_encoding(option: str) -> str:
    """The option, where it names an encoding that files of text are in. Raises BadInput."""
    try:
        # Encoding refuses what turns bytes into bytes, such as base64; looking it up does not.
        "".encode(option)
        foreign = codecs.lookup(option).name in _NOT_OF_FILES
    except (LookupError, ValueError) as error:
        raise _no_encoding(option) from error
    if foreign:
        raise _no_encoding(option)
    return option


def _no_encoding(option: str) -> BadInput:
    return BadInput(f"{quoted(option)} is not an encoding of text files: write one such as utf-8, cp1252 or utf-16.")


def _asked_for(path: Path, option: str) -> str:
    fault = _first_fault(path, option)
    if fault is not None:
        raise BadInput(
            f"“{path.name}” is not in the encoding {option} that the mapping file names (byte {fault:,} does not fit). "
            "Name another, or leave the option out."
        )
    return option


def _likeliest(path: Path, fault: int) -> str:
    with path.open("rb") as stream:
        stream.seek(max(0, fault - SAMPLE_BYTES // 2))
        sample = stream.read(SAMPLE_BYTES)
    matches = from_bytes(sample, cp_isolation=_LIKELY)
    best = matches.best()
    ties = [m.encoding for m in matches if best is not None and m.chaos <= best.chaos + _TIE]
    guesses = ["cp1252", *ties] if "cp1252" in ties or not ties else [*ties, "cp1252"]
    return next((codec for codec in guesses if _first_fault(path, codec) is None), "latin_1")


def _first_fault(path: Path, codec: str) -> int | None:
    """Where the file first breaks the encoding; None where it never does. Reads all of it, a chunk at a time."""
    decoder = codecs.getincrementaldecoder(codec)()
    done = 0
    with path.open("rb") as stream:
        while True:
            chunk = stream.read(CHUNK)
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeError as error:
                # UTF-16 and UTF-32 without a BOM raise the plain error, which does not say where.
                return done + (error.start if isinstance(error, UnicodeDecodeError) else 0)
            if not chunk:
                return None
            done += len(chunk)
