"""A stand-in for Prodigy: what its public documents promise to recipes, and nothing else.

Prodigy is not free and absent here. Its documentation of custom recipes and the recipes of
explosion/prodigy-recipes say: ``@prodigy.recipe(name, argument=(description, kind, shortcut,
type))`` with kind ``positional``, ``option`` or ``flag``; the function returns a dict of
components; ``before_db`` gets a list of answers and returns one; ``validate_answer`` raises.
"""

import inspect
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Sequence
from types import ModuleType
from typing import Any

VIEWS = {"spans_manual", "ner_manual", "blocks", "html", "choice", "text"}
COMPONENTS = {
    "dataset",
    "view_id",
    "stream",
    "exclude",
    "update",
    "before_db",
    "validate_answer",
    "progress",
    "on_load",
    "on_exit",
    "config",
}
_Recipe = Callable[..., dict[str, Any]]


class Prodigy(ModuleType):
    """The module ``prodigy`` as a recipe sees it, with a command line to call recipes by."""

    def __init__(self) -> None:
        super().__init__("prodigy")
        self.recipes: dict[str, tuple[_Recipe, dict[str, Any]]] = {}

    def recipe(self, name: str, **arguments: tuple[str, str, str | None, Any]) -> Any:
        """Register a recipe; its arguments must be those of the function."""

        def register(function: _Recipe) -> _Recipe:
            assert list(arguments) == list(inspect.signature(function).parameters)
            for description, kind, shortcut, convert in arguments.values():
                assert description
                assert kind in ("positional", "option", "flag")
                assert shortcut is None if kind == "positional" else len(str(shortcut)) <= 2
                assert callable(convert)
            self.recipes[name] = (function, arguments)
            return function

        return register

    def call(self, name: str, *words: str) -> dict[str, Any]:
        """Call a recipe with the words of a command line and check what it returns."""
        function, arguments = self.recipes[name]
        parser = ArgumentParser(prog=name)
        for argument, (description, kind, shortcut, convert) in arguments.items():
            long = f"--{argument.replace('_', '-')}"
            if kind == "positional":
                parser.add_argument(argument, help=description, type=convert)
            elif kind == "flag":
                parser.add_argument(f"-{shortcut}", long, help=description, action="store_true")
            else:
                default = inspect.signature(function).parameters[argument].default
                parser.add_argument(
                    f"-{shortcut}", long, help=description, type=convert, default=default
                )
        found = function(**vars(parser.parse_args(words)))
        _check(found)
        return found


def _check(components: dict[str, Any]) -> None:
    assert components.keys() <= COMPONENTS
    assert components["view_id"] in VIEWS
    assert isinstance(components["dataset"], str)
    if components["view_id"] == "blocks":
        assert {block["view_id"] for block in components["config"]["blocks"]} <= VIEWS


def answered(
    components: dict[str, Any],
    change: Callable[[dict[str, Any]], Sequence[dict[str, Any]]],
) -> Iterator[dict[str, Any]]:
    """Yield what is saved when somebody answers every task with other spans.

    change (Callable): Returns the spans of the answer to a task.
    """
    for task in components["stream"]:
        answer = {**task, "spans": change(task), "answer": "accept", "_annotator_id": "set-甲"}
        components["validate_answer"](answer)
        yield from components["before_db"]([answer])
