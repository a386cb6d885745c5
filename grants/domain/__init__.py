"""The rules: standard library only, no Flask, no database, no clock."""
