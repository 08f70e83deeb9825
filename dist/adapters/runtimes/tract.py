# /// script
# requires-python = ">=3.10"
# dependencies = ["tract==0.23.9"]
#
# [tool.portability]
# kind = "runtime"
# id = "tract"
# title = "tract"
# package = "tract"
# oldest = "0.21.0"
# reads = ["onnx"]
# threads = false
# platforms = ["darwin-arm64", "darwin-x64", "linux-x64", "win32-x64"]
# dtypes = [
#   "float32", "float64", "float16",
#   "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "bool",
# ]
# ///
"""tract, the inference engine in Rust.

It plans a model before it runs it, and can do so with open sizes only where every shape inside follows from them. Where
it cannot, the model is planned anew for the sizes of the inputs at hand, as a deployment would do it.
"""

import re
from importlib import metadata

import tract
from tract.bindings import TractError

DTYPES = {"f16": "float16", "f32": "float32", "f64": "float64", "bool": "bool"}
DTYPES |= {f"{sign}{bits}": f"{name}{bits}" for sign, name in (("i", "int"), ("u", "uint")) for bits in (8, 16, 32, 64)}
FACTS = {name: fact for fact, name in DTYPES.items()}
# Numbers of TensorProto.DataType.
ONNX_DTYPES = {
    1: "float32", 2: "uint8", 3: "int8", 4: "uint16", 5: "int16", 6: "int32", 7: "int64",
    9: "bool", 10: "float16", 11: "float64", 12: "uint32", 13: "uint64",
}  # fmt: skip

MISSING = re.compile(r"Unimplemented\((\w+)\)")
STEP = re.compile(r'^(?:Translating|Failed analyse for) node #\d+ ("[^"\n]*") (\w+)')
UNKNOWN_TYPE = re.compile(r"Unknown DatumType (\w+)")
# A kernel that takes the elements of one type for those of another.
WRONG_TYPE = re.compile(r'^node ("[^"\n]*") \((\w+)\): Tensor datum type error: tensor is (\w+), accessed as \w+')
SPARSE = "does not read sparse weights"
LIMIT = re.compile(
    r"is variable|of variable length|not supported|does not support|unsupported|can not be made a TypedOp"
    r"|only .+ (?:is|are) supported|must be floating point"
    # Numbers that it wants in the file.
    r"|to be (?:a )?constant|to be determined|Neither sizes nor scales makes sense",
    re.IGNORECASE,
)


def version():
    """The installed release of tract."""
    return metadata.version("tract")


def load(path, options):
    """A session for an .onnx file. Raises NotImplementedError for types that tract cannot pass."""
    outputs = graph_outputs(path)
    model = open_model(path)
    check_outputs(model, outputs)
    inputs = {model.input_name(i): fact_type(str(model.input_fact(i))) for i in range(model.input_count())}
    return Session(path, inputs, outputs)


def unsupported(error):
    """A sentence for operators, types and open sizes that tract does not support."""
    message = str(error)
    if not isinstance(error, (NotImplementedError, TractError)):
        return None
    missing = MISSING.search(message)
    if missing:
        return f"does not have the operator {missing[1]}"
    unknown = UNKNOWN_TYPE.search(message)
    if unknown:
        return f"does not have the element type {unknown[1].lower()}"
    typed = WRONG_TYPE.search(message)
    if typed:
        return f"does not compute {typed[2]} with the element type {DTYPES.get(typed[3].lower(), typed[3])}"
    if message.startswith("Could not extract value out of Constant node"):
        return SPARSE
    return message if isinstance(error, NotImplementedError) or LIMIT.search(message) else None


class Session:
    """A planned model, or one that is planned for the sizes of each run."""

    def __init__(self, path, inputs, outputs):
        self._path = path
        self._inputs = inputs
        self._outputs = {output["name"]: output["type"] for output in outputs}
        # A graph may list an output twice.
        self._listed = [output["name"] for output in outputs]
        self._open = any(not isinstance(size, int) for type_ in inputs.values() for size in type_["shape"] or [None])
        self._plans = {}
        try:
            self._plan = plan(open_model(path))
        except TractError as error:
            if not self._open or MISSING.search(str(error)):
                raise
            self._plan = None

    def signature(self):
        """Inputs with their types, and outputs with their dtypes alone."""
        return {
            "inputs": [{"name": name, "type": type_} for name, type_ in self._inputs.items()],
            "outputs": [{"name": name, "type": type_} for name, type_ in self._outputs.items()],
        }

    def run(self, inputs):
        """Outputs by name for the inputs by name. Raises TractError with one line that names the node."""
        arrays = [inputs[name] for name in self._inputs]
        runnable = self._plan or self._plan_for([array.shape for array in arrays])
        try:
            results = runnable.run(arrays)
        except TractError as error:
            raise clean(error) from None
        return {name: result.to_numpy() for name, result in zip(self._listed, results, strict=True)}

    def _plan_for(self, shapes):
        key = tuple(shapes)
        if key not in self._plans:
            model = open_model(self._path)
            for index, (type_, shape) in enumerate(zip(self._inputs.values(), shapes, strict=True)):
                model.set_input_fact(index, ",".join([*map(str, shape), FACTS[type_["dtype"]]]))
            self._plans[key] = plan(model)
        return self._plans[key]


