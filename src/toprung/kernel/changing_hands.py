"""The closed lists of hand-offs and interventions (DOMAIN sections 6 and 7)."""

from __future__ import annotations

from toprung.kernel.vocabulary import Word


class HandOffKind(Word):
    """From sales to customer success at signature; from implementation to the CSM at go-live."""

    SALE = "sale"
    GO_LIVE = "go_live"

    @property
    def label(self) -> str:
        return {"sale": "sales to customer success", "go_live": "implementation to CSM"}[self.value]


class HandOffState(Word):
    """Where a hand-off stands. Open: nothing has been handed over yet."""

    OPEN = "open"
    HANDED_OVER = "handed_over"
    SENT_BACK = "sent_back"
    ACCEPTED = "accepted"


class HandOffStepKind(Word):
    """What people do about a hand-off."""

    COMMITMENTS = "commitments_stated"
    HANDED_OVER = "handed_over"
    SENT_BACK = "sent_back"
    ACCEPTED = "accepted"


class InterventionCause(Word):
    """Which answer to the result check opened an intervention."""

    NO = "no"
    SILENCE = "silence"


class InterventionEnd(Word):
    """Why an intervention is over."""

    RESULT_STANDS = "result_stands"
    ACCOUNT_LEFT = "account_left"


class Owes(Word):
    """Who owes what a hand-off still lacks."""

    SELLER = "seller"
    IMPLEMENTATION = "implementation"
    CSM = "csm"
    CUSTOMER = "customer"

    @property
    def label(self) -> str:
        return "CSM" if self is Owes.CSM else self.value
