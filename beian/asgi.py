import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "beian.settings")
application = get_asgi_application()

from beian.people import checks  # noqa: E402  (needs the apps that the line above loads)

checks.at_start()
