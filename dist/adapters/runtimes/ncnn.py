# /// script
# requires-python = ">=3.11"
# dependencies = ["ncnn==1.0.20261020", "numpy==2.4.6"]
#
# [tool.portability]
# kind = "runtime"
# id = "ncnn"
# title = "ncnn"
# package = "ncnn"
# oldest = "1.0.20230816"
# reads = ["ncnn"]
# home-of = ["ncnn"]
# threads = true
# winograd = true
# platforms = ["darwin-arm64", "darwin-x64", "linux-arm64", "linux-x64", "win32-x64"]
# dtypes = ["float32", "int32", "int64"]
#
# [tool.portability.options.precision]
# type = "string"
# default = "f32"
# values = ["f32", "f16", "bf16"]
# description = "Arithmetic and storage that ncnn may use where the processor has it; its own default is f16"
#
# [tool.portability.options.batch]
# type = "string"
# default = "first"
# values = ["first", "none"]
# description = "Whether the first axis counts samples, where no file beside the network tells (ncnn's own ones do not)"
# ///
"""ncnn on the processor.

A network has names but no types, and seldom sizes. What it lacks, our converter writes beside it (`model.param.json`):
the signature, what each input and output is called in the network, and which of its axes counts samples, because ncnn
keeps that axis apart. In other networks all inputs and outputs are taken for float32 but those that are looked up in a
table, which are integers.
"""

import json
import os
from importlib import metadata

import ncnn
import numpy as np

MAGIC = "7767517"
# What ncnn takes for the axis of samples of a tensor that has none.
NO_BATCH = 233
# Older releases have no axis of samples: they compute one after another.
BATCHES = "batch_index" in (ncnn.Mat.__init__.__doc__ or "")
# Layers that move elements without computing with them.
MOVES = {"Split", "Reshape", "Permute", "Squeeze", "ExpandDims", "Flatten", "Crop", "Slice", "Concat", "Noop"}
LOOKS_UP = "Embed"
MAX_RANK = 4


def version():
    """The installed release of ncnn."""
    return metadata.version("ncnn")


def load(path, options):
    """A session for a .param file and the .bin file beside it.

    Raises MissingLayer for layers that ncnn lacks, and ValueError, FileNotFoundError or RuntimeError for damaged files.
    """
    layers = read_layers(path)
    missing = sorted({layer.type for layer in layers if ncnn.layer_to_index(layer.type) < 0})
    if missing:
        raise MissingLayer(f"ncnn does not have {', '.join(missing)}")
    net = ncnn.Net()
    set_options(net.opt, options)
    if net.load_param(path) != 0:
        raise RuntimeError(
            "ncnn cannot read the network: the file is damaged, or a layer has parameters that ncnn refuses"
        )
    weights = f"{os.path.splitext(path)[0]}.bin"
    if not os.path.exists(weights):
        raise FileNotFoundError(f"there is no {os.path.basename(weights)} with the weights beside the network")
    if net.load_model(weights) != 0:
        raise RuntimeError(f"ncnn cannot read the weights: {os.path.basename(weights)} is damaged or cut off")
    return Session(net, description_of(path, layers, options["batch"]), options["precision"])


def set_options(opt, options):
    """Sets the threads, and the precision of arithmetic and of storage."""
    precision = options["precision"]
    opt.num_threads = options["threads"]
    opt.use_vulkan_compute = False
    opt.use_fp16_packed = opt.use_fp16_storage = opt.use_fp16_arithmetic = precision == "f16"
    opt.use_bf16_storage = precision == "bf16"
    # Releases before 2026 have no such option.
    if hasattr(opt, "use_bf16_packed"):
        opt.use_bf16_packed = precision == "bf16"


class TooManyAxes(ValueError):
    """A tensor with more axes than ncnn has."""


class MissingLayer(Exception):
    """The network has a layer that ncnn does not have."""


