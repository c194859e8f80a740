"""The written policy of a brand, typed. Pure: only `charter.load` reads files."""
