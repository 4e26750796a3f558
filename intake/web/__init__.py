"""Pages for citizens and for staff, rendered on the server; they work without JavaScript."""
