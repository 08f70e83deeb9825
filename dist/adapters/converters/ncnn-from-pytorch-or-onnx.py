# /// script
# requires-python = ">=3.11"
# dependencies = [
#   "pnnx==20261020",
#   "ncnn==1.0.20261020",
#   "torch==2.13.0+cpu; sys_platform == 'linux'",
#   "torch==2.13.0; sys_platform != 'linux'",
#   "numpy==2.4.6",
#   "onnx==1.23.2",
# ]
#
# [tool.portability]
# kind = "converter"
# id = "ncnn-from-pytorch-or-onnx"
# title = "pnnx"
# package = "pnnx"
# reads = ["torchscript", "onnx"]
# writes = "ncnn"
# artefact = "model.param"
# cases = true
# platforms = ["darwin-arm64", "linux-arm64", "linux-x64", "win32-x64"]
#
# [tool.portability.options.fp16]
# type = "boolean"
# default = false
# description = "Keep the weights in half precision, as pnnx does unless it is told otherwise"
#
# [tool.portability.options.layers]
# type = "boolean"
# default = false
# description = "Return what every operator of TorchScript makes, to find the one at which a difference begins"
# ///
"""TorchScript and ONNX to ncnn by pnnx, the tool of ncnn's makers for both.

The network has the sizes of the first golden case; only the axis that counts samples, which ncnn keeps apart, may have
another. Which axis that is, pnnx says in the Python program that it writes to try the network with.

ncnn has no IsNaN, which PyTorch writes behind every softmax with a mask: where that does nothing, it is taken out
first.
"""

import glob
import importlib.util
import json
import os
import re
import signal
import subprocess
import tempfile
from contextlib import nullcontext
from importlib import metadata

import ncnn
import onnx

from portability.nan_guards import plainer_onnx
from portability.onnx import onnx_nodes
from portability.torch import named_outputs

# What pnnx calls element types. ncnn computes with float32, and looks integers up in tables.
DTYPES = {"float32": "f32", "int32": "i32", "int64": "i64"}
NO_BATCH = 233
MOVES = {"Split", "Reshape", "Permute", "Squeeze", "ExpandDims", "Flatten", "Crop", "Slice", "Concat", "Noop"}
LOOKS_UP = "Embed"
CONTROL_FLOW = ("If", "Loop", "Scan")

BATCH_OF_INPUT = re.compile(r'ex\.input\("(\w+)", ncnn\.Mat\(\w+\.numpy\(\), batch_index=(\d+)\)')
BATCH_OF_OUTPUT = re.compile(r"\((out\d+)\.numpy\(batch_index=(\d+)\)\)")
UNKNOWN = re.compile(r"([\w.:]+)\(-?\d+\) is not a registered function/op|unknown builtin op: ([\w.:]+)", re.IGNORECASE)

# What ONNX Runtime inside pnnx notes about the machine, with the time, wherever it is in a line.
LOGGED = re.compile(r"\s*[-\d: .]*\[[VIW]:onnxruntime.*|^.*cpuinfo_vendor value.*", re.MULTILINE)


class Unsupported(Exception):
    """ncnn has no counterpart for it."""


def version():
    """The installed release of pnnx."""
    return metadata.version("pnnx")


def unsupported(error):
    """A sentence for operators, types and values that ncnn or pnnx lacks."""
    if found := UNKNOWN.search(str(error)):
        return f"pnnx does not know the operator {found[1] or found[2]}"
    return str(error) if isinstance(error, Unsupported) else None


def convert(source, target, options):
    """Writes the files of ncnn: see `converted`."""
    if not options["layers"] or options["format"] != "torchscript":
        return converted(source, target, options)
    import torch

    from portability.torch_layers import script_of_operators

    with tempfile.TemporaryDirectory(dir=os.path.dirname(target)) as folder:
        every = os.path.join(folder, "operators.pt")
        torch.jit.save(script_of_operators(torch.jit.load(source, map_location="cpu").eval()), every)
        return converted(every, target, options)