def unsupported(error):
    """The message for a missing layer and for too many axes; other errors are failures."""
    return str(error) if isinstance(error, (MissingLayer, TooManyAxes)) else None


class Layer:
    """A line of a .param file: the layer's type and name, the blobs that it takes and gives, and its parameters."""

    def __init__(self, line):
        self.type, self.name, takes, gives, *rest = line.split()
        takes, gives = int(takes), int(gives)
        self.takes = rest[:takes]
        self.gives = rest[takes : takes + gives]
        pairs = (word.split("=", 1) for word in rest[takes + gives :])
        self.parameters = {pair[0]: pair[1] for pair in pairs if len(pair) == 2}
        if len(self.gives) != gives:
            raise ValueError(f"the line of layer {self.name} is cut off")


def read_layers(path):
    """The layers of a .param file, in their order. Raises ValueError for another file, or one that is cut off."""
    with open(path, encoding="utf-8", errors="replace") as file:
        if file.readline().strip() != MAGIC:
            raise ValueError(f"the file is not an ncnn network: its first line is not {MAGIC}")
        counts = file.readline().split()
        lines = [line for line in file if line.strip()]
    if len(counts) != 2 or not counts[0].isdigit() or len(lines) < int(counts[0]):
        raise ValueError("the file is cut off: it has fewer layers than it declares")
    return [Layer(line) for line in lines[: int(counts[0])]]


def description_of(path, layers, batch):
    """What the file beside the network says, or else what follows from its layers.

    A dictionary of the signature, the `blobs` by port (None: not in the network), and the `batch` axis by port.
    """
    if os.path.exists(f"{path}.json"):
        with open(f"{path}.json", encoding="utf-8") as description:
            return json.load(description)
    inputs = {blob: sizes(layer.parameters) for layer in layers if layer.type == "Input" for blob in layer.gives}
    taken = {blob for layer in layers for blob in layer.takes}
    outputs = [blob for layer in layers for blob in layer.gives if blob not in taken]
    looked_up = {blob for blob in inputs if is_looked_up(blob, layers)}
    axis = 0 if batch == "first" else None
    return {
        "signature": {
            "inputs": [port(blob, blob in looked_up, shape, axis) for blob, shape in inputs.items()],
            "outputs": [port(blob, False, None, axis) for blob in outputs],
        },
        "blobs": {},
        "batch": dict.fromkeys([*inputs, *outputs], axis),
    }


def sizes(parameters):
    """The sizes of an Input layer, outermost first; None where it gives none, as most do."""
    wide, high, deep, channels = (int(parameters.get(key, "0")) for key in ("0", "1", "11", "2"))
    known = [size for size in (channels, deep, high, wide) if size > 0]
    return known or None


def port(name, integer, shape, axis):
    """The port of a signature; `integer` for one of either width, `axis` for a shape without the axis of samples."""
    if integer:
        # Either int32 or int64.
        return {"name": name, "type": {"kind": "any"}}
    full = shape if shape is None or axis is None else [None, *shape]
    return {"name": name, "type": {"kind": "tensor", "dtype": "float32", "shape": full}}


def is_looked_up(blob, layers):
    """Whether a blob ends up, perhaps after it was moved about, in a layer that looks it up in a table."""
    return any(
        layer.type == LOOKS_UP or (layer.type in MOVES and any(is_looked_up(one, layers) for one in layer.gives))
        for layer in layers
        if blob in layer.takes
    )


