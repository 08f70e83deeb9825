"""Models that are programs with weights: `pytorch-module` and `jax-function`. What a worker is given is a description of one
(see src/discover/code-form.ts), and this reads it.
"""

import importlib.util
import json
import os
import sys


class Code:
    """A class or function from a file of the user, with its arguments and the file of its weights."""

    def __init__(self, target, arguments, weights):
        self.target = target
        self.arguments = arguments
        self.weights = weights


def code_of(path):
    """The code that the description at `path` names. Raises what the user's file raises, and LookupError for no such name."""
    with open(path, encoding="utf-8") as file:
        description = json.load(file)
    source, name = description["file"], description["name"]
    # Its imports are found as when the user runs it: from the repository's root, or beside it.
    for folder in (description["root"], os.path.dirname(source)):
        if folder not in sys.path:
            sys.path.append(folder)
    spec = importlib.util.spec_from_file_location("portability_model", source)
    module = importlib.util.module_from_spec(spec)
    sys.modules["portability_model"] = module
    spec.loader.exec_module(module)
    if not hasattr(module, name):
        have = sorted(word for word, value in vars(module).items() if callable(value) and not word.startswith("_"))
        raise LookupError(f"{os.path.basename(source)} has no {name}; it has {', '.join(have) or 'nothing to call'}")
    return Code(getattr(module, name), description["arguments"], description["weights"])


def numpy_weights(path):
    if path.endswith(".safetensors"):
        from safetensors.numpy import load_file

        return load_file(path)
    import numpy

    with numpy.load(path, allow_pickle=False) as archive:
        return {name: archive[name] for name in archive.files}
