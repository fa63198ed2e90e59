"""Closing tasks: by a person, with the date and, where asked for, evidence."""

from __future__ import annotations

from dataclasses import replace

from genai_guide.policy.answers import with_value
from genai_guide.record.session import Closed, Session


def close_task(session: Session, task_id: str, closed: Closed) -> Session:
    """Say that a task is done."""
    return replace(session, closed={**session.closed, task_id: closed})


def reopen_task(session: Session, task_id: str) -> Session:
    """Say that a task is not done after all."""
    return replace(session, closed=with_value(session.closed, task_id, None))
