"""Numbers as people write them: 1,234.56 and 1.234,56, € 1 200, USD 5k, (300), 40 %.

Which sign is the decimal one is decided for a whole column, since “1.234” alone can be either.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from toprung.kernel.money import PLACES
from toprung.sheets.problems import CellError, Contradiction, quoted

#: Money is stored as DECIMAL(18, 4); other numbers share the 14 digits before the point and keep their places.
DIGITS_BEFORE_POINT = 14
_LIMIT = Decimal(10) ** DIGITS_BEFORE_POINT
_LONGEST = 64

_PLAIN = re.compile(r"-?\d{1,14}(?:\.(?:\d{1,2}|\d{4,15}))?")
_SPACE = "\\s\u00a0\u202f\u2009"
_CODES = (
    "EUR|USD|GBP|CHF|SEK|NOK|DKK|ISK|PLN|CZK|HUF|RON|BGN|TRY|JPY|CNY|HKD|SGD|KRW|INR|THB|IDR|MYR|PHP|VND|TWD|"
    "CAD|AUD|NZD|MXN|BRL|ARS|CLP|COP|PEN|ZAR|ILS|AED|SAR|EGP|NGN|KES|UAH|US|CA|AU|NZ|KR|ZL|FR|RP|RS"
)
_CURRENCY = re.compile(rf"^(?:{_CODES})(?![a-z])\.?|(?<![a-z])(?:{_CODES})\.?$", re.IGNORECASE)
_SYMBOLS = {"€": "EUR", "£": "GBP", "US$": "USD"}
_NAMED = re.compile(rf"[€£]|US\$|(?<![A-Z])(?:{_CODES[: _CODES.index('|US|')]})(?![A-Z])")
_SCALE = re.compile(rf"(?<=\d)[{_SPACE}]?(k|m|mm|mn|mio|mln|bn|mrd)\.?$", re.IGNORECASE)
_SCALES = {"k": 3, "m": 6, "mm": 6, "mn": 6, "mio": 6, "mln": 6, "bn": 9, "mrd": 9}
_BODY = re.compile(r"\d[\d.,]*|[.,]\d+")
_GROUPED = re.compile(rf"\d{{1,3}}(?:[{_SPACE}'’]\d{{3}})+(?=[.,]|$)")
_THREE = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """How a column's numbers are read: its decimal sign, and why, for the sentence that refuses another."""

    decimal: str = "."
    why: str = ""


@dataclass(slots=True)
class NumberEvidence:
    """What a column's cells say about its decimal sign; feed it every sampled text, then ask."""

    money: bool
    comma: str = ""
    point: str = ""
    commas: int = 0
    points: int = 0
    three_after_comma: str = ""
    three_after_point: str = ""
    percentage: str = ""

    def see(self, text: str) -> None:
        """Count one cell's text."""
        body = _body_of(text)
        if body is None:
            return
        if "%" in text:
            self.percentage = self.percentage or text
        if _THREE.fullmatch(body):
            if "," in body:
                self.three_after_comma = self.three_after_comma or text
            else:
                self.three_after_point = self.three_after_point or text
            return
        sign = _decimal_sign(body)
        if sign == ",":
            self.comma, self.commas = self.comma or text, self.commas + 1
        elif sign == ".":
            self.point, self.points = self.point or text, self.points + 1

    def decide(self, told: str | None, by: str) -> tuple[NumberStyle, bool]:
        """The column's style, and whether it had to be guessed. What was told decides (`by` whom), then the cells."""
        if told is not None:
            return NumberStyle(told, by), False
        if self.comma or self.point:
            sign, seen = (",", self.comma) if self.commas > self.points else (".", self.point)
            return NumberStyle(sign, f"it holds {quoted(seen)}"), False
        if self.money and self.three_after_point and not self.three_after_comma:
            return NumberStyle(",", f"money such as {quoted(self.three_after_point)} is read in thousands"), True
        seen = self.three_after_comma or self.three_after_point
        return NumberStyle(".", f"it holds {quoted(seen)}" if seen else ""), bool(seen)


def parse_number(text: str, style: NumberStyle) -> Decimal:
    """A Decimal from a person's text; “40 %” gives 40, as it is written. Raises CellError."""
    if _PLAIN.fullmatch(text) and style.decimal == ".":
        return Decimal(text)
    return _sized(_parse(text.strip().removesuffix("%").strip(), text, style), text)


def parse_money(text: str, style: NumberStyle) -> Decimal:
    """A Decimal of at most four places, DECIMAL(18, 4). Currency signs and codes are dropped. Raises CellError."""
    if "%" in text:
        raise CellError(f"{quoted(text)} is a percentage, and an amount of money is needed.", "Write the amount.")
    value = parse_number(text, style)
    if value != value.quantize(PLACES):
        raise CellError(f"{quoted(text)} has more than four decimal places.", "Round it to four places or fewer.")
    return value


def currency_in(text: str) -> str | None:
    """The currency that an amount names beyond doubt: EUR for “€ 5”, USD for “USD 5k”; None for “$ 5” and “5”."""
    if text[:1].isdigit() and text[-1:].isdigit():
        return None
    match = _NAMED.search(text.upper())
    return _SYMBOLS.get(match[0], match[0]) if match else None


