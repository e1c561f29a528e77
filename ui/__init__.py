"""What people touch: the command line, the HTTP API and the chat page."""
