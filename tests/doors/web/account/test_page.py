from tests.doors.web.account.conftest import Desk


def test_x(desk: Desk, monkeypatch):
    from toprung.doors.web.ui import navigation

    monkeypatch.setattr(navigation, "ENTRIES", ())
    for name in (
        "account",
        "account_sections",
        "account_timeline",
        "account_revenue",
        "account_usage",
        "account_revenue_chart",
        "account_usage_chart",
        "account_version",
        "account_edit",
        "note_new",
        "touch_new",
        "stakeholder_new",
        "measurement_new",
        "attestation_new",
        "claim_new",
        "outcome_new",
    ):
        for htmx in (True, False):
            t = desk.text(name, htmx=htmx)
            print("=====", name, htmx, len(t))
            if htmx or name == "account":
                print(t)
    assert 0
