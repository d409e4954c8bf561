"""Losses as a file, for those who want all of them."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tifa.annotation.formats.base import Loss
from tifa.annotation.formats.jsonfiles import save_json_lines
from tifa.corpus.tasks import span_record


def loss_record(loss: Loss) -> dict[str, Any]:
    """Return a loss as a plain record; the span with all that is known of it."""
    record: dict[str, Any] = {"where": loss.where, "reason": loss.reason}
    record |= {"item": loss.item} if loss.item else {}
    record |= {"annotator": loss.annotator} if loss.annotator else {}
    return record | ({"span": span_record(loss.span)} if loss.span is not None else {})


def write_losses(path: Path, losses: Iterable[Loss]) -> None:
    """Write losses as JSON lines, one a line.

    Raises:
        FormatError: The file cannot be written.
    """
    save_json_lines(path, map(loss_record, losses))
