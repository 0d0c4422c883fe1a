"""The same facts for programs: JSON and CSV."""
