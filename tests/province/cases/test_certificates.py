"""The certificate of filing: from the grant to the owner's download and anybody's check of it (B17)."""

import io
import threading
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from beian import exchange, papers
from beian.evidence import store
from beian.evidence.models import EvidenceFile
from beian.exchange import drain
from beian.exchange.models import InboxMessage, OutboxMessage
from beian.filing.canonical import parse
from beian.people import scope
from beian.people.scope import Actor, Reach
from ministry.public.certificates import PublicCertificate
from ministry.public.models import QueryEntry
from province.cases import certifying
from province.cases.certificates import Certificate
from province.cases.models import Case
from tests.beian.filing.drafts import person
from tests.province.stories import approve, report, sealed_paper, settle

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B17")]

NODE = "province:11"
ACTOR = Actor.service("test")


def make(node: str = NODE) -> int:
    return certifying.make_waiting(node, now=timezone.now())


@pytest.fixture
def granted(cast):
    """A company's filing with its number; the certificate is asked for and not made."""
    application = report()
    drain()
    approve(cast, application)
    settle()
    return application


def here(node: str = NODE):
    return scope.enter(node, Reach.STAFF, ACTOR)


def one(application) -> Certificate:
    with here():
        return Certificate.objects.in_force().get(application=application)


def document(application, node: str = NODE) -> bytes:
    with here(node):
        file = EvidenceFile.objects.filter(application=application, purpose="certificate").latest("id")
        return store.read(file, reason="test")


def test_the_grant_asks_and_a_worker_makes_one_page_with_the_bureaus_seal(granted):
    with here():
        waiting = Certificate.objects.waiting().get()
        assert (waiting.version, waiting.digest, waiting.evidence) == (1, "", None)
        assert "北京".encode() not in bytes(waiting.sealed)
    assert make() == 1
    made = one(granted)
    assert bytes(made.sealed) == b""
    pdf = document(granted)
    with here():
        seal = papers.verify(pdf)
    assert (seal.node, seal.intact, seal.whole) == (NODE, True, True)
    assert b"/Count 1" in pdf
    assert make() == 0


def test_the_ministry_knows_it_and_the_provider_is_sent_it_sealed(granted):
    make()
    drain()
    made = one(granted)
    with here("ministry"):
        entered = PublicCertificate.objects.get()
        assert (entered.token, entered.digest, entered.version) == (made.token, made.digest, 1)
        assert (entered.superseded, entered.filing_number) == (False, made.number)
        assert not EvidenceFile.objects.filter(purpose="certificate").exists()
    with here():
        sent = OutboxMessage.objects.filter(kind="certificate.issued", receiver="provider:p01")
        assert sent.count() == 1
        entry = parse(bytes(sent.get().payload))["evidence"][0]
    assert list(entry["keys"]) == ["provider:p01"]


def test_two_workers_make_one_certificate(granted):
    assert sorted(at_once(make, make)) == [0, 1]
    with here():
        assert EvidenceFile.objects.filter(purpose="certificate").count() == 1
        assert OutboxMessage.objects.filter(kind="certificate.issued").count() == 1


def test_past_the_lock_of_the_maker_the_row_itself_holds(granted):
    """Two that both have drawn it, as after a lost connection: the second one's drawing is thrown away."""
    with here():
        asked = certifying.read(Certificate.objects.waiting().get().pk)
    pdf = certifying.draw(asked, bureau="北京市通信管理局", now=timezone.now())

    def issue() -> bool:
        with here():
            done = certifying.issue(certificate=asked.pk, saying=asked.saying, pdf=pdf, now=timezone.now())
            return done is not None

    assert sorted(at_once(issue, issue)) == [False, True]
    with here():
        assert EvidenceFile.objects.filter(purpose="certificate").count() == 1


@pytest.mark.fault("F21")
def test_a_worker_lost_between_file_and_row_leaves_it_asked_for_and_the_next_makes_it(granted, monkeypatch):
    class Lost(RuntimeError):
        """The process ends here."""

    def lost(*_arguments) -> None:
        raise Lost

    with monkeypatch.context() as patched:
        patched.setattr(certifying, "_send", lost)
        with pytest.raises(ExceptionGroup):
            make()
    with here():
        assert Certificate.objects.waiting().count() == 1
        assert not EvidenceFile.objects.filter(purpose="certificate").exists()
    assert waiting_nodes() == [NODE]
    assert make() == 1
    assert waiting_nodes() == []
    with here():
        assert store.sweep_orphans(now=timezone.now() + timedelta(hours=2)) == 1  # the file that no row names
    assert document(granted).startswith(b"%PDF")


def waiting_nodes() -> list[str]:
    """What the sweep would ring for."""
    with scope.enter("ministry", Reach.SYSTEM, ACTOR), connection.cursor() as cursor:
        cursor.execute("SELECT province_nodes_to_certify()")
        return [node for (node,) in cursor.fetchall()]


def test_one_that_cannot_be_made_keeps_no_other_waiting(cast, granted):
    second = report(number=2)
    drain()
    approve(cast, second)
    settle()
    with here():
        Certificate.objects.filter(application=granted).update(sealed=b"\x01broken")
    with pytest.raises(ExceptionGroup, match="1 certificates could not be made"):
        make()
    assert one(second).digest


def test_what_was_granted_before_there_were_certificates_is_read_from_the_register(granted):
    """As the migration asks for it: without the words, which the worker then takes from the register."""
    with here():
        Certificate.objects.update(content="", sealed=b"")
    assert make() == 1
    assert one(granted).content
    with here():
        case = Case.objects.get(application=granted)
        assert certifying.ask(case=case, saying=certifying.said_of(case), now=timezone.now()) is None


