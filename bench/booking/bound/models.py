"""A slot and its bookings, with nothing else to know."""

from django.db import models
from django.db.models import CheckConstraint, F, Q


class Slot(models.Model):
    """Places, and how many of them are taken."""

    capacity = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)

    class Meta:
        app_label = "bound"
        constraints = [CheckConstraint(condition=Q(taken__lte=F("capacity")), name="bound_taken_within_capacity")]

    def __str__(self) -> str:
        return f"{self.taken} of {self.capacity}"


class Booking(models.Model):
    """One place that somebody took."""

    slot = models.ForeignKey(Slot, on_delete=models.CASCADE)
    name = models.CharField(max_length=60)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "bound"

    def __str__(self) -> str:
        return self.name
