"""Which database DATABASE_URL names, and what is said of one that names none; where the lake lies."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from toprung.config.databases import database
from toprung.kernel.errors import BadInput


def test_a_quoted_name_user_and_password_are_read(tmp_path: Path) -> None:
    found = database("postgresql://an%40a:p%2Fw@db.example:5433/top%20rung", tmp_path)
    assert [found[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")] == [
        *("top rung", "an@a", "p/w", "db.example", "5433")
    ]


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("postgresql://ann@db:54x3/toprung", "port in DATABASE_URL"),
        ("postgresql://ann@db:99999/toprung", "port in DATABASE_URL"),
        ("postgresql://ann:p/w@db/toprung", "port in DATABASE_URL"),
        ("postgresql://[db/toprung", "DATABASE_URL is no address"),
        ("mysql://db/toprung", "must begin with postgresql"),
    ],
)
def test_what_is_no_address_is_refused_with_a_sentence(tmp_path: Path, url: str, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        database(url, tmp_path)


def test_the_lake_is_absolute(tmp_path: Path) -> None:
    code = "from toprung.config import settings; print(settings.LAKE)"
    env = os.environ | {"TOPRUNG_LAKE": "lake", "DATABASE_URL": ""}
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=env, capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == str(tmp_path / "lake")
