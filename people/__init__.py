"""People, teams, roles and how one signs in. Imports no other room but the foundation."""