def renewed(application, name: str = "改了名的公司") -> Certificate | None:
    """The filing says something else now."""
    with here():
        case = Case.objects.select_for_update().get(application=application)
        saying = certifying.said_of(case) | {"name": name}
        return certifying.ask(case=case, saying=saying, now=timezone.now())


def test_other_content_makes_another_version_and_supersedes_the_first(granted):
    make()
    drain()
    first = one(granted)
    assert renewed(granted).version == 2
    assert renewed(granted) is None
    assert make() == 1
    drain()
    second = one(granted)
    assert (second.version, second.token == first.token) == (2, False)
    client = Client()
    assert "证书已被取代" in client.get(page(first)).content.decode()
    assert "证书有效" in client.get(page(second)).content.decode()


def test_asked_twice_before_it_is_made_the_later_words_count(granted):
    assert renewed(granted).version == 1
    assert make() == 1
    with here():
        assert Certificate.objects.count() == 1


def page(certificate: Certificate) -> str:
    return f"/query/certificate/{certificate.token}/"


def check(path: str, data: bytes, client: Client | None = None):
    upload = io.BytesIO(data)
    upload.name = "证书.pdf"
    return (client or Client()).post(path, {"certificate": upload})


def test_anybody_checks_the_file_and_a_changed_one_is_named(granted):
    make()
    drain()
    made, pdf = one(granted), document(granted)
    response = check(page(made), pdf)
    assert response.status_code == 200
    assert "文件没有被改动" in response.content.decode()
    assert len(response.content) < 30_000
    changed = bytearray(pdf)
    changed[len(pdf) // 2] ^= 1
    words = check(page(made), bytes(changed)).content.decode()
    assert "不是签发的原文件" in words
    assert "请不要采信" in words
    assert "追加了" in check(page(made), pdf + b"\n% more").content.decode()
    assert "没有本平台的电子签章" in check(page(made), b"%PDF-1.7 something else").content.decode()
    with here():
        foreign = sealed_paper("别的文件")
    assert "不是这份证书" in check(page(made), foreign).content.decode()


def test_bad_files_are_refused_in_words_and_nothing_is_kept(granted):
    make()
    drain()
    made = one(granted)
    for data in (b"", b"%PDF-" + b"x" * 1_048_577):
        response = check(page(made), data)
        assert response.status_code == 422
    assert Client().post(page(made), {}).status_code == 422
    assert Client().post(page(made), {"certificate": "text"}).status_code == 422
    with here("ministry"):
        assert EvidenceFile.objects.count() == 0


def test_without_a_code_the_file_itself_says_which_it_is(granted):
    make()
    drain()
    made, pdf = one(granted), document(granted)
    assert Client().get("/query/certificate/").status_code == 200
    words = check("/query/certificate/", pdf).content.decode()
    assert made.number in words
    assert "文件没有被改动" in words
    assert "不是签发的原文件" in check("/query/certificate/", b"%PDF-1.7").content.decode()


def test_a_forged_token_is_told_in_words(granted):
    response = Client().get("/query/certificate/00000000-0000-4000-8000-000000000000/")
    assert response.status_code == 404
    assert "没有这份备案电子证书" in response.content.decode()


def test_a_cancelled_filing_voids_its_certificate(granted):
    make()
    drain()
    with here("ministry"):
        QueryEntry.objects.update(standing="cancelled")
    assert "证书已失效" in Client().get(page(one(granted))).content.decode()


def test_a_persons_name_stands_in_the_sealed_document_alone(cast):
    def of_person(data: dict) -> None:
        data["subject"] = person()["subject"]
        data["sites"][0]["name"] = "小满的读书笔记"
        for principal in (data["subject"]["principal"], data["sites"][0]["principal"]):
            principal["name"] = data["subject"]["name"]

    application = report(change=of_person, papers=("owner_certificate", "desk_photo"))
    drain()
    approve(cast, application)
    settle()
    name = person()["subject"]["name"]
    make()
    drain()
    made = one(application)
    with here():
        saying = certifying.said_of(Case.objects.get(application=application))
    assert saying["name"] == name
    public = Client().get(page(made)).content.decode()
    assert saying["shown_name"] in public
    assert name not in public
    for node in (NODE, "ministry"):
        with here(node):
            payloads = [
                bytes(row.payload)
                for model in (OutboxMessage, InboxMessage)
                for row in model.objects.filter(kind="certificate.issued")
            ]
        assert payloads
        assert not any(name.encode() in payload for payload in payloads)


def test_a_strangers_certificate_is_not_taken(granted):
    """Only the deciding province certifies what stands in the register; anything else is parked."""
    make()
    drain()
    with here("ministry"):
        body = exchange_body(granted)
    for change in ({"number": "京ICP备2026000099号"}, {"issuer": "province:33"}):
        with here():
            exchange.send(
                receiver="ministry", kind="certificate.issued", key=granted, round=1, revision=99, body=body | change
            )
        drain()
    with here("ministry"):
        assert PublicCertificate.objects.count() == 1
        assert InboxMessage.objects.filter(kind="certificate.issued", state="parked").exists()


def exchange_body(application) -> dict:
    message = InboxMessage.objects.get(kind="certificate.issued", key=str(application))
    return parse(bytes(message.payload))


def at_once(*works) -> list:
    """Run each in a thread of its own, all let go together; what they returned."""
    gate, results = threading.Barrier(len(works)), [None] * len(works)

    def run(place: int) -> None:
        gate.wait(10)
        try:
            results[place] = works[place]()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=partial(run, place)) for place in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results
