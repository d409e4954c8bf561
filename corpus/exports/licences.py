"""Addresses of licences that texts and annotations are often published under."""

import re

_CREATIVE_COMMONS = re.compile(r"CC-(BY(?:-NC)?(?:-SA|-ND)?)-(\d\.\d)", re.IGNORECASE)


def licence_url(licence: str) -> str | None:
    """Return the address of a licence: an address, or Creative Commons by its SPDX name.

    Returns None for other words, such as ``not stated``.
    """
    if re.match(r"https?://\S+$", licence):
        return licence
    if licence.upper() == "CC0-1.0":
        return "https://creativecommons.org/publicdomain/zero/1.0/"
    found = _CREATIVE_COMMONS.fullmatch(licence)
    if found is None:
        return None
    return f"https://creativecommons.org/licenses/{found[1].lower()}/{found[2]}/"
