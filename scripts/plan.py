#!/usr/bin/env python3
"""The engine without MkDocs: `scripts/plan.py check`, `scripts/plan.py export 2022 --format json`.

Runs with any Python: what it needs is set up in .venv, where it starts itself again.
"""

import sys

from in_venv import ROOT, restart_in_venv

if __name__ == "__main__":
    restart_in_venv()
    sys.path.insert(0, str(ROOT / "hooks"))
    from workplan.cli import main

    sys.exit(main())
