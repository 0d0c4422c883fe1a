"""What `plan.py` can do, a module a command (or a few that belong together).

Each module has `add(commands)`, which adds its parsers, and a function a command from the parsed
options to an exit code: 0 clean, 1 problems, 2 wrong use. A command reads, calls the engine and
prints; what it knows of plans it knows from there.
"""
