"""Guards against an empty softmax in ONNX: `from portability.nan_guards import plainer_onnx`.

PyTorch's exporter writes Where(IsNaN(s), 0, s) behind the softmax s of an attention that has a mask, for the case that
a mask excludes everything: a row of nothing but -inf gives NaN. Several tools have no IsNaN. Where no row can be like
that, the guard does nothing and can go.
"""

import os
import tempfile
from contextlib import contextmanager

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from portability.onnx import onnx_nodes

# They move numbers, or choose among them: of these, the operands that are values, as a slice.
MOVING = {
    "Identity": slice(0, 1),
    "Reshape": slice(0, 1),
    "Transpose": slice(0, 1),
    "Unsqueeze": slice(0, 1),
    "Squeeze": slice(0, 1),
    "Expand": slice(0, 1),
    "Slice": slice(0, 1),
    "Cast": slice(0, 1),
    "Gather": slice(0, 1),
    "Where": slice(1, 3),
    "Concat": slice(0, None),
}
# From the least and the greatest value of each operand to those of the result.
CORNERS = {
    "Add": lambda a, b: (a[0] + b[0], a[1] + b[1]),
    "Sub": lambda a, b: (a[0] - b[1], a[1] - b[0]),
    "Mul": lambda a, b: (min(x * y for x in a for y in b), max(x * y for x in a for y in b)),
}
# The scores themselves: that these are numbers far from the greatest is what any model relies on, guarded or not.
SCORES = ("MatMul", "Gemm", "Conv", "LayerNormalization", "Relu", "Sigmoid", "Tanh")
SCORE = (-1e30, 1e30)
TRUTH = (0.0, 1.0)
TRUTHS = ("Greater", "GreaterOrEqual", "Less", "LessOrEqual", "Equal", "And", "Or", "Xor", "Not", "IsNaN")
# The greatest number of float32, and what is rounded to it: half a unit in its last place is 1e31.
GREATEST = float(np.finfo(np.float32).max)
ROUNDED_TO_IT = GREATEST + 1e31


class MayBeInfinite(Exception):
    """Why a value may be infinite."""


# Of the weights that are written again with the model; a protobuf file has a limit.
LARGEST = 1 << 30


@contextmanager
def plainer_onnx(source, folder):
    """The path of the model without the guards that never act, and its NanGuards; `source` itself when none is one.

    The plainer model is in a folder of its own inside `folder`, and goes with it at the end.
    """
    model = onnx.load(source, load_external_data=False)
    external = [tensor for tensor in model.graph.initializer if is_external(tensor)]
    guards = NanGuards(model)
    if guards.removed == 0 or sum(external_bytes(tensor) for tensor in external) > LARGEST:
        yield source, guards
        return
    onnx.load_external_data_for_model(model, os.path.dirname(source))
    with tempfile.TemporaryDirectory(dir=folder) as own:
        path = os.path.join(own, "plainer.onnx")
        onnx.save(model, path)
        yield path, guards


def is_external(tensor):
    """Whether the elements of a weight are in another file."""
    return tensor.data_location == TensorProto.EXTERNAL


def external_bytes(tensor):
    """The size of a weight in another file, as the model states it."""
    return next((int(entry.value) for entry in tensor.external_data if entry.key == "length"), LARGEST + 1)


