#!/usr/bin/env python3
"""The engine without MkDocs: `scripts/plan.py check`, `scripts/plan.py export 2022 --format json`.

Runs with any Python: what it needs is set up in .venv, where it starts itself again.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV_PYTHON = ROOT / ".venv" / "bin" / "python"


def _in_venv() -> None:
    """Starts this script again with the Python of .venv, which is made ready first."""
    if "WORKPLAN_NO_VENV" in os.environ or Path(sys.prefix) == ROOT / ".venv":
        return
    made = subprocess.run(["bash", str(ROOT / "scripts" / "setup.sh"), "runtime"], check=False)
    if made.returncode:
        sys.exit(made.returncode)
    os.execv(VENV_PYTHON, [str(VENV_PYTHON), *sys.argv])


if __name__ == "__main__":
    _in_venv()
    sys.path.insert(0, str(ROOT / "hooks"))
    from workplan.cli import main

    sys.exit(main())
