"""For scripts started with any Python: goes on in .venv, which holds what they import."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV_PYTHON = ROOT / ".venv" / "bin" / "python"


def restart_in_venv(kind: str = "runtime") -> None:
    """Starts the running script again with the Python of .venv, made ready first (runtime or dev)."""
    if "WORKPLAN_NO_VENV" in os.environ or Path(sys.prefix) == ROOT / ".venv":
        return
    import subprocess  # costs a command that is started in .venv more than a few milliseconds

    made = subprocess.run(["bash", str(ROOT / "scripts" / "setup.sh"), kind], check=False)
    if made.returncode:
        sys.exit(made.returncode)
    os.execv(VENV_PYTHON, [str(VENV_PYTHON), *sys.argv])
