"""Health of a container: of the web process by one of its addresses, of beat by the freshness of its schedule's folder."""

import os
import sys
import time
import urllib.request
from pathlib import Path

BEAT_SECONDS = 600


def answers(path: str) -> bool:
    """Whether the web process answers `path`, asked as the proxy would ask."""
    host = os.environ["BEIAN_ALLOWED_HOSTS"].split(",")[0].strip().lstrip(".")
    headers = {"Host": host, "X-Forwarded-Proto": "https"}
    request = urllib.request.Request(f"http://127.0.0.1:8000{path}", headers=headers)
    with urllib.request.urlopen(request, timeout=4) as answer:
        return answer.status == 200


def fresh(folder: Path) -> bool:
    """Whether anything in `folder` was written within the last ten minutes."""
    return any(time.time() - file.stat().st_mtime < BEAT_SECONDS for file in folder.iterdir())


if __name__ == "__main__":
    target = sys.argv[1]
    sys.exit(0 if (answers(target) if target != "/run/beian" else fresh(Path(target))) else 1)
