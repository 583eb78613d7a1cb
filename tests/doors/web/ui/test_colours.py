"""Letters on the vendor's colour can be read: WCAG's contrast of 4.5 to 1, whatever the colour."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from toprung.doors.web.ui.colours import _luminance, readable_on


@given(st.integers(0, 0xFFFFFF))
def test_every_colour_has_letters_that_can_be_read(number: int) -> None:
    colour = f"#{number:06x}"
    lighter, darker = sorted((_luminance(colour), _luminance(readable_on(colour))), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def test_white_on_dark_and_black_on_light() -> None:
    assert [readable_on(colour) for colour in ("#000000", "#1a5fb4", "#ffcc00", "#ffffff")] == [
        "#ffffff",
        "#ffffff",
        "#000000",
        "#000000",
    ]
