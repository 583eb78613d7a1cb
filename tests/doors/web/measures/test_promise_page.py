"""The promise-kept rate on its page: the sentence, the promises behind it in their parts, and by seller."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.cast import TODAY, Cast
from tests.doors.web.conftest import SignIn
from tests.doors.web.looking import words
from tests.motion.measures.seven import TEMPLATE, YEAR, sell_seven

from toprung.doors.web.measures.behind import columns_of, parts_of, table_of
from toprung.motion.measures.measuring import measure
from toprung.records.outcomes.templates import starters

pytestmark = pytest.mark.usefixtures("in_spring")


def test_the_promises_behind_it(cast: Cast, sign_in: SignIn) -> None:
    sell_seven(cast)
    url = reverse("measure", args=[cast.workspace.pk, "promise_kept"])
    asked = {"period": "own", "from": "2025-04-01", "to": "2026-03-31"}
    page = " ".join(sign_in("vera").get(url, {**asked, "by": "seller"}).content.decode().split())
    assert "Of 3 promises made at the sale and due by now, 66.7% were reached in time; 33.3% had it confirmed." in page
    assert "Close the books in 5 days instead of 10" in page
    assert "1 of 2 promises" in page, "Sam’s"
    beside = sign_in("vera").get(url, {**asked, "show": "no_promise"}).content.decode()
    assert "Elm" in beside
    assert sign_in("stan").get(url).status_code == 404


def test_by_template_it_says_what_the_template_says_and_which_was_written_without(cast: Cast, sign_in: SignIn) -> None:
    sell_seven(cast)
    url = reverse("measure", args=[cast.workspace.pk, "promise_kept"])
    asked = {"period": "own", "from": "2025-04-01", "to": "2026-03-31", "by": "template"}
    page = words(sign_in("vera").get(url, asked).content.decode())
    says = starters()[TEMPLATE].statement
    assert f"{says} {TEMPLATE} 100% 2 of 2 promises written without a template 0% 0 of 1 promise" in page
    # Behind it: Ash and Cedar from the template, Birch without.
    behind = page[page.index("The accounts behind it") :]
    assert (behind.count(TEMPLATE), behind.count("written without a template")) == (2, 1)
    # By category no template is told by what it says.
    assert says not in words(sign_in("vera").get(url, {**asked, "by": "category"}).content.decode())
    told = sign_in("lena").get(reverse("measure_json", args=[cast.workspace.pk, "promise_kept"]), asked).json()
    assert [group["group"] for group in told["groups"]] == [TEMPLATE, "written without a template"]


def test_every_part_has_its_columns_and_sorts(cast: Cast) -> None:
    sell_seven(cast)
    found = measure(cast.workspace, "promise_kept", YEAR, as_of=TODAY, by=cast.viewer)
    parts = parts_of(found)
    assert [part.key for part in parts] == ["rate", "not_due", "undated", "no_promise"]
    for part in parts:
        for column in columns_of(found, part):
            table = table_of(cast.workspace, found, {"show": part.key, "sort": f"-{column.key}"})
            assert sorted(r.account for r in table.page) == sorted(r.account for r in part.rows)
