"""Real servers for the tests: each module starts one on a free port, says when it is ready, and ends it with the run."""
