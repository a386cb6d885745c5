# Alle Befehle des Projekts. `make` allein zeigt sie.
.DEFAULT_GOAL := help
.SUFFIXES:

PYTHON ?= python3
BIN := .venv/bin
# Zwei Prozesse: mehr hat die kleinste Maschine nicht, auf der das laufen soll.
PROZESSE ?= 2
# Was auf Typen geprüft wird; Tests prüfen sich durch ihren Lauf
CODE := grants reports migrations scripts bench
TEMPLATES := $(wildcard grants/templates reports/templates)

.PHONY: help setup run demo test lint typecheck format mutanten bench screenshots paket lock clean

help: ## zeigt diese Übersicht
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## richtet alles ein (Umgebung, Pakete, Dateien der Oberfläche); beim zweiten Mal in Sekunden
	@$(PYTHON) scripts/setup.py

run: demo ## wie demo, dann die Anwendung auf diesem Rechner öffnen
	@$(BIN)/grants serve --demo

demo: setup ## liest beispiel/ ein, schreibt die Dokumente nach build/ und zeigt das Ergebnis der Prüfungen
	@$(BIN)/grants demo

test: setup lint ## alle Prüfungen und Tests, auf SQLite und PostgreSQL
	$(BIN)/pytest -n $(PROZESSE)

lint: setup ## Stil, Sicherheit, Schichten, Typen
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-logo
	$(BIN)/bandit --quiet --recursive --configfile pyproject.toml grants reports scripts
	$(if $(TEMPLATES),$(BIN)/djlint --lint --quiet $(TEMPLATES))
	@$(MAKE) --no-print-directory typecheck

typecheck: setup ## nur die Typen
	$(BIN)/mypy $(CODE)

format: setup ## bringt den Code in die gemeinsame Form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

mutanten: setup ## baut einzeln Fehler ein und zeigt, welcher Test sie findet
	$(BIN)/python -m tests.mutanten

bench: setup ## misst; Ergebnisse als Verhältnisse
	$(BIN)/python -m bench

screenshots: setup ## Bilder der Seiten und Dokumente
	$(BIN)/python scripts/screenshots.py

paket: setup ## baut build/foerderkette-VERSION.tar.gz, das sich ohne Internet einrichten lässt
	$(BIN)/python -m scripts.paket

lock: setup ## schreibt die Listen der festgehaltenen Pakete neu
	$(BIN)/python -m scripts.lock

clean: ## entfernt alles, was die Befehle oben erzeugt haben, außer instance/
	@$(PYTHON) scripts/postgres.py remove
	rm -rf .venv node_modules grants/static/vendor reports/assets/fonts build dist \
	  .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache *.egg-info .setup.lock
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
