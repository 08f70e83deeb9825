# /// script
# requires-python = ">=3.10"
# dependencies = ["ai-edge-litert==2.3.0"]
#
# [tool.portability]
# kind = "runtime"
# id = "litert"
# title = "LiteRT (TensorFlow Lite)"
# package = "ai-edge-litert"
# oldest = "1.2.0"
# reads = ["tflite"]
# home-of = ["tflite"]
# threads = true
# platforms = ["darwin-arm64", "linux-arm64", "linux-x64", "win32-x64"]
# dtypes = [
#   "float32", "float64", "float16", "complex64", "complex128",
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
# delegate = "reference"
# ///
"""LiteRT, once TensorFlow Lite, on the processor.

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
    (r"unresolved custom op: (\S+?)\.?$", "does not have the custom operator {}"),
    (r"Didn't find op for builtin opcode '(\w+)' version '(\d+)'", "does not have the operator {} of version {}"),
    (r"Op builtin_code out of range: (\d+)", "does not know the operator with the number {}"),
]


def version():
    """The installed release of LiteRT."""
    return metadata.version("ai-edge-litert")


def load(path, options):
    """A session for a .tflite file, with the kernels of the option `delegate`.

    Raises RuntimeError for operators that LiteRT lacks and for shapes that do not fit together.
    """

    def interpreter():
        made = Interpreter(
            path, num_threads=options["threads"], experimental_op_resolver_type=RESOLVERS[options["delegate"]]
        )
        # Finds missing operators and impossible shapes now, and not at the first run.
        try:
            made.allocate_tensors()
        except RuntimeError as error:
            raise lacks_tensorflow(made, error) or error from None
        return made

    return Session(interpreter)


def lacks_tensorflow(interpreter, error):
    """A NotImplementedError that names TensorFlow's own operators in the model, or None when it has none.

    A converter may leave them there, and LiteRT's own text does not name them all.
    """
    if "TensorFlow op" not in str(error):
        return None
    names = sorted({operator["op_name"] for operator in interpreter._get_ops_details()})
    flex = [name.removeprefix("Flex") for name in names if name.startswith("Flex")]
    which = f" {', '.join(flex)}" if all(flex) else ""
    return NotImplementedError(f"does not have TensorFlow's own operators{which} (Flex operators)")


def unsupported(error):
    """A sentence for custom, unknown and too new operators."""
    message = str(error)
    for pattern, words in MISSING:
        if found := re.search(pattern, message, re.IGNORECASE | re.MULTILINE):
            return words.format(*found.groups())
    return message if isinstance(error, NotImplementedError) else None


class Session:
    """An interpreter, made anew for every run where variables keep what a run leaves in them."""

    def __init__(self, make):
        self._make = make
        self._interpreter = make()
        # Otherwise a run would go on from the variables that the one before it left.
        self._remembers = any(operator["op_name"] == "VAR_HANDLE" for operator in self._interpreter._get_ops_details())

    def signature(self):
        """Inputs and outputs with their types; open sizes are None, and so is the shape of a scalar."""
        model = opened(self._interpreter)
        return {
            "inputs": [{"name": name, "type": value_type(details)} for name, details in model.inputs.items()],
            "outputs": [{"name": name, "type": value_type(details)} for name, details in model.outputs.items()],
        }

    def run(self, inputs):
        """Outputs by name for the inputs by name."""
        if self._remembers:
            self._interpreter = self._make()
        self._interpreter.reset_all_variables()
        return opened(self._interpreter).run({name: as_given(value) for name, value in inputs.items()})


def opened(interpreter):
    """The interpreter by its signature, the usual one or the first, or by its tensors when it has none."""
    keys = sorted(interpreter.get_signature_list())
    if not keys:
        return ByTensors(interpreter)
    return BySignature(interpreter.get_signature_runner(USUAL_SIGNATURE if USUAL_SIGNATURE in keys else keys[0]))


class BySignature:
    """The interpreter with the names of a signature."""

    def __init__(self, runner):
        self._runner = runner
        self.inputs = runner.get_input_details()
        self.outputs = runner.get_output_details()

    def run(self, inputs):
        """Outputs by name for the inputs by name."""
        return self._runner(**inputs)


class ByTensors:
    """The interpreter with the names of its tensors."""

    def __init__(self, interpreter):
        self._interpreter = interpreter
        self.inputs = by_name(interpreter.get_input_details())
        self.outputs = by_name(interpreter.get_output_details())

    def run(self, inputs):
        """Outputs by name for the inputs by name, whose shapes the interpreter takes on."""
        for name, details in self.inputs.items():
            self._interpreter.resize_tensor_input(details["index"], inputs[name].shape)
        self._interpreter.allocate_tensors()
        for name, details in self.inputs.items():
            self._interpreter.set_tensor(details["index"], inputs[name])
        self._interpreter.invoke()
        return {name: self._interpreter.get_tensor(details["index"]) for name, details in self.outputs.items()}


def by_name(details):
    """The details of tensors by their names. Raises ValueError where two share a name."""
    named = {one["name"]: one for one in details}
    if len(named) != len(details):
        raise ValueError("two inputs or two outputs share a name, and there is no signature to tell them apart")
    return named


def as_given(value):
    """The array as LiteRT wants it: strings as bytes."""
    if value.dtype.kind != "O":
        return value
    return np.array([text.encode() for text in value.ravel()], dtype=object).reshape(value.shape)


def value_type(details):
    """The type of a tensor from LiteRT's details of it."""
    dtype = np.dtype(details["dtype"])
    sizes = details["shape_signature"] if len(details["shape_signature"]) else details["shape"]
    # No sizes stand for a scalar and for an unknown rank alike: leave the check to LiteRT.
    shape = [None if size < 0 else int(size) for size in sizes] if len(sizes) else None
    return {"kind": "tensor", "dtype": "string" if dtype.kind in "OSU" else dtype.name, "shape": shape}
