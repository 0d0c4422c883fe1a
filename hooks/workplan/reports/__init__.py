"""The office's reports as documents, a module a kind: 月通报, 季督查, 年述评, 催报.

Each counts at its own day, which `history` gives; what is counted, and at which day, is told in
the handbook (rules.md, 通报口径). `listing` knows which reports a plan has.
"""
