"""The linter on statements as people type them, easy and hard (DOMAIN section 2)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from toprung.doctrine.evidence import Terms
from toprung.doctrine.linter import Label, advise, lint, names_metric_and_magnitude
from toprung.doctrine.statements.unmet import Test

OUTCOMES = (
    "Cut manual reporting time by 40%",
    "Reduce month-end close from 10 to 5 days",
    "Increase renewal rate from 82% to 90%",
    "Save 12 hours a week in payroll",
    "Win back €200k of lost orders",
    "Bring churn below 5%",
    "Halve onboarding time for new hires",
    "Double qualified leads per month",
    "Pass the ISO 27001 audit",
    "SOC 2 certified by December",
    "Zero late deliveries in Q4",
    "Keep uptime above 99.9%",
    "Zero stock-outs during the season",
    "Reduce support tickets per customer by a third",
    "DSO from 54 to 40 days",
    "30% fewer returns",
    "Answer every complaint within 24 hours",
    "Cut overtime in the warehouse by 15 percent",
    "Reduce cost per hire to $3,000",
    "Ship 20% more orders with the same staff",
    "Raise first-call resolution to 75%",
    "Close the books without spreadsheets",
    "Adopt automation to cut manual reporting time by 40%",
    "Use the dashboard to reduce stock-outs by 25%",
    "Train agents so that first-response time falls from 8 to 2 hours",
    "Roll out e-signature to shorten contract cycle time by 10 days",
    "Fraud losses under $50,000 a year",
    "Recover 1.2 million in unbilled revenue",
    "Retire the legacy system",
    "GDPR compliant record of processing",
    "Shorten time to hire by two weeks",
    "Increase sales by five percent",
    "Reduce churn by half",
    "First deal won in the UK market",
    "Lower energy costs by £80k",
    "Eliminate double data entry",
    "Free up two FTEs in finance",
)

MILESTONES = (
    "Adopt the dashboard module",
    "Complete onboarding",
    "Train 40 users by May",
    "Roll out to all regions",
    "Go live by 1 June",
    "Launch the portal",
    "Integrate with Salesforce",
    "80% of seats active",
    "200 logins per week",
    "Set up SSO",
    "Weekly active users above 60",
    "Migrate 3 departments",
    "Enable 5 modules",
    "Attend two webinars",
    "We will configure approval workflows",
    "Get all managers onboarded by Q2",
    "Increase adoption of the mobile app to 70%",
    "Increase active users by 30%",
    "Install the plugin on 400 laptops",
    "Hold a weekly check-in",
    "Import 10,000 contacts",
    "Build 12 dashboards",
    "Reach 90% licence utilisation",
    "Complete 3 training sessions",
)

VAGUE = (
    "Be more efficient",
    "Improve customer satisfaction",
    "Better collaboration",
    "Save time",
    "Drive digital transformation",
    "Grow revenue",
    "Reduce costs",
    "More visibility into the pipeline",
    "Become best in class",
    "Happier employees",
    "Improve productivity",
    "Optimise processes",
    "Value from the product",
    "Become number 1",
    "",
    "   ",
    "Strategy 2026",
    "Make 2026 a better year",
)


@pytest.mark.parametrize("statement", OUTCOMES)
def test_a_change_in_their_business(statement: str) -> None:
    assert lint(statement).label is Label.BUSINESS_OUTCOME


@pytest.mark.parametrize("statement", MILESTONES)
def test_work_on_the_product(statement: str) -> None:
    found = lint(statement)
    assert found.label is Label.PRODUCT_MILESTONE
    assert found.words, "it says which words decided"
    assert all(statement[span.start : span.end] == span.text for span in found.words)


@pytest.mark.parametrize("statement", VAGUE)
def test_neither_magnitude_nor_state(statement: str) -> None:
    assert lint(statement).label is Label.VAGUE


def test_the_words_that_decided_it() -> None:
    found = lint("Cut manual reporting time by 40%")
    assert (found.decided_by, found.magnitude, found.metric) == ("Cut … time … 40%", "40%", "time")
    assert lint("Train 40 users by May").decided_by == "Train"
    assert lint("Pass the ISO 27001 audit").state == "Pass the"


def test_the_fields_help_a_short_statement() -> None:
    assert lint("A calmer month end").label is Label.VAGUE
    measured = lint("A calmer month end", metric="days to close", target=Decimal(5))
    assert (measured.label, measured.magnitude) == (Label.BUSINESS_OUTCOME, "5")
    assert lint("A new tariff", state_after="all lines on tariff B").label is Label.BUSINESS_OUTCOME


def test_use_stays_use_whatever_the_fields_say() -> None:
    assert lint("Grow adoption", metric="active users", target=Decimal(60)).label is Label.PRODUCT_MILESTONE


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("We cut days to close by 50%", True),
        ("Late deliveries went from 9% to 2%", True),
        ("We passed the audit", True),
        ("Yes, happy with it", False),
        ("40%", False),
        ("It saves us time", False),
        ("We trained 40 users", False),
        ("", False),
    ],
)
def test_what_a_confirmation_names(words: str, names: bool) -> None:
    assert names_metric_and_magnitude(words) is names


@pytest.mark.parametrize(
    ("statement", "label"),
    [
        ("One in three tenders won, against one in five before", Label.BUSINESS_OUTCOME),
        ("Nine planners do what used to be twelve people's work", Label.BUSINESS_OUTCOME),
        ("Tenants have their deposit back the same day", Label.BUSINESS_OUTCOME),
        ("Close the depot without losing a customer", Label.BUSINESS_OUTCOME),
        # How the work goes is no change in their business.
        ("Complete the data migration without errors", Label.PRODUCT_MILESTONE),
        ("Sensor readings are ingested every hour", Label.PRODUCT_MILESTONE),
        # A meeting about the renewal is no renewal, and a share of the users is use.
        ("Renewal meeting 60 days before the end", Label.PRODUCT_MILESTONE),
        ("One in five reps uses the app", Label.PRODUCT_MILESTONE),
        ("The tool is the backbone of our operations", Label.VAGUE),
    ],
)
def test_shares_the_same_day_and_how_work_goes(statement: str, label: Label) -> None:
    assert lint(statement).label is label


def test_what_a_change_is_compared_with_is_no_part_of_its_size() -> None:
    found = lint("Revenue up 12% year on year")
    assert found.magnitude == "12%"
    assert Test.TIME not in advise(Terms("Revenue up 12% year on year")).missing


def test_by_how_much_something_was_cut_is_not_what_was_before() -> None:
    assert Test.BASELINE in advise(Terms("Waits were cut by 30%")).missing
    assert Test.BASELINE not in advise(Terms("Waits were 30 minutes and are 20 now")).missing
