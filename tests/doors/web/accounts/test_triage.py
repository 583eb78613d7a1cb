"""Triage: live accounts without a named result, each with the reason, mended where they stand."""

from __future__ import annotations

import re

import pytest
from tests.cast import NOW, Cast
from tests.doors.web.accounts.conftest import Browser, Browsing
from tests.doors.web.accounts.reading import answer_of, hidden, names_of, rows_of
from tests.motion.book import Book

from toprung.motion.evaluation.models import AccountState
from toprung.records.book.models import Account, Stakeholder
from toprung.records.journal.models import Entry
from toprung.records.outcomes.actions import write_outcomes
from toprung.records.outcomes.drafts import OutcomeDraft
from toprung.records.outcomes.models import OutcomeVersion

ACCOUNTS = """\
account,name,segment,owner,go_live_on
T-0,No Outcome AG,SMB,Chidi Mensah,2025-06-15
T-1,No Primary AG,SMB,Clara Ruiz,2025-06-15
T-2,Milestone AG,Enterprise,Chidi Mensah,2025-06-15
T-3,Vague AG,SMB,Clara Ruiz,2025-06-15
T-4,No Validator AG,SMB,Chidi Mensah,2025-06-15
T-9,Prospect AG,SMB,Chidi Mensah,
"""
PEOPLE = """\
account,name,role
T-3,Bo Dahl,buyer
T-4,Bo Dahl,buyer
"""
OUTCOMES = """\
account,outcome,statement,validator,primary
T-2,adopt,Adopt the dashboard module,Ines Moro,yes
T-3,better,Be more efficient,Bo Dahl,yes
T-4,quotes,Cut the time to quote from 6 days to 2,,yes
"""
REVENUE = """\
account,occurred_on,kind,mrr_change
T-2,2025-06-15,new,100
T-3,2025-06-15,new,300
T-4,2025-06-15,new,200
"""
OUTCOME = "Cut the time to close the books from 9 days to 5"


@pytest.fixture
def missing(book: Book, cast: Cast) -> Book:
    """One account for each reason; T-1 has outcomes, none of which is primary."""
    book.bring_all({"accounts": ACCOUNTS, "stakeholders": PEOPLE, "outcomes": OUTCOMES, "revenue": REVENUE})
    drafts = [
        OutcomeDraft("T-1", name, statement=statement, primary=False, first_value=False)
        for name, statement in (("close", OUTCOME), ("quote", "Cut the time to quote from 6 days to 2"))
    ]
    write_outcomes(cast.workspace, drafts, by=cast.leader, now=NOW)
    book.evaluate()
    return book


@pytest.fixture
def at(missing: Book, browsing: Browsing) -> Browser:
    """The CSM's browser over that book."""
    return browsing("chidi")


def key(cast: Cast, external_id: str) -> int:
    """The account's key."""
    return Account.objects.get(workspace=cast.workspace, external_id=external_id).pk


def reason(cast: Cast, external_id: str) -> str:
    """Why it is on triage, as its state says."""
    return AccountState.objects.get(account=key(cast, external_id), workspace=cast.workspace).triage


def told(page: str) -> dict[str, str]:
    """What a form carries hidden."""
    return {name: hidden(page, name) for name in ("code", "seen", "once")}


def terms(external_id: str) -> OutcomeVersion:
    """The latest version of the account's only primary outcome."""
    versions = OutcomeVersion.objects.filter(outcome__account__external_id=external_id, primary=True)
    return versions.order_by("-number")[0]


def test_only_live_accounts_without_a_named_result_are_listed_largest_first(at: Browser) -> None:
    page = at.text("triage")

    assert answer_of(page) == "5 live accounts without a named result, EUR 7,200 ARR, as of 31 Mar 2026."
    assert [(row["name"].titles[0], row["reason"].seen) for row in rows_of(page)] == [
        ("Vague AG", "“Be more efficient” is vague: add by how much, or which state is to be reached."),
        (
            "No Validator AG",
            "“Cut the time to quote from 6 days to 2” has no validator: name who at the customer would confirm it.",
        ),
        (
            "Milestone AG",
            "“Adopt the dashboard module” is work on the product: ask what it is to change in their business.",
        ),
        ("No Outcome AG", "No outcome is on file: ask what result they bought it for."),
        ("No Primary AG", "None of its outcomes is marked primary: say which one they bought it for."),
    ]


