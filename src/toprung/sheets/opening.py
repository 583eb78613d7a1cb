"""What a file is, told from its content: a table of a format that is read here, or a sentence on what it is instead."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from toprung.kernel.errors import BadInput
from toprung.sheets.columnar import open_parquet
from toprung.sheets.delimited import open_delimited
from toprung.sheets.mapping import SheetMap
from toprung.sheets.tables import Table, unreadable

_START = 4096
_OLE_BYTES = 8 << 20
_WANTED = "Give a CSV, XLSX or Parquet file."
_FOREIGN = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"\x1f\x8b", "a compressed file (gzip)"),
    (b"7z\xbc\xaf", "a compressed file (7z)"),
    (b"Rar!", "a compressed file (RAR)"),
    (b"SQLite format 3", "an SQLite database"),
    (b"{\\rtf", "an RTF document"),
    (b"ARROW1", "an Arrow file"),
)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_PARQUET = (b"PAR1", b"PARE")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: The part of an OLE file in which Office keeps a workbook that is locked with a password.
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_HTML = re.compile(rb"\s*(?:<!doctype html|<html|<head|<body|<table|<meta|<!--)", re.IGNORECASE)
_XML = re.compile(rb"\s*<(?:\?xml|[a-z]+[ >:])", re.IGNORECASE)
_JSON = re.compile(rb'\s*(?:\{\s*["}]|\[\s*[\[{"\]])')
_WIDE_BOMS = (b"\xff\xfe", b"\xfe\xff")
#: Bytes that no text table holds: control characters but for tabs, what breaks a line, and the end mark of old systems.
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x19\x1b-\x1f\x7f]")


def open_tables(path: Path, mapping: SheetMap) -> Sequence[Table]:
    """The file as the tables it may be: one per delimiter or sheet that may be meant. Raises BadInput."""
    try:
        return _open(path, mapping)
    except OSError as error:
        raise unreadable(path, error) from error


def _open(path: Path, mapping: SheetMap) -> Sequence[Table]:
    if not path.exists():
        raise BadInput(f"There is no file “{path.name}” at {path}. Check the name.")
    if not path.is_file():
        raise BadInput(f"“{path.name}” is not a file but a folder or a device. {_WANTED}")
    with path.open("rb") as stream:
        start = stream.read(_START)
    if not start.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0"):
        raise BadInput(f"“{path.name}” is empty. Export it again, with a row of headings and the rows below it.")
    if start.startswith(_ZIP):
        # openpyxl takes a tenth of a second to import: most files do without it.
        from toprung.sheets.workbook import open_workbook

        return open_workbook(path, mapping.sheet)
    if start.startswith(_PARQUET):
        return open_parquet(path)
    if start.startswith(_OLE):
        raise _old_workbook(path)
    refuse_foreign(path, start)
    return open_delimited(path, mapping.encoding, mapping.delimiter)


def refuse_foreign(path: Path, start: bytes) -> None:
    """Raises BadInput where a file's first bytes say that it is no text table."""
    what = next((label for magic, label in _FOREIGN if start.startswith(magic)), None) or _markup(start)
    if what is not None:
        raise BadInput(f"“{path.name}” is {what}, not a table. Nothing was read. {_WANTED}")
    if b"\0" in start and not start.startswith(_WIDE_BOMS):
        raise BadInput(
            f"“{path.name}” holds NUL bytes, so it is not plain text. Nothing was read. "
            "Export it again as CSV (UTF-8) or XLSX."
        )
    if _CONTROL.search(start) and not start.startswith(_WIDE_BOMS):
        raise BadInput(f"“{path.name}” holds control characters, so it is not a table. Nothing was read. {_WANTED}")


def _old_workbook(path: Path) -> BadInput:
    with path.open("rb") as stream:
        locked = _LOCKED in stream.read(_OLE_BYTES)
    if locked:
        return BadInput(f"“{path.name}” is locked with a password. Nothing was read. Save it as .xlsx without one.")
    return BadInput(
        f"“{path.name}” is an old Excel workbook (.xls) or another old Office document. Nothing was read. "
        "Open it in Excel and save it as .xlsx."
    )


def _markup(start: bytes) -> str | None:
    text = start.removeprefix(b"\xef\xbb\xbf")
    if _HTML.match(text):
        return "a web page (HTML), even if its name says otherwise"
    if _XML.match(text):
        return "an XML document"
    return "JSON" if _JSON.match(text) else None
