"""The checks: who sees them, who may answer, and what becomes of an answer sent twice or too late."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.http import HttpResponse
from tests.cast import NOW, TODAY, Cast
from tests.doors.web.looking import HARM, HARMFUL, Browser, browser_of, words
from tests.motion.book import Book

from toprung.doors import clock
from toprung.kernel.vocabulary import MemberRole
from toprung.motion.evaluation.models import AccountState
from toprung.motion.upkeep import bring_up_to_date
from toprung.records.book.models import Account
from toprung.records.journal.models import Entry
from toprung.records.outcomes.actions import answer_check
from toprung.records.outcomes.models import CheckAnswer

LATER = NOW + timedelta(hours=1)
ANSWERING = (MemberRole.ADMIN, MemberRole.LEADER, MemberRole.CSM)


@pytest.fixture
def enzo(book: Book) -> Account:
    """Enzo Freight, whose check is owed an answer."""
    return Account.objects.get(workspace=book.workspace, external_id="EN-3")


def form_of(browser: Browser, account: Account, say: str) -> dict[str, str]:
    """The fields of the answer's form, as the page filled them in."""
    page = browser.page("check_answer", account.pk, say=say)
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    for name, value in re.findall(r'<textarea name="([^"]+)"[^>]*>\s*(.*?)</textarea>', page, re.DOTALL):
        fields[name] = unescape(value)
    return fields


def answer(browser: Browser, account: Account, fields: dict[str, str], *, htmx: bool = False) -> HttpResponse:
    return browser.send(browser.url("check_answer", account.pk), fields, htmx=htmx)


def test_anonymous_is_sent_to_sign_in(enzo: Account, cast: Cast) -> None:
    nobody = Browser.of(cast)
    for response in (nobody.get("checks"), nobody.get("check_answer", enzo.pk), answer(nobody, enzo, {"say": "no"})):
        assert (response.status_code, response.headers["Location"][:13]) == (302, "/enter/login/")
    assert nobody.get("check_answer", enzo.pk, htmx=True).status_code == 401
    assert not CheckAnswer.objects.exists()


def test_a_stranger_finds_nothing(enzo: Account, cast: Cast) -> None:
    stranger = Browser.of(cast, "stan@northlight.example")
    assert stranger.get("checks").status_code == 404
    assert stranger.get("check_answer", enzo.pk).status_code == 404
    assert answer(stranger, enzo, {"say": "no"}).status_code == 404
    assert not CheckAnswer.objects.exists()


def test_an_account_of_another_workspace_is_not_there(book: Book, cast: Cast) -> None:
    admin = browser_of(cast, MemberRole.ADMIN)
    assert admin.get("check_answer", cast.their_harbor.pk, say="no").status_code == 404
    assert answer(admin, cast.their_harbor, {"say": "no"}).status_code == 404
    assert not CheckAnswer.objects.exists()


@pytest.mark.parametrize("role", MemberRole)
def test_each_role_sees_the_list_and_who_may_answers(enzo: Account, cast: Cast, role: MemberRole) -> None:
    browser = browser_of(cast, role)
    page = browser.page("checks")
    assert "1 result check is owed an answer. As of 31 Mar 2026." in words(page)
    assert ("check_answer" in page or "/answer/" in page) is (role in ANSWERING)
    assert browser.get("check_answer", enzo.pk, say="no").status_code == (200 if role in ANSWERING else 403)
    response = answer(browser, enzo, {"say": "no", "seen": "0"})
    assert response.status_code == (303 if role in ANSWERING else 403)
    assert CheckAnswer.objects.filter(account=enzo).exists() is (role in ANSWERING)


def test_a_row_says_what_one_has_to_know(enzo: Account, cast: Cast) -> None:
    text = browser_of(cast, MemberRole.CSM).text("checks")
    assert "Enzo Freight Enterprise · Chidi Mensah 0 Off 31 Mar 2026 silence after 7 Apr 2026 counts as no" in text
    assert "“Cut empty kilometres from 22% to 15%” IM Ines Moro" in text
    assert "14 Apr 2026 notice by 14 Jan 2026, 76 days ago EUR 102,000" in text
    assert "It is kept as claimed and lifts nothing by itself" in text


def test_a_yes_names_the_result_and_lifts_nothing(enzo: Account, cast: Cast) -> None:
    chidi = browser_of(cast, MemberRole.CSM)
    fields = form_of(chidi, enzo, "yes")
    assert fields["named"] == "Cut empty kilometres from 22% to 15%"

    refused = answer(chidi, enzo, {**fields, "named": " ", "words": "They are sure"})

    assert refused.status_code == 422
    assert "A yes names the result" in refused.content.decode()
    assert "They are sure" in refused.content.decode()
    response = answer(chidi, enzo, {**fields, "words": "Said by Ines"})
    assert (response.status_code, response.headers["Location"]) == (303, chidi.url("checks"))
    kept = CheckAnswer.objects.get(account=enzo)
    assert (kept.yes, kept.named, kept.words, kept.answered_by) == (
        True,
        fields["named"],
        "Said by Ines",
        "Chidi Mensah",
    )
    state = AccountState.objects.get(account=enzo)
    assert (state.check_state, state.rung) == ("claimed", 0)
    text = chidi.text("checks")
    assert "Enzo Freight: yes, on the record." in text
    assert "No result check is owed an answer." in text
    assert "Enzo Freight yes “Cut empty kilometres from 22% to 15%” Said by Ines CM Chidi Mensah" in text


