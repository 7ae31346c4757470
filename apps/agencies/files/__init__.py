"""The files of findings that agencies publish or send, each read into the same lines."""
