"""Reading files that people bring: plain values with their place in the file, no database."""
