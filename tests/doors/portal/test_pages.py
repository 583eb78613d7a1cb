"""The customer's pages: as a stranger to the link, with a link that ended, and as the person it is for."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver
from tests.cast import NOW, TODAY, Cast
from tests.doors.web.visiting import signed_in
from tests.records.portal.asked import asked, measure

from toprung.doors import clock
from toprung.doors.portal.guests import COOKIE
from toprung.kernel.vocabulary import Said
from toprung.records.book.models import Stakeholder
from toprung.records.outcomes.models import Attestation, Measurement
from toprung.records.portal.asking import take_back_request
from toprung.records.portal.branding import BrandDraft, set_brand
from toprung.records.portal.links import LINK_DAYS, make_link, revoke_links
from toprung.records.portal.models import AttestationRequest, MailKind, PortalLink, PortalMail, RequestEnd

SCRIPT = "<script>alert('x')</script>"


@pytest.fixture(autouse=True)
def at_now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


def _key(person: Stakeholder) -> str:
    return make_link(person, by="Chidi Mensah", now=NOW)


def _paths(key: str, request: AttestationRequest) -> list[str]:
    """Every address of the portal."""
    found = [str(p.pattern) for p in get_resolver().url_patterns if str(p.pattern).startswith("p/")]
    assert len(found) > 5
    return ["/" + re.sub(r"<int:number>", str(request.pk), p).replace("<str:key>", key) for p in found]


def _answer(browser: Client, path: str, answer: str = "yes", **more: object) -> Any:
    page = browser.get(path).content.decode()
    (shown,) = re.findall(r'name="shown" value="(\d*)"', page)
    return browser.post(path, {"answer": answer, "shown": shown, **more})


def test_a_made_up_key_opens_nothing(cast: Cast, browser: Client) -> None:
    for path in _paths("made-up", asked(cast)):
        for answer in (browser.get(path), browser.post(path)):
            assert answer.status_code in (404, 405), path
            assert "Harbor" not in answer.content.decode()
            assert "Brightworks" not in answer.content.decode()


@pytest.mark.parametrize("role", ["anonymous", "stranger", "admin"])
def test_without_a_link_no_log_in_opens_the_portal(role: str, cast: Cast, browser: Client) -> None:
    who = {"anonymous": browser, "stranger": "stan@northlight.example", "admin": "ada@brightworks.example"}[role]
    client = who if isinstance(who, Client) else signed_in(who)

    assert client.get("/p/x/").status_code == 404


def test_every_page_is_private(cast: Cast, browser: Client) -> None:
    key = _key(cast.manager)
    for path in _paths(key, asked(cast)):
        answer = browser.get(path)
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'self'; script-src 'self'")


def test_another_persons_question_is_not_found(cast: Cast, browser: Client) -> None:
    request = asked(cast)
    key = _key(cast.buyer)

    assert browser.get(f"/p/{key}/results/{request.pk}/").status_code == 404
    assert browser.post(f"/p/{key}/results/{request.pk}/", {"answer": "yes"}).status_code == 404
    assert not Attestation.objects.exists()


def test_what_went_wrong_binds_a_link_to_no_browser(cast: Cast, browser: Client) -> None:
    key = _key(cast.buyer)
    nobodys = f"/p/{key}/results/{asked(cast).pk}/"

    assert browser.post(nobodys, {"answer": "yes"}).status_code == 404

    assert PortalLink.objects.get().browser_sha256 == ""
    assert Client().get(f"/p/{key}/").status_code == 200, "it opens as if nothing had been sent"


def test_yes_in_one_press(cast: Cast, browser: Client) -> None:
    request = asked(cast, note="Is it so?")
    path = f"/p/{_key(cast.manager)}/results/{request.pk}/"

    page = browser.get(path).content.decode()
    assert "Did Harbor Foods get this result with Brightworks?" in page
    assert "Cut the time to close the books from 9 days to 4" in page
    assert "80% of what was agreed" in page
    assert "Is it so?" in page
    answer = _answer(browser, path, words="Yes indeed")

    assert (answer.status_code, answer.headers["Location"]) == (303, path)
    link = Attestation.objects.get()
    assert (link.said, link.value, link.words) == (Said.YES, Decimal(5), "Yes indeed")
    page = browser.get(path).content.decode()
    assert "Thank you, Mina" in page
    assert "take it back" in page


def test_correct_it(cast: Cast, browser: Client) -> None:
    request = asked(cast)
    path = f"/p/{_key(cast.manager)}/results/{request.pk}/"

    without = _answer(browser, path, "correct")
    assert without.status_code == 422
    assert "Give the number as you know it" in without.content.decode()
    nonsense = _answer(browser, path, "correct", value="about five", words="keep me")
    assert nonsense.status_code == 422
    assert "keep me" in nonsense.content.decode()
    assert _answer(browser, path, "correct", value="5.5").status_code == 303
    assert Attestation.objects.get().value == Decimal("5.5")
    assert Measurement.objects.filter(occurred_on=TODAY).get().value == Decimal("5.5")


def test_not_so(cast: Cast, browser: Client) -> None:
    request = asked(cast)
    path = f"/p/{_key(cast.manager)}/results/{request.pk}/"

    assert _answer(browser, path, "no", words="It takes 9 still").status_code == 303
    link = Attestation.objects.get()
    assert (link.said, link.value, link.words) == (Said.NO, None, "It takes 9 still")
    assert "Thank you for telling us" in browser.get(path).content.decode()


def test_a_colleague_is_asked(cast: Cast, browser: Client) -> None:
    request = asked(cast)
    path = f"/p/{_key(cast.manager)}/results/{request.pk}/"
    page = browser.get(path).content.decode()
    assert "Tom Becker" in page
    assert "team lead" not in page, "how the vendor sees people's roles is not the customer's to read"
    assert "tom@harborfoods.example" not in page

    assert browser.post(f"{path}forward/", {}).status_code == 422
    assert browser.post(f"{path}forward/", {"colleague": "Tom Becker"}).headers["Location"] == path
    assert "We have asked Tom Becker" in browser.get(path).content.decode()
    assert AttestationRequest.objects.latest("pk").stakeholder == cast.team_lead


def test_taking_it_back(cast: Cast, browser: Client) -> None:
    request = asked(cast)
    path = f"/p/{_key(cast.manager)}/results/{request.pk}/"
    _answer(browser, path)

    assert browser.post(f"{path}take-back/").status_code == 303
    assert "You took your answer back" in browser.get(path).content.decode()
    assert Attestation.objects.count() == 2


def test_sent_twice_it_is_kept_once(cast: Cast, browser: Client) -> None:
    request = asked(cast)
    path = f"/p/{_key(cast.manager)}/results/{request.pk}/"
    shown = Measurement.objects.get().pk

    answers = [browser.post(path, {"answer": "yes", "shown": shown}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 200]
    assert "Thank you, Mina" in answers[1].content.decode()
    assert Attestation.objects.count() == 1


def test_a_button_pressed_twice_comes_from_one_browser(cast: Cast, browser: Client) -> None:
    request = asked(cast)
    path = f"/p/{_key(cast.manager)}/results/{request.pk}/"
    browser.get(path)
    # The second press is sent before the first one is answered, so it carries only what the page brought.
    again = Client()
    again.cookies.load({COOKIE: browser.cookies[COOKIE].value})
    told = {"answer": "yes", "shown": Measurement.objects.get().pk}
    pressed = [one.post(path, told) for one in (browser, again)]

    assert [answer.status_code for answer in pressed] == [303, 200]
    assert "Thank you, Mina" in pressed[1].content.decode()
    assert Attestation.objects.count() == 1


def test_a_number_that_moved_is_shown_again_and_nothing_recorded(cast: Cast, browser: Client) -> None:
    request = asked(cast)
    path = f"/p/{_key(cast.manager)}/results/{request.pk}/"
    shown = Measurement.objects.get().pk
    measure(cast, Decimal(6))

    answer = browser.post(path, {"answer": "yes", "shown": shown, "words": "keep me"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "The number has changed since you opened this page" in page
    assert "keep me" in page
    assert "<strong>6</strong>" in page
    assert not Attestation.objects.exists()


def test_a_question_taken_back_needs_no_answer(cast: Cast, browser: Client) -> None:
    request = asked(cast)
    path = f"/p/{_key(cast.manager)}/results/{request.pk}/"
    shown = Measurement.objects.get().pk
    take_back_request(request, by=cast.csm, now=NOW)

    page = browser.post(path, {"answer": "yes", "shown": shown}).content.decode()

    assert "No answer is needed any more" in page
    assert not Attestation.objects.exists()


def test_an_ended_link_offers_a_new_one_to_the_same_address(
    cast: Cast, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = _key(cast.manager)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=LINK_DAYS))

    page = browser.get(f"/p/{key}/")
    assert (page.status_code, "Mail me a new link" in page.content.decode()) == (410, True)
    assert "mina" not in page.content.decode().lower()
    told = browser.post(f"/p/{key}/renew/").content.decode()

    assert "If the address that this link was made for can still be reached" in told
    mail = PortalMail.objects.get()
    assert (mail.kind, mail.stakeholder) == (MailKind.RENEWAL, cast.manager)


def test_who_has_left_is_told_the_same_and_gets_nothing(
    cast: Cast, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended, left = _key(cast.buyer), _key(cast.manager)
    cast.manager.left_on = TODAY
    cast.manager.save()
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=LINK_DAYS))

    def told(key: str, path: str, method: str) -> str:
        return str(getattr(browser, method)(f"/p/{key}/{path}").content.decode()).replace(key, "")

    assert _plain(told(left, "", "get")) == _plain(told(ended, "", "get"))
    assert _plain(told(left, "renew/", "post")) == _plain(told(ended, "renew/", "post"))
    assert [mail.stakeholder for mail in PortalMail.objects.all()] == [cast.buyer]


def _plain(page: str) -> str:
    return re.sub(r'value="\w{64}"', "", page)


def test_a_link_that_opens_brings_no_new_one(cast: Cast, browser: Client) -> None:
    key = _key(cast.buyer)

    browser.post(f"/p/{key}/renew/")

    assert not PortalMail.objects.exists()


def test_a_revoked_link_opens_nothing_and_offers_nothing(cast: Cast, browser: Client) -> None:
    key = _key(cast.manager)
    revoke_links(cast.manager, by=cast.csm, now=NOW)

    page = browser.get(f"/p/{key}/")
    browser.post(f"/p/{key}/renew/")

    assert (page.status_code, "It was taken back" in page.content.decode()) == (410, True)
    assert not PortalMail.objects.exists()


def test_a_mail_handed_on_lets_nobody_speak_for_the_person(cast: Cast, browser: Client) -> None:
    request = asked(cast)
    path = f"/p/{_key(cast.manager)}/results/{request.pk}/"
    _answer(browser, path)

    other = Client()
    page = other.get(path)
    assert page.status_code == 403
    assert "It was used to answer in another browser" in page.content.decode()
    assert "Harbor" not in page.content.decode()
    assert other.post(f"{path}take-back/").status_code == 403
    assert Attestation.objects.count() == 1
    assert browser.get(path).status_code == 200


def test_script_is_shown_as_text_wherever_it_was_written(cast: Cast, browser: Client) -> None:
    cast.harbor.name = SCRIPT
    cast.harbor.save()
    set_brand(cast.workspace, BrandDraft(SCRIPT), by=cast.admin, now=NOW)
    cast.manager.name = SCRIPT
    cast.manager.save()
    request = asked(cast, cast.manager, note=SCRIPT)
    key = _key(cast.manager)
    path = f"/p/{key}/results/{request.pk}/"

    pages = [browser.get(path), browser.get(f"/p/{key}/"), _answer(browser, path, words=SCRIPT), browser.get(path)]
    pages += [browser.get(f"/p/{key}/")]

    assert not any(SCRIPT in page.content.decode() for page in pages)
    assert Attestation.objects.get().words == SCRIPT


def test_forged_forms_are_refused(cast: Cast) -> None:
    request = asked(cast)
    strict = Client(enforce_csrf_checks=True)

    answer = strict.post(f"/p/{_key(cast.manager)}/results/{request.pk}/", {"answer": "yes"})

    assert answer.status_code == 403
    assert not Attestation.objects.exists()


def test_the_vendors_colour_and_logo(cast: Cast, browser: Client) -> None:
    key = _key(cast.manager)
    assert browser.get(f"/p/{key}/logo").status_code == 404
    logo = b"\x89PNG\r\n\x1a\n" + b"0" * 20
    set_brand(cast.workspace, BrandDraft("Bright", "#ffcc00", "", logo), by=cast.admin, now=NOW)

    sheet = browser.get(f"/p/{key}/brand.css")
    assert (sheet.headers["Content-Type"], sheet.content.decode()) == (
        "text/css",
        ":root{--portal-brand:#ffcc00;--portal-on-brand:#000000}",
    )
    picture = browser.get(f"/p/{key}/logo")
    assert (picture.headers["Content-Type"], picture.content) == ("image/png", logo)
    assert 'alt="Bright"' in browser.get(f"/p/{key}/").content.decode()


def test_a_person_without_questions_sees_where_things_stand(cast: Cast, browser: Client) -> None:
    request = asked(cast)
    assert request.closed_as != RequestEnd.ANSWERED

    page = browser.get(f"/p/{_key(cast.buyer)}/").content.decode()

    assert "Nothing waits for you, Bea" in page
    assert "Cut the time to close the books" in page
