"""The templates that Toprung brings along."""

from __future__ import annotations

import pytest
from tests.cast import NOW, Cast

from toprung.kernel.errors import NotAllowed
from toprung.records.plans.models import PlanTemplate
from toprung.records.plans.standard import missing_standard, write_standard_templates
from toprung.records.tenancy.actors import ANONYMOUS


def test_leaders_add_them_once(cast: Cast) -> None:
    for actor in (ANONYMOUS, cast.stranger, cast.csm):
        with pytest.raises(NotAllowed):
            write_standard_templates(cast.workspace, by=actor, now=NOW)

    made = write_standard_templates(cast.workspace, by=cast.leader, now=NOW)

    assert {t.segment.name for t in made if t.segment} == {"SMB", "Mid-Market", "Enterprise"}
    assert all(t.steps.count() > 3 for t in made)
    assert not missing_standard(t.name for t in made)
    assert write_standard_templates(cast.workspace, by=cast.leader, now=NOW) == []


def test_a_segment_that_is_not_there_is_whichever(cast: Cast) -> None:
    made = write_standard_templates(cast.elsewhere, by=cast.stranger, now=NOW)

    assert [t.segment for t in made] == [None] * 3
    assert PlanTemplate.objects.filter(workspace=cast.workspace).count() == 0
