"""Facts that rules, forms and messages stand on: code tables, provinces, the statutory calendar, clocks. Data, not code."""
