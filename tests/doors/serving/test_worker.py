"""A round of the worker: everything that is due, and one failure stops nothing else."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.core import mail
from tests.cast import Cast
from tests.doors.web.visiting import signed_up

from toprung.doors import clock
from toprung.doors.serving import preparing, worker
from toprung.kernel.errors import Refused
from toprung.motion.evaluation.models import Evaluation
from toprung.records.access.actions import ask_for_mail
from toprung.records.access.models import AccessMail
from toprung.records.tenancy.models import Workspace


@pytest.fixture(autouse=True)
def nothing_rests() -> Iterator[None]:
    """What failed in one test rests in no other."""
    worker._resting.clear()
    yield
    worker._resting.clear()


def test_a_round_evaluates_every_workspace(cast: Cast) -> None:
    assert worker.work() is False

    evaluated = Evaluation.objects.values_list("workspace__name", flat=True)
    assert set(evaluated) == {"Brightworks", "Northlight"}
    assert worker.work() is False, "nothing more is due"
    assert Evaluation.objects.count() == 2


def test_a_mail_goes_out_once_and_waits_for_no_round(cast: Cast) -> None:
    ask_for_mail(signed_up("ada@brightworks.example").email, AccessMail.What.LINK, "http://x", now=clock.now())

    worker.send_mails()
    worker.send_mails()

    assert len(mail.outbox) == 1
    assert Evaluation.objects.count() == 0


def test_one_failure_is_told_and_stops_nothing_else(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    import toprung.motion.upkeep as upkeep

    real = upkeep.bring_up_to_date

    def failing(workspace: Workspace, now: datetime) -> Any:
        if workspace.name == "Brightworks":
            raise RuntimeError("the disk is on fire")
        return real(workspace, now)

    monkeypatch.setattr(upkeep, "bring_up_to_date", failing)
    with caplog.at_level(logging.ERROR):
        worker.work()
        worker.work()

    assert caplog.text.count("evaluating Brightworks failed; it is tried again in 60 seconds") == 1, "it rests"
    assert "the disk is on fire" in caplog.text
    assert Evaluation.objects.get().workspace.name == "Northlight"


def test_a_front_end_that_is_not_built_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.contrib.staticfiles import finders

    monkeypatch.setattr(finders, "find", lambda name: None)
    with pytest.raises(Refused, match="run “make setup”"):
        preparing.prepare()