def test_reasons_are_counted_and_chosen(at: Browser) -> None:
    page = at.text("triage", query="triage=unnamed_vague")

    counts = re.findall(r'class="chip chip-choice" href="[^"]*"( aria-current="true")?>([^<]+?) <span[^>]*>(\d+)', page)
    assert sorted((label, number, bool(chosen)) for chosen, label, number in counts) == [
        ("no outcome on file", "1", False),
        ("no validator", "1", False),
        ("none marked primary", "1", False),
        ("vague", "1", True),
        ("work on the product", "1", False),
    ]
    assert names_of(page) == ["Vague AG"]


def test_those_who_write_outcomes_may_mend(missing: Book, browsing: Browsing, cast: Cast) -> None:
    for name in ("ada", "lena", "chidi", "sam"):
        assert "Mend Vague AG" in browsing(name).text("triage")
        assert browsing(name).get("triage_mend", key(cast, "T-3")).status_code == 200


def test_a_viewer_sees_the_list_and_no_form(missing: Book, browsing: Browsing, cast: Cast) -> None:
    vera = browsing("vera")

    assert "Mend Vague AG" not in vera.text("triage")
    assert vera.get("triage_mend", key(cast, "T-3")).status_code == 403
    assert vera.send("triage_mend", key(cast, "T-3"), statement=OUTCOME).status_code == 403


def test_an_account_of_another_workspace_is_not_there(at: Browser, cast: Cast) -> None:
    for response in (at.get("triage_mend", cast.their_harbor.pk), at.send("triage_mend", cast.their_harbor.pk)):
        assert response.status_code == 404


def test_a_row_opens_the_form_that_its_reason_asks_for(at: Browser, cast: Cast) -> None:
    asked = {
        external_id: set(re.findall(r'name="(\w+)"', at.text("triage_mend", key(cast, external_id), htmx=True)))
        - {"csrfmiddlewaretoken", "once", "code", "seen"}
        for external_id in ("T-0", "T-1", "T-2", "T-3", "T-4")
    }

    person = {"validator", "new_name", "new_role"}
    outcome = {"statement", "metric", "unit", "baseline", "target", "due_on"}
    assert asked == {
        "T-0": outcome | person,
        "T-1": outcome | person | {"primary"},
        "T-2": outcome | person,
        "T-3": outcome | person,
        "T-4": person,
    }


def test_an_outcome_is_named_with_a_new_person_and_the_row_leaves_the_list(at: Browser, cast: Cast) -> None:
    form = at.text("triage_mend", key(cast, "T-0"), htmx=True)
    assert "In SMB the word of buyer counts" in form

    response = at.send(
        "triage_mend",
        key(cast, "T-0"),
        htmx=True,
        **told(form),
        statement=OUTCOME,
        metric="days to close",
        unit="days",
        baseline="9",
        target="5",
        due_on="2026-09-30",
        validator="(new)",
        new_name="Mina Sato",
        new_role="buyer",
    )

    page = response.content.decode()
    assert response.status_code == 200
    assert (
        "has a named result: “Cut the time to close the books from 9 days to 5”, to be confirmed by Mina Sato." in page
    )
    assert "row-" not in page
    assert answer_of(page).startswith("4 live accounts without a named result")
    assert response.headers["HX-Trigger"] == '{"toast": "No Outcome AG has a named result."}'
    assert reason(cast, "T-0") == ""
    kept = terms("T-0")
    assert (kept.kind, kept.direction, str(kept.baseline), kept.validator, kept.primary, kept.outcome.external_id) == (
        *("numeric", "decrease", "9.00000000", "Mina Sato", True),
        "cut-the-time-to-close-the-books-from-9",
    )
    person = Stakeholder.objects.get(account=key(cast, "T-0"))
    assert (person.name, person.role) == ("Mina Sato", "buyer")
    assert "No Outcome AG" not in names_of(at.text("triage"))


def test_what_is_missing_still_is_asked_for_next(at: Browser, cast: Cast) -> None:
    form = at.text("triage_mend", key(cast, "T-0"), htmx=True)

    response = at.send("triage_mend", key(cast, "T-0"), htmx=True, **told(form), statement=OUTCOME)

    page = response.content.decode()
    assert "Saved. Still missing: “Cut the time to close the books from 9 days to 5” has no validator" in page
    assert rows_of(page)[0]["reason"].seen.endswith("name who at the customer would confirm it.")
    assert hidden(page, "code") == "unnamed_no_validator"
    assert reason(cast, "T-0") == "unnamed_no_validator"


