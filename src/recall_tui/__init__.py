"""recall: write, and see at every keystroke what your past selves wrote about the same thing."""

import os

__version__ = "0.1.0"

# No matrices are multiplied here; numpy would start threads for that, which takes as long as importing it.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
