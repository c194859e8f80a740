"""The report on delays in its forms: a page, lines for a spreadsheet, one value for programs: `recul report`."""
