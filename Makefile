.PHONY: run test venv dev-venv clean
