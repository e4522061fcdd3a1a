import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "beian.settings")
application = get_wsgi_application()

from beian.people import checks  # noqa: E402  (needs the apps that the line above loads)

checks.at_start()
