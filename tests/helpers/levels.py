"""The levels and obligations of the packs that tests are made with."""

from __future__ import annotations

from genai_guide.rules.levels import Level, Obligation

NOTIFY, ESCALATE, APPROVAL, HOLD = LEVELS = (
    Level(0, "notify", "Tell the contact", "○", "calm", "no", "Tell them."),
    Level(1, "escalate", "Ask the contact first", "◇", "caution", "ask", "Ask them."),
    Level(2, "approval", "Written approval needed", "▲", "warning", "yes", "Get it."),
    Level(3, "hold", "On hold", "■", "danger", "blocked", "Do not go on."),
)
CONSENT, GUILD, CLEARANCE, TERMS = OBLIGATIONS = tuple(
    Obligation(rank, name, name)
    for rank, name in enumerate(("consent", "guild", "clearance", "terms"))
)
