"""The vendor's brand: who changes it, what is refused, and what a page reads of it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import NOW, Cast

from toprung.kernel.errors import BadInput, NotAllowed
from toprung.records.portal.branding import LARGEST_LOGO, BrandDraft, brand_of, set_brand
from toprung.records.tenancy.actors import ANONYMOUS

LOGO = b"\x89PNG\r\n\x1a\n" + b"0" * 20


def test_only_an_admin_changes_it(cast: Cast) -> None:
    for actor in (ANONYMOUS, cast.stranger, cast.leader, cast.csm, cast.seller, cast.viewer):
        with pytest.raises(NotAllowed):
            set_brand(cast.workspace, BrandDraft("Bright"), by=actor, now=NOW)

    set_brand(cast.workspace, BrandDraft("Bright", logo=LOGO), by=cast.admin, now=NOW)
    assert brand_of(cast.workspace).called == "Bright"
    assert brand_of(cast.elsewhere).called == "Northlight"


def test_a_change_of_the_name_leaves_the_logo(cast: Cast) -> None:
    set_brand(cast.workspace, BrandDraft("Bright", logo=LOGO), by=cast.admin, now=NOW)

    set_brand(cast.workspace, BrandDraft("Brighter"), by=cast.admin, now=NOW)
    assert bytes(brand_of(cast.workspace).logo) == LOGO
    set_brand(cast.workspace, BrandDraft("Brighter", logo=b""), by=cast.admin, now=NOW)
    assert (bytes(brand_of(cast.workspace).logo), brand_of(cast.workspace).logo_type) == (b"", "")


@pytest.mark.parametrize(
    ("draft", "sentence"),
    [
        (BrandDraft(colour="blue"), "“blue” is no colour"),
        (BrandDraft(colour="#12345g"), "is no colour"),
        (BrandDraft(reply_to="nobody"), "“nobody” is no e-mail address"),
        (BrandDraft(logo=b"<svg onload='alert(1)'/>"), "neither PNG nor JPEG"),
        (BrandDraft(logo=b"\xff\xd8\xff" + b"0" * LARGEST_LOGO), "give one of at most 200 KB"),
    ],
)
def test_what_cannot_be_shown_is_refused(draft: BrandDraft, sentence: str, cast: Cast) -> None:
    with pytest.raises(BadInput, match=sentence):
        set_brand(cast.workspace, draft, by=cast.admin, now=NOW)


def test_a_page_reads_it_in_one_query_without_the_picture(cast: Cast) -> None:
    set_brand(cast.workspace, BrandDraft(logo=LOGO), by=cast.admin, now=NOW)

    with CaptureQueriesContext(connection) as asked:
        assert (brand_of(cast.workspace).called, brand_of(cast.workspace).logo_type) == ("Brightworks", "image/png")
    assert len(asked) == 2, "one for each of the two"
    assert not any('"portal_brand"."logo",' in query["sql"] for query in asked)
