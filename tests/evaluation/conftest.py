"""What the tests of this room share."""

from pathlib import Path

import pytest


@pytest.fixture
def cases_file(shared: Path) -> Path:
    """Reference cases of the literature and of other tools, kept beside the checkout."""
    path = shared / "data" / "cases" / "evaluation.json"
    if not path.is_file():
        pytest.skip("the reference cases are not beside this checkout")
    return path
