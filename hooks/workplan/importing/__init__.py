"""A task list as issued (Word, Excel, CSV, pasted text) read into a plan file's text.

`reading` takes a file to rows of cells that know their place, whatever its kind (`texts`, `word`,
`excel`); `headings` says what each column holds; `drafting` makes tasks of the rows. What was not
certain is told as problems with places; nothing is guessed silently.
"""
