"""Some pieces together, with their real files, engines and processes."""
