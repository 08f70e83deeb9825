# /// script
# requires-python = ">=3.11"
# dependencies = [
#   "jax==0.10.2", "jaxlib==0.10.2", "flatbuffers==25.12.19", "safetensors==0.8.0", "numpy==2.4.6", "ml_dtypes==0.6.0",
# ]
#
# [tool.portability]
# kind = "runtime"
# id = "jax"
# title = "JAX"
# package = "jax"
# oldest = "0.6.2"
# engine = "xla"
# reads = ["stablehlo", "jax-function"]
# home-of = ["stablehlo", "jax-function"]
# threads = true
# platforms = ["darwin-arm64", "linux-arm64", "linux-x64", "win32-x64"]
# dtypes = [
#   "float32", "float64", "float16", "bfloat16",
#   "float8_e4m3fn", "float8_e4m3fnuz", "float8_e5m2", "float8_e5m2fnuz", "complex64", "complex128",
#   "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "bool",
# ]
# ///
"""JAX on the processor, for functions in a user's code and for StableHLO.

StableHLO is what `jax.export` writes, or a module of MLIR as text or bytecode. portability/jax.py describes the names
of inputs and outputs.

Outside its 64-bit mode, JAX turns int64 into int32 and float64 into float32. Exported code has its types and is run in
that mode; a function is run in it where an input or a weight has 64 bits, or where its own file switches it on.
"""

import os
import re

import jax
import numpy as np

from portability.jax import Function, argument_names, names_of, read_export, signature_of, wide_numbers

# On processors with matrix units the default is less than float32.
jax.config.update("jax_default_matmul_precision", "highest")

MISSING = re.compile(
    r"No (?:registered implementation|FFI handler registered) for (?:untyped )?(?:custom call|custom_call)?"
    r"[^\w]*(?:to )?(\S+)"
)


def version():
    """The installed release of JAX."""
    return jax.__version__


def load(path, options):
    """A session for a function or for exported code, by `options["format"]`.

    Raises what the user's file raises.
    """
    # The size of XLA's thread pool, which is made with the first model and has no option.
    os.environ["NPROC"] = str(options["threads"])
    if options["format"] == "jax-function":
        return FunctionSession(Function(path))
    return ExportSession(read_export(path))


def unsupported(error):
    """A sentence for a custom call that JAX does not have."""
    missing = MISSING.search(str(error))
    return f"JAX does not have the custom call {missing[1].rstrip('.')}" if missing else None


class FunctionSession:
    """A function, compiled for each set of shapes that it is called with."""

    def __init__(self, function):
        self._function = function
        self._compiled = jax.jit(function)

    def signature(self):
        """Inputs of any type; those with a default are optional. Only a run shows the outputs."""
        # A Python function names its inputs, and says nothing of their types.
        inputs = [
            {"name": one.name, "type": {"kind": "any" if one.default is one.empty else "optional"}}
            for one in self._function.parameters
        ]
        return {"inputs": inputs, "outputs": []}

    def run(self, inputs):
        """Outputs by name for the inputs by name; inputs that are None keep their default."""
        given = {name: value for name, value in inputs.items() if value is not None}
        with self._function.mode(given):
            return {name: np.asarray(value) for name, value in names_of(self._compiled(**given))}


class ExportSession:
    """Exported code, compiled beforehand when all its sizes are fixed."""

    def __init__(self, exported):
        self._tree = exported.in_tree
        self._signature = signature_of(exported)
        # In the order of the tree's leaves.
        places = argument_names(*jax.tree_util.tree_unflatten(self._tree, range(self._tree.num_leaves)))
        self._names = [name for name, _ in sorted(places, key=lambda pair: pair[1])]
        self._function = jax.jit(exported.call)
        avals = exported.in_avals
        if all(isinstance(size, int) for aval in avals for size in aval.shape):
            # What XLA lacks shows now, and not with the first inputs.
            with wide_numbers(True):
                arguments, keywords = jax.tree_util.tree_unflatten(
                    self._tree, [jax.ShapeDtypeStruct(aval.shape, aval.dtype) for aval in avals]
                )
                self._function.lower(*arguments, **keywords).compile()

    def signature(self):
        """Inputs and outputs with their types; symbolic sizes have their names."""
        return self._signature

    def run(self, inputs):
        """Outputs by name for the inputs by name."""
        arguments, keywords = jax.tree_util.tree_unflatten(self._tree, [inputs[name] for name in self._names])
        with wide_numbers(True):
            return {name: np.asarray(value) for name, value in names_of(self._function(*arguments, **keywords))}
