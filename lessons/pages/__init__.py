"""The pages of lessons and actions, and what is sent from them."""
