"""The closed vocabularies of document metadata, read from ``schemes/taxonomies.toml``."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((files("tifa.corpus") / "schemes/taxonomies.toml").read_text("utf8"))


@cache
def taxonomies() -> dict[str, tuple[str, ...]]:
    """Return the allowed values of each taxonomy: ``level``, ``genre``, ``text_kind``."""
    return {name: tuple(values) for name, values in _data().items() if isinstance(values, dict)}


@cache
def taxonomy_names(name: str) -> dict[str, str]:
    """Return the value of a taxonomy for each of its names: the value itself, Chinese, English."""
    return {
        spelling.lower(): value
        for value, names in _data()[name].items()
        for spelling in (value, *names.values())
    }
