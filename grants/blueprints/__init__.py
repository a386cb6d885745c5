"""Thin pages, one file per aggregate."""