def test_a_no_in_place_takes_the_row_away(enzo: Account, cast: Cast) -> None:
    chidi = browser_of(cast, MemberRole.CSM)
    row = chidi.page("check_answer", enzo.pk, htmx=True, say="no")
    assert row.startswith(f'<tbody id="check-{enzo.pk}"')
    assert "asked again in 30 days" in words(row)

    response = answer(chidi, enzo, {**form_of(chidi, enzo, "no"), "words": "Nothing measured yet"}, htmx=True)

    assert response.status_code == 200
    assert response.headers["HX-Trigger"] == '{"toast": "Enzo Freight: no, on the record."}'
    body = response.content.decode()
    assert "<tbody id=" not in body
    assert 'id="checks-said" hx-swap-oob="true"' in body
    assert "No result check is owed an answer." in words(body)
    assert "Nothing measured yet" in body
    assert AccountState.objects.get(account=enzo).check_state == "failed"


def test_the_form_sent_twice_is_kept_once(enzo: Account, cast: Cast) -> None:
    chidi = browser_of(cast, MemberRole.CSM)
    fields = form_of(chidi, enzo, "no")
    answer(chidi, enzo, fields)

    again = answer(chidi, enzo, fields)

    assert again.status_code == 303
    assert "That was saved already; nothing was recorded twice." in chidi.text("checks")
    assert CheckAnswer.objects.count() == Entry.objects.filter(verb="answer_check").count() == 1
    htmx = answer(chidi, enzo, fields, htmx=True)
    assert "saved already" in htmx.headers["HX-Trigger"]


def test_someone_elses_answer_is_told_and_ones_words_are_kept(enzo: Account, cast: Cast) -> None:
    chidi = browser_of(cast, MemberRole.CSM)
    fields = {**form_of(chidi, enzo, "no"), "words": "They could not say"}
    answer_check(enzo, yes=True, named="Down to 15%", words="Ines told me", by=cast.leader, now=NOW)

    for htmx in (True, False):
        clash = answer(chidi, enzo, fields, htmx=htmx)
        page = clash.content.decode()
        assert clash.status_code == 422
        assert "Lena Vogt answered this check with yes while you were writing." in page
        assert "“Down to 15%”" in page
        assert "Ines told me" in page
        assert "They could not say" in page
        assert CheckAnswer.objects.count() == 1
    fresh = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    assert answer(chidi, enzo, {**fields, **fresh}).status_code == 303
    assert list(CheckAnswer.objects.order_by("pk").values_list("answered_by", "yes")) == [
        ("Lena Vogt", True),
        ("Chidi Mensah", False),
    ]


@pytest.mark.parametrize(
    "fields", [{}, {"say": "maybe"}, {"say": "no", "seen": "-1"}, {"say": "no", "words": "x" * 5000}]
)
def test_awkward_input_is_refused_with_a_sentence(enzo: Account, cast: Cast, fields: dict[str, str]) -> None:
    response = answer(browser_of(cast, MemberRole.CSM), enzo, fields)
    assert response.status_code == 422
    assert not CheckAnswer.objects.exists()


def test_an_account_that_owes_no_answer_says_so(book: Book, cast: Cast) -> None:
    nordbygg = Account.objects.get(workspace=book.workspace, external_id="NB-2")
    text = browser_of(cast, MemberRole.CSM).text("check_answer", nordbygg.pk, say="no")
    assert "No answer is owed now; the check stands as met." in text
    assert "Yes …" in browser_of(cast, MemberRole.CSM).text("check_answer", nordbygg.pk)


