"""The two telephone numbers every page may name, and where each was published."""

# Published with the list on 2017-11-08: report a department that asks you to go elsewhere than the list says.
REPORT_LINE = "0755-88127451"

# The national government service hotline, the same number in every city.
SERVICE_LINE = "12345"
