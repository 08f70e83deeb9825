# /// script
# requires-python = ">=3.11"
# dependencies = ["onnxruntime==1.32.0", "ml_dtypes==0.6.0"]
#
# [tool.portability]
# kind = "runtime"
# id = "onnxruntime"
# title = "ONNX Runtime (Python)"
# engine = "onnxruntime"
# package = "onnxruntime"
# oldest = "1.18.1"
# reads = ["onnx", "ort"]
# home-of = ["onnx", "ort"]
# threads = true
# saturates = true
# platforms = ["darwin-arm64", "linux-arm64", "linux-x64", "win32-arm64", "win32-x64"]
# dtypes = [
#   "float32", "float64", "float16", "bfloat16",
#   "float8_e4m3fn", "float8_e4m3fnuz", "float8_e5m2", "float8_e5m2fnuz",
#   "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "bool", "string",
# ]
# values = ["tensor", "sequence", "map", "optional"]
#
# [tool.portability.options.optimization]
# type = "string"
# default = "all"
# values = ["disabled", "basic", "extended", "all"]
# description = "How far ONNX Runtime may rewrite the graph before it runs it"
#
# [tool.portability.options.disabled-optimizers]
# type = "string"
# default = ""
# description = "Rewrites of the graph to leave out, by their names in ONNX Runtime, separated by commas"
#
# [tool.portability.options.dynamic-quantization]
# type = "string"
# default = "auto"
# values = ["auto", "none"]
# operators = ["DequantizeLinear"]
# description = "If what block-quantised weights multiply is cut to 8 bits; `none`: qdq_matmulnbits_accuracy_level 1"
#
# [tool.portability.optimizers]
# option = "disabled-optimizers"
# names = [
#   "AttentionFusion", "Avx2WeightS8ToU8Transformer", "BiasDropoutFusion", "BiasGeluFusion",
#   "BiasSkipLayerNormFusion", "BiasSoftmaxFusion", "CastChainElimination", "CastElimination",
#   "CommonSubexpressionElimination", "ConstantFolding", "ConstantSharing", "ConvActivationFusion",
#   "ConvAddActivationFusion", "ConvAddFusion", "ConvBNFusion", "ConvMulFusion", "DivMulFusion",
#   "DoubleQDQPairsRemover", "DynamicQuantizeMatMulFusion", "EliminateDropout", "EliminateIdentity", "EliminateSlice",
#   "EmbedLayerNormFusion", "EnsureUniqueDQForNodeUnit", "ExpandElimination", "FastGeluFusion",
#   "FuseFp16InitializerToFp32NodeTransformer", "GatherSliceToSplitFusion", "GatherToSliceFusion", "GeluFusionL1",
#   "GeluFusionL2", "GemmActivationFusion", "GemmSumFusion", "GemmTransposeFusion", "GroupQueryAttentionFusion",
#   "GroupQueryAttentionPreNormFusion", "LabelEncoderFusion", "LayerNormFusionL1", "LayerNormFusionL2",
#   "MatMulActivationFusion", "MatMulAddFusion", "MatMulIntegerToFloatFusion", "MatMulNBitsFusion",
#   "MatMulScaleFusion", "MatmulBNFusion", "MatmulTransposeFusion", "NchwcTransformer", "NhwcTransformer",
#   "NoopElimination", "NotWhereFusion", "PadFusion", "PreShapeNodeElimination", "QDQFinalCleanupTransformer",
#   "QDQPropagationTransformer", "QDQS8ToU8Transformer", "QDQSelectorActionTransformer", "QuickGeluFusion",
#   "RemoveDuplicateCastTransformer", "ReshapeFusion", "SimplifiedLayerNormFusion", "SkipLayerNormFusion",
#   "SliceConcatToSpaceToDepthFusion", "SwiGluFusion", "TransposeOptimizer",
#   "TransposeOptimizer_CPUExecutionProvider", "UnsqueezeElimination", "WeightBiasQuantization", "WhereDummyDq",
# ]
#
# [tool.portability.reference-options]
# optimization = "disabled"
# dynamic-quantization = "none"
# ///
"""ONNX Runtime on its CPU provider."""

