"""Reads: rows, or the frozen values of grants.domain; every list ordered."""