def open_model(path):
    """The model as tract reads it, not planned yet."""
    reader = tract.onnx()
    try:
        # Releases before 0.23 have another word for it.
        return reader.load(path) if hasattr(reader, "load") else reader.model_for_path(path)
    except TractError as error:
        raise clean(error) from None


def plan(model):
    """The model, optimised and ready to run."""
    try:
        planned = model.into_model() if hasattr(model, "into_model") else model.into_optimized()
        return planned.into_runnable()
    except TractError as error:
        raise clean(error) from None


def clean(error):
    """The error with the innermost cause and the node alone, without Rust's call stack."""
    text = re.split(r"\n\s*Stack backtrace", str(error), maxsplit=1)[0]
    head, _, causes = text.partition("Caused by:")
    step = STEP.match(head)
    lines = [re.sub(r"^\d+: ", "", line.strip()) for line in causes.splitlines() if line.strip()]
    if step is None or not lines:
        return TractError("\n".join([*lines[-1:], head.strip()]))
    missing = MISSING.search(head)
    return TractError(f"node {step[1]} ({missing[0] if missing else step[2]}): {lines[-1]}")


def fact_type(fact):
    """The tensor type of a fact such as `1,N,f32`."""
    *sizes, element = fact.split(",")
    # Releases before 0.23 write it in capitals.
    element = element.lower()
    if element not in DTYPES:
        raise NotImplementedError(f"tract cannot pass the element type {element}")
    if ".." in sizes:
        return {"kind": "tensor", "dtype": DTYPES[element], "shape": None}
    return {"kind": "tensor", "dtype": DTYPES[element], "shape": [dimension(size) for size in sizes]}


def dimension(text):
    """A number, the name of a symbol, or None."""
    if text.isdigit():
        return int(text)
    return None if text == "?" else text


def check_outputs(model, outputs):
    """Raises RuntimeError unless tract's outputs are those of the graph, in its order.

    tract calls an output by the node that makes it, which is enough to see that.
    """
    if model.output_count() != len(outputs):
        raise RuntimeError(f"tract has {model.output_count()} outputs, and the model has {len(outputs)}")
    nodes = {output["node"] for output in outputs if output["node"]}
    for index, output in enumerate(outputs):
        name = model.output_name(index)
        if name in nodes and output["node"] and name != output["node"]:
            raise RuntimeError(f"tract has the output {name} where the model has {output['name']}")


def graph_outputs(path):
    """The outputs of the graph in their order, which tract forgets: name, type, and the node that makes each.

    Raises NotImplementedError for types that tract cannot return, and for sparse weights.
    """
    with open(path, "rb") as file:
        [graph] = [span for field, span in fields(file, (0, file.seek(0, 2))) if field == 7]
        if any(field == 15 for field, _ in fields(file, graph)):
            raise NotImplementedError(SPARSE)
        makers = {}
        outputs = []
        for field, span in fields(file, graph):
            if field == 1:
                node = list(fields(file, span))
                name = next((text(file, at) for number, at in node if number == 3), "")
                makers |= {text(file, at): name for number, at in node if number == 2}
            if field == 12:
                outputs.append({"name": "", "type": output_type(file, span)})
                outputs[-1]["name"] = next((text(file, at) for number, at in fields(file, span) if number == 1), "")
        return [{**output, "node": makers.get(output["name"], "")} for output in outputs]


def output_type(file, info):
    """The type of a ValueInfoProto at a span of the file; its shape is left to tract."""
    code = 0
    for field, type_ in fields(file, info):
        for kind, tensor in fields(file, type_) if field == 2 else ():
            for number, value in fields(file, tensor) if kind == 1 else ():
                code = value if number == 1 else code
    if code not in ONNX_DTYPES:
        raise NotImplementedError(
            "tract returns only tensors of numbers and booleans, and an output of this model is something else"
        )
    return {"kind": "tensor", "dtype": ONNX_DTYPES[code], "shape": None}


def fields(file, span):
    """(number, value) for the fields of a protobuf message: numbers, and the spans of what has a length."""
    at, end = span
    while at < end:
        file.seek(at)
        tag = varint(file)
        kind = tag & 7
        if kind == 0:
            value = varint(file)
            at = file.tell()
        elif kind == 2:
            size = varint(file)
            value = (file.tell(), file.tell() + size)
            at = value[1]
        elif kind in (1, 5):
            value = None
            at = file.tell() + (8 if kind == 1 else 4)
        else:
            raise ValueError("the file is not an ONNX model")
        yield tag >> 3, value


def varint(file):
    """The number in protobuf's encoding at which the file stands."""
    value = shift = 0
    while byte := file.read(1):
        value |= (byte[0] & 127) << shift
        if byte[0] < 128:
            return value
        shift += 7
    raise ValueError("the file is cut off")


def text(file, span):
    """The text at a span of the file."""
    file.seek(span[0])
    return file.read(span[1] - span[0]).decode()
