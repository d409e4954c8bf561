"""Running reference cases: what all rooms share, and the cases of comparison."""
