"""Reference cases of comparison: the numbers of the literature and of other tools."""
