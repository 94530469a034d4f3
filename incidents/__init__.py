"""Letters as incidents: what customers wrote, who they are, and making it good with them."""
