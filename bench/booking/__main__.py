"""The databases first, then Django, then everything that needs it.

The driver's process imports this module too, so nothing is imported here that it can do without.
"""

from bench.booking import installed

if __name__ == "__main__":
    options = installed.options()
    with installed.portal(options.server):
        import django

        django.setup()

        from bench.booking.comparison import compare

        compare(options)
