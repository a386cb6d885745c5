"""One function per thing a person does: check, change, flush, record."""
