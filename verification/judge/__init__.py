"""The platform's own rules asked from the command line, one JSON object a line: `manage.py judge KIND < in.jsonl > out.jsonl`.

A kind is a function that takes a line's members to the rules which forms, messages and interfaces use, and their findings back to a verdict.
"""
