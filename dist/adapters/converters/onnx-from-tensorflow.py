# /// script
# requires-python = ">=3.10,<3.14"
# dependencies = ["tf2onnx==1.17.0", "tensorflow-cpu==2.21.0", "onnx==1.23.2"]
#
# [tool.portability]
# kind = "converter"
# id = "onnx-from-tensorflow"
# title = "tf2onnx"
# package = "tf2onnx"
# reads = ["saved-model", "tflite"]
# writes = "onnx"
# artefact = "model.onnx"
# cost = 2
# platforms = ["linux-x64", "win32-x64"]
#
# [tool.portability.options.opset]
# type = "integer"
# default = 18
# description = "Version of ONNX's operators to write"
# ///
"""SavedModels and TensorFlow Lite to ONNX. Inputs and outputs keep their names and their layout, channels last.

What tf2onnx cannot convert it leaves in the graph, and says so in its log alone: every operator is looked at here.
"""

import logging
import math
import re
from importlib import metadata

import numpy as np
import onnx

from portability.tensorflow import frozen, import_tensorflow
from portability.tflite import tensor_names

import_tensorflow()

import tf2onnx  # noqa: E402
from tf2onnx import convert as tf2onnx_convert  # noqa: E402
from tf2onnx.handler import tf_op, tfl_op  # noqa: E402

LEFT = "tf2onnx does not have the operator"
# An operator of a type that its version does not take, or of two types where it takes one.
WRONG_TYPE = re.compile(r"op_type:(\w+), node name: .*?\): .*?has (unsupported|inconsistent) type:? tensor\((\w+)\)")
# What a SavedModel made by JAX consists of.
XLA = "XlaCallModule"


def version():
    """The installed release of tf2onnx."""
    return metadata.version("tf2onnx")


def convert(source, target, options):
    """Writes an .onnx file; returns the names that differ in it.

    Raises NotImplementedError for operators that tf2onnx lacks, and RuntimeError with what it logs.
    """
    log = Errors()
    logging.getLogger("tf2onnx").addHandler(log)
    try:
        if options["format"] == "tflite":
            model, names = from_tflite(source, options["opset"])
        else:
            model, names = from_saved_model(source, options["opset"])
    finally:
        logging.getLogger("tf2onnx").removeHandler(log)
    refuse_what_is_left(model, log.messages)
    onnx.save_model(model, target)
    try:
        onnx.checker.check_model(target, full_check=True)
    except onnx.shape_inference.InferenceError as error:
        if found := WRONG_TYPE.search(str(error)):
            why = (
                f"which ONNX does not have at operator set {options['opset']}"
                if found[2] == "unsupported"
                else "and other types beside it"
            )
            raise NotImplementedError(f"tf2onnx writes {found[1]} of {found[3]}, {why}") from None
        raise
    return {"names": names}


def from_saved_model(source, opset):
    """The ONNX model of a SavedModel's signature, and the names that differ in it."""
    model = frozen(source)
    ends = [*model.inputs.items(), *model.outputs.items()]
    for name, tensor in ends:
        if tensor.dtype.is_complex:
            raise NotImplementedError(f"tf2onnx does not convert complex numbers, as those of {name}")
    # A signature may give one tensor two names: an ONNX graph has one for each.
    own = {tensor.name: name for name, tensor in reversed(ends)}
    try:
        written, _ = tf2onnx_convert.from_graph_def(
            model.graph_def,
            input_names=[tensor.name for tensor in model.inputs.values()],
            output_names=[tensor.name for tensor in model.outputs.values()],
            opset=opset,
            tensors_to_rename=own,
        )
    except ValueError:
        # It cannot write its attributes down, and its error does not say of what.
        if any(node.op == XLA for node in model.graph_def.node):
            raise NotImplementedError(f"{LEFT} {XLA}") from None
        raise
    return written, {name: own[tensor.name] for name, tensor in ends if own[tensor.name] != name}


def from_tflite(source, opset):
    """The ONNX model of a .tflite file, and the names that differ in it."""
    written, _ = tf2onnx_convert.from_tflite(source, opset=opset)
    return written, signature_names(source)


