"""Taking over the sheets of a Jahresmappe, one module a group of sheets; called by `services.jahresmappe`."""
