"""What a person does with a use, from the first answer to the decision."""

from __future__ import annotations
