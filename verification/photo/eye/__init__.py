"""What looks at a picture: pure, without Django, run in a process of its own with bounded memory (`python -m eye` beside this folder)."""
