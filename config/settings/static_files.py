"""The files that pages load: where they lie, and how they go out."""

from pathlib import Path

from whitenoise.compress import Compressor

BASE_DIR = Path(__file__).resolve().parents[2]
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "apps.core.room.WholeFileStorage"},
    # Named by what is in them, so that a browser keeps them for ever, and compressed.
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Maps of scripts are read by developers alone, and are the largest files.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [*Compressor.SKIP_COMPRESS_EXTENSIONS, "map"]