def test_one_of_its_outcomes_is_marked_primary(at: Browser, cast: Cast) -> None:
    form = at.text("triage_mend", key(cast, "T-1"), htmx=True)

    page = at.send(
        "triage_mend",
        key(cast, "T-1"),
        htmx=True,
        **told(form),
        primary="close",
        new_name="Mina Sato",
        new_role="buyer",
    ).content.decode()

    assert "No Primary AG" in page
    assert "has a named result" in page
    assert (terms("T-1").outcome.external_id, terms("T-1").validator) == ("close", "Mina Sato")


def test_a_vague_statement_is_mended_and_the_rest_of_the_promise_stays(at: Browser, cast: Cast) -> None:
    form = at.text("triage_mend", key(cast, "T-3"))
    assert "Be more efficient" in form

    response = at.send(
        "triage_mend",
        key(cast, "T-3"),
        **told(form),
        statement="Cut the time to quote",
        metric="days to quote",
        baseline="6",
        target="2",
        validator="Bo Dahl",
    )

    assert response.status_code == 303
    assert "Saved. Vague AG has a named result." in at.text("triage")
    version = terms("T-3")
    assert (version.kind, version.validator, version.outcome.external_id) == ("numeric", "Bo Dahl", "better")


def test_work_on_the_product_stays_on_the_list_until_it_says_what_changes(at: Browser, cast: Cast) -> None:
    form = at.text("triage_mend", key(cast, "T-2"), htmx=True)

    page = at.send(
        "triage_mend",
        key(cast, "T-2"),
        htmx=True,
        **told(form),
        statement="Train 40 users by May",
        new_name="Ina",
        new_role="user",
    ).content.decode()

    assert "Still missing: “Train 40 users by May” is work on the product" in page


def test_a_validator_is_chosen_from_the_accounts_people(at: Browser, cast: Cast) -> None:
    form = at.text("triage_mend", key(cast, "T-4"), htmx=True)
    assert "Bo Dahl (buyer)" in form

    at.send("triage_mend", key(cast, "T-4"), htmx=True, **told(form), validator="Bo Dahl")

    assert reason(cast, "T-4") == ""
    assert Stakeholder.objects.filter(account=key(cast, "T-4")).count() == 1


#: what does not fit a form: the account, what is typed, what is said
UNFIT: tuple[tuple[str, dict[str, str], str], ...] = (
    ("T-0", {"statement": ""}, "This field is required"),
    ("T-0", {"statement": OUTCOME, "baseline": "nine"}, "nine"),
    ("T-0", {"statement": OUTCOME, "baseline": "9"}, "Say which value it is to come to."),
    ("T-0", {"statement": OUTCOME, "due_on": "31.12.26"}, "This is not a day"),
    ("T-0", {"statement": OUTCOME, "validator": "(new)"}, "Give the person’s name."),
    ("T-0", {"statement": OUTCOME, "new_name": "Mina"}, "Say what they are to the account"),
    ("T-1", {}, "Choose one of the outcomes above, or say here what will be different."),
    ("T-1", {"primary": "close", "statement": OUTCOME}, "or write another here; not both."),
    ("T-3", {"statement": OUTCOME, "validator": "Bo Dahl", "new_name": "Mina", "new_role": "buyer"}, "not both."),
    ("T-3", {"statement": OUTCOME, "new_name": "bo  dahl", "new_role": "buyer"}, "is on file already"),
    ("T-4", {}, "Say who would confirm it."),
    ("T-4", {"validator": "Nobody"}, "Nobody is not one of the available choices"),
    ("T-4", {"new_name": "n" * 201, "new_role": "buyer"}, "at most 200 characters"),
)


def test_what_does_not_fit_is_said_beside_its_field_and_kept(at: Browser, cast: Cast) -> None:
    before = Entry.objects.count()
    for account, fields, sentence in UNFIT:
        form = at.text("triage_mend", key(cast, account), htmx=True)

        response = at.send("triage_mend", key(cast, account), htmx=True, **told(form), **fields)

        page = response.content.decode()
        assert response.status_code == 422
        assert sentence in page
        assert all(text.strip() in page for text in fields.values())
    assert Entry.objects.count() == before