import ctypes
import re

import numpy as np
import onnxruntime as ort

PROVIDER = "CPUExecutionProvider"

LEVELS = {
    "disabled": "ORT_DISABLE_ALL",
    "basic": "ORT_ENABLE_BASIC",
    "extended": "ORT_ENABLE_EXTENDED",
    "all": "ORT_ENABLE_ALL",
}

# Names that ONNX Runtime gives to element types, by numpy's names.
DTYPES = {
    "float": "float32",
    "double": "float64",
    "float8e4m3fn": "float8_e4m3fn",
    "float8e4m3fnuz": "float8_e4m3fnuz",
    "float8e5m2": "float8_e5m2",
    "float8e5m2fnuz": "float8_e5m2fnuz",
}

# numpy has no such types, so these cross as raw memory; the number is the one of TensorProto.DataType.
NARROW = {
    "bfloat16": 16,
    "float8_e4m3fn": 17,
    "float8_e4m3fnuz": 18,
    "float8_e5m2": 19,
    "float8_e5m2fnuz": 20,
}

MISSING = [
    (
        r"Unsupported model IR version: (\d+), max supported IR version: (\d+)",
        "IR version {} is newer than this release knows (at most {})",
    ),
    (r"No Op registered for (\S+)", "does not know the operator {}"),
    (r"(\S+) is not a registered function/op", "does not know the operator {}"),
    (
        r"Opset (\d+) is under development[\s\S]*till opset (\d+)",
        "opset {} is newer than this release knows (at most {})",
    ),
    (r"Failed to construct locale with name: ?([\w.-]+)", "needs the locale {}, which this machine does not have"),
    (r"(?:Could not find an implementation for|Failed to find kernel for) (\w+)", "has no kernel for the operator {}"),
]
LACKS = re.compile(
    r"NOT_IMPLEMENTED|is not a registered function/op|No Op registered for|Could not find an implementation"
    r"|Failed to construct locale"
    r"|not currently registered or supported|Unsupported model IR version|is under development and support"
    r"|of operator \(\w+\) in node \(.*\) is invalid"
)

# The status code, the file and the C++ function, which precede the message proper.
PREAMBLE = re.compile(
    r"^\[ONNXRuntimeError\] : \d+ : \w+ : (Load model from .* failed:)?(Exception during loading: |Fatal error: )?"
    r"(/\S+:\d+ .*\) (?=ONNX Runtime only))?"
)


# Of products with block-quantised weights, in ONNX Runtime's numbers.
FLOAT32 = "1"


def version():
    """The installed release of ONNX Runtime."""
    return ort.__version__


def load(path, options):
    """A session for an .onnx or .ort file, with the graph rewritten as far as its options allow."""
    settings = ort.SessionOptions()
    settings.log_severity_level = 3
    settings.intra_op_num_threads = options["threads"]
    settings.inter_op_num_threads = 1
    settings.graph_optimization_level = getattr(ort.GraphOptimizationLevel, LEVELS[options["optimization"]])
    if options["disabled-optimizers"]:
        names = options["disabled-optimizers"].replace(",", ";").replace(" ", "")
        settings.add_session_config_entry("optimization.disable_specified_optimizers", names)
    if options["dynamic-quantization"] == "none":
        settings.add_session_config_entry("session.qdq_matmulnbits_accuracy_level", FLOAT32)
    session = ort.InferenceSession(path, settings, providers=[PROVIDER])
    if session.get_providers() != [PROVIDER]:
        raise RuntimeError(f"ONNX Runtime took {session.get_providers()} instead of {PROVIDER}")
    return Session(session)


def unsupported(error):
    """A sentence for operators, types and versions that ONNX Runtime lacks."""
    message = str(error)
    if not LACKS.search(message):
        return None
    return in_words(PREAMBLE.sub("", message))


