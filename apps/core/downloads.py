from django.http import FileResponse

from apps.core.uploads import Upload


def download(upload: Upload) -> FileResponse:
    """A file for who may read it, always to be saved: nothing that was uploaded is shown as part of the site."""
    return FileResponse(
        upload.file.open(), as_attachment=True, filename=upload.name, content_type="application/octet-stream"
    )