def test_a_refused_outcome_leaves_no_person_behind(at: Browser, cast: Cast) -> None:
    form = at.text("triage_mend", key(cast, "T-0"), htmx=True)

    response = at.send(
        "triage_mend",
        key(cast, "T-0"),
        htmx=True,
        **told(form),
        statement=OUTCOME,
        metric="days",
        target="1" * 12,
        new_name="Mina Sato",
        new_role="buyer",
    )

    assert response.status_code == 422
    assert "larger than can be kept" in response.content.decode()
    assert not Stakeholder.objects.filter(account=key(cast, "T-0")).exists()


def test_the_same_form_again_records_nothing_twice(at: Browser, cast: Cast) -> None:
    form = at.text("triage_mend", key(cast, "T-0"))
    fields = told(form) | {"statement": OUTCOME}
    at.send("triage_mend", key(cast, "T-0"), **fields)
    before = Entry.objects.count()

    again = at.send("triage_mend", key(cast, "T-0"), **fields)

    assert again.status_code == 422
    assert "Somebody was quicker" in again.content.decode()
    assert Entry.objects.count() == before


def test_somebody_who_was_quicker_is_told_and_no_word_is_lost(at: Browser, browsing: Browsing, cast: Cast) -> None:
    mine, hers = (b.text("triage_mend", key(cast, "T-4"), htmx=True) for b in (at, browsing("clara")))
    browsing("clara").send("triage_mend", key(cast, "T-4"), htmx=True, **told(hers), validator="Bo Dahl")
    before = Entry.objects.count()

    response = at.send(
        "triage_mend", key(cast, "T-4"), htmx=True, **told(mine), new_name="Mina <Sato>", new_role="buyer"
    )

    page = response.content.decode()
    assert response.status_code == 422
    assert "No Validator AG was changed while you were writing" in page
    assert "to be confirmed by Bo Dahl" in page
    assert "Mina &lt;Sato&gt;" in page
    assert Entry.objects.count() == before


def test_two_people_mending_one_statement_see_both(at: Browser, browsing: Browsing, cast: Cast) -> None:
    mine, hers = (b.text("triage_mend", key(cast, "T-3"), htmx=True) for b in (at, browsing("clara")))
    browsing("clara").send(
        "triage_mend", key(cast, "T-3"), htmx=True, **told(hers), statement="Work faster", validator="Bo Dahl"
    )

    response = at.send("triage_mend", key(cast, "T-3"), htmx=True, **told(mine), statement=OUTCOME, validator="Bo Dahl")

    page = response.content.decode()
    assert response.status_code == 422
    assert f"<td>Work faster</td><td>{OUTCOME}</td>" in page
    again = at.send("triage_mend", key(cast, "T-3"), htmx=True, **told(page), statement=OUTCOME, validator="Bo Dahl")
    assert again.status_code == 200
    assert terms("T-3").statement == OUTCOME


def test_a_form_can_be_folded_up_again(at: Browser, cast: Cast) -> None:
    page = at.text("triage_mend", key(cast, "T-3"), query="fold=yes", htmx=True)

    assert "<form" not in page
    assert "Mend Vague AG" in page


def test_an_account_that_is_not_on_triage_says_so(at: Browser, cast: Cast) -> None:
    response = at.get("triage_mend", key(cast, "NB-2"))

    assert response.headers["Location"] == at.url("triage")
    assert "has a named result" in at.text("triage_mend", key(cast, "NB-2"), htmx=True)


def test_a_script_in_every_text_is_shown_as_text(at: Browser, cast: Cast, missing: Book) -> None:
    script = "<script>alert(1)</script>"
    Account.objects.filter(pk=key(cast, "T-4")).update(name=script, owner=script)
    Stakeholder.objects.filter(account=key(cast, "T-4")).update(name=script)
    OutcomeVersion.objects.filter(outcome__account=key(cast, "T-4")).update(statement=f"Cut costs by 40% {script}")
    missing.evaluate()

    for page in (at.text("triage"), at.text("triage_mend", key(cast, "T-4"), htmx=True)):
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page
    form = at.text("triage_mend", key(cast, "T-4"), htmx=True)
    page = at.send("triage_mend", key(cast, "T-4"), htmx=True, **told(form), validator=script).content.decode()
    assert "has a named result" in page
    assert "<script>alert" not in page
