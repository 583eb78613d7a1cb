"""Entries of the journal, amounts and numbers in words that a reader knows."""

from __future__ import annotations

from decimal import Decimal

from toprung.kernel.canon import decimal_text

#: what was done, by the journal's verb; {what} is the entry's subject
_DONE = {
    "create_account": "Put the account on file",
    "change_account": "Changed the account",
    "create_stakeholder": "Added {what} to the people",
    "change_stakeholder": "Changed what is on file about {what}",
    "create_contract": "Put contract {what} on file",
    "change_contract": "Changed contract {what}",
    "create_subscription": "Put {what} on file",
    "change_subscription": "Changed {what}",
    "record_movement": "Recorded revenue: {what}",
    "correct_movement": "Corrected revenue: {what}",
    "create_touch": "Recorded a {what}",
    "change_touch": "Changed the {what}",
    "write_outcome": "Wrote outcome “{what}”",
    "record_measurement": "Recorded a value of {what}",
    "withdraw_measurement": "Took back a value of {what}",
    "define_usage_measurement": "Had “{what}” read from usage",
    "stop_usage_measurement": "Stopped reading “{what}” from usage",
    "record_attestation": "Recorded a word on “{what}”",
    "claim_result": "Claimed the result of “{what}”",
    "answer_check": "Answered the {what}",
    "freeze_promise": "Froze the promise as it stood at the signature",
    "open_intervention": "Opened an intervention",
    "close_intervention": "Closed the intervention",
    "take_intervention": "Gave the intervention to somebody",
    "add_intervention_step": "Wrote down a step of the intervention",
    "finish_intervention_step": "Finished a step of the intervention",
    "erase_person": "Forgot a person, who is now called {what}",
    "start_plan": "Began the {what}",
    "change_plan": "Changed the {what}",
    "add_milestone": "Added {what} to the plan",
    "change_milestone": "Changed {what} of the plan",
    "move_milestone": "Moved {what} of the plan",
    "share_plan": "Shared {what} with the customer",
    "tell_of_version": "Told people by mail of {what}",
    "sign_plan": "Signed {what}",
    "comment_plan": "Commented on {what}",
    "share_comment": "Shared a comment on {what} with the customer",
    "propose_wording": "Proposed a wording of {what}",
    "accept_wording": "Accepted a proposed wording of {what}",
    "decline_wording": "Declined a proposed wording of {what}",
    "edit_note": "Changed the {what}",
    "remove_note": "Took out the {what}",
}


def verb_told(verb: str, subject: str, account: str) -> str:
    """What was done, without its end. The subject is left out where it is only the account itself."""
    if verb in _DONE:
        return _DONE[verb].format(what=subject.replace("_", " ") if verb.endswith("_touch") else subject)
    done = verb.replace("_", " ").capitalize()
    return f"{done}: {subject}" if subject and subject != account else done


def money_told(amount: Decimal, currency: str) -> str:
    """A signed amount with its currency: EUR +1,200, EUR −80.50."""
    sign = "+" if amount > 0 else "−" if amount < 0 else ""
    whole = abs(amount).quantize(Decimal("0.01"))
    text = f"{whole:,.0f}" if whole == whole.to_integral_value() else f"{whole:,.2f}"
    return f"{currency} {sign}{text}"


def number_told(value: Decimal) -> str:
    """A number with thousands set apart and no trailing zeros: 1,234.5."""
    whole, _, rest = decimal_text(value).partition(".")
    return f"{int(whole):,}{f'.{rest}' if rest else ''}" if whole not in ("-0",) else f"-0.{rest}"
