"""The workspace's standard figures, day by day."""

from __future__ import annotations

from django.db import models

from toprung.records.tenancy.models import Workspace


class StandardFigure(models.Model):
    """One standard figure as of one day, as it was last computed on it: what the home page shows and looks back to.

    `figure` is the figure's JSON without the accounts behind it; it names its definition. `journal` is how far the
    workspace's journal had come when the figure's facts were read.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="standard_figures")
    measure = models.CharField(max_length=32)
    as_of = models.DateField()
    definition_id = models.CharField(max_length=64)
    figure = models.JSONField()
    journal = models.PositiveBigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "measure", "as_of"], name="standard_figure_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.measure} as of {self.as_of}"
