"""A folder for servers that live as long as a test module: in the checkout's own place, where their account can go."""

import shutil
import tempfile
from pathlib import Path

import pytest

from beian.engines.places import Places

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def places():
    home = Places.of(ROOT)
    folder = Path(tempfile.mkdtemp(prefix="try-", dir=home.state))
    folder.chmod(0o755)
    yield Places(home.account, folder)
    shutil.rmtree(folder)
