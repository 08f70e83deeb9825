# /// script
# requires-python = ">=3.10"
# dependencies = ["openvino==2026.4.1", "ml_dtypes==0.6.0"]
#
# [tool.portability]
# kind = "runtime"
# id = "openvino"
# title = "OpenVINO"
# package = "openvino"
# oldest = "2024.4.0"
# reads = ["onnx", "openvino-ir", "saved-model", "tflite"]
# home-of = ["openvino-ir"]
# threads = true
# saturates = true
# platforms = ["darwin-arm64", "linux-arm64", "linux-x64", "win32-x64"]
# dtypes = [
#   "float32", "float64", "float16", "bfloat16",
#   "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "bool",
# ]
#
# [tool.portability.options.precision]
# type = "string"
# default = "f32"
# values = ["f32", "bf16", "auto"]
# description = "Arithmetic asked for; auto leaves it to OpenVINO, which takes bfloat16 where the processor has it"
#
# [tool.portability.options.dynamic-quantization]
# type = "string"
# default = "auto"
# values = ["auto", "none"]
# operators = ["DequantizeLinear", "MatMulNBits"]
# description = "If what block-quantised weights multiply is cut to 8 bits; `none`: DYNAMIC_QUANTIZATION_GROUP_SIZE 0"
#
# [tool.portability.reference-options]
# dynamic-quantization = "none"
# ///
"""OpenVINO on its CPU plugin.

Inputs and outputs keep the element types above. What the CPU plugin computes in between is narrower than some of them:
int64 in 32 bits, float64 in float32, and sums of uint8 saturate. A deployment behaves like that too, so it is shown and
not corrected.
"""

import re
from contextlib import contextmanager
from importlib import metadata

import numpy as np
import openvino

from portability import saved_model, tflite
from portability.called_with_ending import called_with_ending
from portability.onnx_inputs import has_sparse_weights, input_names
from portability.openvino_errors import contradicts_itself, in_words

DEVICE = "CPU"

DTYPES = {"f32": "float32", "f64": "float64", "f16": "float16", "bf16": "bfloat16", "boolean": "bool"}
DTYPES |= {f"{sign}{bits}": f"{name}{bits}" for sign, name in (("i", "int"), ("u", "uint")) for bits in (8, 16, 32, 64)}

# Lines that tell where in OpenVINO's sources a check failed, or that something failed.
NOISE = re.compile(
    r"^(Exception from .*|Check '.*' failed at .*|FrontEnd API failed with \w+:|Loading input model"
    r"|Model wasn't fully converted\..*|)$"
)
LACKS = re.compile(
    r"No conversion rule found|No translator found for|Unexpected type: |Conversion is failed for|Unsupported "
    r"|[Nn]ot implemented|does not support|is not supported|doesn't contain the operation"
)


def version():
    """The installed release of OpenVINO."""
    return metadata.version("openvino")


def load(path, options):
    """A session for a model of one of the formats above, compiled with the precision of the option `precision`.

    Raises RuntimeError with the lines of OpenVINO's text that name what is wrong.
    """
    if options["format"] == "onnx" and has_sparse_weights(path):
        raise NotImplementedError("does not read sparse weights")
    core = openvino.Core()
    settings = {"INFERENCE_NUM_THREADS": options["threads"], "NUM_STREAMS": 1}
    if options["precision"] != "auto":
        settings["INFERENCE_PRECISION_HINT"] = options["precision"]
    if options["dynamic-quantization"] == "none":
        settings["DYNAMIC_QUANTIZATION_GROUP_SIZE"] = 0
    # OpenVINO sometimes uses a tensor's own name instead of the one that the signature gives it.
    signatures = {"saved-model": saved_model, "tflite": tflite}
    reader = signatures.get(options["format"])
    names = {} if reader is None else reader.tensor_names(path)
    with plain_errors(), called_with_ending(path, ".tflite" if options["format"] == "tflite" else "") as readable:
        model = core.read_model(readable)
        inputs = renamed_inputs(model.inputs, input_names(path)) if options["format"] == "onnx" else names
        return Session(model, core.compile_model(model, DEVICE, settings), inputs, names)


def unsupported(error):
    """A sentence for operators and types that OpenVINO lacks."""
    message = str(error)
    if message == "Unsupported type":
        return "the model has an element type that OpenVINO does not know"
    if not isinstance(error, NotImplementedError) and not LACKS.search(message):
        return None
    if contradicts_itself(message):
        return None
    unknown = re.search(r"Opset \w+ doesn't contain the operation with type: (\S+)", message)
    return f"does not have the operator {unknown[1]}" if unknown else in_words(message) or message


