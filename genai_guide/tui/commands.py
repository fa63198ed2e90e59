"""The table of everything that can be done in the app, by key or by name.

Bindings, the line of keys, the palette and the help on F1 are made from it. A screen
or a widget declares which of these it handles with `bind`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial
from typing import Any, Literal

from textual.binding import Binding
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.screen import ModalScreen, Screen

from genai_guide.tui.display import literal, stack
from genai_guide.tui.guide import guide_of
from genai_guide.tui.textual_private import effective_bindings


class When(Enum):
    """When a command can be chosen by its name."""

    ANYWHERE = auto()
    USE_OPEN = auto()
    SCREEN_BINDS_IT = auto()


@dataclass(frozen=True)
class Command:
    """Something that can be done.

    One without a name is a move: it has a key and stands in the help, but not in the
    palette.
    """

    id: str
    """The name of its action."""
    key: str = ""
    """Its usual key."""
    label: str = ""
    """What the line of keys calls it."""
    name: str = ""
    help: str = ""
    when: When = When.USE_OPEN
    target: Literal["app", "screen", ""] = "app"
    """What has the action; empty: the widget or screen that binds the key."""
    help_keys: str = ""
    """How the help shows the keys of a move."""

    @property
    def action(self) -> str:
        """The action as Textual runs it."""
        return f"{self.target}.{self.id}" if self.target else self.id


def _in_widget(id: str, key: str, label: str, help_keys: str, help: str) -> Command:  # noqa: A002 - as in Command
    return Command(id, key, label, help=help, target="", help_keys=help_keys)


def _on_screen(id: str, key: str, label: str, name: str, help: str) -> Command:  # noqa: A002 - as in Command
    return Command(id, key, label, name, help, When.SCREEN_BINDS_IT, "screen")


_LETTERS = "n, r, v, m, s, u and U"
MOVES = (
    _in_widget("cursor_down", "down", "", "↑ ↓", "move; also j and k, and the mouse"),
    _in_widget("scroll_down", "down", "", "↑ ↓", "scroll; also j and k, and the mouse"),
    _in_widget("next_field", "down", "", "↑ ↓", "go to the field below or above"),
    _in_widget("choose", "enter", "choose", "1 … 0", "choose by number"),
    _in_widget("confirm", "enter", "go on", "1 … 0", "choose by number"),
    _in_widget("choose", "enter", "choose", "enter", "choose this row and go on"),
    _in_widget("confirm", "enter", "go on", "enter", "keep what is chosen and go on"),
    _in_widget(
        "filter", "slash", "filter", "/", "filter a long list by words; esc ends it"
    ),
    _in_widget("select", "enter", "choose", "enter", "choose this row"),
    _in_widget(
        "submit", "enter", "go on", "enter", "next field; after the last one, go on"
    ),
    _in_widget("mark", "space", "choose", "space", "choose this option, or clear it"),
    _in_widget("tick", "enter", "choose", "enter", "choose this option, or clear it"),
    _in_widget("unfilter", "escape", "all options", "esc", "show all options again"),
    _in_widget("clear", "backspace", "clear", "backspace", "clear the answer"),
    _in_widget(
        "read_help",
        "pagedown",
        "",
        "PgDn",
        "scroll a long list, or the help, by a page; PgUp scrolls back",
    ),
    _in_widget("fold_help", "h", "", "h", "hide or show the help"),
    _in_widget("page_down", "space", "", "space", "scroll by a page"),
    _in_widget("page_down", "pagedown", "", "PgDn", "a page further; PgUp goes back"),
    _in_widget(
        "scroll", "pagedown", "scroll", "PgDn", "scroll the text; PgUp scrolls back"
    ),
    _in_widget("take", "ctrl+n", "done", "^n", "accept what you typed"),
    _in_widget("sign", "ctrl+s", "sign", "^s", "sign"),
    _in_widget("copy", "c", "copy", "c", "copy the message and save it as a file"),
    _in_widget(
        "form_onward",
        "ctrl+n",
        "next",
        "^n",
        "next question, also from a field; alt+→ does the same",
    ),
    _in_widget(
        "form_previous",
        "ctrl+b",
        "back",
        "^b",
        "previous question, also from a field; alt+← does the same",
    ),
    _in_widget(
        "form_leave",
        "escape",
        "keys",
        "esc",
        f"leave the field: {_LETTERS} work as keys again",
    ),
    _in_widget("go_up", "escape", "start", "esc", "go back to where you came from"),
    _in_widget("say_how_to_leave", "escape", "", "", ""),
    _in_widget("row_down", "down", "", "↑ ↓", "move in the list"),
    _in_widget("complete", "tab", "complete", "tab", "complete a name"),
    _in_widget(
        "folder_above",
        "backspace",
        "folder above",
        "backspace",
        "go to the folder above",
    ),
    _in_widget("all", "escape", "", "esc", "show all uses again"),
    _in_widget("view", "1", "", "1 … 6", "show a view of the register"),
    _in_widget("next_view", "right", "", "→", "the next view; ← goes back"),
    _in_widget("previous_view", "left", "", "", ""),
    Command("pop_screen", "escape", "back", help="go back", help_keys="esc"),
    _in_widget("back", "escape", "back", "esc", "go back"),
    _in_widget("close", "escape", "cancel", "esc", "leave things as they are"),
    _in_widget("previous_field", "up", "", "", ""),
    _in_widget("scroll_up", "up", "", "", ""),
    Command("focus_next", "tab", "next field"),
    _in_widget("leave_field", "tab", "next field", "", ""),
    Command("command_palette", "ctrl+p", "commands"),
)
"""Keys that are no commands, in the order of the help."""

COMMANDS = (
    _on_screen(
        "find", "slash", "find", "Find a use", "by words of its title or its production"
    ),
    _on_screen(
        "shared",
        "v",
        "what it shares",
        "What a production shares",
        "the answers that a new use of it starts with",
    ),
    _on_screen("sort", "t", "sort", "Sort the uses", "in another order"),
    _on_screen(
        "export",
        "x",
        "export",
        "Export the register",
        "these uses as a workbook, a table, a calendar or the cue list",
    ),
    _on_screen(
        "changes",
        "c",
        "changes",
        "What changed",
        "since you looked last, and which files are not listed",
    ),
    _on_screen(
        "folders", "f", "folders", "Folders of the register", "read other folders"
    ),
    _on_screen(
        "more",
        "x",
        "more",
        "Copy, rename or archive",
        "start a use like the one at the cursor, rename it, or archive it",
    ),
    _on_screen(
        "not_chosen",
        "ctrl+t",
        "not chosen yet",
        "Tool not chosen yet",
        "go on without its name",
    ),
    _on_screen(
        "skip_details",
        "ctrl+g",
        "skip details",
        "Skip the details",
        "which are only for the record",
    ),
    _on_screen(
        "decide",
        "d",
        "decide",
        "Decide",
        "decide as legal, or withdraw, extend, accept a condition",
    ),
    _on_screen(
        "update",
        "u",
        "update",
        "Update",
        "close a task, report a condition as done, answer legal, add a note",
    ),
    _on_screen("trust", "t", "trust", "Trust a key", "after comparing its fingerprint"),
    _on_screen(
        "revise",
        "e",
        "start revision",
        "Start the next revision",
        "of a signed use, to change its answers",
    ),
    _on_screen(
        "open_folder",
        "o",
        "folder",
        "Open the folder",
        "of the summary, on your desktop",
    ),
    _on_screen("copy_path", "c", "copy path", "Copy the path", "of the summary"),
    _on_screen(
        "file",
        "f",
        "file",
        "The file",
        "open its folder, copy its path, write a PDF or an e-mail",
    ),
    _on_screen(
        "write_pdf",
        "p",
        "PDF",
        "Write a PDF",
        "to print and to keep, with the summary attached",
    ),
    _on_screen(
        "write_email",
        "e",
        "e-mail",
        "Write an e-mail",
        "the message as a file that your mail program opens",
    ),
    Command("onward", "right", "next", "Next question", "without answering this one"),
    Command("previous", "left", "back", "Previous question"),
    Command(
        "first_open", name="First open question", help="the first that is not answered"
    ),
    Command("tools", name="List of tools", help="add or remove a tool"),
    Command("note", "n", "note", "Note", "add a note to this answer"),
    Command("review", "r", "review", "Review", "every answer, and what is missing"),
    Command(
        "verdict",
        "v",
        "verdict",
        "Verdict",
        "what the guidance asks for, why, and what to do",
    ),
    Command("message", "m", "message", "Message", "about this use, ready to send"),
    Command("sign_off", "s", "sign", "Sign", "and write the summary"),
    Command(
        "same_element",
        name="Same element as another use",
        help="say which other use of this production has it",
    ),
    Command("undo", "u", name="Undo", help="the last change"),
    Command("redo", "U", name="Redo", help="what you undid"),
    Command("save_again", "ctrl+r", name="Save again", help="if saving failed"),
    Command("save_elsewhere", name="Save elsewhere", help="in another file or folder"),
    Command(
        "redraw", "ctrl+l", name="Redraw", help="the whole screen", when=When.ANYWHERE
    ),
    Command(
        "change_theme", name="Theme", help="change the colours", when=When.ANYWHERE
    ),
    Command("paper", name="Paper", help="of PDFs: A4 or US Letter", when=When.ANYWHERE),
    Command(
        "help",
        "question_mark",
        "help",
        "Help",
        "why this is asked, and the keys; F1 also while typing",
        When.ANYWHERE,
    ),
    Command(
        "register",
        "g",
        "register",
        "Register",
        "all uses: what waits for a decision, is due or expires",
        When.ANYWHERE,
    ),
    Command("start", name="Start screen", help="all saved uses", when=When.ANYWHERE),
    Command(
        "new", "n", "another use", "New use", "this one stays saved", When.ANYWHERE
    ),
    Command(
        "productions",
        "p",
        "production",
        "Productions",
        "start a use of one, see what its uses share",
        When.ANYWHERE,
    ),
    Command(
        "open",
        "o",
        name="Open a file",
        help="continue a draft or read a summary",
        when=When.ANYWHERE,
    ),
    Command("quit", "q", "leave", "Leave", "everything is saved", When.ANYWHERE),
)
"""What can be chosen by name, in the order of the palette."""

_KEY_DISPLAYS = {
    "left": "←",
    "right": "→",
    "enter": "enter",
    "f1": "F1",
    "question_mark": "?",
    "escape": "esc",
    "slash": "/",
    "backspace": "⌫",
    "pageup": "PgUp",
    "pagedown": "PgDn",
}
_HELP_KEYS_WIDTH = 11
_BY_ACTION = {command.action: command for command in (*MOVES, *COMMANDS)}


def bind(action: str, label: str | None = None, **changes: Any) -> Binding:
    """Return the binding of a command or a move.

    Args:
        action: The command's action: `app.note`, `screen.find`, `choose`. Without
            `app.`, the widget that binds a command of the app has the action.
        label: What the line of keys calls it here; empty: it is not shown there.
        changes: `key`, `show`, `priority` or `argument`, if they are not the usual
            ones.
    """
    command = _BY_ACTION.get(action) or _BY_ACTION[f"app.{action}"]
    key = changes.get("key", command.key)
    label = command.label if label is None else label
    argument = changes.get("argument", "")
    return Binding(
        key,
        f"{action}({argument})" if argument else action,
        label,
        show=changes.get("show", bool(label)),
        key_display=_KEY_DISPLAYS.get(key),
        priority=changes.get("priority", False),
    )


HELP_BINDINGS = bind("app.help"), bind("app.help", key="f1")


def action_name(action: str) -> str:
    """Return an action's name without its namespace and its arguments."""
    return action.partition("(")[0].rpartition(".")[2]


