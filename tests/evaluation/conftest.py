"""What the tests of this room share."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def cases_file() -> Path:
    """Reference cases of the literature and of other tools, kept beside the checkout."""
    path = Path(__file__).parents[3] / "shared" / "data" / "cases" / "evaluation.json"
    if not path.is_file():
        pytest.skip("The reference cases are not beside this checkout")
    return path
