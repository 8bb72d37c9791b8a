"""Does the jobs. One file per job, named after it; every write starts here and can run twice."""
