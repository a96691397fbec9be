"""The overview: who answered, where groups differ, what is settled, and who may see it."""

import pytest
from flask import Flask
from sqlalchemy import event

from assessor.extensions import db
from assessor.models import Account, Assessment, Tenant
from tests.assessor.browsing import CheckingClient
from tests.assessor.cast import browser_of
from tests.assessor.moderation.answered import FIRST, MODEL, crowd, opened


def test_shows_how_much_is_settled_and_what_can_be(coordinator: CheckingClient, draft: Assessment) -> None:
    page = coordinator.get(f"/assessments/{draft.id}/moderation").text
    assert "0 of 120" in page
    assert "Head of sales" in page
    assert "119 of 120" in page
    assert "Practices: 116. You see them before anything is settled." in page
