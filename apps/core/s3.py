"""The store of files on an S3 API, in place of a folder (docs/adr/0163)."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.exceptions import ImproperlyConfigured
from s3transfer.exceptions import RetriesExceededError
from storages.backends.s3 import S3File, S3Storage

from apps.core.room import FilesAway, NoRoom

_ERRORS = (BotoCoreError, ClientError, RetriesExceededError)
# A request waits for the store, and a person for the request: some 20 seconds for one that is frozen.
_PATIENCE = Config(connect_timeout=3, read_timeout=10, retries={"mode": "standard", "total_max_attempts": 2})
# Prometheus gives up after ten seconds, in which two stores and the broker are asked.
_HASTE = Config(connect_timeout=1, read_timeout=2, retries={"mode": "standard", "total_max_attempts": 1})
# By which an object comes into being, as a whole or of parts.
_STORING = ("PutObject", "CompleteMultipartUpload")
# Beyond so many bytes a file that is read lies in a temporary file.
_MEMORY = 2**21


@contextmanager
def _answered() -> Iterator[None]:
    """Raise FilesAway where the store refuses or does not answer."""
    try:
        yield
    except _ERRORS as error:
        raise FilesAway(str(error)) from error


class NameTaken(NoRoom):
    """An object has the name already: that of another, or this very one, whose answer was lost on its way."""


class S3Files(S3Storage):
    """The objects below `s3://BUCKET/PREFIX`. Each is whole or not there, and none is ever replaced.

    The keys, the endpoint and the checksums are those of the usual variables (`AWS_...`). Raises NoRoom where a file
    can't be stored (NameTaken where its name is taken), and FilesAway where the store does not answer otherwise.
    """

    def __init__(self, url: str, *, patience: Config = _PATIENCE) -> None:
        place = urlsplit(url)
        if place.scheme != "s3" or not place.netloc:
            raise ImproperlyConfigured(f"{url} is no place on an S3 API. Write s3://BUCKET/PREFIX.")
        super().__init__(
            bucket_name=place.netloc,
            location=place.path.strip("/"),
            region_name=os.environ.get("AWS_REGION"),
            # The store itself refuses a name that is taken, so nobody asks before.
            file_overwrite=True,
            # Without a type the library would guess one, and call a gzipped list an encoding of a list.
            object_parameters={"ContentType": "application/octet-stream"},
            max_memory_size=_MEMORY,
            client_config=patience,
            transfer_config=TransferConfig(use_threads=False),
        )

    @property
    def connection(self) -> Any:
        connection = super().connection
        for act in _STORING:
            # The library lets nobody give this parameter itself.
            connection.meta.client.meta.events.register(f"before-parameter-build.s3.{act}", _as_new, unique_id=act)
        return connection

    def _save(self, name: str, content: Any) -> str:
        try:
            return super()._save(name, content)
        except _ERRORS as error:
            is_taken = isinstance(error, ClientError) and _status_of(error) == HTTPStatus.PRECONDITION_FAILED
            raise (NameTaken if is_taken else NoRoom)(str(error)) from error

    def _open(self, name: str, mode: str = "rb") -> S3File:
        with _answered():
            opened = super()._open(name, mode)
            # The library fetches the content when somebody first looks at it: here, so that the answer is known.
            opened.open()
        return opened

    def delete(self, name: str) -> None:
        with _answered():
            super().delete(name)

    def exists(self, name: str) -> bool:
        with _answered():
            return super().exists(name)

    def listdir(self, name: str) -> tuple[list[str], list[str]]:
        with _answered():
            return super().listdir(name)

    def get_modified_time(self, name: str) -> datetime:
        with _answered():
            return super().get_modified_time(name)


def why_away(url: str) -> str:
    """Return why the store at an address does not answer within some three seconds, has no such bucket, or refuses it;
    "" if the bucket can be reached.
    """
    try:
        bucket = S3Files(url, patience=_HASTE).bucket
        with _answered():
            bucket.meta.client.head_bucket(Bucket=bucket.name)
    except (FilesAway, ImproperlyConfigured) as error:
        return str(error)
    return ""


def _as_new(params: dict[str, Any], **_context: Any) -> None:
    params["IfNoneMatch"] = "*"


def _status_of(error: ClientError) -> int:
    return error.response["ResponseMetadata"]["HTTPStatusCode"]
