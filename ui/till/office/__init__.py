"""The activities besides the sale: a small file each, of a form, a list or a page, named in `all.py`."""