def parse_whole(text: str, style: NumberStyle) -> int:
    """A whole number; “12.0” is one. Raises CellError."""
    if "%" in text:
        raise CellError(f"{quoted(text)} is a percentage, and a whole number is needed.", "Write the number.")
    bare = text.strip()
    style = replace(style, decimal="," if "." in bare else ".") if _THREE.fullmatch(bare) else style
    value = parse_number(bare, style)
    if value != value.to_integral_value():
        raise CellError(f"{quoted(text)} is not a whole number.", "Round it to a whole number.")
    return int(value)


def native_money(value: Decimal) -> Decimal:
    """A finite number cell as money: a calculated cell has noise beyond the fourth place, so it is rounded half up."""
    return _sized(value, str(value)).quantize(PLACES, ROUND_HALF_UP)


def native_number(value: Decimal) -> Decimal:
    """A finite number cell as it is. Raises CellError where it is too large to keep."""
    return _sized(value, str(value))


def _sized(value: Decimal, text: str) -> Decimal:
    if abs(value) >= _LIMIT:
        reason = f"{quoted(text)} is larger than Toprung can keep ({DIGITS_BEFORE_POINT} digits before the point)."
        raise CellError(reason, "Check the number.")
    return value


def _parse(bare: str, text: str, style: NumberStyle) -> Decimal:
    negative, bare = _sign(bare)
    scale = 0
    if match := _SCALE.search(bare):
        scale, bare = _SCALES[match[1].lower()], bare[: match.start()]
    body = _ungrouped(bare)
    if len(text) > _LONGEST or not _BODY.fullmatch(body):
        raise CellError(f"{quoted(text)} is not a number.", "Write it in digits, such as 1234.56.")
    value = Decimal(_with_point(body, text, style)).scaleb(scale)
    return -value if negative else value


def _sign(bare: str) -> tuple[bool, str]:
    """Is it negative, and the rest without sign and currency: (300), 300-, -€300 and €-300 all are."""
    negative = False
    if bare.startswith("(") and bare.endswith(")"):
        negative, bare = True, bare[1:-1]
    for _ in range(4):
        before = bare
        bare = _CURRENCY.sub("", bare.strip("\u00a0\u202f\u2009 \t")).strip("\u00a0\u202f\u2009 \t")
        bare = _strip_symbols(bare)
        if bare[:1] in ("-", "−", "–") or bare[-1:] in ("-", "−", "–"):
            negative, bare = not negative, bare.strip("-−–")
        bare = bare.removeprefix("+")
        if bare == before:
            break
    return negative, bare


def _strip_symbols(bare: str) -> str:
    if bare and unicodedata.category(bare[0]) == "Sc":
        return bare[1:]
    if bare and unicodedata.category(bare[-1]) == "Sc":
        return bare[:-1]
    return bare


def _ungrouped(bare: str) -> str:
    """Spaces and apostrophes taken out where they part thousands, and only there."""
    if match := _GROUPED.match(bare):
        return re.sub(rf"[{_SPACE}'’]", "", match[0]) + bare[match.end() :]
    return bare


def _body_of(text: str) -> str | None:
    """The digits and separators of a text, without sign, currency, percent and scale; None where it is no number."""
    if text.isdigit():
        return None
    bare = _sign(text.strip().removesuffix("%").strip())[1]
    if match := _SCALE.search(bare):
        bare = bare[: match.start()]
    body = _ungrouped(bare)
    return body if _BODY.fullmatch(body) else None


def _decimal_sign(body: str) -> str:
    """The decimal sign a body shows beyond doubt, else nothing."""
    commas, points = body.count(","), body.count(".")
    if commas and points:
        return "," if body.rfind(",") > body.rfind(".") else "."
    if commas > 1:
        return "."
    if points > 1:
        return ","
    return "," if commas else "." if points else ""


def _with_point(body: str, text: str, style: NumberStyle) -> str:
    """The body as Decimal takes it. A body that shows another decimal sign than its column is refused."""
    shown = "" if _THREE.fullmatch(body) else _decimal_sign(body)
    if shown and shown != style.decimal and style.why:
        kept = "a comma" if style.decimal == "," else "a point"
        raise Contradiction(
            f"{quoted(text)} does not fit its column, which is read with {kept} as decimal sign, because {style.why}.",
            'Write it like the others, or give decimal = "." or "," under [options] in the mapping file.',
        )
    sign = shown or style.decimal
    whole, _, places = body.partition(sign) if body.count(sign) == 1 else (body, "", "")
    group = "." if sign == "," else ","
    if group in places or not _groups_of_three(whole, group):
        raise CellError(f"{quoted(text)} is not a number.", "Write it in digits, such as 1234.56.")
    return f"{whole.replace(group, '')}.{places or '0'}" if places else whole.replace(group, "")


def _groups_of_three(whole: str, group: str) -> bool:
    first, *rest = whole.split(group)
    return not rest or (1 <= len(first) <= 3 and all(len(part) == 3 for part in rest))
