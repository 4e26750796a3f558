# Two images from one file: `app` (everything but Rasa) and `bot` (Rasa 3.6, Python 3.11 only).
FROM python:3.11-slim AS base
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
RUN useradd --system --create-home --uid 10001 yihao
WORKDIR /app

FROM base AS app
COPY requirements.lock pyproject.toml README.md ./
RUN pip install --no-cache-dir --no-deps -r requirements.lock
COPY intake intake
COPY routing routing
COPY training_data training_data
RUN pip install --no-cache-dir --no-deps -e .
# jionlp unpacks its dictionaries beside itself at its first import; later nobody may write there.
RUN python -c "import jionlp"
# A new volume takes over the owner of the folder it is laid on.
RUN install -d -o yihao -m 700 /files /catalogue
USER yihao

# The gateway and the switchboard. Debian's mirror must have the packages that asterisk.sha256 names.
FROM app AS phone
USER root
RUN apt-get update && apt-get install -y --no-install-recommends espeak-ng && rm -rf /var/lib/apt/lists/*
COPY requirements-dev.lock .
RUN awk '/^[a-z]/ {ours = /^(sherpa-onnx|silero-vad)/} ours' requirements-dev.lock > phone.lock \
    && pip install --no-cache-dir --no-deps -r phone.lock
RUN intake/channels/phone/fetch_asterisk.sh /asterisk && install -d -o yihao -m 700 /phone
USER yihao

FROM base AS bot
COPY bot/requirements.lock bot/requirements.lock
RUN pip install --no-cache-dir --no-deps --ignore-requires-python -r bot/requirements.lock
COPY bot bot
COPY training_data training_data
WORKDIR /app/bot
# The model is trained while the image is built, so that a container starts in seconds.
RUN python -W ignore serve.py train --config config.yml --domain domain \
    --data dialogue ../training_data/nlu --out /app/models --fixed-model-name bot
USER yihao
CMD ["python", "-W", "ignore", "serve.py", "run", "-i", "0.0.0.0", "-p", "5005", "--model", "/app/models/bot.tar.gz", "--endpoints", "endpoints.yml", "--credentials", "credentials.yml"]