def converted(source, target, options):
    """Writes a .param and a .bin file, and beside them what the runtime needs to know: see runtimes/ncnn.py.

    Returns what was changed before. Raises ValueError without golden cases, Unsupported for what ncnn lacks, and
    RuntimeError with pnnx's last line.
    """
    if not options["cases"]:
        raise ValueError("pnnx needs the sizes of a golden case, and this model has none")
    case = options["cases"][0]
    inputs, outputs = (ends_of_script if options["format"] == "torchscript" else ends_of_onnx)(source, case, options)
    for name, dtype, _ in [*inputs, *outputs]:
        if dtype not in DTYPES:
            raise Unsupported(f"ncnn does not have {dtype}, the type of {name}")
    for name, _, shape in inputs:
        if len(shape) == 0:
            raise Unsupported(f"ncnn has no tensors without axes, and the input {name} is a scalar")
    beside = os.path.dirname(target)
    script = options["format"] == "torchscript"
    plain = nullcontext((source, None)) if script else plainer_onnx(source, beside)
    with plain as (given, guards), tempfile.TemporaryDirectory(dir=beside) as folder:
        try:
            run_pnnx(linked(given, folder), folder, inputs, options["fp16"])
        except RuntimeError as error:
            if not script:
                refuse_missing(source, error)
                raise
            # pnnx crashes on many modules that were scripted and not traced.
            plainer = os.path.join(folder, "plainer.pt")
            save_plainer(source, plainer, case, inputs)
            run_pnnx(plainer, folder, inputs, options["fp16"])
        with open(os.path.join(folder, "net_ncnn.py"), encoding="utf-8") as file:
            program = file.read()
        for ending in ("param", "bin"):
            os.replace(os.path.join(folder, f"net.{ending}"), f"{os.path.splitext(target)[0]}.{ending}")
    layers = read_layers(target)
    refuse_unknown(layers, guards)
    blobs = blobs_of(layers, inputs, outputs)
    refuse_integers(layers, blobs, inputs, outputs)
    batch = batch_of(program, inputs, outputs)
    description = {
        "signature": {
            "inputs": [port(name, dtype, shape, batch[name], options["signature"]) for name, dtype, shape in inputs],
            "outputs": [port(name, dtype, shape, batch[name], options["signature"]) for name, dtype, shape in outputs],
        },
        "blobs": blobs,
        "batch": batch,
    }
    with open(f"{target}.json", "w", encoding="utf-8") as file:
        json.dump(description, file)
    loads(target)
    return None if guards is None else {"edits": guards.said()}


def ends_of_onnx(source, case, options):
    """(name, dtype, shape) of inputs and outputs, in the order of the graph.

    Inputs have the sizes of the case, and outputs those of the signature.
    """
    signature = options["signature"]
    for port in [*signature["inputs"], *signature["outputs"]]:
        if port["type"]["kind"] != "tensor":
            raise Unsupported(f"ncnn has only tensors, and {port['name']} is a {port['type']['kind']}")
    inputs = [(port["name"], port["type"]["dtype"], case[port["name"]].shape) for port in signature["inputs"]]
    outputs = [(port["name"], port["type"]["dtype"], port["type"]["shape"]) for port in signature["outputs"]]
    return inputs, outputs


def refuse_missing(source, error):
    """Raises Unsupported where pnnx gave up on an ONNX graph with what neither it nor ncnn has."""
    model = onnx.load(source, load_external_data=False)
    flow = sorted({node.op_type for node in onnx_nodes(model.graph.node) if node.op_type in CONTROL_FLOW})
    if flow:
        raise Unsupported(f"ncnn has no control flow, and the model has {', '.join(flow)}") from error
    if model.functions:
        names = ", ".join(sorted(function.name for function in model.functions))
        raise Unsupported(f"pnnx does not read functions inside a model, and this one has {names}") from error
    if model.graph.sparse_initializer:
        raise Unsupported("pnnx does not read sparse initializers") from error


