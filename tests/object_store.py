"""A server of the S3 API on this machine, for tests, and a site that keeps its files there."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import boto3
import pytest
from moto.server import ThreadedMotoServer
from pytest_django.fixtures import Settings


def variables(url: str) -> dict[str, str]:
    """Return the variables by which a program reaches a server of the S3 API."""
    return {
        "AWS_ENDPOINT_URL_S3": url,
        "AWS_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "known-shipper",
        "AWS_SECRET_ACCESS_KEY": "secret",
    }


@contextmanager
def object_store(monkeypatch: pytest.MonkeyPatch) -> Iterator[ThreadedMotoServer]:
    """Start a server of the S3 API, and name it as an operator does."""
    # Else the server prints a line for each request.
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        _host, port = server.get_host_and_port()
        for name, value in variables(f"http://127.0.0.1:{port}").items():
            monkeypatch.setenv(name, value)
        yield server
    finally:
        server.stop()


def bucket_make() -> str:
    """Make an empty bucket; return its name."""
    name = f"known-shipper-{uuid4().hex}"
    boto3.client("s3", region_name="us-east-1").create_bucket(Bucket=name)
    return name


def files_move(settings: Settings, url: str) -> None:
    """Let the site keep its files at an address, as `FILES_URL` does."""
    settings.FILES_URL = url
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": "apps.core.s3.S3Files", "OPTIONS": {"url": url}}}


@pytest.fixture(scope="module")
def store() -> Iterator[ThreadedMotoServer]:
    """The server of a module of tests."""
    with pytest.MonkeyPatch.context() as monkeypatch, object_store(monkeypatch) as server:
        yield server


@pytest.fixture
def bucket(store: ThreadedMotoServer) -> str:
    """An empty bucket of the test's own."""
    return bucket_make()


@pytest.fixture
def on_s3(bucket: str, settings: Settings) -> str:
    """Keep the files of the test in its bucket."""
    files_move(settings, f"s3://{bucket}/files")
    return bucket


@pytest.fixture
def dying_store(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Iterator[ThreadedMotoServer]:
    """A server of the test's own, with the files of the test, to be stopped in it."""
    with object_store(monkeypatch) as server:
        files_move(settings, f"s3://{bucket_make()}/files")
        yield server