def available(screen: Screen[Any], *, use_open: bool) -> list[Command]:
    """List the commands that can be chosen on a screen."""
    bound = {binding.binding.action for binding in screen.active_bindings.values()}
    return [
        command
        for command in COMMANDS
        if command.when is When.ANYWHERE
        or (command.when is When.USE_OPEN and use_open)
        or (
            command.when is When.SCREEN_BINDS_IT
            and command.action in bound
            # Under the palette, Textual asks the palette instead.
            and screen.check_action(command.id, ())
        )
    ]


def help_page(
    screen: Screen[Any], about: Content, idle: Collection[str], *, use_open: bool
) -> Content:
    """Format the help: about the screen, then its keys.

    Args:
        screen: The screen in front.
        about: What stands there at the cursor.
        idle: The actions whose keys do nothing on this screen.
        use_open: Whether a use is open.
    """
    bindings = effective_bindings(screen)
    keys = []
    for move in MOVES:
        binding = bindings.get(move.key)
        if move.help and binding and action_name(binding.action) == move.id:
            keys.append((move.help_keys, move.help))
    for command in available(screen, use_open=use_open):
        bound = [
            screen.app.get_key_display(binding)
            for binding in bindings.values()
            if action_name(binding.action) == command.id
        ]
        if bound and command.id not in idle:
            words = f"{command.name}: {command.help}" if command.help else command.name
            keys.append((" ".join(bound), words))
    if not isinstance(screen, ModalScreen):
        keys.append(("^p", "find any command or question"))
    rows = [literal(screen.HELP), literal("")] if screen.HELP else []
    rows += [about, literal("")] if about.plain else []
    rows.append(literal("Keys", "bold"))
    rows += [literal(f"{key:<{_HELP_KEYS_WIDTH}}{words}") for key, words in keys]
    return stack(*rows)


