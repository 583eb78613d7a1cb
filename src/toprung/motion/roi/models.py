"""The return of each account as of the day it was last worked out, and how far a book's returns have come."""

from __future__ import annotations

from django.db import models

from toprung.records.book.models import Account
from toprung.records.tenancy.models import Workspace


class AccountRoi(models.Model):
    """One account's value and revenue of all days up to and including `as_of`."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="roi")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="rois")
    as_of = models.DateField()
    #: of `value` and `paid`
    currency = models.CharField(max_length=3)
    value = models.DecimalField(max_digits=20, decimal_places=2)
    #: revenue in that currency
    paid = models.DecimalField(max_digits=20, decimal_places=2)
    #: revenue in others: currency -> amount as text
    paid_otherwise = models.JSONField(default=dict)
    #: revenue is what a sheet states
    stated = models.BooleanField(default=False)
    times = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    #: outcomes whose value has accrued, and how many of them still do
    outcomes = models.PositiveIntegerField(default=0)
    accruing = models.PositiveIntegerField(default=0)
    #: validated results that have no money value
    unvalued = models.PositiveIntegerField(default=0)
    #: of the confirmations that the value rests on; empty where nothing has accrued
    grade = models.CharField(max_length=16, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["workspace", "-value"], name="roi_value")]

    def __str__(self) -> str:
        return f"{self.account}: {self.value} {self.currency} as of {self.as_of}"


class BookRoi(models.Model):
    """Up to which day, entry of the journal and version every account's return has been worked out."""

    workspace = models.OneToOneField(Workspace, on_delete=models.CASCADE, related_name="book_roi")
    as_of = models.DateField()
    journal = models.PositiveBigIntegerField()
    version = models.CharField(max_length=32)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"returns of {self.workspace} as of {self.as_of}"
