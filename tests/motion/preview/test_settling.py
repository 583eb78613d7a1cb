"""After a policy was saved: how far the states have come, and whether what was foreseen came so."""

from __future__ import annotations

from tests.cast import NOW, TODAY
from tests.motion.book import Book

from toprung.motion.evaluation.models import AccountVerdict
from toprung.motion.evaluation.running import judged_accounts
from toprung.motion.preview import change_of, compared, last_change, preview_policy, settling
from toprung.motion.preview.stands import stand_of, stand_told
from toprung.motion.upkeep import bring_up_to_date, refresh
from toprung.records.book.actions import change_policy
from toprung.records.book.queries import segment


def test_a_stand_is_told_alike_by_verdict_and_by_record(neighbours: Book) -> None:
    neighbours.evaluate()
    kept = dict(AccountVerdict.objects.values_list("account__external_id", "verdict"))
    judged = {j.verdict.account: j.verdict for chunk in judged_accounts(neighbours.workspace, TODAY) for j in chunk}
    assert {name: stand_told(told) for name, told in kept.items()} == {n: stand_of(v) for n, v in judged.items()}


def test_from_saved_to_taken_in(neighbours: Book) -> None:
    neighbours.evaluate()
    held = segment(neighbours.workspace, "Mid-Market")
    assert last_change(held) is None
    foreseen = preview_policy(neighbours.workspace, "Mid-Market", {"validators": "manager"}, TODAY)
    change_policy(held, {"validators": "manager"}, by=neighbours.by, now=NOW)
    entry = last_change(held)
    assert entry is not None
    assert (settling(held, entry).judged, settling(held, entry).accounts, settling(held, entry).done) == (0, 1, False)
    (before,) = compared(neighbours.workspace, foreseen)
    assert "rung" in [move.what for move in before.otherwise]
    refresh(neighbours.workspace, ["HF-1"], NOW)
    assert settling(held, entry).done
    (after,) = compared(neighbours.workspace, foreseen)
    assert after.otherwise == ()
    bring_up_to_date(neighbours.workspace, NOW)
    assert last_change(held) is None
    assert change_of(held, entry.pk) == entry
    assert settling(held, entry).done


def test_a_change_of_another_segment_is_not_this_ones(neighbours: Book) -> None:
    neighbours.evaluate()
    smb, other = segment(neighbours.workspace, "SMB"), segment(neighbours.workspace, "Enterprise")
    change_policy(smb, {"fresh_days": "60"}, by=neighbours.by, now=NOW)
    entry = last_change(smb)
    assert entry is not None
    assert last_change(other) is None
    assert change_of(other, entry.pk) is None
