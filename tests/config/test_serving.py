"""What the environment says about serving: read, or refused with a sentence."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from toprung.config.secrets import secret_key
from toprung.config.serving import Mail, clock_shift, mail, site, whole_number
from toprung.kernel.errors import BadInput

NOW = datetime(2026, 3, 31, 10, 0, tzinfo=UTC)


def test_a_site() -> None:
    found = site("https://success.brightworks.example")

    assert found is not None
    assert (found.origin, found.host, found.https) == (
        "https://success.brightworks.example",
        "success.brightworks.example",
        True,
    )
    local = site("http://127.0.0.1:8080/")
    assert local is not None
    assert (local.origin, local.https) == ("http://127.0.0.1:8080", False)
    assert site("") is None


@pytest.mark.parametrize("url", ["toprung.example", "ftp://x.example", "https://", "https://x.example/app", "//x"])
def test_what_is_no_site(url: str) -> None:
    with pytest.raises(BadInput, match="TOPRUNG_URL"):
        site(url)


@pytest.mark.parametrize(
    ("text", "shift"),
    [
        ("", timedelta()),
        ("2026-03-01T10:00:00+00:00", timedelta(days=-30)),
        ("2026-03-31T12:00:00+02:00", timedelta()),
        ("2026-04-01", timedelta(hours=14)),
        ("-86400", timedelta(days=-1)),
        ("+0.5", timedelta(seconds=0.5)),
    ],
)
def test_the_clock(text: str, shift: timedelta) -> None:
    assert clock_shift(text, NOW) == shift


@pytest.mark.parametrize("text", ["yesterday", "-", "-1e400", "12"])
def test_what_is_no_clock(text: str) -> None:
    with pytest.raises(BadInput, match="TOPRUNG_CLOCK"):
        clock_shift(text, NOW)


def test_mail() -> None:
    assert mail("").backend == "django.core.mail.backends.filebased.EmailBackend"
    starttls = mail("smtp://ada:p%40ss@mail.example:587?tls=starttls")
    assert starttls == Mail("mail.example", 587, "ada", "p@ss", ssl=False, starttls=True)
    assert mail("smtps://mail.example") == Mail("mail.example", 465, ssl=True)
    assert mail("smtp://mail.example").port == 25
    assert starttls.backend == "django.core.mail.backends.smtp.EmailBackend"


@pytest.mark.parametrize("url", ["mail.example", "http://mail.example", "smtp://", "smtp://x?tls=maybe"])
def test_what_is_no_mail_server(url: str) -> None:
    with pytest.raises(BadInput, match="TOPRUNG_EMAIL_URL"):
        mail(url)


def test_a_whole_number() -> None:
    assert [whole_number("N", text, 2) for text in ("", " 3 ", "0")] == [2, 3, 0]
    for text in ("-1", "x", "1.5"):
        with pytest.raises(BadInput, match="N is"):
            whole_number("N", text, 2)


def test_the_key_is_made_once(tmp_path: Path) -> None:
    home = tmp_path / "home"

    with ThreadPoolExecutor(8) as many:
        found = set(many.map(lambda _: secret_key("", home), range(40)))

    assert len(found) == 1
    assert [path.name for path in home.iterdir()] == ["secret"]
    assert (home / "secret").stat().st_mode & 0o777 == 0o600
    assert len(found.pop()) >= 60


def test_a_given_key(tmp_path: Path) -> None:
    assert secret_key("k" * 32, tmp_path) == "k" * 32
    assert not list(tmp_path.iterdir())
    with pytest.raises(BadInput, match="TOPRUNG_SECRET has 5 characters"):
        secret_key("short", tmp_path)


_TELL = """
import json
from toprung.config import settings as s
print(json.dumps([s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.ALLOWED_HOSTS, s.CSRF_TRUSTED_ORIGINS,
    s.ALLAUTH_TRUSTED_PROXY_COUNT, hasattr(s, "SECURE_PROXY_SSL_HEADER"), s.DEFAULT_FROM_EMAIL]))
"""


def settings(folder: Path, **environment: str) -> str:
    """What the settings come to in that environment."""
    done = subprocess.run(
        [sys.executable, "-c", _TELL], cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=True
    )
    return done.stdout.strip()


def test_https_makes_cookies_secure_and_trusts_the_proxy(tmp_path: Path) -> None:
    assert settings(tmp_path, TOPRUNG_URL="https://x.example:8443") == (
        '[true, true, ["127.0.0.1", "localhost", "[::1]", "x.example"], ["https://x.example:8443"], 1, true, '
        '"Toprung <toprung@x.example>"]'
    )
    assert settings(tmp_path) == (
        '[false, false, ["127.0.0.1", "localhost", "[::1]"], [], 0, false, "Toprung <toprung@localhost>"]'
    )
    assert not list(tmp_path.iterdir()), "reading the settings makes nothing"
