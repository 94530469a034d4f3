"""A team's rooms in chat services, in which it is told in a line or two what happens."""
