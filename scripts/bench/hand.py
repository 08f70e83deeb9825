"""What one would write by hand: the same models on the same runtimes, one after another, in one process."""

import sys
from pathlib import Path

import numpy as np
import onnxruntime
import openvino

CASES = {
    "basic-pitch/nmp.onnx": lambda r: {"serving_default_input_2:0": r.uniform(-1, 1, (1, 43844, 1))},
    "silero-vad/silero_vad_openvino_16k.onnx": lambda r: {
        "input": r.uniform(-1, 1, (1, 576)),
        "state": r.normal(0, 0.1, (2, 1, 128)),
    },
    "swift-f0/swift_f0.onnx": lambda r: {
        "audio": r.uniform(-1, 1, (1, 16000)),
        "fmin": 46.875,
        "fmax": 2093.75,
    },
    "magika/magika.onnx": lambda r: {"bytes": r.integers(0, 256, (1, 2048), dtype=np.int32)},
    "ocr/detect.onnx": lambda r: {"x": r.normal(0, 1, (1, 3, 640, 640))},
    "ocr/recognise.onnx": lambda r: {"x": r.normal(0, 1, (1, 3, 48, 640))},
}


def arrays(values):
    """Numbers and arrays by name as numpy arrays, with float32 in place of float64."""
    arrays = {name: np.asarray(value) for name, value in values.items()}
    return {n: a.astype(np.float32) if a.dtype == np.float64 else a for n, a in arrays.items()}


def on_onnxruntime(path, inputs, level):
    """The outputs by name that ONNX Runtime computes with that level of optimisation."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.graph_optimization_level = getattr(onnxruntime.GraphOptimizationLevel, f"ORT_{level}")
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    return dict(zip([o.name for o in session.get_outputs()], session.run(None, inputs), strict=True))


def on_openvino(core, path, inputs):
    """The outputs by name that OpenVINO computes in float32."""
    settings = {"INFERENCE_PRECISION_HINT": "f32", "INFERENCE_NUM_THREADS": 1, "NUM_STREAMS": 1}
    compiled = core.compile_model(core.read_model(path), "CPU", settings)
    results = compiled(inputs)
    return {name: results[output] for output in compiled.outputs for name in output.names}


def main(folder):
    """Prints for every model in the folder and every runtime whether they agree with plain ONNX Runtime."""
    core = openvino.Core()
    for name, make in CASES.items():
        path = str(Path(folder) / name)
        inputs = arrays(make(np.random.default_rng(0)))
        reference = on_onnxruntime(path, inputs, "DISABLE_ALL")
        for title, outputs in {
            "onnxruntime": on_onnxruntime(path, inputs, "ENABLE_ALL"),
            "onnxruntime-extended": on_onnxruntime(path, inputs, "ENABLE_EXTENDED"),
            "onnxruntime-basic": on_onnxruntime(path, inputs, "ENABLE_BASIC"),
            "openvino": on_openvino(core, path, inputs),
        }.items():
            agree = all(np.allclose(outputs[key], value, 1e-3, 1e-4) for key, value in reference.items())
            print(f"{name} on {title}: {'agrees' if agree else 'differs'}")


main(sys.argv[1])
