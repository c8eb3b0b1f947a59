"""People, their workspaces and roles, and the one place that decides who may do what."""
