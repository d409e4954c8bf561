"""``python -m tifa.evaluation.conformance [CASES.json]``: run reference cases.

Without a file, the cases that tifa ships. Exit code 0: all hold; 1: some do not; 2: the
file cannot be read.
"""

import sys

from tifa.evaluation.conformance.suite import SUITE

if __name__ == "__main__":
    sys.exit(SUITE.main(sys.argv[1:]))
