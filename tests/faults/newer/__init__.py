"""The platform's code as it may be one day: a report has a second version, and the first is upgraded. For fault tests only."""
