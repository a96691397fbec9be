"""An organisation with assessments of two versions of a model, and several of one."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from assessor.assessments.operations import record
from assessor.models import Assessment, Tenant
from criteria.registry import load
from tests.assessor.sheets import declared
from tests.criteria.test_change import NOW, THEN, answered

PACKS = Path(__file__).parents[2] / "data" / "packs"

Recording = Callable[..., Assessment]


@pytest.fixture
def recorded(app: Flask, local: Tenant) -> Recording:
    """Records an assessment of the corner shop's model, as the worked example answers it."""
    app.config["MODEL_FOLDERS"] = [PACKS]

    def made(version: str = "1.0", day: str = "2025-03-01", **changes: object) -> Assessment:
        changes = {
            "model": load(f"corner@{version}", [PACKS]),
            "answers": answered(THEN if version == "1.0" else NOW),
            "assessed_on": date.fromisoformat(day),
            "digest": f"{version} {day} {sorted(changes)}",
            **changes,
        }
        tenant = changes.pop("tenant", local)
        name = changes.pop("name", "Corner & Sons")
        return record(declared(name, **changes), tenant, "tests")

    return made
