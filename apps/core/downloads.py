"""Downloads of uploaded files."""

from django.http import FileResponse, Http404

from apps.core.uploads import Upload


def download(upload: Upload) -> FileResponse:
    """Return an uploaded file as a download; raise Http404 if the file is missing on disk.

    The browser saves the file and never shows it as part of the site. The caller has checked who may read it.
    """
    try:
        content = upload.file.open()
    except FileNotFoundError as error:
        # After a backup without the files was restored, for instance.
        raise Http404 from error
    return FileResponse(content, as_attachment=True, filename=upload.name, content_type="application/octet-stream")
