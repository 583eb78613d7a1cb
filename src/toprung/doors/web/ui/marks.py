"""Small marks in lists: health, lifecycle, states, people, movement. Their shape and words say what colour says."""

from __future__ import annotations

from functools import lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString

from toprung.doors.web.ui.values import NOTHING, counted
from toprung.kernel.vocabulary import Band, Lifecycle

#: a filled circle, a triangle and a square: told apart without colour
_SHAPES = {
    Band.GREEN: "M6 1a5 5 0 1 1 0 10a5 5 0 0 1 0-10z",
    Band.AMBER: "M6 1l5.5 10h-11z",
    Band.RED: "M1.5 1.5h9v9h-9z",
}
_LIFECYCLE = {
    Lifecycle.PROSPECT: "quiet",
    Lifecycle.IMPLEMENTING: "under-way",
    Lifecycle.ONBOARDING: "under-way",
    Lifecycle.LIVE: "plain",
    Lifecycle.LEAVING: "bad",
    Lifecycle.FORMER: "quiet",
}
#: states of results, of checks, of hand-offs, of milestones and of proposed wordings: tone by word
_TONES = {
    "proposed": "quiet", "promised": "plain", "measured": "under-way", "half_validated": "under-way", "fresh": "good",
    "lapsing": "warn", "lapsed": "bad", "disputed": "bad", "withdrawn": "bad", "lost": "bad",
    "not_due": "quiet", "staged": "plain", "due": "warn", "silent": "bad", "failed": "bad", "claimed": "under-way",
    "met": "good",
    "handed_over": "under-way", "sent_back": "bad",
    "planned": "plain", "in_progress": "under-way", "done": "good", "dropped": "quiet",
    "open": "warn", "accepted": "good", "declined": "quiet",
}  # fmt: skip


@lru_cache(maxsize=512)
def band(score: int | None, name: str = "") -> SafeString:
    """Health at a glance: shape, score and the band's word. A dash where there is no health (prospect, former)."""
    if score is None or not name:
        return NOTHING
    colour = Band(name)
    return format_html(
        '<span class="band band-{0}" title="Health {1} of 100, {0}">'
        '<svg class="band-shape" viewBox="0 0 12 12" aria-hidden="true"><path d="{2}"/></svg>'
        '<span class="band-score">{1}</span><span class="visually-hidden"> {0}</span></span>',
        colour.value, score, _SHAPES[colour],
    )  # fmt: skip


@lru_cache(maxsize=64)
def lifecycle(name: str) -> SafeString:
    """Where the account is in its life, as a badge."""
    if not name:
        return NOTHING
    life = Lifecycle(name)
    return format_html('<span class="mark mark-{}">{}</span>', _LIFECYCLE[life], life.label)


@lru_cache(maxsize=64)
def state(name: str) -> SafeString:
    """The state of a result, a check or a hand-off, as a badge."""
    if not name:
        return NOTHING
    return format_html('<span class="mark mark-{}">{}</span>', _TONES.get(name, "plain"), name.replace("_", " "))


@lru_cache(maxsize=2048)
def person(name: str, detail: str = "") -> SafeString:
    """A person by initials and name, with a detail such as the role; “nobody” where there is none."""
    if not name:
        return SafeString('<span class="person person-none">nobody</span>')
    extra = format_html('<span class="person-detail">{}</span>', detail) if detail else ""
    return format_html(
        '<span class="person"><span class="person-initials" aria-hidden="true">{}</span>'
        '<span class="person-name">{}</span>{}</span>',
        initials(name), name, extra,
    )  # fmt: skip


def initials(name: str) -> str:
    """First letters of the first and the last word: Ana Ruiz as AR."""
    words = [word for word in name.replace("@", " ").split() if word[0].isalnum()]
    return "".join(word[0] for word in (words if len(words) < 2 else (words[0], words[-1]))).upper()


def moved(number: int | None, forms: str = "", since: str = "") -> SafeString:
    """A movement: arrow, number and words. Nothing where it is not known; “no change” for 0."""
    if number is None:
        return SafeString()
    if number == 0:
        return format_html('<span class="moved moved-none">no change{}</span>', f" {since}" if since else "")
    word = counted(abs(number), forms) if forms else f"{abs(number):,}"
    way, arrow = ("up", "M6 10V2M2.5 5.5L6 2l3.5 3.5") if number > 0 else ("down", "M6 2v8M2.5 6.5L6 10l3.5-3.5")
    return format_html(
        '<span class="moved moved-{}"><svg class="moved-arrow" viewBox="0 0 12 12" aria-hidden="true">'
        '<path d="{}"/></svg><span class="visually-hidden">{} </span>{}{}</span>',
        way, arrow, way, word, f" {since}" if since else "",
    )  # fmt: skip
