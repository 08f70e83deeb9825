# /// script
# requires-python = ">=3.10"
# dependencies = ["ai-edge-litert==2.3.0", "ml_dtypes==0.6.0"]
#
# [tool.portability]
# kind = "runtime"
# id = "litert"
# title = "LiteRT (TensorFlow Lite)"
# package = "ai-edge-litert"
# reads = ["tflite"]
# home-of = ["tflite"]
# threads = true
# platforms = ["darwin-arm64", "linux-arm64", "linux-x64", "win32-x64"]
# dtypes = [
#   "float32", "float64", "float16", "complex64",
#   "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "bool", "string",
# ]
#
# [tool.portability.options.delegate]
# type = "string"
# default = "xnnpack"
# values = ["xnnpack", "none", "reference"]
# description = "Kernels: XNNPACK's, which deployments use; LiteRT's own optimised ones; or its plain ones, slow and made for checking"
#
# [tool.portability.reference-options]
# delegate = "none"
# ///
"""
LiteRT, once TensorFlow Lite, on the processor.

Inputs and outputs are found by name: those of the model's signature, or of its tensors where it has none. The order in
which the interpreter lists them is not that of the file.
"""

import re
from importlib import metadata

import numpy as np
from ai_edge_litert.interpreter import Interpreter, OpResolverType

RESOLVERS = {
    "xnnpack": OpResolverType.BUILTIN,
    "none": OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES,
    "reference": OpResolverType.BUILTIN_REF,
}
# What TensorFlow's exporters write; another one is taken only where there is no such signature.
USUAL_SIGNATURE = "serving_default"

MISSING = [
    (r"unresolved custom op: Flex(\w+)", "does not have TensorFlow's operator {} (it is a Flex operator)"),
    (r"unresolved custom op: (\S+)", "does not have the custom operator {}"),
    (r"Didn't find op for builtin opcode '(\w+)' version '(\d+)'", "does not have the operator {} of version {}"),
    (r"Op builtin_code out of range: (\d+)", "does not know the operator with the number {}"),
]


def version():
    return metadata.version("ai-edge-litert")


def load(path, options):
    interpreter = Interpreter(
        path, num_threads=options["threads"], experimental_op_resolver_type=RESOLVERS[options["delegate"]]
    )
    # Operators that are missing and shapes that cannot be are found here, not at the first run.
    interpreter.allocate_tensors()
    keys = sorted(interpreter.get_signature_list())
    if not keys:
        return TensorSession(interpreter)
    return SignatureSession(interpreter.get_signature_runner(USUAL_SIGNATURE if USUAL_SIGNATURE in keys else keys[0]))


def unsupported(error):
    message = str(error)
    for pattern, words in MISSING:
        if found := re.search(pattern, message, re.IGNORECASE):
            return words.format(*found.groups())
    return message if isinstance(error, NotImplementedError) else None


class SignatureSession:
    def __init__(self, runner):
        self._runner = runner

    def signature(self):
        return signature(self._runner.get_input_details(), self._runner.get_output_details())

    def run(self, inputs):
        return self._runner(**{name: as_given(value) for name, value in inputs.items()})


class TensorSession:
    def __init__(self, interpreter):
        self._interpreter = interpreter
        self._inputs = by_name(interpreter.get_input_details())
        self._outputs = by_name(interpreter.get_output_details())

    def signature(self):
        return signature(self._inputs, self._outputs)

    def run(self, inputs):
        for name, details in self._inputs.items():
            self._interpreter.resize_tensor_input(details["index"], inputs[name].shape)
        self._interpreter.allocate_tensors()
        for name, details in self._inputs.items():
            self._interpreter.set_tensor(details["index"], as_given(inputs[name]))
        self._interpreter.invoke()
        return {name: self._interpreter.get_tensor(details["index"]) for name, details in self._outputs.items()}


def by_name(details):
    named = {one["name"]: one for one in details}
    if len(named) != len(details):
        raise ValueError("two inputs or two outputs of the model have one name, and it has no signature that tells them apart")
    return named


def as_given(value):
    """LiteRT reads strings as bytes."""
    if value.dtype.kind != "O":
        return value
    return np.array([text.encode() for text in value.ravel()], dtype=object).reshape(value.shape)


def signature(inputs, outputs):
    return {
        "inputs": [{"name": name, "type": value_type(details)} for name, details in inputs.items()],
        "outputs": [{"name": name, "type": value_type(details)} for name, details in outputs.items()],
    }


def value_type(details):
    dtype = np.dtype(details["dtype"])
    sizes = details["shape_signature"] if len(details["shape_signature"]) else details["shape"]
    # No sizes stand for a scalar and for an unknown rank alike: leave the check to LiteRT.
    shape = [None if size < 0 else int(size) for size in sizes] if len(sizes) else None
    return {"kind": "tensor", "dtype": "string" if dtype.kind in "OSU" else dtype.name, "shape": shape}
