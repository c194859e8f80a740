"""What must hold for a charter to be used. Each check reads the document as written, so that all of them speak at once."""
