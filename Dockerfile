# One image for every role: web, workers, beat, migrations. The command decides (docker-compose.yml).
FROM python:3.11-slim-bookworm AS packages
WORKDIR /srv/beian
COPY manage.py requirements.lock ./
COPY beian/__init__.py beian/bootstrap.py beian/index.py beian/
# The same bootstrap as everywhere else makes .venv from the hashed lock; it ends where Django would need the rest.
RUN python3 -c "from beian import bootstrap; bootstrap.install()"

FROM python:3.11-slim-bookworm
ENV PATH=/srv/beian/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=beian.settings \
    BEIAN_DATA_DIR=/srv/beian/state \
    BEIAN_STATIC_ROOT=/srv/beian/served \
    MEDIA_ROOT=/srv/beian/media
WORKDIR /srv/beian
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin beian \
    && mkdir state media \
    && chown beian:beian state media
COPY --from=packages /srv/beian/.venv .venv
COPY . .
# Static files get their hashed names now; the values stand in for secrets that no image may hold.
RUN DATABASE_URL=postgresql://build/build REDIS_URL=redis://build SMS_URL=console: EMAIL_URL=console: \
    BEIAN_SECRET_KEY=build BEIAN_ALLOWED_HOSTS=build \
    BEIAN_MASTER_KEY=0000000000000000000000000000000000000000000000000000000000000000 \
    python manage.py collectstatic --noinput --verbosity 0
USER beian
EXPOSE 8000
CMD ["gunicorn", "beian.wsgi", "--bind=0.0.0.0:8000", "--workers=3", "--threads=4", "--max-requests=10000", "--max-requests-jitter=1000", "--access-logfile=-"]