def ends_of_script(source, case, options):
    """(name, dtype, shape) of inputs and outputs of a module, which has to run to show its outputs."""
    import torch

    torch.set_num_threads(options["threads"])
    module = torch.jit.load(source, map_location="cpu").eval()
    names = [argument.name for argument in module.forward.schema.arguments[1:] if argument.name in case]
    with torch.inference_mode():
        given = dict(named_outputs(module(**{name: torch.from_numpy(case[name].copy()) for name in names})))
    for name, value in given.items():
        if not isinstance(value, torch.Tensor):
            raise Unsupported(f"ncnn has only tensors, and {name} is a {type(value).__name__}")
    inputs = [(name, case[name].dtype.name, case[name].shape) for name in names]
    outputs = [(name, str(value.dtype).removeprefix("torch."), list(value.shape)) for name, value in given.items()]
    return inputs, outputs


def linked(source, folder):
    """The path of the model in a folder of links to it and to what lies beside it: pnnx writes where it reads."""
    own = os.path.join(folder, "source")
    os.mkdir(own)
    beside = os.path.dirname(os.path.abspath(source))
    for name in os.listdir(beside):
        os.symlink(os.path.join(beside, name), os.path.join(own, name))
    return os.path.join(own, os.path.basename(source))


def save_plainer(source, path, case, inputs):
    """Saves the same module, traced and frozen, so that it returns one tuple and is one graph with constants."""
    import torch

    class Leaves(torch.nn.Module):
        def __init__(self, module):
            super().__init__()
            self.module = module

        def forward(self, *arguments):
            given = self.module(**dict(zip(names, arguments, strict=True)))
            return tuple(value for _, value in named_outputs(given))

    names = [name for name, _, _ in inputs]
    module = Leaves(torch.jit.load(source, map_location="cpu").eval())
    arguments = tuple(torch.from_numpy(case[name].copy()) for name in names)
    with torch.inference_mode():
        traced = torch.jit.trace(module, arguments, check_trace=False).eval()
        torch.jit.save(torch.jit.freeze(traced), path)


