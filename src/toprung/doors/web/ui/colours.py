"""Letters that can be read on a colour."""

from __future__ import annotations


def readable_on(colour: str) -> str:
    """White or black, whichever stands out more on `colour` (#rrggbb), by WCAG's relative luminance."""
    luminance = _luminance(colour)
    on_white, on_black = 1.05 / (luminance + 0.05), (luminance + 0.05) / 0.05
    return "#ffffff" if on_white >= on_black else "#000000"


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(share: float) -> float:
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)
