"""Forms: shape and parsing."""
