"""docker-compose.yml against the settings: the right services, no password in it, no variable that nobody reads."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
TEXT = (ROOT / "docker-compose.yml").read_text()
QUEUES = {"exchange", "work", "documents", "pictures", "discovery"}


@pytest.fixture(scope="module")
def services():
    return yaml.safe_load(TEXT)["services"]


def platform(services):
    return {name: service for name, service in services.items() if service["image"].startswith("beian")}


def test_every_queue_has_a_worker(services):
    commands = [service.get("command", []) for service in services.values()]
    assert {command[command.index("-Q") + 1] for command in commands if "-Q" in command} == QUEUES


def test_web_processes_stand_behind_the_proxy_in_numbers(services):
    assert services["web"]["deploy"]["replicas"] > 1
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]


def test_there_is_one_beat(services):
    beats = [service for service in services.values() if "beat" in service.get("command", [])]
    assert len(beats) == 1 and "replicas" not in beats[0].get("deploy", {})


def test_every_lasting_service_has_a_health_check(services):
    assert [name for name, service in services.items() if "healthcheck" not in service] == ["migrate"]


def test_only_the_migration_has_the_owners_login(services):
    holders = [name for name, service in platform(services).items() if "DATABASE_OWNER_URL" in service["environment"]]
    assert holders == ["migrate"]


def test_the_settings_read_every_variable_that_is_given(services):
    settings = (ROOT / "beian" / "settings.py").read_text()
    given = {variable for service in platform(services).values() for variable in service["environment"]}
    assert [variable for variable in sorted(given) if f'"{variable}"' not in settings] == []


def test_every_variable_that_the_settings_require_is_given(services):
    required = set(re.findall(r'(?:required|secret|gateway)\("(\w+)"', (ROOT / "beian" / "settings.py").read_text()))
    assert required and required <= set(services["web"]["environment"])


def test_no_secret_has_a_default():
    asked = re.findall(r"\$\{(\w+)(:?[?-]?)", TEXT)
    secrets = [(name, form) for name, form in asked if re.search("PASSWORD|SECRET|KEY|CERTIFICATE", name)]
    assert secrets and all(form == ":?" for name, form in secrets), secrets


def test_what_the_services_mount_from_the_checkout_is_there(services):
    mounted = [volume.split(":")[0] for service in services.values() for volume in service.get("volumes", [])]
    assert all((ROOT / path).exists() for path in mounted if path.startswith("./"))
