"""What people type about lessons and actions: a form for each thing they say."""
