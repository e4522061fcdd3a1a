"""The platform on a port of its own, for a real browser."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application


class Silent(WSGIRequestHandler):
    def log_message(self, *args) -> None:
        pass


@contextmanager
def serving() -> Iterator[str]:
    """Its address, as long as the block lasts."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), Silent, ipv6=False)
    server.daemon_threads = True
    server.set_app(StaticFilesHandler(get_wsgi_application()))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()
