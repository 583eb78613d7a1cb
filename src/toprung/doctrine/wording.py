"""The English words of every reason, by its code. Parameters in braces are worded by `reasons.worded`."""

WORDS: dict[str, str] = {
    # Ladder
    "no_feed": "No usage feed is connected, so use is unknown.",
    "feed_young": "The usage feed tells of days since {day} only: too short a time to say that there was no use.",
    "active": "Last used on {day}.",
    "inactive": "Last used on {day}; nothing in the last {days} days.",
    "never_active": "A usage feed is connected and has never seen this account.",
    "adopted": "At least {users} users were active in {enough} of the last {periods} whole {rhythm}s.",
    "not_adopted": (
        "At least {users} users were active in {enough} of the last {periods} whole {rhythm}s; {wanted} are needed."
    ),
    "no_outcome": "No outcome is on file.",
    "only_milestones": "What is on file is work on the product, not a change in the customer's business.",
    "changed": "{share} of the promised change on {day}: “{statement}”.",
    "changed_too_little": (
        "{share} of the promised change on {day}, less than the {threshold} that counts: “{statement}”."
    ),
    "measured_long_ago": "Last measured on {day}, more than {days} days ago.",
    "never_measured": "Nobody has measured “{statement}” yet.",
    "never_measured_but_confirmed": "Nobody measures it; the customer's word is all there is.",
    "result_stands": "“{statement}” stands at {share} of the promise, confirmed on {day} (grade {grade}).",
    "result_proposed": "“{statement}” is proposed; the customer has not agreed to it.",
    "result_promised": "“{statement}” is promised and not reached yet.",
    "result_measured": "“{statement}” is measured and not validated.",
    "result_half_validated": "“{statement}” is half validated.",
    "result_lapsed": "“{statement}” was validated too long ago to stand.",
    "result_disputed": "“{statement}” is disputed by its validator.",
    "result_withdrawn": "The confirmation of “{statement}” was withdrawn.",
    "result_lost": "“{statement}” was reached and then lost.",
    # The result's tests
    "measurable_met": "{share} of the promised change on {day}.",
    "measurable_missing": "Not measurable yet: record a dated value of {what}.",
    "mechanism_missing": "Not attributable yet: state why the product causes it.",
    "features_missing": "Not attributable yet: name the features (events) that carry the mechanism.",
    "product_named": "{who} named the product on {day}.",
    "product_not_named": (
        "Not attributable yet: no usage feed is connected, and the attester has not named the product."
    ),
    "features_used": "{features} used in {used} of {periods} {rhythm}s until {until}.",
    "features_unused": ("Not attributable: {features} used in only {used} of {periods} {rhythm}s until {until}."),
    "visible_document": "It stands in a document of the customer's: {document}.",
    "visible_opened": "The customer opened it on {day}.",
    "visible_missing": "Not visible yet: show it to a stakeholder, or name their document in which it stands.",
    "valued_met": "Confirmed by {who} on {day}.",
    "valued_half": "Half validated: {ask} still has to confirm it.",
    "valued_no_role": "Record the role of {who}, who confirmed it.",
    "valued_mismatch": "Confirmed by {who}, whose role this segment does not accept: ask {ask}.",
    "valued_missing": "Not valued yet: ask {ask} to confirm it.",
    "confirmation_names_it": "{who} named the metric and by how much on {day} (grade {grade}).",
    # Next step
    "step_former": "No longer a customer.",
    "step_prospect": "Not a customer yet.",
    "step_first_use": "Get them to use it: nobody has yet.",
    "step_return_to_use": "Bring them back to the product: nobody has used it in {days} days.",
    "step_widen_use": "Get {users} different users active in {periods} more {rhythm}s.",
    "step_widen_use_once": "Get {users} different users active in one more {rhythm}.",
    "step_name_result": "Name the result. {why}",
    "step_measure": "Record a first value of “{statement}”.",
    "step_move_metric": "Move “{statement}” to at least {threshold} of what was promised.",
    "step_settle": "Find out what is missing in “{statement}” and ask its validator again.",
    "step_confirm_anew": "Ask for a new confirmation of “{statement}”.",
    "step_bring_back_use": "The result stands and use has faded: find out who still uses it before the renewal.",
    "step_find_use": "The result stands and the feed has never seen use: find out who uses it before the renewal.",
    "step_measure_again": "Measure “{statement}” again: its last value is too old.",
    "step_confirm_again": "Have “{statement}” confirmed again before {day}.",
    "step_promise_next": "Agree on the next outcome while this result is fresh.",
    "step_next_outcome": "Go on to the next outcome: “{statement}”.",
    # Triage
    "unnamed_no_outcome": "No outcome is on file: ask what result they bought it for.",
    "unnamed_no_primary": "None of its outcomes is marked primary: say which one they bought it for.",
    "unnamed_milestone": "“{statement}” is work on the product: ask what it is to change in their business.",
    "unnamed_vague": "“{statement}” is vague: add by how much, or which state is to be reached.",
    "unnamed_no_validator": "“{statement}” has no validator: name who at the customer would confirm it.",
    # Health
    "health_none": "A {life} account has no health.",
    "health_no_data": "Nothing is known yet that health could rest on.",
    "cap_anchor": "At most {cap}: past day {days} without a fresh validated result.",
    "cap_silent": "At most {cap}: no use in the last {days} days in season.",
    "part_product": (
        "{share} of the use that adoption takes: {users} users in each of the best {best} of the last "
        "{periods} {rhythm}s."
    ),
    "part_outcome": "{shown} of the promised change by {day}, where {expected} is expected: “{statement}”.",
    "part_outcome_unseen": "No recent value of “{statement}”.",
    "part_outcome_missing": "Past day {days} and no outcome to show.",
    "part_outcome_nothing_due": "Nothing is due yet under the plan: this part is left out and the rest scaled.",
    "part_executive": "An executive last acted on {day} (asked for every {days} days).",
    "part_executive_never": "No executive of the customer has acted yet.",
    "part_executive_off": "This segment does not ask for an executive: this part is left out and the rest scaled.",
    "part_executive_no_data": "No people or touches are on file: this part is left out and the rest scaled.",
    "part_forward_no_data": "No renewal, due date or sponsor is on file: this part is left out and the rest scaled.",
    "forward_notice_given": "Notice has been given.",
    "forward_renewal_with_result": "Renewal on {day}, with a result that stands.",
    "forward_renewal_without_result": "Renewal on {day} (notice by {notice}) and no result that stands.",
    "forward_reached": "The primary outcome was reached on {day}.",
    "forward_projected": "At the pace so far the primary outcome is reached on {day}; due on {due}.",
    "forward_not_moving": "The primary outcome, due on {due}, is not moving.",
    "forward_departed": "{who} ({role}) left on {day} and nobody has taken their place.",
    "forward_in_place": "{who} in place.",
    # The gates of hand-offs
    "gate_no_primary": "No outcome is marked as the one they bought it for.",
    "gate_milestone": "“{statement}” is work on the product: say what it is to change in their business.",
    "gate_vague": "“{statement}” is vague: add by how much, or which state is to be reached.",
    "gate_primary": "“{statement}”",
    "gate_metric": "Measured by {metric}.",
    "gate_state": "Told by a state: {state}.",
    "gate_no_metric": "Nothing says what it is measured by.",
    "gate_baseline": "It starts at {level}.",
    "gate_no_baseline": "What it is today is not on file: ask the customer.",
    "gate_target": "It is to come to {level}.",
    "gate_no_target": "What it is to come to is not on file.",
    "gate_due_on": "By {day}.",
    "gate_due_days": "Within {days} days of go-live.",
    "gate_no_due": "No day is on file by which it is to be reached.",
    "gate_category": "It is {category}.",
    "gate_no_category": "What kind of value it has for them is not on file.",
    "gate_mechanism": "{mechanism}",
    "gate_no_mechanism": "Nothing says why the product causes it.",
    "gate_first_value": "First value: “{statement}”",
    "gate_no_first_value": "No outcome is marked as the first value: define it before implementation begins.",
    "gate_promise_confirmed": "Promised by {who}, and confirmed by the customer.",
    "gate_promise_reading": "Promised by {who}; it is the seller’s reading of what the customer wants.",
    "gate_no_promise": "Nothing says who promised it.",
    "gate_owner": "{who} owns it.",
    "gate_no_owner": "Nobody of ours owns it yet.",
    "gate_people": "On file: {who}.",
    "gate_no_people": "None of the customer’s people is on file.",
    "gate_validator": "{who} ({role}) will confirm it.",
    "gate_no_validator": "Nobody is named who would confirm it: name one of {roles}.",
    "gate_validator_unknown": "{who} is to confirm it and is not on file: add them to the people.",
    "gate_validator_left": "{who}, who was to confirm it, has left: ask who takes their place.",
    "gate_validator_mismatch": "{who} ({role}) is to confirm it; this segment accepts {roles}.",
    "gate_no_outcome": "No outcome is on file that anybody could agree to.",
    "gate_not_agreed": "Not agreed to yet: {statements}.",
    "gate_agreed": "The outcomes are agreed, the last of them on {day}.",
    "gate_baseline_read": "First measured on {day}.",
    "gate_baseline_unmeasured": "Where it started has not been measured: ask the customer for the value.",
    "gate_no_commitments": "Nothing says what was promised beyond the outcomes; say so if nothing was.",
    "gate_nothing_beyond": "Nothing was promised beyond the outcomes.",
    "gate_commitments": "Promised beyond the outcomes: {what}.",
    "gate_live": "Live since {day}.",
    "gate_not_live": "The day of go-live is not on file.",
    "gate_csm": "{who} takes it over.",
    "gate_no_csm": "No CSM is named: give the account an owner.",
    # Signals
    "signal_outcome_not_agreed": "Nobody at the customer has agreed to “{statement}” yet: ask them to.",
    "signal_no_validator": "“{statement}” names nobody who would confirm it: name {ask}.",
    "signal_validator_named": (
        "{who} ({role}) is to confirm “{statement}”, a role that this segment does not accept: ask {ask}."
    ),
    "signal_validator_departed": "{who}, who was to confirm “{statement}”, left on {day}: name someone else.",
    "signal_champion_departed": "{who}, the champion, left on {day} and nobody has taken their place.",
    "signal_handoff_missing": "The hand-off from {kind} of {day} lacks: {pieces}.",
    "signal_handoff_waits": "The hand-off from {kind} was to be accepted by {due}.",
    "signal_first_value_late": "No first value by {goal}, the goal since the signature on {signed}.",
    "signal_first_value_unmarked": (
        "No outcome is marked as the first value; the goal since the signature on {signed} was {goal}."
    ),
    "signal_milestone_overdue": "Milestone “{title}” of the success plan was due on {due} and is still open.",
    "signal_measurement_missing": "“{statement}” has not been measured; a first value was due on {due}.",
    "signal_measurement_overdue": "“{statement}” was last measured on {day}; the next value was due on {due}.",
    "signal_outcome_stalled": ("“{statement}” is not moving: {before} on {since}, {value} on {day}."),
    "signal_outcome_off_track": "At the pace so far “{statement}” is reached on {projected}; due on {due}.",
    "signal_off_track_never": "“{statement}”, due on {due}, had not moved by {day}.",
    "signal_outcome_missed": "“{statement}” was to be reached by {day} and has not been.",
    "signal_result_lost": (
        "“{statement}” was confirmed and fell to {share} of the promise on {day}; {threshold} is the least that counts."
    ),
    "signal_result_disputed": "{who} said no to “{statement}” on {day}, after it had been confirmed.",
    "signal_result_lapsing": (
        "“{statement}” was confirmed on {day} and is not fresh any more: confirm or measure it again before {until}."
    ),
    "signal_result_lapsed": "“{statement}” was confirmed on {day} and stood until {until}: ask for it again.",
    "signal_result_check_due": (
        "Can the account name its measurable result? Asked on {day}; silence after {silent_after} counts as no."
    ),
    "signal_result_check_no": "The result check was answered with no on {day}.",
    "signal_result_check_silent": "The result check of {day} was not answered; silence counts as no.",
    "signal_adoption_falling": ("{users} active users in the {rhythm} of {day}, where there were {base}."),
    "signal_adoption_without_outcome": "Adopted since {day}, and no outcome to show for it.",
    "signal_hollow_rung": "It stands on {rung} without {gaps} below.",
    "signal_executive_absent": "No executive of the customer has acted since {day} (asked for every {days} days).",
    "signal_executive_never": (
        "No executive of the customer has acted since the start on {day} (asked for every {days} days)."
    ),
    "signal_renewal_without_result": (
        "“{contract}” renews on {day} and no result stands. Notice is possible until {notice}: act by {act_by}."
    ),
    "signal_renewal_without_result_late": (
        "“{contract}” renews on {day} and no result stands. Notice is possible until {notice}; "
        "an early warning would have come by {act_by}."
    ),
    "signal_renewal_without_result_passed": (
        "“{contract}” renews on {day} and no result stands. Notice was possible until {notice}; "
        "an early warning would have come by {act_by}."
    ),
    "signal_review_without_result": (
        "Its terms are short and are reviewed every {days} days: no result stands since the review of {day}."
    ),
    "signal_delayed_churner": (
        "Due on {day} without a result that stands (renewals made so: {made}). "
        "Notice is possible until {notice}: act by {act_by}."
    ),
    "signal_delayed_churner_late": (
        "Due on {day} without a result that stands (renewals made so: {made}). "
        "Notice is possible until {notice}; an early warning would have come by {act_by}."
    ),
    "signal_delayed_churner_passed": (
        "Due on {day} without a result that stands (renewals made so: {made}). "
        "Notice was possible until {notice}; an early warning would have come by {act_by}."
    ),
    "signal_delayed_churner_renewed": "Last renewed on {day}; no result stands (renewals made so: {made}).",
    "signal_no_next_outcome": "First value was reached on {day} and nothing is promised next.",
    "signal_result_validated": "“{statement}”: {share} of the promise, confirmed on {day} (grade {grade}).",
    "signal_expansion_ready": "“{statement}”, confirmed on {day}, makes the case for another team.",
    # The life of a result
    "life_on_file": "It came on file.",
    "life_agreed": "The customer agreed to it.",
    "life_written": "A new version of the promise came into force.",
    "life_claimed": "It was claimed, or a stakeholder opened it.",
    "life_yes": "{who} ({role}) said yes, grade {grade}.",
    "life_no": "{who} ({role}) said no, grade {grade}.",
    "life_withdrawn": "{who} ({role}) took the yes back, grade {grade}.",
    "life_read": "{value}{unit} was measured.",
    "life_time": "Time passed without a new confirmation or measurement.",
    # ROI
    "roi_no_value": "No money value of a unit of change was agreed on.",
    "roi_no_period": "A money value is on file, but not how it accrues: say once, or per week, month or year.",
    "roi_not_agreed": "The customer has not agreed to this outcome, so its money value does not count.",
    "roi_not_validated": "Not a validated result, so nothing has accrued. {why}",
    "roi_not_confirmed": "Not confirmed by your people yet, so nothing has accrued.",
    "roi_no_baseline": "No baseline is known, so the change cannot be told: record one.",
    "roi_nothing_paid": "No revenue is on file by that day, so there is nothing to set the value against.",
    "roi_currencies": "The value is in {value} and revenue in {paid}: they are not set against each other.",
}
