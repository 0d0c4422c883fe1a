"""What editors hand in, made easy: drafts, updates added to a file, workbooks out and in."""
