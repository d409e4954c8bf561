"""Which text is which: ids that lead back into a document, and texts marked twice.

Tools identify a text by itself or by a number of their own. What they let through is
``meta``: where a text stands in its document, or under the key ``tifa`` what we add.
"""

from collections.abc import Collection, Mapping
from typing import Any

from tifa.annotation.formats.base import Collector, Exchange, Item, Loss
from tifa.annotation.formats.placing import Placed, Shift
from tifa.corpus.spans import in_order

OUR_KEY = "tifa"


def known_id(meta: Mapping[str, Any]) -> str | None:
    """Return the id that ``meta`` tells: ours, else document and offset; None without either."""
    ours = meta.get(OUR_KEY)
    if isinstance(ours, Mapping) and isinstance(ours.get("item"), str):
        return str(ours["item"])
    return place_id(meta)


def place_id(meta: Mapping[str, Any]) -> str | None:
    """Return the id of a text that stands in a known document at a known offset."""
    doc_id, offset = meta.get("doc_id"), meta.get("char_offset")
    if isinstance(doc_id, bool) or not isinstance(doc_id, str | int) or doc_id == "":
        return None
    if isinstance(offset, bool) or not isinstance(offset, int):
        return None
    return f"{doc_id}:{offset}"


def unpack(meta: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``meta`` without what `pack` added to it."""
    ours = meta.get(OUR_KEY)
    plain = {key: value for key, value in meta.items() if key != OUR_KEY}
    hidden = ours.get("meta", {}) if isinstance(ours, Mapping) else ours
    if isinstance(hidden, Mapping):
        return {**plain, **hidden}
    return plain if hidden is None else {**plain, OUR_KEY: hidden}


def pack(item: Item, id_without_help: str, taken: Collection[str] = ()) -> dict[str, Any]:
    """Return the ``meta`` to write, so that reading finds the item's id and meta again.

    id_without_help (str): The id that a reader would give the text.
    taken (Collection[str]): Keys that the format uses itself.
    """
    hidden = {key: value for key, value in item.meta.items() if key in taken or key == OUR_KEY}
    meta = {key: value for key, value in item.meta.items() if key not in hidden}
    ours: dict[str, Any] = {}
    if item.id != (place_id(meta) or id_without_help):
        ours["item"] = item.id
    if hidden:
        ours["meta"] = hidden
    return {**meta, OUR_KEY: ours} if ours else meta


def listed(kept: object) -> list[dict[str, Any]]:
    """Return what is kept of spans as a new list; what is no list of objects is nothing."""
    if not isinstance(kept, list) or not all(isinstance(one, dict) for one in kept):
        return []
    return list(kept)


def take_extra(extras: list[dict[str, Any]], key: tuple[int, int, str]) -> dict[str, Any]:
    """Take what is kept of a span out of a list, if it is there.

    key (tuple): Start, end and label of the span, in the unit of the list.
    """
    for place, extra in enumerate(extras):
        if (extra.get("start"), extra.get("end"), extra.get("label")) == key:
            return extras.pop(place)
    return {}


class Gathering:
    """Gathers the texts of a file and what annotators marked; the last answer counts."""

    def __init__(self) -> None:
        self.found = Collector()
        self._marked: dict[tuple[str, str], str] = {}
        self._shifts: dict[tuple[str, bool], list[Shift]] = {}

    def item(self, wanted: str, text: str, meta: Mapping[str, Any], *, where: str) -> str:
        """Add a text and return its id: the wanted one unless another text has it."""
        name, number = wanted, 1
        while name in self.found.items and self.found.items[name].text != text:
            number += 1
            name = f"{wanted}#{number}"
        if number > 1 and name not in self.found.items:
            self.found.notes.append(
                f"{where}: another text has the id {wanted} as well; this one is called {name}"
            )
        self.found.add_item(Item(name, text, meta))
        return name

    def mark(self, annotator: str, item: str, placed: Placed, *, where: str) -> None:
        """Set what an annotator marked in a text; what they marked before and not now is lost."""
        self._forget(annotator, item, placed, where)
        self.found.layers.setdefault(annotator, {})[item] = in_order(placed.spans)
        self._marked[annotator, item] = where
        self.found.losses.extend(placed.losses)
        if (shift := placed.shift) is not None:
            self._shifts.setdefault((shift.cause, shift.repaired), []).append(shift)

    def unmark(self, annotator: str, item: str, *, where: str) -> None:
        """Set that an annotator did not accept a text, whatever they marked in it before."""
        if (annotator, item) in self._marked:
            self._forget(annotator, item, Placed(()), where)
            del self._marked[annotator, item]
            del self.found.layers[annotator][item]

    def _forget(self, annotator: str, item: str, placed: Placed, where: str) -> None:
        before = self.found.layers.get(annotator, {}).get(item, ())
        gone = [span for span in before if span not in placed.spans]
        reason = f"{annotator} answered the same text again ({where}), and the last answer counts"
        place = self._marked.get((annotator, item), where)
        self.found.losses.extend(Loss(place, reason, item, annotator, span) for span in gone)

    def result(self) -> Exchange:
        """Return what was gathered, with a note for each way in which offsets are shifted."""
        for (cause, repaired), shifts in self._shifts.items():
            fitting, whole = sum(s.fitting for s in shifts), sum(s.all for s in shifts)
            total = Shift(cause, fitting, whole, repaired)
            self.found.notes.append(f"{total} (answers concerned: {len(shifts)})")
        return self.found.result()
