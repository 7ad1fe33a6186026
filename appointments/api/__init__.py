"""The interface for partner front ends: free times, and bookings made for citizens."""
