"""What counts as a day in an address."""

from datetime import date


class DayConverter:
    """A day as 2026-11-25; what is no day of the calendar is no page of ours."""

    regex = r"20[0-9]{2}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        """The day. Raises ValueError where the calendar has none such."""
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        """The day as an address has it."""
        return value.isoformat()
