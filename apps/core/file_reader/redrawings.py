"""Draw a whole file anew, as pictures of its pages: nothing is left of what a camera or a program wrote beside them."""

import io
from importlib import import_module

import drawings

# The width of a page in pixels: small print can be read.
WIDTH = 1600
MAX_PAGES = 20
# The writer of PDF, which the drawings of pages do not need.
FURTHER = ("PIL.PdfImagePlugin", "PIL.PdfParser")


def load_libraries(content_type: str) -> None:
    """Load the libraries that draw files of a type and write them."""
    drawings.load_libraries(content_type)
    for name in FURTHER:
        import_module(name)


def redraw(content: bytes, content_type: str) -> drawings.Drawing:
    """Return a file of the same pages; return the reason as `refused` if the file can't be drawn."""
    look, drawn = drawings.draw(content, content_type, 1, WIDTH, True)
    if "refused" in look or content_type != "application/pdf":
        return look, drawn
    if look["pages"] > MAX_PAGES:
        return {"refused": "too_many_pages"}, b""
    try:
        return {"pages": look["pages"]}, _pdf(content)
    except MemoryError:
        return {"refused": "too_large"}, b""
    except Exception:
        # The libraries raise errors of any type for a damaged file.
        return {"refused": "damaged"}, b""


def _pdf(content: bytes) -> bytes:
    """Return a PDF whose pages are pictures of the pages of a PDF."""
    import pypdfium2 as pdfium

    document = pdfium.PdfDocument(content)
    document.init_forms()
    pages = []
    for page in document:
        scale = drawings.scale_to_fit(*page.get_size(), WIDTH)
        pages.append(page.render(scale=scale).to_pil().convert("RGB"))
    written = io.BytesIO()
    pages[0].save(written, "PDF", save_all=True, append_images=pages[1:], resolution=150)
    return written.getvalue()
