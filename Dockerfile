FROM python:3.11-slim AS packages
COPY requirements.txt .
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt

FROM python:3.11-slim
RUN useradd --create-home --uid 1000 app && install -d -o app -g app -m 700 /data
COPY --from=packages /venv /venv
WORKDIR /app
COPY . .
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 DATA_DIR=/data
# Static files are part of the image, the data folder is not; the key is for this one command.
RUN python -m scripts.compile_translations \
    && SECRET_KEY=build FIELD_KEY=build DATA_DIR=/tmp/build STATIC_ROOT=/app/collected \
       python manage.py collectstatic --noinput --verbosity 0 \
    && rm -rf /tmp/build
ENV STATIC_ROOT=/app/collected
USER app
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "csbackoffice.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", \
     "--threads", "4", "--graceful-timeout", "10", "--no-control-socket", "--access-logfile", "-"]
