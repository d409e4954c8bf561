"""Reference cases: numbers of the literature and of other tools, and a runner for them."""
