"""Closing tasks: by a person, with the date and, where asked for, evidence."""

from __future__ import annotations

from genai_guide.policy.answers import with_value
from genai_guide.record.session import Closed, Session


def close_task(session: Session, task_id: str, closed: Closed) -> Session:
    """Say that a task is done."""
    return session._replace(closed={**session.closed, task_id: closed})


def reopen_task(session: Session, task_id: str) -> Session:
    """Say that a task is not done after all."""
    return session._replace(closed=with_value(session.closed, task_id, None))
