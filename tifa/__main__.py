"""``python -m tifa`` is the command ``tifa``."""

from tifa.cli import main

if __name__ == "__main__":
    main()
