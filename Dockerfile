# Stage 1 installs what requirements.txt pins into an environment of its own.
FROM python:3.13-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/bot
COPY requirements.txt .
RUN /opt/bot/bin/pip install -r requirements.txt

# Stage 2 holds that environment and the bot, and runs as a user that owns nothing but /data.
FROM python:3.13-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /app bot && install -d -o bot /data
COPY --from=build /opt/bot /opt/bot
WORKDIR /app
COPY bot.py config.py http_server.py logs.py pictory_bot.py runtime.py trial.py ./
COPY cogs cogs
COPY studio studio
COPY pictory_async pictory_async
ENV PATH=/opt/bot/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DATABASE_URL=sqlite+aiosqlite:////data/bot.db \
    HTTP_PORT=8080
USER bot
VOLUME /data
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import os, urllib.request as u; p = os.environ['HTTP_PORT']; p == '0' or u.urlopen('http://127.0.0.1:' + p + '/healthz', timeout=4)"]
CMD ["python", "bot.py"]
