"""Documents as one HTML file that loads nothing, runs nothing and prints well."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256

from genai_guide.report.document import Document
from genai_guide.text import escape


def render_html(*documents: Document) -> str:
    """Write documents as one page; every text in it is escaped."""
    # Imported here: no other form needs it.
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("genai_guide.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = environment.get_template("document.css").render()
    digest = b64encode(sha256(style.encode("utf-8")).digest()).decode("ascii")
    page = environment.get_template("document.html").render(
        documents=documents, style=style, style_hash=digest
    )
    # In ASCII it is the same page, however the output is encoded on its way to a file.
    return escape(page).encode("ascii", "xmlcharrefreplace").decode("ascii") + "\n"
