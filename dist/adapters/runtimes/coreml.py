# /// script
# requires-python = ">=3.11"
# dependencies = ["coremltools==9.0", "numpy==2.3.5"]
#
# [tool.portability]
# kind = "runtime"
# id = "coreml"
# title = "Core ML"
# package = "coremltools"
# reads = ["coreml"]
# home-of = ["coreml"]
# threads = false
# platforms = ["darwin-arm64", "darwin-x64"]
# dtypes = ["float32", "float64", "float16", "int32", "int64"]
# values = ["tensor", "optional"]
#
# [tool.portability.options.compute-units]
# type = "string"
# default = "cpu"
# values = ["cpu", "cpu-and-gpu", "cpu-and-ne", "all"]
# description = "Processors that Core ML may use; on the graphics processor and the Neural Engine it computes in float16"
# ///
"""Core ML, which is part of macOS.

It computes with arrays; a model with images, dictionaries or sequences among its inputs or outputs is not run. What
Core ML has as a single number is here a tensor without axes.
"""

import coremltools as ct
import numpy as np
from coremltools.proto import FeatureTypes_pb2 as feature_types

UNITS = {
    "cpu": ct.ComputeUnit.CPU_ONLY,
    "cpu-and-gpu": ct.ComputeUnit.CPU_AND_GPU,
    "cpu-and-ne": ct.ComputeUnit.CPU_AND_NE,
    "all": ct.ComputeUnit.ALL,
}

ARRAYS = feature_types.ArrayFeatureType
ELEMENTS = {
    ARRAYS.FLOAT16: "float16",
    ARRAYS.FLOAT32: "float32",
    ARRAYS.DOUBLE: "float64",
    ARRAYS.INT32: "int32",
}
NUMBERS = {"int64Type": "int64", "doubleType": "float64"}


def version():
    """The installed release of Core ML Tools."""
    return ct.__version__


def load(path, options):
    """A session for an .mlmodel or .mlpackage, compiled for the processors of the option `compute-units`.

    Raises NotImplementedError for inputs and outputs that are not arrays or numbers.
    """
    model = ct.models.MLModel(path, compute_units=UNITS[options["compute-units"]])
    return Session(model)


def unsupported(error):
    """The message of a NotImplementedError, which is raised for values that cannot be passed."""
    return str(error) if isinstance(error, NotImplementedError) else None


class Session:
    """A compiled model; of several functions, the default one."""

    def __init__(self, model):
        self._model = model
        description = usual_description(model.get_spec().description)
        self._inputs = {feature.name: value_type(feature) for feature in description.input}
        self._outputs = {feature.name: value_type(feature) for feature in description.output}

    def signature(self):
        """Inputs and outputs with their types; flexible sizes are None."""
        return {
            "inputs": [{"name": name, "type": type_} for name, type_ in self._inputs.items()],
            "outputs": [{"name": name, "type": type_} for name, type_ in self._outputs.items()],
        }

    def run(self, inputs):
        """Outputs by name for the inputs by name; an optional input that is None is left out."""
        given = {name: from_array(value, self._inputs[name]) for name, value in inputs.items() if value is not None}
        outputs = self._model.predict(given)
        return {name: to_array(outputs[name], type_) for name, type_ in self._outputs.items()}


def usual_description(description):
    """The description of the default function, or of the first one, where a model has several."""
    functions = {function.name: function for function in description.functions}
    if not functions:
        return description
    return functions.get(description.defaultFunctionName) or next(iter(functions.values()))


def value_type(feature):
    """The type of an input or output. Raises NotImplementedError for images, dictionaries and sequences."""
    kind = feature.type.WhichOneof("Type")
    if kind in NUMBERS:
        type_ = {"kind": "tensor", "dtype": NUMBERS[kind], "shape": []}
    elif kind == "multiArrayType":
        type_ = array_type(feature.name, feature.type.multiArrayType)
    else:
        raise NotImplementedError(
            f"{feature.name} is of Core ML's type {kind}, and only arrays and numbers can be passed"
        )
    return {"kind": "optional", "item": type_} if feature.type.isOptional else type_


def array_type(name, array):
    """The tensor type of a multi-array; sizes that may change are None, and so is a shape that is not given."""
    if array.dataType not in ELEMENTS:
        raise NotImplementedError(f"{name} has an element type that cannot be passed")
    shape = list(array.shape)
    flexible = array.WhichOneof("ShapeFlexibility")
    if flexible == "shapeRange":
        ranges = array.shapeRange.sizeRanges
        shape = [size.lowerBound if size.lowerBound == size.upperBound else None for size in ranges]
    elif flexible == "enumeratedShapes":
        shapes = [list(one.shape) for one in array.enumeratedShapes.shapes]
        alike = len({len(one) for one in shapes}) == 1
        shape = [sizes[0] if len(set(sizes)) == 1 else None for sizes in zip(*shapes, strict=True)] if alike else []
    # Core ML has no arrays without axes: an empty shape means an unknown one.
    return {"kind": "tensor", "dtype": ELEMENTS[array.dataType], "shape": shape or None}


def from_array(value, type_):
    """A number for a tensor without axes, otherwise a contiguous array."""
    tensor = type_["item"] if type_["kind"] == "optional" else type_
    if tensor["shape"] == []:
        return value.item()
    # Core ML ignores strides.
    return np.ascontiguousarray(value)


def to_array(value, type_):
    """The output as an array of its declared type."""
    tensor = type_["item"] if type_["kind"] == "optional" else type_
    array = np.array(value)
    # A single number comes as a Python number; arrays have their declared type.
    return array.astype(tensor["dtype"]) if tensor["shape"] == [] else array
