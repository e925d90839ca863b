"""How fast, in how much memory, and against whom: `./go bench import`, `./go bench tableau`."""
