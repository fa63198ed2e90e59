"""`python -m genai_guide`."""

from __future__ import annotations

import sys

from genai_guide.cli import main

sys.exit(main())
