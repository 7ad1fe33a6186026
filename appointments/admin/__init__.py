"""Booking as staff see it: lines, hours and rules, closures, bookings masked, objections, and partner front ends."""

from . import api_clients, bookings, closures, lines, objections, opening_hours, rules, slots, visit_lengths

__all__ = [
    "api_clients",
    "bookings",
    "closures",
    "lines",
    "objections",
    "opening_hours",
    "rules",
    "slots",
    "visit_lengths",
]