def in_words(message):
    """One line that names what is missing; ONNX Runtime's own text where that is not known."""
    for pattern, words in MISSING:
        if found := re.search(pattern, message):
            return words.format(*found.groups())
    return message


class Session:
    """An inference session on the CPU provider."""

    def __init__(self, session):
        self._session = session
        self._inputs = {port.name: value_type(port) for port in session.get_inputs()}
        self._outputs = {port.name: value_type(port) for port in session.get_outputs()}

    def signature(self):
        """Inputs and outputs with their types; symbolic sizes have their names."""
        return {
            "inputs": [{"name": name, "type": type_} for name, type_ in self._inputs.items()],
            "outputs": [{"name": name, "type": type_} for name, type_ in self._outputs.items()],
        }

    def run(self, inputs):
        """Outputs by name for the inputs by name: tensors, sequences and maps."""
        types = [*self._inputs.values(), *self._outputs.values()]
        run = self._run_narrow if any(type_.get("dtype") in NARROW for type_ in types) else self._session.run
        outputs = run(list(self._outputs), inputs)
        return {
            name: typed_maps(value, type_) for (name, type_), value in zip(self._outputs.items(), outputs, strict=True)
        }

    def _run_narrow(self, names, inputs):
        values = {name: to_ort_value(value) for name, value in inputs.items()}
        return [from_ort_value(value) for value in self._session.run_with_ort_values(names, values)]


def value_type(port):
    """The type of an input or output of a session."""
    type_ = parse_type(port.type)
    # An empty shape stands for a scalar and for an unknown rank alike: leave the check to ONNX Runtime.
    if type_["kind"] == "tensor" and port.shape:
        type_["shape"] = list(port.shape)
    return type_


def parse_type(text):
    """The value type of a text such as `seq(map(int64,tensor(float)))`. Raises NotImplementedError for other kinds."""
    kind, _, inner = text.rstrip().removesuffix(")").partition("(")
    if kind == "tensor":
        return {"kind": "tensor", "dtype": DTYPES.get(inner, inner), "shape": None}
    if kind == "seq":
        return {"kind": "sequence", "item": parse_type(inner)}
    if kind == "optional":
        return {"kind": "optional", "item": parse_type(inner)}
    if kind == "map":
        key, _, value = inner.partition(",")
        return {"kind": "map", "key": DTYPES.get(key, key), "value": parse_type(value)}
    raise NotImplementedError(f"values of the type {text} cannot be passed")


def typed_maps(value, type_):
    """The value with the element types that the model declares for maps: ONNX Runtime gives Python's numbers."""
    if type_["kind"] == "sequence" and type_["item"]["kind"] == "map":
        return [typed_maps(item, type_["item"]) for item in value]
    if type_["kind"] != "map" or type_["value"]["kind"] != "tensor" or type_["value"]["dtype"] == "string":
        return value
    dtype = np.dtype(type_["value"]["dtype"])
    return {key: dtype.type(item) for key, item in value.items()}


def to_ort_value(array):
    """The array as an OrtValue; bits cross for types that numpy lacks."""
    code = NARROW.get(array.dtype.name)
    if code is None:
        return ort.OrtValue.ortvalue_from_numpy(array)
    bits = np.ascontiguousarray(array).view(f"uint{array.dtype.itemsize * 8}")
    return ort.OrtValue.ortvalue_from_numpy_with_onnx_type(bits.reshape(array.shape), code)


def from_ort_value(value):
    """The value of an OrtValue as numpy and ml_dtypes have it."""
    if not value.is_tensor():
        return value.numpy()
    dtype = parse_type(value.data_type())["dtype"]
    if dtype not in NARROW:
        return value.numpy()
    import ml_dtypes

    narrow = np.dtype(getattr(ml_dtypes, dtype))
    shape = value.shape()
    memory = ctypes.string_at(value.data_ptr(), int(np.prod(shape, dtype=np.int64)) * narrow.itemsize)
    return np.frombuffer(memory, narrow).reshape(shape)
