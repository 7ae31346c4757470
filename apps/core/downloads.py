from django.http import FileResponse, Http404

from apps.core.uploads import Upload


def download(upload: Upload) -> FileResponse:
    """A file for who may read it, always to be saved: nothing that was uploaded is shown as part of the site."""
    try:
        content = upload.file.open()
    except FileNotFoundError as error:
        # A backup that lacks the files was restored, say: the row is there, and what it names is not.
        raise Http404 from error
    return FileResponse(content, as_attachment=True, filename=upload.name, content_type="application/octet-stream")