def run_pnnx(source, folder, inputs, fp16):
    """Runs pnnx, which writes its files into the folder. Raises Unsupported or RuntimeError when it does not."""
    # pnnx's Python package would import torch; the converter itself is a program in its folder.
    package = importlib.util.find_spec("pnnx").submodule_search_locations[0]
    program = next(path for path in glob.glob(os.path.join(package, "pnnx*")) if os.path.isfile(path))
    shapes = ",".join(f"[{','.join(map(str, shape))}]{DTYPES[dtype]}" for _, dtype, shape in inputs)
    written = {
        "ncnnparam": "net.param",
        "ncnnbin": "net.bin",
        "ncnnpy": "net_ncnn.py",
        "pnnxparam": "net.pnnx.param",
        "pnnxbin": "net.pnnx.bin",
        "pnnxpy": "net_pnnx.py",
        "pnnxonnx": "net.pnnx.onnx",
    }
    files = [f"{key}={os.path.join(folder, name)}" for key, name in written.items()]
    ended = subprocess.run(
        [program, source, f"inputshape={shapes}", f"fp16={int(fp16)}", *files],
        cwd=folder,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    # pnnx also exits with 0 when it has written nothing.
    if ended.returncode != 0 or not os.path.exists(os.path.join(folder, "net_ncnn.py")):
        raise failure(ended)


def failure(ended):
    """The error to raise for a run of pnnx that did not succeed."""
    if found := UNKNOWN.search(ended.stdout):
        return Unsupported(found[0])
    lines = [line for line in LOGGED.sub("", ended.stdout).splitlines() if line.strip()]
    said = f": {lines[-1].strip()}" if lines else ""
    if ended.returncode < 0:
        return RuntimeError(f"pnnx crashed ({signal.Signals(-ended.returncode).name}); last line of its output{said}")
    return RuntimeError(f"pnnx failed{said}")


class Layer:
    """A line of a .param file: the layer's type and name, and the blobs that it takes and gives."""

    def __init__(self, line):
        self.type, self.name, takes, gives, *rest = line.split()
        self.takes = rest[: int(takes)]
        self.gives = rest[int(takes) : int(takes) + int(gives)]


def read_layers(path):
    """The layers of a .param file, in their order."""
    with open(path, encoding="utf-8") as file:
        return [Layer(line) for line in file.read().splitlines()[2:] if line.strip()]


def refuse_unknown(layers, guards):
    """Raises Unsupported for layers that ncnn lacks: pnnx keeps what it could not translate, under its old name."""
    unknown = sorted({layer.type for layer in layers if ncnn.layer_to_index(layer.type) < 0})
    if unknown:
        why = guards.why_kept() if guards is not None and "IsNaN" in unknown else ""
        raise Unsupported(f"ncnn does not have {', '.join(unknown)}{why}")


def blobs_of(layers, inputs, outputs):
    """By port, its name in the network; None for an input that the network does without.

    Raises RuntimeError when an output is not in the network.
    """
    places = {layer.name: layer.gives[0] for layer in layers if layer.type == "Input"}
    made = {blob for layer in layers for blob in layer.gives}
    missing = [name for place, (name, _, _) in enumerate(outputs) if f"out{place}" not in made]
    if missing:
        raise RuntimeError(f"pnnx lost the outputs {', '.join(missing)}")
    return {
        **{name: places.get(f"in{place}") for place, (name, _, _) in enumerate(inputs)},
        **{name: f"out{place}" for place, (name, _, _) in enumerate(outputs)},
    }


def refuse_integers(layers, blobs, inputs, outputs):
    """Raises Unsupported where a network computes with integers, whose bits ncnn would take for floats."""
    integers = {blobs[name]: name for name, dtype, _ in inputs if dtype != "float32"}
    for layer in layers:
        held = next((integers[blob] for blob in layer.takes if blob in integers), None)
        if held is None or layer.type == LOOKS_UP:
            continue
        if layer.type not in MOVES:
            raise Unsupported(
                f"ncnn would take the integers of {held} for floats in the layer {layer.name} ({layer.type})"
            )
        integers |= dict.fromkeys(layer.gives, held)
    for name, dtype, _ in outputs:
        if (dtype != "float32") != (blobs[name] in integers):
            raise Unsupported(f"ncnn computes only with floats, and the output {name} is {dtype}")


def batch_of(program, inputs, outputs):
    """By port, the axis that counts samples, or None when it has none."""
    found = {blob: int(axis) for blob, axis in BATCH_OF_INPUT.findall(program) + BATCH_OF_OUTPUT.findall(program)}
    axes = {
        **{name: found.get(f"in{place}", NO_BATCH) for place, (name, _, _) in enumerate(inputs)},
        **{name: found.get(f"out{place}", NO_BATCH) for place, (name, _, _) in enumerate(outputs)},
    }
    return {name: None if axis == NO_BATCH else axis for name, axis in axes.items()}


def port(name, dtype, shape, batch, signature):
    """The port of a signature with the sizes of the case, except for an axis of samples that is open in the source."""
    sizes = None if shape is None else [size if isinstance(size, int) else None for size in shape]
    known = [one["type"]["shape"] for one in (signature or {}).get("inputs", []) if one["name"] == name]
    if sizes is not None and batch is not None and known and known[0] is not None:
        sizes[batch] = known[0][batch] if isinstance(known[0][batch], int) else None
    return {"name": name, "type": {"kind": "tensor", "dtype": dtype, "shape": sizes}}


def loads(path):
    """Raises RuntimeError unless ncnn can load what was written."""
    net = ncnn.Net()
    if net.load_param(path) != 0 or net.load_model(f"{os.path.splitext(path)[0]}.bin") != 0:
        raise RuntimeError("pnnx reported success, but ncnn cannot load what it wrote")
