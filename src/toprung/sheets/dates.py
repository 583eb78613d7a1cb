"""Days and instants as people and systems write them: ISO, 31.12.2025, 12/31/2025, 31 Dec 2025, day numbers, epochs.

Whether 03/04 is the third of April or the fourth of March is decided for a whole column.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal

from toprung.sheets.problems import CellError, Contradiction, quoted

#: Two-digit years up to this one are of this century, as in POSIX.
LAST_SHORT_YEAR = 68
#: Day numbers of spreadsheets: 20000 is 1954-10-03, 80000 is 2119-01-10. Day 60 is the leap day 1900 never had.
FIRST_SERIAL, LAST_SERIAL = 20_000, 80_000
_SERIAL_EPOCH = date(1899, 12, 30)
_LONGEST_ISO_DAY = len("2026-12-31")

_TIME = r"(?:[T ,]+\d{1,2}[:.h]\d{2}.*)?"
_ISO = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_TIME}")
_COMPACT = re.compile(r"((?:19|20)\d{2})([01]\d)([0-3]\d)")
_NUMERIC = re.compile(rf"(\d{{1,2}})\s?([/.-])\s?(\d{{1,2}})\s?\2\s?(\d{{4}}|\d{{2}})\.?{_TIME}")
_DAY_NAMED = re.compile(
    rf"(\d{{1,2}})(?:st|nd|rd|th|er)?[.\s/-]+(?:de\s+)?([^\W\d_]+)\.?[,.\s/-]+(?:de\s+)?(\d{{4}}|\d{{2}}){_TIME}"
)
_NAMED_DAY = re.compile(rf"([^\W\d_]+)\.?[\s/-]+(\d{{1,2}})(?:st|nd|rd|th)?[,.\s/-]+(\d{{4}}|\d{{2}}){_TIME}")
_WEEKDAY = re.compile(r"^[^\W\d_]{2,10}\.?,\s*")
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?")
_EPOCH = re.compile(r"\d{10}(?:\.\d{1,6})?|\d{13}|\d{16}")
_CLOCK = re.compile(
    r"[T ,]+(\d{1,2})[:.h](\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?"
    r"\s*([AaPp]\.?[Mm]\.?)?\s*(Z|UTC|GMT|[+-]\d{2}:?(?:\d{2})?)?$"
)

_MONTHS = (
    "jan january janvier januar enero janeiro januari gennaio ene gen",
    "feb february fevrier februar febrero fevereiro februari febbraio fev fevr",
    "mar march mars marz marzo marco maart mrz mrt",
    "apr april avril abril aprile avr abr",
    "may mai mayo maio mei maggio mag",
    "jun june juin juni junio junho giugno giu",
    "jul july juillet juli julio julho luglio juil lug",
    "aug august aout agosto augustus ago",
    "sep september septembre septiembre setembro settembre sept set",
    "oct october octobre oktober octubre outubro ottobre okt out ott",
    "nov november novembre noviembre novembro",
    "dec december decembre dezember diciembre dezembro dicembre dez dic",
)
_MONTH_OF = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}


@dataclass(frozen=True, slots=True)
class DayStyle:
    """How a column's days are read: is 03/04 the third of April, why so; and the zone of times without one.

    `day_zone`: where a day without a time begins, if not in the zone of the times.
    """

    day_first: bool = True
    why: str = ""
    zone: tzinfo = field(default=UTC)
    day_zone: tzinfo | None = None

    def begin(self, day: date, text: str) -> datetime:
        """The instant at which a day begins, in UTC. Raises CellError."""
        midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - in_utc gives it its zone
        return in_utc(midnight, self.day_zone or self.zone, text)


@dataclass(slots=True)
class DayEvidence:
    """What a column's cells say about the order of day and month; feed it every sampled text, then ask."""

    day_first: str = ""
    month_first: str = ""
    open: str = ""
    days: int = 0
    months: int = 0

    def see(self, text: str) -> None:
        """Count one cell's text."""
        match = _NUMERIC.fullmatch(text.strip())
        if match is None:
            return
        first, second = int(match[1]), int(match[3])
        if first > 12 >= second:
            self.day_first, self.days = self.day_first or text, self.days + 1
        elif second > 12 >= first:
            self.month_first, self.months = self.month_first or text, self.months + 1
        elif match[2] == "/":
            self.open = self.open or text

    @property
    def shown(self) -> bool | None:
        """What the cells show beyond doubt, by majority; None where nothing does."""
        if not (self.days or self.months):
            return None
        return self.days >= self.months

    def decide(self, told: bool | None, by: str, elsewhere: bool | None, zone: tzinfo) -> tuple[DayStyle, bool]:
        """The column's style, and whether it had to be guessed.

        What was told decides (`by` says by whom), then the column's own cells, then what the file's other columns
        show (`elsewhere`), then day-first.
        """
        if told is not None:
            return DayStyle(told, by, zone), False
        if self.shown is not None:
            seen = self.day_first if self.shown else self.month_first
            return DayStyle(self.shown, f"it holds {quoted(seen)}", zone), False
        if elsewhere is not None:
            return DayStyle(elsewhere, "the file's other days are" if self.open else "", zone), bool(self.open)
        return DayStyle(True, "nothing in it decides" if self.open else "", zone), bool(self.open)


