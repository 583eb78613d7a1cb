"""A person erased: read back from every table and every file, by name and address; what they did still verifies."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from django.apps import apps
from django.db import models
from tests.cast import LONG_AGO, NOW, Cast
from tests.motion.forgetting.mina import ALONE, EMAIL, NAME, PLANTED, TRACES, everywhere
from tests.motion.intake.feed import brightworks, track

from toprung.kernel.errors import NotAllowed, Refused
from toprung.motion.evaluation.models import AccountVerdict, StateChange
from toprung.motion.exporting.whole import TO_WORKSPACE
from toprung.motion.forgetting import erase_person, outlook
from toprung.motion.forgetting.previewing import GOES
from toprung.motion.imports.models import ImportRun, ImportTrace, RunState
from toprung.motion.upkeep import refresh
from toprung.records.book.models import Stakeholder
from toprung.records.handoffs import freezing
from toprung.records.handoffs.models import FrozenPromise
from toprung.records.inbox.models import Accepted
from toprung.records.journal.models import Entry
from toprung.records.matching.models import Message, ProductUser
from toprung.records.outcomes import chain
from toprung.records.outcomes.models import Attestation, Outcome
from toprung.records.plans.models import Milestone, PlanComment, PlanSignature, PlanVersion
from toprung.records.portal import mails
from toprung.records.tenancy.actors import ANONYMOUS
from toprung.records.tenancy.models import Member
from toprung.records.views.models import SavedView

#: filled with her name by what was done through the product
BY_THE_PRODUCT = {
    *(Stakeholder, Attestation, FrozenPromise, PlanVersion, Entry, AccountVerdict, StateChange, SavedView),
    *(ImportRun, ImportTrace, ProductUser, Message, Accepted),
}
#: where nobody of a customer's is written: the vendor's own people and settings, and what programs call things
_VENDORS = {"access", "account", "auth", "mfa", "sessions", "contenttypes", "usage", "apikeys", "tenancy", "targets"}
_OTHERS = {
    *("book.Segment", "book.Account", "book.SegmentMembership", "book.Contract", "book.Subscription"),
    *("book.RevenueMovement", "book.Touch", "outcomes.Outcome", "outcomes.ResultTemplate", "outcomes.UsageMeasurement"),
    *("plans.PlanTemplate", "plans.TemplateStep", "matching.MatchRule", "matching.GroupLink", "matching.MatchingState"),
    *("matching.ProductGroup", "matching.ProductAlias", "matching.SourceHour", "portal.Brand", "inbox.Inbox"),
    *("handoffs.HandOffStart", "evaluation.Evaluation", "evaluation.BookState", "evaluation.Figure"),
    *("measures.StandardFigure", "roi.AccountRoi", "roi.BookRoi", "imports.RememberedMapping"),
}
#: beside those that are planted: codes and hashes, and whom of the vendor's it was
_NOT_HERS = {
    "Note": {"written_by", "edited_by"},
    "OutcomeVersion": {"features", "owner", "promised_by", "covers", "template"},
    "CheckAnswer": {"answered_by"},
    "HandOffStep": {"by", "missing"},
    "Intervention": {"owner"},
    "InterventionStep": {"owner", "written_by"},
    "SuccessPlan": {"withheld", "template", "started_by"},
    "PlanSignature": {"content_hash"},
    "PlanComment": {"written_by"},
    "ProposedWording": {"decided_by"},
    "PortalLink": {"key_sha256", "browser_sha256"},
    "AttestationRequest": {"origin"},
    "PortalMail": {"origin", "message_id"},
    "AccountState": {
        *("inputs_fingerprint", "verdict_fingerprint", "lifecycle", "gaps", "unknown", "band", "currency", "segment"),
        *("owner", "signals", "triage", "check_state", "result_state"),
    },
    "OutcomeState": {"unmet"},
}
_TEXTS = (models.CharField, models.TextField, models.JSONField, models.BinaryField)


@pytest.fixture
def hers(cast: Cast, home: Path, monkeypatch: pytest.MonkeyPatch, settings: object) -> Cast:
    """Everything that is on file of Mina Sato."""
    monkeypatch.setattr(settings, "EMAIL_FILE_PATH", home / "mail")
    everywhere(cast, home)
    return cast


def rows() -> list[tuple[type[models.Model], str]]:
    """Every row of every table, as text."""
    return [(model, _text(row)) for model in apps.get_models() for row in model._base_manager.values()]


def _text(row: dict[str, object]) -> str:
    told = {
        name: bytes(v).decode("utf-8", "replace") if isinstance(v, bytes | memoryview) else v for name, v in row.items()
    }
    return json.dumps(told, default=str, ensure_ascii=False).casefold()


def naming(texts: list[tuple[type[models.Model], str]]) -> set[type[models.Model]]:
    """The tables in which she is named."""
    return {model for model, text in texts if any(trace in text for trace in TRACES)}


def files(home: Path) -> list[str]:
    """The files below the home folder that name her; those of the lake read row by row."""
    found = []
    for path in (path for path in home.rglob("*") if path.is_file()):
        content = path.read_bytes().decode("utf-8", "replace")
        if path.suffix == ".parquet":
            content += str(pq.ParquetFile(path).read().to_pylist())
        if any(trace in content.casefold() for trace in TRACES):
            found.append(path.relative_to(home).as_posix())
    return found


def test_each_text_of_each_table_is_written_full_of_her_or_cannot_name_her() -> None:
    unknown = []
    for model in apps.get_models():
        label = model._meta.label
        if model in BY_THE_PRODUCT or model._meta.app_label in _VENDORS or label in _OTHERS:
            continue
        fields = {f.name for f in model._meta.concrete_fields if isinstance(f, _TEXTS) and not f.choices}
        unknown += sorted(fields - set(PLANTED.get(model, ())) - _NOT_HERS.get(model.__name__, set()) - {label})
        if model not in PLANTED and fields:
            unknown.append(label)
    assert unknown == [], "say where a new text may name a person, and have it forgotten there"
    assert set(PLANTED) | BY_THE_PRODUCT <= {*TO_WORKSPACE, Accepted}


def test_she_is_in_no_table_and_no_file(hers: Cast, home: Path) -> None:
    assert naming(rows()) == {*PLANTED, *BY_THE_PRODUCT}
    held = files(home)
    assert {name.partition("/")[0] for name in held} == {"lake", "mail", "uploads"}
    before = Entry.objects.count()

    done = erase_person(hers.manager, by=hers.admin, now=NOW)

    assert done.name == "erased person 1"
    assert naming(rows()) == set()
    assert files(home) == []
    assert Entry.objects.count() >= before
    noted = Entry.objects.get(verb="erase_person")
    assert (noted.account, noted.subject, noted.actor_name) == ("HF-1", "erased person 1", "Ada Osei")
    told = {name: count for name, (_, count) in noted.changes.items()}
    assert told == {name: count for name, count in done.counts.items() if count}
    assert set(told) <= set(GOES)
    # Others are who they were.
    assert "Hello Tom" in (home / "mail" / "1.log").read_text()
    assert not (home / "mail" / "2.log").exists()
    assert Stakeholder.objects.filter(account=hers.harbor).exclude(pk=hers.manager.pk).count() == 4


def test_what_she_did_stays_and_verifies(hers: Cast) -> None:
    before = chain.verify(hers.workspace)

    erase_person(hers.manager, by=hers.admin, now=NOW)

    assert chain.verify(hers.workspace) == before
    assert before.length == 3
    words = list(Attestation.objects.order_by("sequence"))
    assert [(a.said_by, a.said, a.role, a.words, a.how, a.salt) for a in words] == [
        # A colleague's words named her, and what is sealed cannot be changed in part.
        ("Tom Becker", "yes", "team_lead", "", "", ""),
        ("erased person 1", "yes", "manager", "", "", ""),
        ("erased person 1", "yes", "manager", "", "", ""),
    ]
    assert freezing.verify(hers.workspace).broken == ()
    signed = PlanSignature.objects.get(stakeholder=hers.manager)
    assert (signed.stakeholder.name, signed.role) == ("erased person 1", "manager")
    assert Milestone.objects.get().moved_by == hers.manager
    assert PlanComment.objects.filter(stakeholder=hers.manager).count() == 1
    acts = Entry.objects.filter(actor_kind="stakeholder", actor_id=str(hers.manager.pk))
    assert set(acts.values_list("actor_name", flat=True)) == {"erased person 1"}


def test_nothing_is_sent_or_asked_any_more(hers: Cast) -> None:
    erase_person(hers.manager, by=hers.admin, now=NOW)

    assert not mails.waiting().filter(stakeholder=hers.manager).exists()
    assert not hers.manager.portal_links.exists()
    assert not hers.manager.requests.filter(closed_at=None).exists()


def test_the_next_look_at_the_account_changes_nothing(hers: Cast) -> None:
    erase_person(hers.manager, by=hers.admin, now=NOW)
    history = list(StateChange.objects.order_by("pk").values())

    refresh(hers.workspace, ["HF-1"], NOW)

    assert list(StateChange.objects.order_by("pk").values()) == history


def test_imports_that_named_her_are_swept_and_say_so(hers: Cast) -> None:
    erase_person(hers.manager, by=hers.admin, now=NOW)

    done, waited = ImportRun.objects.order_by("pk")
    assert (done.state, done.file_name, done.stored, done.rejects) == (RunState.DONE, "an erased person.csv", "", "")
    assert waited.state == RunState.FAILED
    assert "named a person who was erased" in waited.error
    assert not ImportTrace.objects.exists()


def test_an_import_at_work_is_waited_for(hers: Cast) -> None:
    ImportRun.objects.filter(state=RunState.RECEIVED).update(state=RunState.RUNNING)
    assert "wait until it is done" in outlook(hers.manager, by=hers.admin, now=NOW).hindered

    with pytest.raises(Refused, match="wait until it is done"):
        erase_person(hers.manager, by=hers.admin, now=NOW)

    assert Stakeholder.objects.filter(name=NAME, account=hers.harbor).exists()


def test_the_preview_tells_what_would_be_done_and_does_nothing(hers: Cast, home: Path) -> None:
    before, lying = rows(), files(home)

    seen = outlook(hers.manager, by=hers.admin, now=NOW)

    assert rows() == before
    assert files(home) == lying
    assert seen.person.name == NAME
    assert seen.mentions[0].where == "note"
    assert ALONE in seen.mentions[0].text
    assert seen.mentioned == len(seen.mentions)
    assert any(line.startswith("2 yes or no of theirs") for line in seen.stays)
    done = erase_person(hers.manager, by=hers.admin, now=NOW)
    # What waited in the inbox is loaded first, so that it is known whose it is; who is who is counted by doing it.
    counted = dict(done.counts)
    assert counted.pop("events") == seen.counts["events"] + 1
    assert counted.pop("known_users") > 0
    told = dict(seen.counts)
    told.pop("events")
    assert told == counted


def test_only_an_admin_erases_or_looks(cast: Cast) -> None:
    for actor in (ANONYMOUS, cast.stranger, cast.leader, cast.csm, cast.seller, cast.viewer):
        with pytest.raises(NotAllowed):
            outlook(cast.manager, by=actor, now=NOW)
        with pytest.raises(NotAllowed):
            erase_person(cast.manager, by=actor, now=NOW)


def test_twice_is_once_and_there_is_nothing_left_to_look_at(cast: Cast) -> None:
    erase_person(cast.manager, by=cast.admin, now=NOW)
    before = Entry.objects.filter(verb="erase_person").count()

    assert erase_person(cast.manager, by=cast.admin, now=NOW).counts == {}
    assert Entry.objects.filter(verb="erase_person").count() == before
    with pytest.raises(Refused, match="was erased already"):
        outlook(cast.manager, by=cast.admin, now=NOW)


def test_a_member_of_the_same_name_keeps_it(cast: Cast) -> None:
    Member.objects.filter(pk=int(cast.csm.id)).update(name=NAME)
    Entry.objects.create(workspace=cast.workspace, at=NOW, verb="add_member", subject=NAME, actor_kind="member")

    stays = outlook(cast.manager, by=cast.admin, now=NOW).stays
    erase_person(cast.manager, by=cast.admin, now=NOW)

    assert any("a member of yours is called so too" in line for line in stays)
    assert Entry.objects.get(verb="add_member").subject == NAME


def test_the_same_address_elsewhere_and_copies_of_the_databases_are_told(cast: Cast, home: Path) -> None:
    other = Stakeholder.objects.create(account=cast.their_harbor, name="M. Sato", email=EMAIL)
    assert other.account.workspace != cast.workspace
    second = type(cast.harbor).objects.create(
        workspace=cast.workspace, external_id="S-2", name="Second", created_on=LONG_AGO
    )
    Stakeholder.objects.create(account=second, name="M. Sato", email=EMAIL.title())
    (home / "backups").mkdir(parents=True)
    (home / "backups" / "toprung-20260301T090000.sqlite3").write_bytes(b"")

    stays = " ".join(outlook(cast.manager, by=cast.admin, now=NOW).stays)

    assert "on file at Second, as M. Sato" in stays
    assert stays.count("The same address") == 1
    assert "toprung-20260301T090000.sqlite3" in stays


def test_events_of_who_has_no_address_stay(cast: Cast) -> None:
    feed = brightworks(cast)
    feed.send(track(user="somebody"))
    feed.load()
    cast.manager.email = ""
    cast.manager.save()

    assert "events" not in erase_person(cast.manager, by=cast.admin, now=NOW).counts
    assert len(feed.unmatched()) == 1
    assert not Outcome.objects.exists()
