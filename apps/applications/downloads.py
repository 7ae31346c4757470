from django.http import FileResponse

from apps.applications.models import Evidence


def evidence_download(evidence: Evidence) -> FileResponse:
    """A file for who may read it, always to be saved: nothing that was uploaded is shown as part of the site."""
    return FileResponse(
        evidence.file.open(), as_attachment=True, filename=evidence.name, content_type="application/octet-stream"
    )