class GuideCommands(Provider):
    """Finds commands by their name, and questions by their words."""

    async def discover(self) -> Hits:
        """List every command."""
        for command in self._available():
            run = partial(self.app.run_action, command.action)
            yield DiscoveryHit(literal(command.name), run, command.name, command.help)

    async def search(self, query: str) -> Hits:
        """Find commands and questions."""
        for command in self._available():
            if score := _score(query, command.name):
                run = partial(self.app.run_action, command.action)
                name = command.name
                yield Hit(score, literal(name), run, name, command.help)
        guide = guide_of(self.screen)
        controller = guide.controller
        if controller.path is None:
            return
        for place in controller.assessment.status.asked:
            text = controller.pack.by_id[place.question].text
            text = f"Tool {place.tool}: {text}" if place.tool else text
            if score := _score(query, text):
                go = partial(guide.go_to, place)
                yield Hit(score, literal(text), go, text, "go to this question")

    def _available(self) -> list[Command]:
        use_open = guide_of(self.screen).controller.path is not None
        return available(self.screen, use_open=use_open)


def _score(query: str, text: str) -> float:
    """Return how well a text fits what is searched for; 0 if a word is not in it.

    Textual's own search takes the letters of a word from anywhere: “union” would find
    “unmentioned”.
    """
    query, text = query.strip().casefold(), text.casefold()
    if not all(word in text for word in query.split()):
        return 0
    return 1 if text.startswith(query) else 0.5
