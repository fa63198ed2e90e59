"""A small, good pack of an invented subject, as the text of its files."""

from __future__ import annotations

from pathlib import Path

from genai_guide.rules.answers import Answers, Tool

FILES = {
    "pack.toml": """\
[pack]
id = "boat-trip"
version = "1.2.3"
format = 2
title = "Boat trips"
policy = "harbour rules, 2020"
policy_name = "the harbour's rules"
source = "https://harbour.example/rules"
language = "en"
contact = "the harbour"
reading = "This is our reading of the harbour's rules. It is not a permit."
attestation = "I have answered truthfully."
clause_kinds = ["always", "other"]

[[level]]
id = "notify"
label = "Tell the contact"
sentence = "Tell the harbour; it asks for no permit."
sign = "○"
color = "calm"
approval = "no"

[[level]]
id = "escalate"
label = "Ask the contact first"
sentence = "Ask the harbour, and wait for the answer."
sign = "◇"
color = "caution"
approval = "ask"

[[level]]
id = "approval"
label = "Written approval needed"
sentence = "A permit must exist before the trip."
sign = "▲"
color = "warning"
approval = "yes"

[[level]]
id = "hold"
label = "On hold"
sentence = "The boat stays where it is: something is missing."
sign = "■"
color = "danger"
approval = "blocked"

[[obligation]]
id = "consent"
label = "documented consent"

[[obligation]]
id = "guild"
label = "guild or union terms"

[[obligation]]
id = "clearance"
label = "rights clearance"

[[obligation]]
id = "terms"
label = "tool terms read and kept"
""",
    "clauses.toml": """\
[[clause]]
id = "tell"
title = "Tell the harbour"
quote = "every trip is told to the harbour"
section = "General"
kind = "other"

[[clause]]
id = "weather"
title = "Weather"
quote = "no trip in a storm"
section = "General"
kind = "always"

[[clause]]
id = "cargo"
title = "Cargo"
quote = "cargo is declared"
section = "Loads"
kind = "always"

[[clause]]
id = "engine"
title = "Engines"
quote = "engines are insured"
section = "Boats"
kind = "other"

[[clause]]
id = "flags"
title = "Flags"
quote = "flags are flown"
section = "Boats"
kind = "other"
waived = "Says nothing that an answer could change."
""",
    "questions.toml": """\
[[section]]
id = "trip"
title = "The trip"

[[section]]
id = "boat"
title = "The boat"

[[question]]
id = "trip.title"
section = "trip"
kind = "text"
field = "production.title"
text = "What is the trip called?"
clauses = ["tell"]

[[question]]
id = "trip.date"
section = "trip"
kind = "date"
field = "use.intended_start"
optional = true
missing = "No date was given."
text = "When does it begin?"
clauses = ["tell"]

[[question]]
id = "trip.story"
section = "trip"
kind = "text"
long = true
field = "use.description"
text = "What is it for?"
clauses = ["tell"]

[[question]]
id = "trip.weather"
section = "trip"
kind = "single"
text = "How is the weather?"
help = "Ask the harbour."
who_knows = "harbour"
clauses = ["weather"]

  [[question.option]]
  id = "calm"
  label = "Calm"
  risk = "safe"

  [[question.option]]
  id = "storm"
  label = "A storm"
  risk = "risky"

  [[question.option]]
  id = "unsure"
  label = "Not sure"
  risk = "unsure"

[[question]]
id = "trip.cargo"
section = "trip"
kind = "multi"
text = "What is on board?"
clauses = ["cargo"]
when = [ { "trip.weather" = ["calm", "unsure"] } ]

  [[question.option]]
  id = "nothing"
  label = "Nothing"
  risk = "safe"
  exclusive = true

  [[question.option]]
  id = "animals"
  label = "Animals"
  risk = "risky"

  [[question.option]]
  id = "glass"
  label = "Glass"
  risk = "risky"

  [[question.option]]
  id = "unsure"
  label = "Not sure"
  risk = "unsure"

[[question]]
id = "trip.permit"
section = "trip"
kind = "single"
text = "Is there a permit for the cargo?"
clauses = ["cargo"]
when = [ { loaded = true } ]

  [[question.option]]
  id = "yes"
  label = "Yes"
  risk = "safe"

  [[question.option]]
  id = "no"
  label = "No"
  risk = "risky"

  [[question.option]]
  id = "unsure"
  label = "Not sure"
  risk = "unsure"

[[question]]
id = "boat.name"
section = "boat"
per = "tool"
kind = "text"
field = "tool.name"
text = "What is the boat called?"
clauses = ["engine"]

[[question]]
id = "boat.engine"
section = "boat"
per = "tool"
kind = "single"
text = "What drives it?"
clauses = ["engine"]

  [[question.option]]
  id = "sail"
  label = "Sails"
  risk = "safe"

  [[question.option]]
  id = "motor"
  label = "A motor"
  risk = "risky"

  [[question.option]]
  id = "unsure"
  label = "Not sure"
  risk = "unsure"

[[question]]
id = "boat.insured"
section = "boat"
per = "tool"
kind = "single"
text = "Is it insured?"
clauses = ["engine"]
when = [ { "boat.engine" = ["motor", "unsure"] } ]

  [[question.option]]
  id = "yes"
  label = "Yes"
  risk = "safe"

  [[question.option]]
  id = "no"
  label = "No"
  risk = "risky"

  [[question.option]]
  id = "unsure"
  label = "Not sure"
  risk = "unsure"

[[question]]
id = "boat.owner"
section = "boat"
per = "tool"
kind = "text"
field = "tool.vendor"
optional = true
text = "Whose is it?"
clauses = ["engine"]
""",
    "rules.toml": """\
[[fact]]
id = "loaded"
when = [ { "trip.cargo" = ["animals", "glass", "unsure"] } ]

[[rule]]
id = "tell-always"
clauses = ["tell"]
level = "notify"
reason = "Every trip is told."

  [[rule.task]]
  id = "tell-harbour"
  text = "Tell the harbour."
  owner = "captain"
  due = "before-use"

[[rule]]
id = "storm"
clauses = ["weather"]
when = [ { "trip.weather" = ["storm"] } ]
level = "hold"
headline = "Stay in the harbour."
reason = "There is a storm."

[[rule]]
id = "weather-unsure"
clauses = ["weather"]
when = [ { "trip.weather" = ["unsure"] } ]
level = "escalate"
reason = "Nobody knows the weather."

[[rule]]
id = "cargo-on-board"
clauses = ["cargo"]
when = [ { loaded = true } ]
level = "escalate"
obligations = ["clearance"]
reason = "There is cargo on board."

  [rule.unless]
  when = [ { "trip.permit" = ["yes"] } ]
  clauses = ["cargo"]
  reason = "A permit covers the cargo."

  [[rule.task]]
  id = "declare"
  text = "Declare the cargo."
  owner = "captain"
  due = "before-delivery"
  evidence = "file-or-link"

[[rule]]
id = "uninsured"
clauses = ["engine"]
when = [
  { "boat.engine" = ["motor", "unsure"], "boat.insured" = { none_of = ["yes"] } },
]
level = "approval"
obligations = ["terms", "consent"]
reason = "An engine without insurance."

  [[rule.task]]
  id = "declare"

[[rule]]
id = "empty-hold"
clauses = ["cargo"]
when = [ { "trip.cargo" = ["nothing"] } ]
reason = "Nothing is on board."

[[assert]]
id = "no-trip-in-a-storm"
when = [ { "trip.weather" = ["storm"] } ]
at_least = "hold"
clauses = ["weather"]
""",
}


def write_pack(folder: Path, **changed: str) -> Path:
    """Write the pack's files into a folder, some of them with another text."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in FILES.items():
        (folder / name).write_text(changed.get(name, text), encoding="utf-8")
    return folder


SAFE = Answers(
    {
        "trip.title": "Round the island",
        "trip.date": "2026-03-31",
        "trip.story": "To see the seals.",
        "trip.weather": ("calm",),
        "trip.cargo": ("nothing",),
    },
    (Tool("Gull", {"boat.engine": ("sail",)}),),
)
"""Complete answers that give `notify`."""

ANSWERS_FILE = """\
[answers]
"trip.title" = "Round the island"
"trip.date" = "2026-03-31"
"trip.story" = "To see the seals."
"trip.weather" = "calm"
"trip.cargo" = ["animals", "glass"]
"trip.permit" = "no"

[[tool]]
name = "Gull"

[tool.answers]
"boat.engine" = "sail"

[[tool]]
name = "Tern"

[tool.answers]
"boat.engine" = "motor"
"boat.insured" = "no"
"""
"""An answers file that gives `approval` with clearance, consent and terms."""
