"""Mail goes out through a real SMTP conversation."""

import socketserver
import threading
from contextlib import contextmanager

import pytest
from django.core.exceptions import ImproperlyConfigured

from beian.notices import adapters
from tests.beian.notices.stories import delivered, tell, the_notice

pytestmark = pytest.mark.django_db
ADDRESS = "zhang@example.cn"


class Post(socketserver.StreamRequestHandler):
    """A mail server that knows enough SMTP for one message and may refuse, put off or fall silent."""

    def handle(self):
        self.say("220 here")
        while line := self.rfile.readline():
            verb = line[:4].upper().strip()
            if verb == b"DATA":
                self.say("354 go on")
                self.server.mails.append(self.read_mail())
                if self.server.mode == "silent":
                    return
                self.say("250 taken")
            elif verb == b"RCPT" and self.server.mode.isdigit():
                self.say(f"{self.server.mode} no")
            elif verb == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 fine")

    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def read_mail(self):
        return b"".join(iter(self.rfile.readline, b".\r\n")).decode()


@contextmanager
def post_office(settings, mode="ok"):
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Post) as server:
        server.daemon_threads, server.mode, server.mails = True, mode, []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.EMAIL_URL = f"smtp://127.0.0.1:{server.server_address[1]}?from=beian@example.gov.cn"
        try:
            yield server
        finally:
            server.shutdown()


def test_a_mail_goes_out_with_title_and_identity(cast, settings):
    with post_office(settings) as server:
        tell(to=ADDRESS)
        assert delivered() == 1
        [mail] = server.mails
    notice = the_notice()
    assert f"To: {ADDRESS}" in mail and "Subject: =?utf-8?" in mail
    assert notice.reference == f"<{notice.uuid}@example.gov.cn>" and notice.reference in mail


def test_a_mail_refused_for_good_is_given_up_and_one_put_off_is_retried(cast, settings):
    with post_office(settings, mode="450") as server:
        tell(to=ADDRESS, event="put off")
        assert delivered() == 0
        assert the_notice(event="put off").state == "queued"
        server.mode = "ok"
        assert delivered(2) == 1
        server.mode = "550"
        tell(to=ADDRESS, event="refused")
        assert delivered() == 0
        assert the_notice(event="refused").state == "failed"


def test_a_mail_taken_without_an_answer_goes_out_at_most_twice(cast, settings):
    with post_office(settings, mode="silent") as server:
        tell(to=ADDRESS)
        for minute in (0, 2, 10, 30):
            assert delivered(minute) == 0
        assert len(server.mails) == 2
    assert (the_notice().state, the_notice().trouble) == ("failed", "delivery could not be confirmed")


@pytest.mark.parametrize("url", ["smtp://mail.example.cn", "ftp://x", "nonsense"])
def test_an_address_that_cannot_work_is_refused_with_the_remedy(settings, url):
    settings.EMAIL_URL = url
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL"):
        adapters.adapter_for("mail")
