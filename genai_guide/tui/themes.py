"""The themes: dark and light, both also with high contrast.

Textual's own have pairs of colours that are hard to tell apart. In these each
text is at least 4.5:1 against what is behind it, and 7:1 with high contrast.
"""

from __future__ import annotations

from textual.theme import BUILTIN_THEMES, Theme

DEFAULT = "guide-dark"


_NAMES = (
    "guide-dark",
    "guide-light",
    "guide-high-contrast",
    "guide-high-contrast-light",
)
_COLOURS = {
    "background": ("#14171c", "#fbfbf9", "#000000", "#ffffff"),
    "surface": ("#1d2229", "#f0f0ec", "#000000", "#ffffff"),
    "panel": ("#272e38", "#e2e3de", "#1f1f1f", "#ececec"),
    "foreground": ("#e6e8eb", "#1c1f24", "#ffffff", "#000000"),
    "muted": ("#a9b2be", "#4c535d", "#dcdcdc", "#262626"),
    "primary": ("#7cc4ff", "#0b4f8a", "#8fd3ff", "#003a70"),
    # The row of the cursor: at least 3:1 against the page, and the bar before it.
    "row": ("#3572ac", "#2567a3", "#ffe05c", "#003a70"),
    "on-row": ("#ffffff", "#ffffff", "#000000", "#ffffff"),
    "bar": ("#ffd166", "#0b2f52", "#ffffff", "#000000"),
    # These three are for texts.
    "warning": ("#f2c14e", "#7a4b00", "#ffe05c", "#573300"),
    "error": ("#ff8f8f", "#a3122a", "#ffb3b3", "#7d0016"),
    "success": ("#7fd88f", "#17612b", "#93f2a5", "#063f16"),
}
"""The colours of each theme, in the order of the names."""


def _theme(number: int) -> Theme:
    """Return a theme in which no text is a mixture that could come out too pale."""
    colour = {name: values[number] for name, values in _COLOURS.items()}
    text, behind = colour["foreground"], colour["background"]
    panel, muted, strong = colour["panel"], colour["muted"], colour["primary"]
    return Theme(
        _NAMES[number],
        primary=strong,
        warning=colour["warning"],
        error=colour["error"],
        success=colour["success"],
        accent=colour["bar"],
        foreground=text,
        background=behind,
        surface=colour["surface"],
        panel=panel,
        dark=not _NAMES[number].endswith("light"),
        variables={
            "text": text,
            "text-muted": muted,
            "text-disabled": muted,
            "foreground-muted": muted,
            "foreground-disabled": muted,
            "text-primary": strong,
            "text-accent": strong,
            "text-warning": colour["warning"],
            "text-error": colour["error"],
            "text-success": colour["success"],
            "block-cursor-foreground": colour["on-row"],
            "block-cursor-background": colour["row"],
            "block-cursor-text-style": "bold",
            "block-cursor-blurred-foreground": text,
            "block-cursor-blurred-background": panel,
            "block-cursor-blurred-text-style": "bold",
            "block-hover-background": panel,
            "button-foreground": text,
            "button-color-foreground": behind,
            "button-focus-text-style": "bold reverse",
            "footer-foreground": text,
            "footer-background": panel,
            "footer-key-foreground": strong,
            "footer-description-foreground": text,
            "input-cursor-background": text,
            "input-cursor-foreground": behind,
            "input-selection-background": strong,
            "input-selection-foreground": behind,
            "screen-selection-background": strong,
            "screen-selection-foreground": behind,
            "scrollbar": muted,
            "scrollbar-hover": strong,
            "scrollbar-active": strong,
            "scrollbar-background": colour["surface"],
            "border": strong,
        },
    )


OWN = tuple(_theme(number) for number in range(len(_NAMES)))
"""Our own themes."""

OFFERED = {
    **{theme.name: theme for theme in OWN},
    # The terminal's own colours, for people who have chosen them with care.
    **{name: BUILTIN_THEMES[name] for name in ("ansi-dark", "ansi-light")},
}
"""Every theme that can be chosen, by its name."""
