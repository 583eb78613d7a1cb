"""Attestations: who may have said what and when; and the chain that holds their words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from tests.cast import LONG_AGO, NOW, TODAY, Cast

from toprung.kernel.canon import fingerprint
from toprung.kernel.errors import NotAllowed, NotFound, Refused
from toprung.kernel.vocabulary import Grade, MemberRole, Said
from toprung.motion.forgetting import erase_person
from toprung.records.book.actions import upsert_stakeholders
from toprung.records.book.drafts import StakeholderDraft
from toprung.records.book.models import Stakeholder
from toprung.records.book.queries import stakeholder
from toprung.records.journal.models import Entry
from toprung.records.journal.upsert import Status, Upserted
from toprung.records.outcomes import chain
from toprung.records.outcomes.actions import record_attestations, withdraw_attestation, write_outcomes
from toprung.records.outcomes.drafts import AttestationDraft, OutcomeDraft
from toprung.records.outcomes.models import Attestation, Outcome
from toprung.records.outcomes.queries import attestation, attestations
from toprung.records.outcomes.verifying import last_verified, verify_chain
from toprung.records.tenancy.actors import ANONYMOUS, OPERATOR
from toprung.records.tenancy.permissions import ALLOWED, Verb

LATER = NOW + timedelta(days=1)
MARCH = date(2026, 3, 1)
WORDS = "We close in 5 days now, thanks to Brightworks"
YES = AttestationDraft("HF-1", "close", "Mina Sato", Said.YES, MARCH, Decimal(5), WORDS, "call of 1 March")


@pytest.fixture
def promised(cast: Cast) -> Cast:
    """The cast with an outcome “close”, here and at the stranger's."""
    close = OutcomeDraft("HF-1", "close", statement="Close in 5 days", baseline=Decimal(9), target=Decimal(5))
    write_outcomes(cast.workspace, [close], by=cast.csm, now=NOW)
    write_outcomes(cast.elsewhere, [close], by=cast.stranger, now=NOW)
    Stakeholder.objects.create(account=cast.their_harbor, name="Mina Sato", role="manager")
    return cast


@pytest.fixture
def attest(promised: Cast) -> Callable[..., list[Upserted]]:
    """Record drafts as the CSM, now."""
    return lambda *drafts, now=NOW, **more: record_attestations(
        promised.workspace, drafts, by=promised.csm, now=now, **more
    )


def alter(link: Attestation, **fields: Any) -> None:
    """Change a row behind the product's back."""
    sets = ", ".join(f"{name} = %s" for name in fields)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE outcomes_attestation SET {sets} WHERE id = %s", [*fields.values(), link.pk])


