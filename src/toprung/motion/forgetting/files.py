"""Mails that were written into files for want of a mail server, and the copies that backups and restores leave."""

from __future__ import annotations

from collections.abc import Sequence
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path

from django.conf import settings

from toprung.motion import stores
from toprung.motion.backups.making import backups_folder
from toprung.motion.backups.restoring import SET_ASIDE
from toprung.records.journal.rewriting import says

#: what Django writes between two mails of a file
_BETWEEN = b"\n" + b"-" * 79 + b"\n"
_HEADERS = ("To", "From", "Reply-To", "Subject")


def mails_naming(texts: Sequence[str]) -> int:
    """How many mails in the mail folder name one of the texts."""
    return sum(len(_parted(path, texts)[1]) for path in _files())


def forget_in_mail_folder(texts: Sequence[str]) -> int:
    """Take the mails that name one of the texts out of the mail folder; returns how many those were."""
    gone = 0
    for path in _files():
        kept, naming = _parted(path, texts)
        gone += len(naming)
        if naming and kept:
            path.write_bytes(b"".join(mail + _BETWEEN for mail in kept))
        elif naming:
            path.unlink()
    return gone


def backups() -> tuple[str, ...]:
    """The names of the copies of the stores in the backups folder, and of what restores have set aside."""
    folder = backups_folder()
    found = list(folder.iterdir()) if folder.is_dir() else []
    # Where these are on another disk than the backups.
    for place in (Path(settings.HOME), stores.lake().folder):
        found += place.glob(f"{SET_ASIDE}*")
    return tuple(path.name for path in sorted(found, key=lambda path: path.name, reverse=True))


def _files() -> list[Path]:
    folder = Path(settings.EMAIL_FILE_PATH)
    return sorted(folder.glob("*.log")) if folder.is_dir() else []


def _parted(path: Path, texts: Sequence[str]) -> tuple[list[bytes], list[bytes]]:
    """The file's mails that name none of the texts, and those that do."""
    mails = [mail for mail in path.read_bytes().split(_BETWEEN) if mail.strip()]
    naming = [mail for mail in mails if _names(mail, texts)]
    return [mail for mail in mails if mail not in naming], naming


def _names(mail: bytes, texts: Sequence[str]) -> bool:
    message = BytesParser(policy=default).parsebytes(mail)
    assert isinstance(message, EmailMessage)
    bodies = [part.get_content() for part in message.walk() if part.get_content_maintype() == "text"]
    return says([*(str(message.get(name, "")) for name in _HEADERS), *bodies], texts)
