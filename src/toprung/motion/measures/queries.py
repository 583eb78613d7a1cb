"""The query behind each measure, for whoever asks what a figure rests on."""

from __future__ import annotations

from toprung.engine.texts import text
from toprung.kernel.errors import BadInput

_TEXTS = {
    "nrr": "retention",
    "grr": "retention",
    "logo_retention": "retention",
    "oar": "achievement",
    "ttfv": "time_to_value",
    "promise_kept": "promises",
}


def query_of(measure: str) -> str:
    """The SQL text that makes a measure's rows. Raises BadInput for an unknown measure."""
    if measure not in _TEXTS:
        raise BadInput(f"There is no measure “{measure}”. There is: {', '.join(_TEXTS)}.")
    return text(_TEXTS[measure])
