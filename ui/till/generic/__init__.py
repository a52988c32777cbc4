"""The three screens that most activities need: a form to fill in, a list to choose from, a page to read."""
