"""What adapters may import from the gate, in several files: `from portability.code import code_of`."""
