"""Models that are programs with weights (`pytorch-module`, `jax-function`): `from portability.code import code_of`.

A worker is given the description of such a model that src/discover/code-form.ts makes; this module reads it.
"""

import importlib.util
import json
import os
import sys


class Code:
    """A class or function of a user's file (`target`), its keyword `arguments`, and its file of `weights` or None."""

    def __init__(self, target, arguments, weights):
        self.target = target
        self.arguments = arguments
        self.weights = weights


def code_of(path):
    """The Code that the description at `path` names.

    Raises what the user's file raises, and LookupError when the file has nothing of that name.
    """
    with open(path, encoding="utf-8") as file:
        description = json.load(file)
    folder = os.path.dirname(os.path.abspath(path))
    root, source = (os.path.join(folder, description[part]) for part in ("root", "file"))
    weights = description["weights"] and os.path.join(folder, description["weights"])
    name = description["name"]
    # Its imports are found as when the user runs it: from the repository's root, or beside it.
    for place in (root, os.path.dirname(source)):
        if place not in sys.path:
            sys.path.append(place)
    spec = importlib.util.spec_from_file_location("portability_model", source)
    module = importlib.util.module_from_spec(spec)
    sys.modules["portability_model"] = module
    spec.loader.exec_module(module)
    if not hasattr(module, name):
        have = sorted(word for word, value in vars(module).items() if callable(value) and not word.startswith("_"))
        raise LookupError(f"{os.path.basename(source)} has no {name}; it has {', '.join(have) or 'nothing to call'}")
    return Code(getattr(module, name), description["arguments"], weights)


def numpy_weights(path):
    """The arrays of a .safetensors or .npz file, by name. Raises ValueError for pickled objects."""
    if path.endswith(".safetensors"):
        from safetensors.numpy import load_file

        return load_file(path)
    import numpy

    with numpy.load(path, allow_pickle=False) as archive:
        return {name: archive[name] for name in archive.files}
