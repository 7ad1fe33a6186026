"""Booking as staff see it: hours and closures, bookings masked, objections, and partner front ends."""

from . import api_clients, bookings, closures, objections

__all__ = ["api_clients", "bookings", "closures", "objections"]
