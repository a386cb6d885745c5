"""What goes out as JSON."""
