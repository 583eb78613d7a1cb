"""What a program needs to send events here: a few lines for each way, with this installation's address."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

#: stands where a key is not shown any more
NO_KEY = "WRITE_KEY"


@dataclass(frozen=True, slots=True)
class Snippet:
    """Lines to copy. `name` is fit for an element's id."""

    name: str
    title: str
    text: str


def snippets(address: str, key: str = NO_KEY) -> tuple[Snippet, ...]:
    """For an address such as https://success.brightworks.example."""
    parts = urlsplit(address)
    told = {"address": address, "key": key, "scheme": parts.scheme, "host": parts.netloc}
    return tuple(Snippet(name, title, _filled(text, told)) for name, title, text in _TEXTS)


def _filled(text: str, told: dict[str, str]) -> str:
    for name, value in told.items():
        text = text.replace(f"<{name}>", value)
    return text.strip("\n")


_CURL = """
curl -u <key>: <address>/v1/track \\
  -H 'Content-Type: application/json' \\
  -d '{"userId": "u1", "event": "Report Run", "context": {"groupId": "HF-1"}}'
"""
_BROWSER = """
import { AnalyticsBrowser } from '@segment/analytics-next';

export const analytics = AnalyticsBrowser.load({
  writeKey: '<key>',
  cdnSettings: {
    integrations: {
      'Segment.io': { apiKey: '<key>', apiHost: '<host>/v1', protocol: '<scheme>' },
    },
  },
});
analytics.group('HF-1');
analytics.track('Report Run');
"""
_PYTHON = """
import segment.analytics as analytics

analytics.write_key = "<key>"
analytics.host = "<address>"
analytics.track("u1", "Report Run", context={"groupId": "HF-1"})
"""
_TEXTS = (
    ("curl", "HTTP, with curl", _CURL),
    ("browser", "A web page, with analytics.js (@segment/analytics-next)", _BROWSER),
    ("python", "A server, with segment-analytics-python", _PYTHON),
)
