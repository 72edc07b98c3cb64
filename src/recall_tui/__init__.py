"""recall: write, and see at every keystroke what your past selves wrote about the same thing."""

__version__ = "0.1.0"
