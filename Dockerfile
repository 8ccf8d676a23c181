FROM python:3.12-slim AS build

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1
RUN python -m venv /opt/cordee
ENV PATH=/opt/cordee/bin:$PATH

COPY requirements/base.txt /tmp/base.txt
RUN pip install --no-deps --require-hashes --only-binary :all: -r /tmp/base.txt \
    && python -m compileall -q /opt/cordee/lib

WORKDIR /srv/cordee
COPY . .
# The demo's settings name the files by their content as production does, and need no secret.
RUN python -m scripts.messages compile \
    && CORDEE_ENV=demo STATIC_ROOT=/srv/cordee/static \
       python manage.py collectstatic --noinput --verbosity 0


FROM python:3.12-slim

# What writes PDF is made of Pango.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
       libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/cordee cordee
COPY --from=build /opt/cordee /opt/cordee
COPY --from=build /srv/cordee /srv/cordee

ENV PATH=/opt/cordee/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    CORDEE_ENV=production VAR=/var/lib/cordee STATIC_ROOT=/srv/cordee/static
WORKDIR /srv/cordee
USER cordee
VOLUME /var/lib/cordee
EXPOSE 8000

HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
    CMD ["python", "-m", "scripts.health", "http://127.0.0.1:8000/healthz"]
CMD ["granian", "marketplace.config.wsgi:application", "--interface", "wsgi", "--no-ws", \
     "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "4"]
