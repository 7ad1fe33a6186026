"""What holds on every page of the site, whoever wrote it. A new page is added to `addresses`."""
