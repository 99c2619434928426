"""Everything the notebooks share. Start with `rules.py`: it is what the course is about."""
