"""Anybody may have a certificate checked, and nobody so often that others wait: thirty files in ten minutes from one address."""

import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client

from beian.people import scope, visits
from beian.people.scope import Reach
from beian.people.visits import Visit
from ministry.public import checking

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B17")]
PATH = "/query/certificate/"


def check(data: bytes = b"%PDF-1.7", address: str = "192.0.2.1", **headers):
    upload = io.BytesIO(data)
    upload.name = "证书.pdf"
    return Client(REMOTE_ADDR=address, **headers).post(PATH, {checking.FIELD: upload})


def counted() -> list[int]:
    with scope.enter("ministry", Reach.SYSTEM, visits.SERVICE):
        return list(Visit.objects.values_list("times", flat=True))


@pytest.fixture
def few(cast, monkeypatch):
    monkeypatch.setattr(checking, "OFTEN", visits.Limit("certificate.check", 3, checking.OFTEN.span))


def test_thirty_files_are_looked_at_and_the_next_one_later(cast):
    assert {check().status_code for _time in range(30)} == {200}
    answer = check()
    words = answer.content.decode()
    assert answer.status_code == 429 and 0 < int(answer["Retry-After"]) <= 600
    assert "文件还没有查验" in words and "请在10分钟后再试" in words and "<title>错误：" in words
    assert check(address="192.0.2.2").status_code == 200
    assert Client(REMOTE_ADDR="192.0.2.1").get(PATH).status_code == 200


def test_bad_files_count_as_well_and_a_form_without_one_does_not(few):
    assert check(b"").status_code == 422
    assert check(b"x" * (checking.MOST_BYTES + 1)).status_code == 422
    assert Client(REMOTE_ADDR="192.0.2.1").post(PATH).status_code == 422
    assert counted() == [2]
    assert check().status_code == 200
    assert check().status_code == 429


def test_a_file_sent_without_the_forms_token_counts_before_it_is_looked_at(few):
    for _time in range(4):
        upload = io.BytesIO(b"%PDF-1.7")
        upload.name = "a.pdf"
        answer = Client(enforce_csrf_checks=True, REMOTE_ADDR="192.0.2.1").post(PATH, {checking.FIELD: upload})
        assert answer.status_code == 403
    assert counted() == [4]
    assert check().status_code == 429


def test_an_unknown_certificate_is_unknown_however_often_it_is_asked_for(few):
    for _time in range(4):
        upload = io.BytesIO(b"%PDF-1.7")
        upload.name = "a.pdf"
        path = f"{PATH}00000000-0000-4000-8000-000000000000/"
        assert Client(REMOTE_ADDR="192.0.2.1").post(path, {checking.FIELD: upload}).status_code == 404


def test_of_files_sent_at_once_no_more_are_looked_at(few):
    def one(_number: int) -> int:
        try:
            return check().status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(one, range(16)))
    assert sorted(answers) == [200] * 3 + [429] * 13
