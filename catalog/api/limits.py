"""How much may be asked at once."""

LONGEST = 64
"""Characters of one value: as much as the search looks at. No code is longer."""

PAGE_SIZE, LARGEST_PAGE = 50, 100
"""Rows of a page."""

REQUESTS_A_MINUTE = 300
"""From one network address. Generous: many people share one behind an office network."""

SECONDS_FRESH = 60
"""How long a proxy may answer without asking again."""
