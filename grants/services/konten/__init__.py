"""Accounts: invited, accepted, locked; Rollen with days; Persons joined; each change in the log, no secret in it."""
