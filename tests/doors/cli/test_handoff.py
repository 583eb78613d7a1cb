"""Hand-offs from the command line: begin, sign, submit, send back, submit again, accept, list, verify."""

from __future__ import annotations

import json
from pathlib import Path

from tests.doors.cli.conftest import Run


def test_the_whole_way(book: Path, toprung: Run) -> None:
    (book / "prospect.csv").write_text("account,name,segment,owner\nLF-1,Larch Foods,SMB,Ada\n")
    ran = toprung(
        book,
        "import accounts prospect.csv",
        "handoff begin --on 2026-03-01",
        "handoff show LF-1",
        "handoff submit LF-1",
        "handoff sign LF-1 --on 2026-03-01 --contract LF-C1",
        "handoff submit LF-1",
        ["handoff", "submit", "LF-1", "--words", "They decide on a target in April"],
        "handoff send-back LF-1",
        ["handoff", "send-back", "LF-1", "--words", "No outcome: what did they buy it for?"],
        ["handoff", "commit", "LF-1", "--commitment", "A dashboard in Dutch"],
        ["handoff", "submit", "LF-1", "--words", "It follows on Monday"],
        "handoff accept LF-1",
        "handoff show LF-1 --json",
        "handoff list --json",
        "verify",
    )
    assert [r.exit_code for r in ran] == [0, 0, 0, 2, 0, 2, 0, 2, 0, 0, 0, 0, 0, 0, 0]
    assert "No outcome is marked as the one they bought it for." in ran[2].out
    assert "has not signed yet" in ran[3].err
    assert "Pieces are missing: say why" in ran[5].err
    assert "needs a reason" in ran[7].err
    told = json.loads(ran[12].out)
    sale = told["handoffs"][0]
    assert (sale["state"], sale["commitments"], sale["accept_by"]) == (
        "accepted",
        ["A dashboard in Dutch"],
        "2026-03-15",
    )
    assert [s["step"] for s in sale["steps"]] == [
        "handed_over",
        "sent_back",
        "commitments_stated",
        "handed_over",
        "accepted",
    ]
    assert "LF-1" not in [one["account"] for one in json.loads(ran[13].out)]
    assert "promises frozen at signatures are what their hashes say" in ran[14].out


def test_each_promise_with_its_template_and_the_rate_by_template(book: Path, toprung: Run) -> None:
    (book / "accounts.csv").write_text("account,name,segment\nLF-1,Larch Foods,SMB\n")
    (book / "outcomes.csv").write_text(
        "account,outcome,statement,baseline,target,due_on,category,promised_by,template\n"
        "LF-1,close,Close the books in 5 days instead of 9,9,5,2025-12-31,cost cut,Sam,smb-cost-cut\n"
        "LF-1,audit,Pass the audit without findings,,,2025-12-31,compliance,Pat,\n"
    )
    rate = "measure promise-kept --from 2025-01-01 --to 2027-01-01 --set which=all --by template"
    ran = toprung(
        book,
        "import accounts accounts.csv",
        "import outcomes outcomes.csv",
        "handoff begin --on 2025-01-01",
        "handoff sign LF-1 --on 2026-03-01 --contract LF-C1",
        "handoff show LF-1",
        "handoff show LF-1 --json",
        rate,
        f"{rate} --json",
        "library --segment SMB",
    )
    assert [r.exit_code for r in ran] == [0] * 9, [r.err for r in ran]
    assert "smb-cost-cut" in ran[8].out, "where the keys are found"
    shown = " ".join(ran[4].out.split())
    assert "What was promised at the sale:" in shown
    assert "written without a template" in shown
    told = {one["outcome"]: one for one in json.loads(ran[5].out)["promises"]}
    assert [told[name]["template"] for name in ("close", "audit")] == ["smb-cost-cut", None]
    assert [told[name]["seller"] for name in ("close", "audit")] == ["Sam", "Pat"]
    assert (told["close"]["category"], told["close"]["due_on"], told["close"]["in_time"]) == (
        "cost_cut",
        "2025-12-31",
        False,
    )
    assert "smb-cost-cut: Spend [amount] less a month on [what]" in " ".join(ran[6].out.split())
    groups = {one["group"]: one["denominator"] for one in json.loads(ran[7].out)["groups"]}
    assert (groups["smb-cost-cut"], "written without a template" in groups) == (1, True)


def test_a_prospect_is_added_and_edited_until_it_signs(book: Path, toprung: Run) -> None:
    ran = toprung(
        book,
        [
            "prospect",
            "LF-1",
            "--name",
            "Larch Foods",
            "--segment",
            "SMB",
            "--seller",
            "Sam",
            "--signature",
            "2026-05-29",
        ],
        "handoff list --json",
        "prospect LF-1 --signature 2026-06-30",
        "prospect LF-2",
        ["prospect", "LF-2", "--name", "Larch", "--segment", "Startups"],
        "handoff sign LF-1 --on 2026-03-01 --contract LF-C1",
        ["prospect", "LF-1", "--name", "Larch Holding"],
        "prospect LF-1 --signature soon",
    )
    assert [r.exit_code for r in ran] == [0, 0, 0, 2, 2, 0, 2, 2]
    assert "Larch Foods: created, sold by Sam, signature expected on 2026-05-29." in ran[0].out
    (one,) = (found for found in json.loads(ran[1].out) if found["account"] == "LF-1")
    assert (one["part"], one["signature_expected_on"], one["waits_for"]) == ("before_signature", "2026-05-29", "Sam")
    assert "Larch Foods: updated, sold by Sam, signature expected on 2026-06-30." in ran[2].out
    assert "needs a name" in ran[3].err
    assert "no segment “Startups”" in ran[4].err
    assert "no prospect any more" in ran[6].err


def test_bad_input_is_answered_with_what_to_write(book: Path, toprung: Run) -> None:
    ran = toprung(book, "handoff show", "handoff sign HF-1 --on 2026-01-01", "handoff begin", "handoff show NOBODY-1")
    assert [r.exit_code for r in ran] == [2, 2, 2, 2]
    assert "Say which account" in ran[0].err
    assert "--contract" in ran[1].err