@contextmanager
def plain_errors():
    """A context in which a RuntimeError loses all of its text but the lines that name what is wrong."""
    try:
        yield
    except NotImplementedError:
        raise
    except RuntimeError as error:
        raise RuntimeError(clean(str(error))) from None


def clean(message):
    """The lines of OpenVINO's text that say something about the model, its summary first."""
    if contradicts_itself(message):
        return in_words(message) or message
    details, _, summary = message.partition("Summary:\n")
    lines = [line.strip().removeprefix("-- ") for line in (summary + "\n" + details).splitlines()]
    return "\n".join(line for line in lines if not NOISE.match(line))


class Session:
    """A compiled model."""

    def __init__(self, model, compiled, inputs, outputs):
        self._compiled = compiled
        # Compilation may add inner tensor names to an output: the model as read still has its own alone.
        self._inputs = [(name_of(own, inputs), port) for own, port in zip(model.inputs, compiled.inputs, strict=True)]
        self._outputs = [
            (name_of(own, outputs), port) for own, port in zip(model.outputs, compiled.outputs, strict=True)
        ]
        self.effective_precision = precision(compiled.get_property("INFERENCE_PRECISION_HINT"))
        self._types = {name: value_type(port) for name, port in [*self._inputs, *self._outputs]}

    def signature(self):
        """Inputs and outputs with their types; open sizes are None."""
        return {
            "inputs": [{"name": name, "type": self._types[name]} for name, _ in self._inputs],
            "outputs": [{"name": name, "type": self._types[name]} for name, _ in self._outputs],
        }

    def run(self, inputs):
        """Outputs by name for the inputs by name."""
        request = self._compiled.create_infer_request()
        tensors = {index: to_tensor(inputs[name], port) for index, (name, port) in enumerate(self._inputs)}
        with plain_errors():
            request.infer(tensors)
        return {
            name: from_tensor(request.get_output_tensor(index), self._types[name]["dtype"])
            for index, (name, _) in enumerate(self._outputs)
        }


def renamed_inputs(ports, stated):
    """By input of an ONNX graph whose name is lost: what OpenVINO calls it.

    A node right behind an input that does nothing, such as Dropout, leaves it the name of its output.
    """
    known = {name for port in ports for name in port.names}
    lost = [name for name in stated if name not in known]
    others = [port for port in ports if not port.names & set(stated)]
    return {name: port.any_name for name, port in zip(lost, others, strict=False)}


def name_of(port, signature):
    """What the model calls a port; `signature` holds tensors by the names of a signature.

    A port has every name that the tensor behind it was given. Files of older releases name layers only, and there an
    output is called by the layer that makes it.
    """
    own = port.node.friendly_name
    if own in signature:
        return own
    tensors = {tensor: name for name, tensor in signature.items()}
    known = next((tensors[name] for name in (own, *sorted(port.names)) if name in tensors), None)
    if known is not None:
        return known
    if port.names:
        return own if own in port.names else port.any_name
    if port.node.get_type_name() != "Result":
        return own
    maker = port.node.input(0).get_source_output()
    name = maker.node.friendly_name
    return f"{name}.{maker.index}" if maker.node.get_output_size() > 1 else name


def precision(element_type):
    """The gate's word for the element type that OpenVINO computes with."""
    name = element_type.get_type_name()
    return {"f32": "f32", "bf16": "bf16", "f16": "f16"}.get(name, name)


def value_type(port):
    """The type of a port. Raises NotImplementedError for types that the CPU plugin cannot pass."""
    element = port.element_type.get_type_name()
    if element not in DTYPES:
        raise NotImplementedError(f"OpenVINO's CPU plugin cannot pass the element type {element} of {port.any_name!r}")
    shape = port.partial_shape
    if shape.rank.is_dynamic:
        return {"kind": "tensor", "dtype": DTYPES[element], "shape": None}
    sizes = [None if size.is_dynamic else size.get_length() for size in shape]
    return {"kind": "tensor", "dtype": DTYPES[element], "shape": sizes}


def to_tensor(array, port):
    """A tensor of the array's elements; those of bfloat16 are handed over as bits."""
    array = np.ascontiguousarray(array).reshape(array.shape)
    if array.dtype.name == "bfloat16":
        # OpenVINO would convert an array of a type it does not know: hand over its bits under the right name.
        return openvino.Tensor(array.view(np.uint16), list(array.shape), port.element_type)
    return openvino.Tensor(array)


def from_tensor(tensor, dtype):
    """A copy of a tensor as an array."""
    if dtype != "bfloat16":
        return tensor.data.copy()
    import ml_dtypes

    return np.frombuffer(tensor.data.tobytes(), ml_dtypes.bfloat16).reshape(tuple(tensor.shape))
