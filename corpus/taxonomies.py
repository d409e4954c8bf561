"""The closed vocabularies of document metadata, read from ``schemes/taxonomies.toml``."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def glossed_taxonomies() -> dict[str, Mapping[str, Mapping[str, str]]]:
    """Return the values of each taxonomy with what they mean, in Chinese and English."""
    data = tomllib.loads((files("tifa.corpus") / "schemes/taxonomies.toml").read_text("utf8"))
    return {name: values for name, values in data.items() if isinstance(values, dict)}


@cache
def taxonomies() -> dict[str, tuple[str, ...]]:
    """Return the allowed values of each taxonomy: ``level``, ``genre``, ``text_kind``."""
    return {name: tuple(values) for name, values in glossed_taxonomies().items()}
