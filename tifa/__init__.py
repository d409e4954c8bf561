"""tifa (提法, "set formulation"): annotate, train on and compare Chinese political speeches.

The four rooms are ``tifa.corpus``, ``tifa.annotation``, ``tifa.models`` and
``tifa.evaluation``; the command ``tifa`` wires them together.
"""

from pathlib import Path

__version__ = "0.1.0"

# In a checkout the rooms lie beside this folder (pyproject.toml, package-dir);
# in an installed copy they lie inside it and this does nothing.
_checkout = Path(__file__).resolve().parent.parent
if (_checkout / "pyproject.toml").is_file():
    __path__.insert(0, str(_checkout))
