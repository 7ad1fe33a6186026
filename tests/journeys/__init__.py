"""Whole journeys in a real browser, told as a person would tell them."""
