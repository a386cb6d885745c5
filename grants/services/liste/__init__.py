"""Taking over a measure list: register, recipients, Antrag; called by `services.massnahmenliste`."""