def parse_day(text: str, style: DayStyle) -> date:
    """The day a text names; of a text with a time, the day as written. Raises CellError."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return _parse_day(" ".join(text.split()), text, style)


def parse_instant(text: str, style: DayStyle) -> datetime:
    """The instant a text names, in UTC. Without an offset it is in the column's zone. Raises CellError.

    Takes ISO, a day with a time, a day alone (its beginning) and seconds, milli- or microseconds since 1970.
    """
    bare = text.strip()
    if _EPOCH.fullmatch(bare):
        return from_epoch(Decimal(bare))
    found = _iso_day(bare) or _iso_instant(bare) or _written_instant(bare, style)
    return in_utc(found, style.zone, text) if isinstance(found, datetime) else style.begin(found, text)


def zone_told(text: str) -> bool | None:
    """Does the text of an instant say its zone? None where it is a day without a time, or none of either."""
    if _EPOCH.fullmatch(text.strip()):
        return True
    match = _CLOCK.search(text.strip())
    return None if match is None else match[6] is not None


def from_serial(number: Decimal) -> date:
    """The day of a spreadsheet's day number; raises CellError where it is out of range."""
    if not FIRST_SERIAL <= number <= LAST_SERIAL:
        raise CellError(f"{quoted(str(number))} is not a day.", "Write the day as YYYY-MM-DD, such as 2026-03-31.")
    return _SERIAL_EPOCH + timedelta(days=int(number))


def from_epoch(number: Decimal) -> datetime:
    """Seconds since 1970 (10 digits before the point), milliseconds (13) or microseconds (16). Raises CellError."""
    digits = len(str(abs(int(number))))
    if digits not in (10, 13, 16):
        raise CellError(
            f"{quoted(str(number))} is not a time.", "Give seconds (10 digits) or milliseconds (13 digits) since 1970."
        )
    micros = int(number * {10: 1_000_000, 13: 1_000, 16: 1}[digits])
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)


def in_utc(moment: datetime, zone: tzinfo, text: str) -> datetime:
    """The instant in UTC; a moment without a zone is in `zone`. Of an hour that comes twice, the first is meant."""
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except OverflowError as error:
        raise CellError(f"{quoted(text)} is outside the years 1 to 9999.", "Check the year.") from error


def _iso_day(bare: str) -> date | None:
    if len(bare) > _LONGEST_ISO_DAY:
        return None
    try:
        return date.fromisoformat(bare)
    except ValueError:
        return None


def _iso_instant(bare: str) -> datetime | None:
    try:
        return datetime.fromisoformat(bare)
    except ValueError:
        return None


def _written_instant(bare: str, style: DayStyle) -> datetime | date:
    """The moment, without a zone where none is written, or the day where no time is."""
    day = _parse_day(" ".join(bare.split()), bare, style)
    match = _CLOCK.search(bare)
    if match is None:
        if ":" in bare:
            raise _no_instant(bare)
        return day
    hour = int(match[1])
    if match[5]:
        hour = hour % 12 + (12 if match[5][0] in "pP" else 0)
    micro = int((match[4] or "0").ljust(6, "0")[:6])
    zone = match[6] or ""
    offset = "+00:00" if zone in ("Z", "UTC", "GMT") else zone
    written = f"{day}T{hour:02}:{match[2]}:{match[3] or '00'}.{micro:06}{offset}"
    moment = _iso_instant(written)
    if moment is None:
        raise _no_instant(bare)
    return moment


def _no_instant(text: str) -> CellError:
    return CellError(f"{quoted(text)} is not a time.", "Write it as 2026-03-31T14:05:00Z.")


def _no_day(text: str) -> CellError:
    return CellError(f"{quoted(text)} is not a day.", "Write it as YYYY-MM-DD, such as 2026-03-31.")


def _parse_day(bare: str, text: str, style: DayStyle) -> date:
    if match := _ISO.fullmatch(bare) or _COMPACT.fullmatch(bare):
        return _day(match[1], match[2], match[3], text)
    if match := _NUMERIC.fullmatch(bare):
        return _numeric_day(match, text, style)
    if _SERIAL.fullmatch(bare):
        return from_serial(Decimal(bare.replace(",", ".")))
    for candidate in (bare, _WEEKDAY.sub("", bare)):
        if match := _DAY_NAMED.fullmatch(candidate):
            return _day(match[3], _month(match[2], text), match[1], text)
        if match := _NAMED_DAY.fullmatch(candidate):
            return _day(match[3], _month(match[1], text), match[2], text)
    raise _no_day(text)


def _numeric_day(match: re.Match[str], text: str, style: DayStyle) -> date:
    day, month = (match[1], match[3]) if style.day_first else (match[3], match[1])
    if int(month) > 12 >= int(day):
        if not style.why:
            return _day(match[4], day, month, text)
        order = "day-first" if style.day_first else "month-first"
        raise Contradiction(
            f"{quoted(text)} does not fit its column, which is read {order}, because {style.why}.",
            "Write it as YYYY-MM-DD, or give day_first = true or false under [options] in the mapping file.",
        )
    return _day(match[4], month, day, text)


def _day(year: str, month: str | int, day: str, text: str) -> date:
    full = int(year) if len(year) == 4 else int(year) + (2000 if int(year) <= LAST_SHORT_YEAR else 1900)
    try:
        return date(full, int(month), int(day))
    except ValueError as error:
        raise CellError(f"{quoted(text)} is not in the calendar.", "Check day, month and year.") from error


def _month(name: str, text: str) -> int:
    plain = "".join(c for c in unicodedata.normalize("NFKD", name).casefold() if not unicodedata.combining(c))
    if plain not in _MONTH_OF:
        raise _no_day(text)
    return _MONTH_OF[plain]
