"""Files that no one should have sent: each gets a sentence, none a fault of ours, and no text becomes markup."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
from tests.doors.web.importing.conftest import Desk, worked

from toprung.doors.web.importing.wording import on_a_page
from toprung.motion.imports.models import ImportRun, RunState

SCRIPT = "<script>alert('x')</script>"


def _bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("xl/workbook.xml", "<x/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (150 << 20))
    return stream.getvalue()


FAILING: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "blank": ("blank.csv", lambda: b"\n\n", "is empty"),
    "no columns": ("none.csv", lambda: b",,,\n,,,\n", "has no headings"),
    "a bomb": ("bomb.xlsx", _bomb, "as a ZIP bomb would"),
    "a picture": ("book.csv", lambda: b"\x89PNG\r\n\x1a\n" + b"0" * 50, "is a picture (PNG), not a table"),
    "a web page": ("book.xls", lambda: b"<html><body>x</body></html>", "is a web page"),
    "NUL bytes": ("book.csv", lambda: b"account\nA\0\n", "holds NUL bytes"),
    "damaged": ("book.xlsx", lambda: b"PK\x03\x04" + b"x" * 100, "is damaged"),
    "too wide": ("wide.csv", lambda: (",".join(f"c{n}" for n in range(2100)) + "\n1\n").encode(), "2,100 columns"),
}


@pytest.mark.parametrize("name", FAILING)
def test_what_cannot_be_used_is_told_with_its_own_name(leader: Desk, name: str) -> None:
    called, content, sentence = FAILING[name]
    run = leader.send(content(), called)
    assert run.state == RunState.FAILED
    page = leader.text(f"{run.pk}/")
    assert sentence in page
    assert called in run.error
    assert ".upload" not in page, "the name it is stored under is nobody's business"
    assert "Nothing was imported" in page
    assert leader.press(run, "drop").status_code == 303


def test_an_empty_file_is_refused_at_the_door(leader: Desk) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    answer = leader.client.post(leader.at("new/"), {"file": SimpleUploadedFile("e.csv", b"")})
    assert answer.status_code == 422
    assert not ImportRun.objects.exists()


def test_the_wrong_kind_says_what_is_missing(leader: Desk) -> None:
    run = leader.send("account,name,role\nHF-1,Ida,buyer\n")
    answer = leader.choose(run, "contracts")
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "Every row of contracts needs contract and starts on and ends on" in html
    assert "your other choices are kept" in html


def test_letters_of_another_encoding(leader: Desk) -> None:
    run = leader.send("account,name\nA,Müller\n".encode("cp1252"), "latin.csv")
    assert "Müller" in leader.text(f"{run.pk}/")
    again = leader.choose(run, "accounts", option__encoding="utf-8")
    assert again.status_code == 303
    run.refresh_from_db()
    assert run.state == RunState.FAILED
    assert "is not in the encoding utf-8" in run.error
    assert "mapping file" not in leader.text(f"{run.pk}/")


def test_script_in_every_text_is_text(leader: Desk) -> None:
    text = f"account,name,segment,{SCRIPT}\nX{SCRIPT},{SCRIPT},{SCRIPT},{SCRIPT}\n{SCRIPT},,{SCRIPT},\n,{SCRIPT},,\n"
    run = leader.send(text, f"{SCRIPT}.csv")
    pages = [leader.text(f"{run.pk}/")]
    shown = {"kind": "accounts", "shown": "sheet", "show": "1"}
    pages.append(leader.client.post(leader.at(f"{run.pk}/columns/"), shown).content.decode())
    leader.choose(run, "accounts")
    pages.append(leader.text(f"{run.pk}/"))
    leader.press(run, "start")
    run = worked(run)
    pages += [leader.text(f"{run.pk}/"), leader.text()]
    for page in pages:
        assert "<script>alert" not in page
        assert len(re.findall(r"<script", page)) == len(re.findall(r"<script (type=\"module\" )?src=", page))
    assert "&lt;script&gt;alert" in pages[2]


def test_a_field_that_is_no_field_and_a_column_that_is_none(leader: Desk) -> None:
    run = leader.send("account,name\nA,B\n")
    assert leader.choose(run, "accounts", column__nonsense="account").status_code == 303
    run.refresh_from_db()
    assert "nonsense" not in run.mapping["columns"]
    assert leader.choose(run, "accounts", column__name="Not there").status_code == 422
    for kind in ("", "nonsense", "../../x"):
        assert leader.client.post(leader.at(f"{run.pk}/columns/"), {"kind": kind}).status_code == 422
    assert leader.choose(run, "accounts", option__timezone="Nowhere/At all").status_code == 422
    assert leader.choose(run, "accounts", option__decimal="x").status_code == 422


def test_another_sheet_of_a_workbook(leader: Desk) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "Accounts"
    book.active.append(["account", "name", "seats"])
    book.active.append(["A", "Alder", 5])
    people = book.create_sheet("People")
    people.append(["account", "name", "role"])
    people.append(["HF-1", "Ida", "buyer"])
    stream = io.BytesIO()
    book.save(stream)
    run = leader.send(stream.getvalue(), "book.xlsx")
    assert run.kind == "accounts"
    leader.choose(run, option__sheet="People")
    run.refresh_from_db()
    assert (run.state, run.kind) == (RunState.RECEIVED, "stakeholders"), "looked at anew"
    page = leader.text(f"{run.pk}/")
    assert '<option value="People" selected>' in page
    assert '<option value="Accounts">' in page


def test_very_many_columns_stay_a_page_one_can_open(leader: Desk) -> None:
    head = ",".join(["account", *(f"c{n}" for n in range(1500))])
    run = leader.send(f"{head}\nA\n", "wide.csv")
    assert len(leader.text(f"{run.pk}/")) < 500_000


@pytest.mark.parametrize(
    "sentence",
    [
        'To choose, write name = "Full "name"" under [columns] in the mapping file.',
        "If that is wrong, write day_first = false under [options] in the mapping file.",
        'If that is wrong, write decimal = "," under [options] in the mapping file.',
        'To choose, write sheet = "..." under [options] in the mapping file.',
        'If letters look wrong, name the right one as encoding = "..." under [options] in the mapping file.',
        "Write one of: a, b; or say what it means under [values.role] in the mapping file.",
        "Write it as YYYY-MM-DD, or give day_first = true or false under [options] in the mapping file.",
        'Write it like the others, or give decimal = "." or "," under [options] in the mapping file.',
        "Fill it in, or give a default for account in the mapping file.",
        "“x” has no sheet “y”, which the mapping file names.",
        "The mapping file's default for segment cannot be used.",
    ],
)
def test_no_sentence_of_a_page_speaks_of_a_mapping_file(sentence: str) -> None:
    told = on_a_page({"remarks": [sentence]})["remarks"][0]
    assert "mapping file" not in told
    assert "under [" not in told
