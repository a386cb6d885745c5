"""A Belegliste as the rows of the database; called by `services.belegliste`."""