class NanGuards:
    """The guards of a model: `removed` counts those that went, `kept` has the reason for each that stayed."""

    def __init__(self, model):
        self.removed = 0
        self.kept = []
        self._graph = model.graph
        self._maker = {name: node for node in model.graph.node for name in node.output if name}
        self._weights = {tensor.name: tensor for tensor in model.graph.initializer}
        self._inputs = {port.name: port.type.tensor_type.elem_type for port in model.graph.input}
        inner = (one for node in model.graph.node for one in onnx_nodes([node]) if one is not node)
        self._elsewhere = {name for node in inner for name in node.input} | {port.name for port in model.graph.output}
        for guard in [node for node in model.graph.node if node.op_type == "Where"]:
            self._look_at(guard)
        if self.removed:
            self._drop_unused()

    def said(self):
        """What was changed, in words, for a converter's `edits`."""
        what = "guard against an empty softmax" if self.removed == 1 else "guards against an empty softmax"
        return [f"took out {self.removed} {what} (IsNaN), which never acts here"] if self.removed else []

    def why_kept(self):
        """Why a tool that has no IsNaN is asked for one, as the end of a sentence; empty when it is not by a guard."""
        return f": IsNaN guards a softmax whose mask may exclude everything: {self.kept[0]}" if self.kept else ""

    def _look_at(self, guard):
        """Takes a guard out if it never acts; notes why it stays if it may."""
        condition, nothing, softmax = guard.input
        asks, computes = self._maker.get(condition), self._maker.get(softmax)
        if asks is None or asks.op_type != "IsNaN" or asks.input[0] != softmax:
            return
        zero = self._constant(nothing)
        if computes is None or computes.op_type != "Softmax" or zero is None or zero.size != 1 or zero.any():
            return
        axis = next((attribute.i for attribute in computes.attribute if attribute.name == "axis"), None)
        reason = self._may_be_empty(computes.input[0])
        if axis != -1:
            reason = "it is not known to be over the last axis"
        if zero.dtype != np.float32:
            reason = f"it is computed in {zero.dtype}"
        if guard.output[0] in self._elsewhere:
            reason = "its result is used outside of the graph"
        if reason is not None:
            self.kept.append(reason)
            return
        for node in self._graph.node:
            for place, name in enumerate(node.input):
                if name == guard.output[0]:
                    node.input[place] = softmax
        self._graph.node.remove(guard)
        self.removed += 1

    def _may_be_empty(self, scores):
        """Why a row of the scores may be nothing but -inf; None when none can."""
        made = self._maker.get(scores)
        try:
            if made is not None and made.op_type == "Add":
                for one, other in (made.input, reversed(made.input)):
                    mask = self._constant(other)
                    if mask is not None and rows_have_a_number(mask):
                        self._range(one)
                        return None
            self._range(scores)
        except MayBeInfinite as reason:
            return str(reason)
        return None

    def _range(self, name):
        """The least and the greatest value that is possible. Raises MayBeInfinite when there is none."""
        value = self._constant(name)
        if value is not None:
            if not np.isfinite(value).all():
                raise MayBeInfinite(f"the mask {name} contains infinity")
            return (float(value.min(initial=0)), float(value.max(initial=0)))
        if name in self._inputs:
            if self._inputs[name] != TensorProto.BOOL:
                raise MayBeInfinite(f"the mask is computed from the values of the input {name}")
            return TRUTH
        made = self._maker.get(name)
        if made is None:
            raise MayBeInfinite(f"it is unknown what {name} is")
        return self._range_of_result(made)

    def _range_of_result(self, node):
        if node.op_type in SCORES:
            return SCORE
        if node.op_type in TRUTHS:
            return TRUTH
        if node.op_type == "Cast" and node.attribute[0].i != TensorProto.FLOAT:
            raise MayBeInfinite(f"{node.output[0]} is not cast to float32")
        if node.op_type in MOVING:
            ranges = [self._range(name) for name in list(node.input)[MOVING[node.op_type]]]
            return (min(low for low, _ in ranges), max(high for _, high in ranges))
        if node.op_type in CORNERS:
            low, high = CORNERS[node.op_type](*map(self._range, node.input))
        elif node.op_type == "Div" and (by := self._constant(node.input[1])) is not None and by.size == 1 and by.all():
            low, high = sorted(edge / float(by.reshape(-1)[0]) for edge in self._range(node.input[0]))
        else:
            raise MayBeInfinite(f"{node.output[0]} is computed by {node.op_type}")
        if max(-low, high) > ROUNDED_TO_IT:
            raise MayBeInfinite(f"{node.output[0]} may exceed the range of float32")
        return (max(low, -GREATEST), min(high, GREATEST))

    def _constant(self, name):
        """The array of that name, of an initialiser, a Constant or a choice between constants; None for any other."""
        if name in self._weights and name not in self._inputs and not is_external(self._weights[name]):
            return numpy_helper.to_array(self._weights[name])
        made = self._maker.get(name)
        if made is None:
            return None
        if made.op_type == "Constant" and made.attribute[0].name == "value":
            return numpy_helper.to_array(helper.get_attribute_value(made.attribute[0]))
        if made.op_type == "Where":
            parts = [self._constant(part) for part in made.input]
            return None if any(part is None for part in parts) else np.where(*parts)
        return None

    def _drop_unused(self):
        """Takes out what asked for the guards that are gone."""
        used = {name for node in self._graph.node for name in node.input}
        for node in [node for node in self._graph.node if node.op_type == "IsNaN" and node.output[0] not in used]:
            self._graph.node.remove(node)


def rows_have_a_number(mask):
    """Whether every row of an additive mask has a number of the size of a score, and nothing is NaN or +inf."""
    scores = np.abs(mask) <= SCORE[1]
    return mask.ndim > 0 and bool(scores.any(axis=-1).all()) and bool((np.isfinite(mask) | np.isneginf(mask)).all())