def signature_names(source):
    """By name in the signature, the tensor's name where that is another: tf2onnx goes by the tensors."""
    return {name: tensor for name, tensor in tensor_names(source).items() if tensor != name}


def refuse_what_is_left(model, messages):
    """Raises NotImplementedError for operators of TensorFlow that are left, and RuntimeError for messages."""
    found = {foreign(node, model) for graph in graphs(model.graph) for node in graph.node} - {None}
    if found:
        raise NotImplementedError(f"{LEFT}{'s' if len(found) > 1 else ''} {', '.join(sorted(found))}")
    if messages:
        raise RuntimeError(f"tf2onnx: {messages[0]}")


def graphs(graph):
    """The graph, and those inside its branches and loops."""
    yield graph
    for node in graph.node:
        for attribute in node.attribute:
            for inner in [*([attribute.g] if attribute.HasField("g") else []), *attribute.graphs]:
                yield from graphs(inner)


def foreign(node, model):
    """The operator's name when ONNX has none of that name; None when it has."""
    versions = {entry.domain: entry.version for entry in model.opset_import}
    domain = "" if node.domain == "ai.onnx" else node.domain
    if domain in ("", "ai.onnx.ml") and onnx.defs.has(node.op_type, versions.get(domain, 1), domain):
        return None
    return node.op_type.removeprefix("TFL_")


def unsupported(error):
    """The message of a NotImplementedError, which names operators."""
    message = str(error)
    return message if isinstance(error, NotImplementedError) else None


class Errors(logging.Handler):
    """A log handler that keeps what is logged as an error in `messages`."""

    def __init__(self):
        super().__init__(logging.ERROR)
        self.messages = []

    def emit(self, record):
        """Keeps the text of a record."""
        self.messages.append(record.getMessage())


@tf_op("Erfc")
class Erfc:
    """1 - erf(x): ONNX has erf alone. Keras writes its exact GELU with erfc."""

    @classmethod
    def version_9(cls, context, node, **_):
        """Replaces the node, as tf2onnx asks for it since opset 9."""
        one = constant(context, node, 1)
        erf = context.make_node("Erf", [node.input[0]]).output[0]
        replace(context, node, "Sub", [one, erf])


@tfl_op(["TFL_GELU"])
class TflGelu:
    """GELU by its definition, or by the approximation with tanh where the model asks for that."""

    @classmethod
    def version_9(cls, context, node, **_):
        """Replaces the node, as tf2onnx asks for it since opset 9."""
        x = node.input[0]
        half, one = constant(context, node, 0.5), constant(context, node, 1)

        def step(kind, *inputs):
            return context.make_node(kind, list(inputs)).output[0]

        if approximate(node):
            cubed = step("Mul", step("Mul", x, x), x)
            inside = step("Add", x, step("Mul", cubed, constant(context, node, 0.044715)))
            bent = step("Tanh", step("Mul", inside, constant(context, node, math.sqrt(2 / math.pi))))
        else:
            bent = step("Erf", step("Mul", x, constant(context, node, math.sqrt(0.5))))
        replace(context, node, "Mul", [step("Mul", x, half), step("Add", bent, one)])


def approximate(node):
    """Whether a GELU is the approximation. Raises NotImplementedError when tf2onnx did not read which it is."""
    attribute = node.attr.get("approximate")
    if attribute is None:
        raise NotImplementedError(f"{LEFT} GELU, whose kind it does not read")
    return bool(attribute.i)


def constant(context, node, number):
    """The name of a new constant of the node's element type."""
    kind = tf2onnx.utils.map_onnx_to_numpy_type(context.get_dtype(node.output[0]))
    return context.make_const(tf2onnx.utils.make_name("constant"), np.array(number, kind)).output[0]


def replace(context, node, kind, inputs):
    """Puts another operator in the place of a node; its name, outputs, shapes and dtypes stay."""
    shapes, dtypes, outputs = node.output_shapes, node.output_dtypes, list(node.output)
    context.remove_node(node.name)
    context.make_node(kind, inputs, name=node.name, outputs=outputs, shapes=shapes, dtypes=dtypes)
