"""Where Toprung is reached, how it sends mail, and what its clock says: read from the environment's texts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

from toprung.kernel.errors import BadInput


@dataclass(frozen=True, slots=True)
class Site:
    """The address that people type: scheme://host[:port], no path."""

    origin: str
    host: str

    @property
    def https(self) -> bool:
        return self.origin.startswith("https://")


def site(url: str) -> Site | None:
    """The site at the address; None where none is given. Raises BadInput for what is no http(s) address."""
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query:
        raise BadInput(f"TOPRUNG_URL is “{url}”: write it as https://toprung.example.com, with no path after it.")
    return Site(f"{parts.scheme}://{parts.netloc}", parts.hostname)


def whole_number(name: str, text: str, default: int) -> int:
    """The number in the text, `default` where it is blank. Raises BadInput for a negative one or none at all."""
    if not text.strip():
        return default
    if not text.strip().isdecimal():
        raise BadInput(f"{name} is “{text}”: give a whole number such as {default}.")
    return int(text)


def clock_shift(text: str, real: datetime) -> timedelta:
    """How far the program's clock is from the machine's, as `TOPRUNG_CLOCK` says it.

    Blank: not at all. An instant (2026-03-02T09:00:00+00:00, or a day): the clock begins there, now. A signed number
    of seconds (-86400): that far. Raises BadInput.
    """
    if not text:
        return timedelta()
    try:
        if text[0] in "+-":
            return timedelta(seconds=float(text))
        begins = datetime.fromisoformat(text)
    except (ValueError, OverflowError) as error:
        raise BadInput(
            f"TOPRUNG_CLOCK is “{text}”: give the instant at which the clock begins, such as 2026-03-02T09:00:00+00:00."
        ) from error
    return (begins if begins.tzinfo else begins.replace(tzinfo=UTC)) - real


@dataclass(frozen=True, slots=True)
class Mail:
    """How mail is sent: over SMTP where there is a host, else each mail is written as a file."""

    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    ssl: bool = False
    starttls: bool = False

    @property
    def backend(self) -> str:
        """Django's class that sends it."""
        return f"django.core.mail.backends.{'smtp' if self.host else 'filebased'}.EmailBackend"


def mail(url: str) -> Mail:
    """How the address says that mail is sent. Blank: as files.

    smtp://user:password@host:587 (add ?tls=starttls), or smtps://user:password@host:465. Raises BadInput.
    """
    if not url:
        return Mail()
    parts = urlsplit(url)
    tls = parse_qs(parts.query).get("tls", [""])[0]
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or tls not in ("", "starttls"):
        raise BadInput(
            "TOPRUNG_EMAIL_URL must be smtp://user:password@host:587?tls=starttls, or smtps://user:password@host:465."
        )
    ssl = parts.scheme == "smtps"
    return Mail(
        host=parts.hostname,
        port=parts.port or (465 if ssl else 25),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        ssl=ssl,
        starttls=tls == "starttls",
    )
