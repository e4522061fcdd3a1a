#!/usr/bin/env python3
"""The platform's one command. It needs nothing but Python: what is missing is installed on first use.

python3 manage.py demo      the whole platform on this machine
python3 manage.py test      every test
python3 manage.py help      everything else
"""

import os
import sys

# This file is read by whatever Python is there: it must say its sentence in old ones too.
if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit("Python 3.11 or newer is needed, and this one is older: run manage.py with a newer python3.")

from beian import bootstrap


def main():
    """Install if need be, lend the command the servers it needs, run it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "beian.settings")
    bootstrap.ensure_packages()
    with bootstrap.servers_for(sys.argv[1:]):
        execute()


def execute():
    """Run the command; a database without this release's tables is said in a sentence."""
    from django.core.management import execute_from_command_line
    from django.db import ProgrammingError

    try:
        execute_from_command_line(sys.argv)
    except ProgrammingError as error:
        if getattr(error.__cause__, "pgcode", "") not in ("42P01", "42703"):  # undefined table, undefined column
            raise
        sys.exit(f"{error}The database lacks tables of this release: python3 manage.py migrate --database=owner")


if __name__ == "__main__":
    main()
