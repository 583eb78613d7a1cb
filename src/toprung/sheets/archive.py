"""Is a ZIP file a workbook that is safe to open? Decided from its directory, and again by unpacking it in pieces."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from toprung.kernel.errors import BadInput

#: A workbook may unpack to this much, to this many times its size (beyond a harmless size), and to this many parts.
LARGEST_EXPANDED = 1 << 30
HIGHEST_RATIO = 200
HARMLESS_EXPANDED = 8 << 20
MOST_MEMBERS = 10_000

_CHUNK = 1 << 16
_ENCRYPTED = 0x1
_MERGE = re.compile(rb'<(?:\w{1,20}:)?mergeCell\b[^<>]{0,99}\bref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
#: The longest piece that a merge's tag may be cut into at the end of a chunk.
_OVERLAP = 256
_PARTS = (".xml", ".rels", ".vml")


def check_workbook(path: Path) -> None:
    """Raises BadInput, with sizes, where the file is no workbook, is locked, or would fill memory or disk."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            _check_contents(path, {member.filename for member in members})
            if any(member.flag_bits & _ENCRYPTED for member in members):
                raise BadInput(f"“{path.name}” is locked with a password. Nothing was read. Save it without one.")
            _check_sizes(path, members)
            _check_unpacked(path, archive, members)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise BadInput(
            f"“{path.name}” is damaged: its ZIP structure cannot be read ({error}). Nothing was read. "
            "Open it in Excel and save it again as .xlsx."
        ) from error


def merged_ranges(path: Path, part: str) -> Iterator[str]:
    """The merged ranges of a worksheet, such as A1:C1, as they come; read without building its tree."""
    with zipfile.ZipFile(path) as archive, archive.open(part) as stream:
        rest = b""
        while chunk := stream.read(_CHUNK):
            text = rest + chunk
            end = 0
            for match in _MERGE.finditer(text):
                yield match[1].decode()
                end = match.end()
            rest = text[max(end, len(text) - _OVERLAP) :]


def _check_contents(path: Path, names: set[str]) -> None:
    if "xl/workbook.bin" in names:
        raise BadInput(f"“{path.name}” is a binary workbook (.xlsb). Nothing was read. Save it as .xlsx or CSV.")
    if "content.xml" in names and "mimetype" in names:
        raise BadInput(f"“{path.name}” is an OpenDocument file. Nothing was read. Save it as .xlsx or CSV.")
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise BadInput(
            f"“{path.name}” is a ZIP archive, not a workbook. Nothing was read. Unpack it and give the file inside."
        )


def _check_sizes(path: Path, members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MOST_MEMBERS:
        raise BadInput(
            f"“{path.name}” has {len(members):,} parts inside, more than {MOST_MEMBERS:,}. Nothing was read. "
            "Save the one sheet that is needed as CSV."
        )
    packed = max(path.stat().st_size, 1)
    expanded = sum(member.file_size for member in members)
    if expanded > LARGEST_EXPANDED:
        raise _too_large(path, expanded, f"more than the {_size(LARGEST_EXPANDED)} that are opened")
    if expanded > HARMLESS_EXPANDED and expanded > packed * HIGHEST_RATIO:
        raise _too_large(path, expanded, f"{expanded // packed:,} times its {_size(packed)}, as a ZIP bomb would")


def _check_unpacked(path: Path, archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    """The sizes a ZIP file declares can lie, so every part that may be opened is unpacked once, and thrown away."""
    done = 0
    for member in members:
        if not member.filename.endswith(_PARTS):
            continue
        with archive.open(member) as stream:
            while chunk := stream.read(_CHUNK):
                done += len(chunk)
                if done > LARGEST_EXPANDED:
                    raise _too_large(path, done, f"more than the {_size(LARGEST_EXPANDED)} that are opened")


def _too_large(path: Path, expanded: int, why: str) -> BadInput:
    return BadInput(
        f"“{path.name}” would unpack to {_size(expanded)}, {why}. Nothing was read. "
        "Save the one sheet that is needed as CSV."
    )


def _size(count: int) -> str:
    for unit in ("bytes", "KiB", "MiB"):
        if count < 1024:
            return f"{count:,.0f} {unit}"
        count //= 1024
    return f"{count:,} GiB"