class Session:
    """A loaded network."""

    def __init__(self, net, description, precision):
        self._net = net
        self._signature = description["signature"]
        self._blobs = description["blobs"]
        self._batch = description["batch"]
        self.effective_precision = "f32" if precision == "f32" else None

    def signature(self):
        """Inputs and outputs as the description has them."""
        return self._signature

    def run(self, inputs):
        """Outputs by name for the inputs by name. Raises RuntimeError for sizes that ncnn cannot compute with."""
        apart = [] if BATCHES else [name for name, array in inputs.items() if is_batched(array, self._batch.get(name))]
        if not apart:
            return self._run(inputs, self._batch)
        counts = {inputs[name].shape[self._batch[name]] for name in apart}
        if len(counts) != 1:
            raise RuntimeError(
                "this release of ncnn computes one sample after another, and the inputs differ in samples"
            )
        runs = [
            self._run({**inputs, **{name: np.take(inputs[name], index, self._batch[name]) for name in apart}}, {})
            for index in range(counts.pop())
        ]
        return {name: joined([run[name] for run in runs], self._batch.get(name)) for name in runs[0]}

    def _run(self, inputs, batch):
        extractor = self._net.create_extractor()
        for port in self._signature["inputs"]:
            name = port["name"]
            mat = to_mat(name, inputs[name], port["type"], batch.get(name))
            # None: pnnx removed the input, which has no effect.
            blob = self._blobs.get(name, name)
            if blob is not None and extractor.input(blob, mat) != 0:
                raise RuntimeError(f"ncnn does not accept the input {name!r}")
        return {port["name"]: self._extract(extractor, port, batch) for port in self._signature["outputs"]}

    def _extract(self, extractor, port, batch):
        name = port["name"]
        code, mat = extractor.extract(self._blobs.get(name, name))
        if code != 0 or mat.empty():
            raise RuntimeError(
                f"ncnn cannot compute the output {name!r} from inputs of these sizes (it returns {code})"
            )
        type_ = port["type"]
        integer = type_["dtype"] != "float32"
        # A copy, because the memory is the network's.
        array = np.array(mat.numpy("i" if integer else "f", **batch_index(batch.get(name))))
        # ncnn has no tensors without axes.
        array = array.reshape(()) if type_["shape"] == [] and array.size == 1 else array
        return array.astype(type_["dtype"]) if integer else array


def is_batched(array, axis):
    """Whether an input has an axis of samples: a tensor with one axis or none has not."""
    return axis is not None and array.ndim > 1


def joined(samples, axis):
    """What several samples gave as one output; the first one's, where the output has no axis of samples."""
    return samples[0] if axis is None else np.stack(samples, axis)


def batch_index(axis):
    """The argument that names the axis of samples, for releases that keep it apart themselves."""
    return {"batch_index": NO_BATCH if axis is None else axis} if BATCHES else {}


def to_mat(name, array, type_, axis):
    """A copy of an input as ncnn's matrix, with the axis of samples apart.

    Raises TypeError, OverflowError or ValueError for what ncnn does not take.
    """
    integer = type_["kind"] == "any" or type_["dtype"] != "float32"
    if integer and array.dtype.name not in ("int32", "int64"):
        raise TypeError(
            f"input {name!r} is {array.dtype.name}, but the network looks it up in a table, which takes int32 or int64"
        )
    if array.dtype == np.int64 and array.size and not fits_int32(array):
        raise OverflowError(f"input {name!r} has numbers beyond 32 bits, which ncnn's integers do not have")
    if array.size == 0:
        raise ValueError(f"input {name!r} is empty, and ncnn does not accept empty tensors")
    batched = is_batched(array, axis)
    if array.ndim - batched > MAX_RANK:
        raise TooManyAxes(
            f"input {name!r} has {array.ndim} axes, and ncnn takes at most {MAX_RANK} beside that of the samples"
        )
    carrier = np.array(array, dtype=np.int32 if integer else np.float32, order="C")
    carrier = carrier.reshape(1) if carrier.ndim == 0 else carrier
    # ncnn keeps the address and not the array: the clone has memory of its own.
    return ncnn.Mat(carrier, **batch_index(axis if batched else None)).clone()


def fits_int32(array):
    """Whether all the numbers of an array, which must not be empty, fit into 32 bits."""
    limits = np.iinfo(np.int32)
    return limits.min <= array.min() and array.max() <= limits.max
