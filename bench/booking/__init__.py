"""Booking over HTTP beside the least that Django and PostgreSQL can do, and beside peers; everything in one run.

python -m bench.booking
"""