def test_silence_is_told_as_a_no(book: Book, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    later = NOW + timedelta(days=8)
    bring_up_to_date(book.workspace, later)
    monkeypatch.setattr(clock, "now", lambda: later)
    text = browser_of(cast, MemberRole.CSM).text("checks")
    assert "1 of them counts as no by silence" in text
    assert "31 Mar 2026 silent no by silence: no answer by 7 Apr 2026 asked again on 8 May 2026" in text
    assert "silence; an answer is owed; asked again 8 May 2026" in text


def test_a_check_that_nobody_answered_is_asked_again_on_its_day(
    book: Book, cast: Cast, enzo: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Asked on 31 March, a no by silence on 8 April, so asked afresh on 8 May.
    for days, told in ((37, "asked again on 8 May 2026"), (38, "asked again: 31 Mar 2026 was not answered")):
        later = NOW + timedelta(days=days)
        bring_up_to_date(book.workspace, later)
        monkeypatch.setattr(clock, "now", lambda later=later: later)
        text = browser_of(cast, MemberRole.CSM).text("checks")
        assert told in text
    assert "8 May 2026 asked again: 31 Mar 2026 was not answered silence after 15 May 2026 counts as no" in text
    assert "silence; an answer is owed" in text, "one intervention, and it is the same"
    assert text.count("Enzo Freight") >= 2
    page = browser_of(cast, MemberRole.CSM).text("account", enzo.pk)
    assert "asked 8 May 2026" in page
    assert "an answer is owed now" in page
    assert response_says_owed(cast, enzo)


def response_says_owed(cast: Cast, account: Account) -> bool:
    return "No answer is owed now" not in browser_of(cast, MemberRole.CSM).text("check_answer", account.pk, say="no")


def test_the_staged_backlog_is_told_week_by_week(book: Book, cast: Cast) -> None:
    names = [f"A-{n:02}" for n in range(30)]
    book.bring("accounts", "account,segment,go_live_on\n" + "".join(f"{n},SMB,2025-06-01\n" for n in names), now=LATER)
    bring_up_to_date(book.workspace, LATER)
    states = AccountState.objects.filter(workspace=book.workspace, check_state="staged")
    text = browser_of(cast, MemberRole.LEADER).text("checks")
    assert f"{states.count()} checks that were overdue at the first import are asked over the coming weeks" in text
    begin = date(2026, 3, 30)
    first = states.filter(account__check_staged_on__lt=begin + timedelta(days=7)).count()
    assert f"Week from Checks Most on one day 30 Mar 2026 {first} " in text
    assert sum(int(n) for n in re.findall(r"\d+ \w{3} 2026 (\d+) \d+ ", text.partition("Most on one day")[2])) >= 20


def test_mine_are_the_checks_of_accounts_that_i_own(book: Book, cast: Cast) -> None:
    clara = Browser.of(cast, "clara@brightworks.example")
    assert "No result check is owed an answer by you." in clara.text("checks", who="mine")
    assert "1 result check is owed an answer by you." in browser_of(cast, MemberRole.CSM).text("checks", who="mine")


def test_asked_longest_ago_comes_first_then_the_largest(book: Book, cast: Cast) -> None:
    AccountState.objects.filter(account__external_id="HF-1").update(
        check_state="due", check_is_due=True, check_asked_on=TODAY
    )
    AccountState.objects.filter(account__external_id="NB-2").update(
        check_state="silent", check_is_due=True, check_asked_on=TODAY - timedelta(days=20)
    )
    text = browser_of(cast, MemberRole.CSM).text("checks")
    found = [text.index(name) for name in ("Nordbygg", "Enzo Freight", "Harbor Foods")]
    assert found == sorted(found)


def test_no_text_on_file_becomes_part_of_the_page(enzo: Account, book: Book, cast: Cast) -> None:
    book.bring_all(HARMFUL)
    harmful = Account.objects.get(workspace=book.workspace, external_id="X-1")
    answer_check(enzo, yes=True, named=f"{HARM}named", words=f"{HARM}words", by=cast.leader, now=NOW)
    Account.objects.filter(pk=harmful.pk).update(check_staged_on=None)
    AccountState.objects.filter(workspace=book.workspace).delete()
    bring_up_to_date(book.workspace, NOW + timedelta(days=1))
    admin = browser_of(cast, MemberRole.ADMIN)
    pages = [admin.page("checks"), admin.page("check_answer", harmful.pk, say="yes")]
    pages.append(admin.page("check_answer", harmful.pk, htmx=True, say="no"))
    for page in pages:
        assert HARM not in page
        assert "&lt;script&gt;" in page


def test_the_same_few_queries_whatever_the_size_of_the_book(book: Book, cast: Cast) -> None:
    leader = browser_of(cast, MemberRole.LEADER)
    few = leader.queries("checks"), leader.queries("checks", who="mine")
    names = [f"A-{n:03}" for n in range(60)]
    book.bring(
        "accounts", "account,segment,owner,go_live_on\n" + "".join(f"{n},SMB,Lena Vogt,2025-06-01\n" for n in names)
    )
    bring_up_to_date(book.workspace, NOW)
    asked = {"check_state": "due", "check_is_due": True, "check_asked_on": TODAY}
    AccountState.objects.filter(workspace=book.workspace).update(**asked)
    many = leader.queries("checks"), leader.queries("checks", who="mine")
    assert max(*few, *many) <= 12
    assert "63 result checks are owed an answer" in leader.text("checks")
    assert "51–63 of 63" in leader.text("checks", page="2")
    assert leader.get("checks", page="99").status_code == leader.get("checks", page="x").status_code == 200
