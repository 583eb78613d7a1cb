"""The vendor's name, logo and colour, as customers see them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from toprung.kernel.errors import BadInput
from toprung.records.journal.actions import Note, changes_between, write
from toprung.records.portal.models import Brand
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.addresses import is_address
from toprung.records.tenancy.models import Workspace
from toprung.records.tenancy.permissions import Verb, require
from toprung.records.tenancy.turns import turn

#: bytes; a logo is shown 40 pixels high
LARGEST_LOGO = 200 * 1024
_COLOUR = re.compile(r"#[0-9a-f]{6}")
#: how each kind of picture begins; SVG is left out, since it can carry script
_PICTURES = ((b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"))


@dataclass(frozen=True, slots=True)
class BrandDraft:
    """What is to be seen. `logo` None leaves the one on file; b"" takes it out."""

    name: str = ""
    colour: str = ""
    reply_to: str = ""
    logo: bytes | None = None


def brand_of(workspace: Workspace) -> Brand:
    """The workspace's brand; one with nothing set, where there is none on file. The logo is read when it is asked for:
    `logo_type` says whether there is one.
    """
    found = Brand.objects.filter(workspace=workspace).select_related("workspace").defer("logo")
    return found.first() or Brand(workspace=workspace)


def set_brand(workspace: Workspace, draft: BrandDraft, *, by: Actor, now: datetime) -> Brand:
    """From now on customers see this. Raises NotAllowed; BadInput for a colour, address or logo that is none."""
    require(by, Verb.CHANGE_WORKSPACE, workspace)
    fields = _fit(draft)
    with turn(workspace):
        brand = brand_of(workspace)
        before = {name: getattr(brand, name) for name in _TOLD}
        for name, value in fields.items():
            setattr(brand, name, value)
        brand.save()
        changes = changes_between(before, {name: getattr(brand, name) for name in _TOLD})
        if changes or draft.logo is not None:
            write(workspace, [Note("set_brand", changes=changes)], by=by, at=now)
    return brand


_TOLD = ("name", "colour", "reply_to", "logo_type")


def _fit(draft: BrandDraft) -> dict[str, str | bytes]:
    fields: dict[str, str | bytes] = {
        "name": " ".join(draft.name.split())[:100],
        "colour": _colour(draft.colour),
        "reply_to": _address(draft.reply_to),
    }
    if draft.logo is not None:
        fields |= {"logo": draft.logo, "logo_type": _picture(draft.logo) if draft.logo else ""}
    return fields


def _colour(text: str) -> str:
    colour = text.strip().lower()
    if colour and not _COLOUR.fullmatch(colour):
        raise BadInput(f"“{text.strip()}” is no colour: write it like #1a5fb4.")
    return colour


def _address(text: str) -> str:
    address = text.strip()
    if address and not is_address(address):
        raise BadInput(f"“{address}” is no e-mail address.")
    return address


def _picture(content: bytes) -> str:
    if len(content) > LARGEST_LOGO:
        raise BadInput(f"The logo has {len(content) // 1024} KB: give one of at most {LARGEST_LOGO // 1024} KB.")
    for begins, kind in _PICTURES:
        if content.startswith(begins):
            return kind
    raise BadInput("The logo is neither PNG nor JPEG: save it as one of these.")
