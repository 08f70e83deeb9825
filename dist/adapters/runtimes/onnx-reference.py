# /// script
# requires-python = ">=3.10"
# dependencies = ["onnx==1.23.2"]
#
# [tool.portability]
# kind = "runtime"
# id = "onnx-reference"
# title = "ONNX reference evaluator"
# package = "onnx"
# oldest = "1.14.0"
# reads = ["onnx"]
# home-of = ["onnx"]
# threads = false
# dtypes = [
#   "float32", "float64", "float16", "bfloat16",
#   "float8_e4m3fn", "float8_e4m3fnuz", "float8_e5m2", "float8_e5m2fnuz", "complex64", "complex128",
#   "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "int4", "uint4", "bool", "string",
# ]
# values = ["tensor", "sequence", "map", "optional"]
# ///
"""The evaluator that ships with ONNX: plain numpy, slow, written for reading. A third opinion, not a deployment."""

import re

import numpy as np
import onnx
from onnx.reference import ReferenceEvaluator

# Names of TensorProto.DataType that numpy spells differently.
DTYPES = {
    "float": "float32",
    "double": "float64",
    "float8e4m3fn": "float8_e4m3fn",
    "float8e4m3fnuz": "float8_e4m3fnuz",
    "float8e5m2": "float8_e5m2",
    "float8e5m2fnuz": "float8_e5m2fnuz",
}


def version():
    """The installed release of ONNX."""
    return onnx.__version__


def load(path, options):
    """A session for an .onnx file. Raises ValueError when it is empty or cut off."""
    model = onnx.load(path, load_external_data=False)
    if model.graph.sparse_initializer or any(is_sparse(node) for node in model.graph.node):
        raise NotImplementedError("does not read sparse weights")
    evaluator = ReferenceEvaluator(path)
    if not evaluator.output_names:
        raise ValueError("the model has no outputs: the file is empty or cut off")
    return Session(evaluator)


def is_sparse(node):
    """Whether a node is a constant with a sparse value."""
    return node.op_type == "Constant" and any(attribute.name == "sparse_value" for attribute in node.attribute)


def unsupported(error):
    """A sentence for operators without an implementation."""
    lacking = re.match(r"No implementation for operator '([^']+)' domain '[^']*' and version (\d+)", str(error))
    if lacking:
        return f"does not have version {lacking[2]} of the operator {lacking[1]}"
    # Its implementations of some old versions return what it then refuses itself.
    broken = re.search(r"returned by method '_run' of class '(\w+)_(\d+)' is a tuple, this is no ONNX", str(error))
    if broken:
        return f"has no implementation of version {broken[2]} of the operator {broken[1]} that works"
    activation = re.match(r"Unknown activation function '(\w+)'", str(error))
    if activation:
        return f"does not have the activation {activation[1]} of recurrent operators"
    # Operators without an implementation raise this or a class below it.
    if not isinstance(error, NotImplementedError):
        return None
    # What follows lists the operators that it does have.
    message = str(error)
    found = re.search(r"No registered schema for operator '([^']+)' and domain '([^']*)'", message)
    if found:
        return f"does not know the operator {found[2] + '.' if found[2] else ''}{found[1]}"
    return re.split(r", known functions| in\n", message, maxsplit=1)[0]


class Session:
    """The evaluator with one model."""

    def __init__(self, evaluator):
        self._evaluator = evaluator

    def signature(self):
        """Inputs without those that have a default, and outputs; symbolic sizes have their names."""
        evaluator = self._evaluator
        graph = evaluator.proto_.graph
        # Up to IR version 3 initializers are listed among the inputs: these are defaults, nobody has to give them.
        given = {tensor.name for tensor in graph.initializer} | {
            tensor.values.name for tensor in graph.sparse_initializer
        }
        return {
            "inputs": [port for port in map(to_port, graph.input) if port["name"] not in given],
            "outputs": [to_port(output) for output in graph.output],
        }

    def run(self, inputs):
        """Outputs by name for the inputs by name."""
        outputs = self._evaluator.proto_.graph.output
        made = self._evaluator.run(None, inputs)
        return {output.name: tidy(unwrapped(value, output.type)) for output, value in zip(outputs, made, strict=True)}


def unwrapped(value, type_):
    """The value of an optional, which the evaluator's Optional puts into a list, with None where there is none."""
    if type_.WhichOneof("value") != "optional_type" or not isinstance(value, list) or len(value) != 1:
        return value
    # A sequence is a list itself: what is in it tells one from a list around it.
    is_sequence = type_.optional_type.elem_type.WhichOneof("value") == "sequence_type"
    return value if is_sequence and not isinstance(value[0], list) and value[0] is not None else value[0]


def tidy(value):
    """The value as an array, where an operator gives a scalar or a number although the model says tensor."""
    return value if value is None or isinstance(value, (np.ndarray, list, dict)) else np.asarray(value)


def to_port(info):
    """The port of a signature for a ValueInfoProto."""
    return {"name": info.name, "type": value_type(info.type)}


def value_type(type_):
    """The type of a value. Raises NotImplementedError for sparse tensors and opaque values."""
    kind = type_.WhichOneof("value")
    if kind == "tensor_type":
        shape = [size(dim) for dim in type_.tensor_type.shape.dim] if type_.tensor_type.HasField("shape") else None
        return {"kind": "tensor", "dtype": dtype(type_.tensor_type.elem_type), "shape": shape}
    if kind == "sequence_type":
        return {"kind": "sequence", "item": value_type(type_.sequence_type.elem_type)}
    if kind == "optional_type":
        return {"kind": "optional", "item": value_type(type_.optional_type.elem_type)}
    if kind == "map_type":
        key = dtype(type_.map_type.key_type)
        return {"kind": "map", "key": key, "value": value_type(type_.map_type.value_type)}
    raise NotImplementedError(f"values of the kind {kind} cannot be passed")


def dtype(code):
    """numpy's name for a TensorProto.DataType."""
    name = onnx.TensorProto.DataType.Name(code).lower()
    return DTYPES.get(name, name)


def size(dim):
    """The number or the name of a dimension, or None."""
    if dim.HasField("dim_value"):
        return dim.dim_value
    return dim.dim_param or None
