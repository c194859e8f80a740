"""The command line, a module for each subject. `bot.cli` puts them together."""
