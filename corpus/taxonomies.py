"""The closed vocabularies of document metadata, read from ``schemes/taxonomies.toml``."""

import tomllib
from functools import cache
from importlib.resources import files


@cache
def taxonomies() -> dict[str, tuple[str, ...]]:
    """Return the allowed values of each taxonomy: ``level``, ``genre``, ``text_kind``."""
    data = tomllib.loads((files("tifa.corpus") / "schemes/taxonomies.toml").read_text("utf8"))
    return {name: tuple(values) for name, values in data.items() if isinstance(values, dict)}
