"""Targets."""

from __future__ import annotations

from datetime import date

from django.db import models

from toprung.kernel.vocabulary import ReadAs, Reading
from toprung.records.book.models import Segment
from toprung.records.tenancy.models import Workspace


class Target(models.Model):
    """What a measure shall reach from one day to another, both included.

    `value` is in the measure's unit: a share of 1, or days. `reading` is given for OAR alone. `segment` None: the whole
    book. A measure has one target a segment and day.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="targets")
    measure = models.CharField(max_length=32)
    reading = models.CharField(max_length=16, choices=Reading.choices(), blank=True)
    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, null=True, blank=True, related_name="targets")
    starts_on = models.DateField()
    ends_on = models.DateField()
    value = models.DecimalField(max_digits=12, decimal_places=6)
    read_as = models.CharField(max_length=16, choices=ReadAs.choices())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "measure", "reading", "starts_on"],
                condition=models.Q(segment=None),
                name="target_once_of_book",
            ),
            models.UniqueConstraint(
                fields=["workspace", "measure", "reading", "segment", "starts_on"],
                condition=models.Q(segment__isnull=False),
                name="target_once_of_segment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.value} from {self.starts_on} to {self.ends_on}"

    @property
    def segment_name(self) -> str | None:
        """The segment's name; None for the whole book."""
        return None if self.segment is None else self.segment.name

    def holds(self, day: date) -> bool:
        """Does it stand on that day?"""
        return self.starts_on <= day <= self.ends_on
