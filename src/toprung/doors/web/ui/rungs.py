"""The product's emblem: a small ladder beside a rung's name, the same in every list, page and legend.

Four bars stand for the four rungs. A filled bar has evidence, an outlined one is a gap, a dotted one is unknown; what
the bars say is also said in words for those who do not see them.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from toprung.kernel.vocabulary import Rung

#: one or two words, for lists; the rung's own label is for headings
SHORT = {0: "Off", 1: "Activity", 2: "Adoption", 3: "Outcome", 4: "Result"}
_TOP, _STEP = 12.5, 3.0


def rung(
    number: int, gaps: str | Iterable[int] = "", unknown: str | Iterable[int] = "", short: bool = False
) -> SafeString:
    """The badge of a rung: glyph, number, name, and in words what is hollow or unknown below it."""
    return _badge(int(number), digits(gaps), digits(unknown), short)


def glyph(number: int, gaps: str = "", unknown: str = "") -> SafeString:
    """The little ladder alone, 16 by 16; decoration."""
    bars = format_html_join(
        "",
        '<path class="bar bar-{}" d="M4 {}h8"/>',
        ((_bar_state(step, number, gaps, unknown), _TOP - _STEP * (step - 1)) for step in range(1, 5)),
    )
    return format_html(
        '<svg class="rung-glyph" viewBox="0 0 16 16" aria-hidden="true">'
        '<path class="rail" d="M3.5 1v14M12.5 1v14"/>{}</svg>',
        bars,
    )


def told(number: int, gaps: str, unknown: str) -> str:
    """What is hollow and unknown, in words; empty where there is nothing to say."""
    below = _names(gaps)
    said = [f"hollow: no evidence of {below}"] if below else []
    dark = _names("".join(step for step in unknown if int(step) != number))
    return "; ".join([*said, f"{dark} unknown"] if dark else said)


def digits(rungs: str | Iterable[int]) -> str:
    """Rungs as text, lowest first: “12” stands for rungs 1 and 2."""
    return "".join(sorted(str(int(step)) for step in rungs))


def _bar_state(step: int, number: int, gaps: str, unknown: str) -> str:
    if str(step) in unknown:
        return "unknown"
    if str(step) in gaps:
        return "gap"
    return f"on bar-{step}" if step <= number else "off"


def _names(rungs: str) -> str:
    names = [Rung(int(step)).label.lower() for step in rungs]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 2 else names)


@lru_cache(maxsize=1024)
def _badge(number: int, gaps: str, unknown: str, short: bool) -> SafeString:
    words = told(number, gaps, unknown)
    mark = SafeString('<span class="rung-hollow" aria-hidden="true">hollow</span>') if gaps and not short else ""
    spoken = format_html('<span class="visually-hidden">, {}</span>', words) if words else ""
    name = format_html('<span class="{}">{}</span>', "visually-hidden" if short else "rung-name", SHORT[number])
    return format_html(
        '<span class="rung rung-{}" title="{}">{}<span class="rung-number">{}</span> {}{}{}</span>',
        number,
        f"Rung {number}, {Rung(number).label}" + (f"; {words}" if words else ""),
        glyph(number, gaps, unknown),
        number,
        name,
        mark,
        spoken,
    )
