# /// script
# requires-python = ">=3.11"
# dependencies = ["iree-base-runtime==3.13.0"]
#
# [tool.portability]
# kind = "runtime"
# id = "iree"
# title = "IREE"
# package = "iree-base-runtime"
# oldest = "3.1.0"
# reads = ["iree"]
# home-of = ["iree"]
# threads = true
# platforms = ["darwin-arm64", "darwin-x64", "linux-arm64", "linux-x64", "win32-x64"]
# dtypes = [
#   "float32", "float64", "float16",
#   "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "bool",
# ]
# ///
"""IREE on the processor.

With one thread its kernels run one after another in the calling thread; with more, on the pool that IREE makes for
itself, with one worker for each core.
"""

import json
import re
from importlib import metadata

import iree.runtime as iree
import numpy as np

# An assertion in the code that the compiler made of an operator.
UNIMPLEMENTED = re.compile(r"unimplemented: ([^;\n]+)")


def version():
    """The installed release of IREE's runtime."""
    return metadata.version("iree-base-runtime")


def load(path, options):
    """A session for the only function of a module of machine code, with the signature in the file beside it.

    Raises RuntimeError for a module with several functions.
    """
    with open(f"{path}.json", encoding="utf-8") as description:
        signature = json.load(description)["signature"]
    config = iree.Config("local-sync" if options["threads"] == 1 else "local-task")
    # Not mapped: IREE does that for writing, and workers cannot write to what they are given.
    with open(path, "rb") as file:
        content = file.read()
    module = iree.load_vm_module(iree.VmModule.copy_buffer(config.vm_instance, content), config)
    # Beside the network, a module has an initialiser and an asynchronous variant of the network.
    names = [name for name in module.vm_module.function_names if name != "__init" and not name.endswith("$async")]
    if len(names) != 1:
        raise RuntimeError(f"the module has {len(names)} functions where one is expected: {', '.join(names)}")
    return Session(module[names[0]], config, signature)


def unsupported(error):
    """What a compiled operator itself says that it lacks; other errors are failures."""
    lacking = UNIMPLEMENTED.search(str(error))
    return f"lacks a case of an operator: {lacking[1]}" if lacking else None


class Session:
    """A loaded function."""

    def __init__(self, function, config, signature):
        self._function = function
        self._config = config
        self._signature = signature

    def signature(self):
        """Inputs and outputs in the order of the function's arguments and results."""
        return self._signature

    def run(self, inputs):
        """Outputs by name for the inputs by name. Raises RuntimeError when results are missing."""
        arrays = [
            np.ascontiguousarray(inputs[port["name"]]).reshape(inputs[port["name"]].shape)
            for port in self._signature["inputs"]
        ]
        results = self._function(*arrays)
        results = results if isinstance(results, (tuple, list)) else [results]
        ports = self._signature["outputs"]
        if len(results) != len(ports):
            raise RuntimeError(f"IREE returned {len(results)} of {len(ports)} outputs")
        return {
            port["name"]: signed_as(port, np.array(result.to_host()))
            for port, result in zip(ports, results, strict=True)
        }


def signed_as(port, array):
    """The same bits under the type of the model: IREE's integers have a width and no sign."""
    wanted = port["type"].get("dtype", "")
    return array.view(wanted) if wanted == f"u{array.dtype.name}" else array
