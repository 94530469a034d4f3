"""The pages of stories and of thanks."""
