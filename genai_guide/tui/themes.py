"""The themes: dark and light, both also with high contrast.

Textual's own have pairs of colours that are hard to tell apart. In these each
text is at least 4.5:1 against what is behind it, and 7:1 with high contrast.
"""

from __future__ import annotations

from typing import NamedTuple

from textual.theme import BUILTIN_THEMES, Theme

DEFAULT = "guide-dark"


class _Palette(NamedTuple):
    """The colours that a theme is made of; warning and the like are for texts."""

    background: str
    surface: str
    panel: str
    foreground: str
    muted: str
    primary: str
    warning: str
    error: str
    success: str


def _theme(name: str, of: _Palette, *, dark: bool) -> Theme:
    """Make a theme in which no text is a mixture that could come out too pale."""
    text, behind, muted, strong = of.foreground, of.background, of.muted, of.primary
    cursor = {
        f"block-cursor{blurred}-{part}": value
        for blurred in ("", "-blurred")
        for part, value in (
            ("foreground", text),
            ("background", of.panel),
            ("text-style", "bold"),
        )
    }
    return Theme(
        name,
        primary=strong,
        warning=of.warning,
        error=of.error,
        success=of.success,
        accent=strong,
        foreground=text,
        background=behind,
        surface=of.surface,
        panel=of.panel,
        dark=dark,
        variables={
            "text": text,
            "text-muted": muted,
            "text-disabled": muted,
            "foreground-muted": muted,
            "foreground-disabled": muted,
            "text-primary": strong,
            "text-accent": strong,
            "text-warning": of.warning,
            "text-error": of.error,
            "text-success": of.success,
            **cursor,
            "block-hover-background": of.panel,
            "button-foreground": text,
            "button-color-foreground": behind,
            "button-focus-text-style": "bold reverse",
            "footer-foreground": text,
            "footer-background": of.panel,
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
            "scrollbar-background": of.surface,
            "border": strong,
        },
    )


OWN = (
    _theme(
        "guide-dark",
        _Palette(
            background="#14171c",
            surface="#1d2229",
            panel="#272e38",
            foreground="#e6e8eb",
            muted="#a9b2be",
            primary="#7cc4ff",
            warning="#f2c14e",
            error="#ff8f8f",
            success="#7fd88f",
        ),
        dark=True,
    ),
    _theme(
        "guide-light",
        _Palette(
            background="#fbfbf9",
            surface="#f0f0ec",
            panel="#e2e3de",
            foreground="#1c1f24",
            muted="#4c535d",
            primary="#0b4f8a",
            warning="#7a4b00",
            error="#a3122a",
            success="#17612b",
        ),
        dark=False,
    ),
    _theme(
        "guide-high-contrast",
        _Palette(
            background="#000000",
            surface="#000000",
            panel="#1f1f1f",
            foreground="#ffffff",
            muted="#dcdcdc",
            primary="#8fd3ff",
            warning="#ffe05c",
            error="#ffb3b3",
            success="#93f2a5",
        ),
        dark=True,
    ),
    _theme(
        "guide-high-contrast-light",
        _Palette(
            background="#ffffff",
            surface="#ffffff",
            panel="#ececec",
            foreground="#000000",
            muted="#262626",
            primary="#003a70",
            warning="#573300",
            error="#7d0016",
            success="#063f16",
        ),
        dark=False,
    ),
)

OFFERED = {
    **{theme.name: theme for theme in OWN},
    # The terminal's own colours, for people who have chosen those with care.
    **{name: BUILTIN_THEMES[name] for name in ("ansi-dark", "ansi-light")},
}
"""Every theme that can be chosen, by its name."""
