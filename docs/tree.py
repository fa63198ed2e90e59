"""Draw the tree in `decision-tree.md` anew: `python docs/tree.py`."""

from __future__ import annotations

from pathlib import Path

from genai_guide.report.pack_views import render_mermaid
from genai_guide.rules.tables import build_section_graphs
from genai_guide.storage.packs import load_pack

PAGE = Path(__file__).with_name("decision-tree.md")
ABOUT = """\
# The decision tree

What brings up which question, and what leads to which verdict, section by section. On
the arrows stand the ids of answers and of facts. “a or b and c” means c together with a
or b, and a semicolon begins another condition. A hexagon is a condition that earlier
sections decide.

`genai-guide pack graph` draws this from the questions and rules, and with the name of a
folder it draws another pack.

"""


def main() -> None:
    """Replace the page."""
    tree = render_mermaid(build_section_graphs(load_pack()))
    PAGE.write_text(f"{ABOUT}{tree}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
