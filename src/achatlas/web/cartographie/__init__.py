"""The cartography and the contracts: one view, one grammar of filters, driven by the dashboards of
`metier/`."""
