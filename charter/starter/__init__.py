"""A brand's own charter to begin with: from a few answers to the files of a charter that can be used."""
