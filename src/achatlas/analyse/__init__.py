"""Questions to the published marts: selection, scope, and the only function that builds queries."""