def remove(link: Attestation) -> None:
    """Take a row out behind the product's back."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM outcomes_attestation WHERE id = %s", [link.pk])


def test_anonymous_and_the_stranger_are_refused(promised: Cast) -> None:
    for actor in (ANONYMOUS, promised.stranger):
        with pytest.raises(NotAllowed):
            record_attestations(promised.workspace, [YES], by=actor, now=NOW)
    assert not attestations(promised.workspace).exists()


@pytest.mark.parametrize("role", list(MemberRole))
def test_each_role_may_what_the_table_says(promised: Cast, role: MemberRole) -> None:
    try:
        record_attestations(promised.workspace, [YES], by=promised.members[role], now=NOW)
    except NotAllowed:
        assert role not in ALLOWED[Verb.RECORD_ATTESTATION]
    else:
        assert role in ALLOWED[Verb.RECORD_ATTESTATION]


def test_a_confirmation_is_on_file_with_person_role_and_grade(promised: Cast, attest: Any) -> None:
    assert attest(YES, imported=True) == [Upserted(Status.CREATED)]
    link = attestation(promised.workspace, 1)
    assert (link.stakeholder, link.stakeholder_name, link.role) == (promised.manager, "Mina Sato", "manager")
    assert (link.said, link.grade, link.value, link.words, link.how) == ("yes", "reported", 5, WORDS, "call of 1 March")
    assert (link.recorded_by, link.recorded_at, link.backfilled) == ("Chidi Mensah", NOW, True)
    assert (link.sequence, link.previous_hash) == (1, chain.GENESIS)


def test_the_journal_notes_the_link_and_names_nobody(attest: Any) -> None:
    attest(YES)
    entry = Entry.objects.get(verb="record_attestation", account="HF-1")
    assert entry.changes["sequence"] == [None, 1]
    assert entry.changes["role"] == [None, "manager"]
    assert "Mina" not in str(entry.changes)


def test_the_person_is_found_by_address_or_by_name_in_any_case(attest: Any) -> None:
    alike = [replace(YES, stakeholder=who) for who in ("mina@harborfoods.example", "MINA SATO")]
    assert [result.status for result in attest(*alike)] == [Status.CREATED, Status.UNCHANGED]


def test_the_same_word_again_is_unchanged_and_another_on_that_day_comes_later(promised: Cast, attest: Any) -> None:
    attest(YES)
    again, changed = attest(YES, replace(YES, said=Said.NO, words="Not yet after all"), now=LATER)
    assert (again.status, changed.status) == (Status.UNCHANGED, Status.CREATED)
    assert [link.said for link in attestations(promised.workspace)] == ["yes", "no"]


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"account": "HF-9"}, "account", "No account “HF-9”"),
        ({"outcome": "cloze"}, "outcome", "no outcome “cloze”"),
        ({"stakeholder": "Nobody"}, "stakeholder", "no stakeholder “Nobody”"),
        ({"stakeholder": ""}, "stakeholder", "no stakeholder “”"),
        ({"occurred_on": date(2026, 4, 1)}, "occurred_on", "still ahead"),
        ({"occurred_on": LONG_AGO - timedelta(days=1)}, "occurred_on", "Mina Sato joined on 2024-01-01"),
        ({"stakeholder": "Tom Becker"}, "occurred_on", "Tom Becker left on 2026-03-01"),
        ({"said": Said.WITHDRAWN}, "verdict", "has said nothing"),
        ({"value": Decimal("1e11")}, "value", "larger"),
    ],
)
def test_what_cannot_be_is_refused_and_the_rest_kept(
    promised: Cast, attest: Any, changes: dict[str, Any], field: str, reason: str
) -> None:
    Stakeholder.objects.filter(pk=promised.team_lead.pk).update(left_on=MARCH)
    refused, kept = attest(replace(YES, **changes), replace(YES, stakeholder="Esi Laurent"))
    assert (refused.status, refused.problem.field, kept.status) == (Status.REFUSED, field, Status.CREATED)
    assert reason in refused.problem.reason


def test_what_somebody_attested_before_leaving_stands(promised: Cast, attest: Any) -> None:
    Stakeholder.objects.filter(pk=promised.manager.pk).update(left_on=date(2026, 3, 2))
    assert attest(YES)[0].status is Status.CREATED


def test_a_person_without_a_role_is_remarked(promised: Cast, attest: Any) -> None:
    Stakeholder.objects.filter(pk=promised.manager.pk).update(role="")
    assert "Mina Sato has no role on file" in attest(YES)[0].remark
    assert attest(YES)[0].status is Status.UNCHANGED
    Stakeholder.objects.filter(pk=promised.manager.pk).update(role="manager")
    assert [attest(YES)[0].status for _ in range(2)] == [Status.CREATED, Status.UNCHANGED]
    assert [link.role for link in attestations(promised.workspace)] == ["", "manager"]


def test_nobody_signs_for_a_stakeholder(promised: Cast) -> None:
    with pytest.raises(Refused, match="Chidi Mensah cannot sign for a stakeholder"):
        record_attestations(promised.workspace, [replace(YES, grade=Grade.SIGNED)], by=promised.csm, now=NOW)


def test_withdrawing_appends_and_deletes_nothing(promised: Cast, attest: Any) -> None:
    attest(YES)
    link = attestation(promised.workspace, 1)
    withdrawn = withdraw_attestation(link, how="e-mail of 1 April", by=promised.csm, now=LATER)
    assert [(a.sequence, a.said) for a in attestations(promised.workspace)] == [(1, "yes"), (2, "withdrawn")]
    assert (withdrawn.occurred_on, withdrawn.stakeholder) == (TODAY + timedelta(days=1), promised.manager)
    again = withdraw_attestation(link, how="once more", by=promised.csm, now=LATER)
    assert (again, attestations(promised.workspace).count()) == (withdrawn, 2)
    with pytest.raises(Refused, match="itself a withdrawal"):
        withdraw_attestation(withdrawn, how="", by=promised.csm, now=LATER)
    with pytest.raises(NotAllowed):
        withdraw_attestation(link, how="", by=promised.stranger, now=LATER)
    assert chain.verify(promised.workspace).length == 2


def test_who_has_left_takes_nothing_back(promised: Cast, attest: Any) -> None:
    attest(YES)
    Stakeholder.objects.filter(pk=promised.manager.pk).update(left_on=TODAY)
    with pytest.raises(Refused, match=r"Mina Sato left on .* What was said before stands"):
        withdraw_attestation(attestation(promised.workspace, 1), how="call", by=promised.csm, now=LATER)
    assert attestations(promised.workspace).count() == 1


def test_a_withdrawal_can_come_by_file_after_the_word(attest: Any) -> None:
    results = attest(YES, replace(YES, said=Said.WITHDRAWN, occurred_on=TODAY))
    assert [result.status for result in results] == [Status.CREATED] * 2


# The chain


def links(cast: Cast, count: int) -> list[Attestation]:
    """So many links on file, one a day."""
    drafts = [replace(YES, occurred_on=LONG_AGO + timedelta(days=day)) for day in range(count)]
    record_attestations(cast.workspace, drafts, by=cast.csm, now=NOW)
    return list(attestations(cast.workspace))


def test_an_empty_chain_is_whole(promised: Cast) -> None:
    assert chain.verify(promised.workspace) == chain.ChainReport(0, chain.GENESIS)


def test_what_is_attested_while_the_chain_is_walked_was_not_removed(
    promised: Cast, attest: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    attest(YES)
    walked = chain._fault

    def interrupted(link: Attestation, expected: int, head: str) -> str:
        attest(replace(YES, occurred_on=TODAY))
        return walked(link, expected, head)

    monkeypatch.setattr(chain, "_fault", interrupted)
    report = chain.verify(promised.workspace)

    assert attestations(promised.workspace).count() == 2
    assert (report.broken_at, report.why) == (None, "")


def test_each_workspace_has_a_chain_of_its_own(promised: Cast) -> None:
    for workspace, actor in ((promised.workspace, promised.csm), (promised.elsewhere, promised.stranger)):
        record_attestations(workspace, [YES], by=actor, now=NOW)
    assert {link.sequence for link in Attestation.objects.all()} == {1}
    assert chain.verify(promised.elsewhere).length == 1
    with pytest.raises(NotFound, match="no link 2"):
        attestation(promised.workspace, 2)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("said", "no"),
        ("role", "executive_sponsor"),
        ("grade", "signed"),
        ("value", 4),
        ("occurred_on", "2025-01-01"),
        ("recorded_at", "2025-01-01 00:00:00"),
        ("backfilled", True),
        ("written_on", "2025-01-01"),
        ("recorded_by", "Somebody else"),
        ("stakeholder_name", "Esi Laurent"),
        ("words", "Marvellous"),
        ("how", "signed in blood"),
        ("salt", ""),
        ("personal_digest", "0" * 64),
        ("previous_hash", "1" * 64),
        ("hash", "2" * 64),
    ],
)
def test_a_row_altered_behind_the_products_back_is_named(promised: Cast, field: str, value: Any) -> None:
    alter(links(promised, 4)[2], **{field: value})
    report = chain.verify(promised.workspace)
    assert (report.length, report.broken_at) == (2, 3)
    assert "ink 3" in report.why


def test_a_row_pointed_at_another_outcome_or_person_is_named(promised: Cast) -> None:
    link = links(promised, 2)[1]
    alter(link, stakeholder_id=promised.sponsor.pk)
    assert chain.verify(promised.workspace).broken_at == 2


def test_a_row_pointed_at_another_outcome_workspace_or_place_is_named(promised: Cast) -> None:
    write_outcomes(
        promised.workspace, [OutcomeDraft("HF-1", "other", statement="Cut it by 5 days")], by=promised.csm, now=NOW
    )
    other = Outcome.objects.get(external_id="other")
    for field, value in (("outcome_id", other.pk), ("sequence", 77), ("workspace_id", promised.elsewhere.pk)):
        with transaction.atomic():
            alter(links(promised, 4)[1], **{field: value})
            report = chain.verify(promised.workspace)
            assert (report.length, report.broken_at) == (1, 2), field
            transaction.set_rollback(True)


def test_two_links_exchanged_are_named(promised: Cast) -> None:
    made = links(promised, 5)
    one, other = made[1], made[3]
    # In their places only: each row keeps all it says.
    for link, sequence in ((one, 1_000), (other, one.sequence), (one, other.sequence)):
        alter(link, sequence=sequence)
    assert chain.verify(promised.workspace).broken_at == 2


def test_what_two_links_say_exchanged_is_named(promised: Cast) -> None:
    made = links(promised, 5)
    said = ("said", "value", "stakeholder_name", "words", "how", "salt", "personal_digest", "occurred_on")
    held = [{name: getattr(link, name) for name in said} for link in (made[1], made[3])]
    alter(made[1], **held[1])
    alter(made[3], **held[0])
    report = chain.verify(promised.workspace)
    assert (report.length, report.broken_at) == (1, 2)


@pytest.mark.parametrize(
    ("field", "value"),
    [("said", "no"), ("role", "buyer"), ("grade", "signed"), ("value", 4), ("occurred_on", "2025-01-01")],
)
def test_a_row_altered_after_its_person_was_erased_is_named(promised: Cast, field: str, value: Any) -> None:
    link = links(promised, 3)[1]
    erase_person(promised.manager, by=promised.admin, now=LATER)
    assert chain.verify(promised.workspace).length == 3
    alter(link, **{field: value})
    assert chain.verify(promised.workspace).broken_at == 2


def test_what_was_found_is_on_the_record(promised: Cast) -> None:
    assert last_verified(promised.workspace) is None
    made = links(promised, 3)
    for actor in (ANONYMOUS, promised.stranger):
        with pytest.raises(NotAllowed):
            verify_chain(promised.workspace, by=actor, now=NOW)

    verify_chain(promised.workspace, by=promised.viewer, now=LATER)
    found = last_verified(promised.workspace)
    assert found is not None
    assert (found.at, found.by, found.holds, found.report.head) == (LATER, "Vera Novak", True, made[2].hash)
    assert last_verified(promised.elsewhere) is None

    alter(made[1], said="no")
    verify_chain(promised.workspace, by=promised.viewer, now=LATER)
    found = last_verified(promised.workspace)
    assert found is not None
    assert (found.holds, found.report.broken_at) == (False, 2)
    assert "Link 2 was altered" in found.report.why


@given(st.integers(1, 12), st.data())
def test_a_link_taken_out_anywhere_is_named(promised: Cast, length: int, data: st.DataObject) -> None:
    Entry.objects.all().delete()
    Attestation.objects.all()._raw_delete(using="default")
    made = links(promised, length)
    assert chain.verify(promised.workspace) == chain.ChainReport(length, made[-1].hash)
    position = data.draw(st.integers(0, length - 1))
    remove(made[position])
    report = chain.verify(promised.workspace)
    assert (report.length, report.broken_at) == (position, position + 1)


def test_a_link_forged_with_a_hash_of_its_own_does_not_fit_the_next(promised: Cast) -> None:
    made = links(promised, 3)
    forged = Attestation.objects.get(pk=made[1].pk)
    forged.said = "no"
    alter(forged, said="no", hash=fingerprint(chain.link_content(forged)))

    report = chain.verify(promised.workspace)

    assert (report.length, report.broken_at) == (2, 3)
    assert "does not carry the hash of the link before it" in report.why


def test_a_forged_last_link_does_not_fit_a_noted_head(promised: Cast) -> None:
    made = links(promised, 3)
    head = chain.verify(promised.workspace).head
    forged = Attestation.objects.get(pk=made[2].pk)
    forged.said = "no"
    alter(forged, said="no", hash=fingerprint(chain.link_content(forged)))
    report = chain.verify(promised.workspace)
    assert report.broken_at is None
    assert report.head != head


def test_erasing_a_person_forgets_all_of_them_and_leaves_the_chain_whole(promised: Cast) -> None:
    links(promised, 3)
    person, name, email = promised.manager, promised.manager.name, promised.manager.email
    draft = OutcomeDraft("HF-1", "close", statement="Close in 5 days", validator=email, agreed_by=name)
    write_outcomes(promised.workspace, [draft], by=promised.csm, now=NOW)
    record_attestations(
        promised.workspace, [replace(YES, stakeholder="Tom Becker")], by=promised.csm, now=NOW, imported=True
    )
    upsert_stakeholders(
        promised.workspace,
        [StakeholderDraft("HF-1", name, email="mina.sato@harborfoods.example")],
        by=OPERATOR,
        now=NOW,
    )
    person.refresh_from_db()
    erased = erase_person(person, by=promised.admin, now=LATER).person
    assert (erased.name, erased.email, erased.role) == ("erased person 1", "", "manager")
    hers = Attestation.objects.filter(stakeholder=person)
    assert {(a.stakeholder_name, a.words, a.how, a.salt) for a in hers} == {("", "", "", "")}
    assert Attestation.objects.get(stakeholder=promised.team_lead).words == WORDS
    assert chain.verify(promised.workspace).length == 4
    version = Outcome.objects.get(account=promised.harbor).versions.get()
    assert (version.validator, version.agreed_by) == ("erased person 1", "erased person 1")
    told = [str((e.subject, e.changes)) for e in Entry.objects.filter(workspace=promised.workspace)]
    assert not [text for text in told if "sato" in text.casefold()]
    entry = Entry.objects.get(verb="erase_person")
    assert (entry.account, entry.subject, entry.actor_name) == ("HF-1", "erased person 1", "Ada Osei")
    assert entry.changes["attestations"] == [None, 3]
    theirs = Stakeholder.objects.get(account=promised.their_harbor)
    assert theirs.name == "Mina Sato"


def test_erasing_twice_adds_nothing_and_the_next_person_has_a_number_of_their_own(promised: Cast) -> None:
    erase_person(promised.manager, by=promised.admin, now=LATER)
    erase_person(promised.manager, by=promised.admin, now=LATER)
    assert Entry.objects.filter(verb="erase_person").count() == 1
    assert erase_person(promised.buyer, by=promised.admin, now=LATER).name == "erased person 2"


def test_what_is_written_into_an_erased_link_is_named(promised: Cast) -> None:
    link = links(promised, 3)[1]
    erase_person(promised.manager, by=promised.admin, now=LATER)
    alter(link, words="Never said")
    assert chain.verify(promised.workspace).broken_at == 2


def test_only_an_admin_erases(promised: Cast) -> None:
    for actor in (promised.leader, promised.csm, promised.stranger, ANONYMOUS):
        with pytest.raises(NotAllowed):
            erase_person(promised.manager, by=actor, now=NOW)
    assert Stakeholder.objects.get(pk=promised.manager.pk).name == "Mina Sato"


def test_a_person_is_found_by_name_or_address(promised: Cast) -> None:
    for who in ("mina sato", "mina@harborfoods.example"):
        assert stakeholder(promised.workspace, "HF-1", who) == promised.manager
    with pytest.raises(NotFound, match="There is: Bea Lindqvist"):
        stakeholder(promised.workspace, "HF-1", "Nobody")
    with pytest.raises(NotFound):
        stakeholder(promised.elsewhere, "HF-1", "Bea Lindqvist")


def test_links_on_file_are_neither_saved_nor_deleted(promised: Cast) -> None:
    [link] = links(promised, 1)
    for change in (
        link.save,
        link.delete,
        Attestation.objects.all().delete,
        lambda: Attestation.objects.update(said="no"),
        lambda: Attestation.objects.bulk_update([link], ["said"]),
    ):
        with pytest.raises(Refused, match="never changed or deleted"):
            change()


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=5)


@given(st.lists(st.tuples(st.sampled_from(list(Said)[:2]), st.integers(0, 3), TEXTS), max_size=8))
def test_any_words_twice_give_one_whole_chain(promised: Cast, said: list[tuple[Said, int, str]]) -> None:
    Entry.objects.all().delete()
    Attestation.objects.all()._raw_delete(using="default")
    drafts = [replace(YES, said=s, occurred_on=MARCH + timedelta(days=d), words=w) for s, d, w in said]
    for moment in (NOW, LATER):
        record_attestations(promised.workspace, drafts, by=promised.csm, now=moment)
    distinct = {(draft.said, draft.occurred_on, draft.words.strip()) for draft in drafts}
    assert chain.verify(promised.workspace).length == len(distinct)
