"""What adapters without the package onnx share about its files: `from portability.onnx_inputs import input_names`.

Read from the file itself: fields by number, from onnx.proto.
"""

import mmap

from portability.protobuf import children, text

GRAPH = 7
INITIALIZER, INPUT, SPARSE_INITIALIZER = 5, 11, 15
TENSOR_NAME, INPUT_NAME = 8, 1


def has_sparse_weights(path):
    """Whether the graph of an ONNX file has sparse initializers."""
    with open(path, "rb") as file:
        content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        graph = next(children(content, 0, len(content), GRAPH))
        return any(True for _ in children(content, *graph, SPARSE_INITIALIZER))


def input_names(path):
    """The inputs of the graph of an ONNX file, in their order; without those that have a value of their own."""
    with open(path, "rb") as file:
        content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        graph = next(children(content, 0, len(content), GRAPH))
        own = {text(content, tensor, TENSOR_NAME) for tensor in children(content, *graph, INITIALIZER)}
        names = [text(content, info, INPUT_NAME) for info in children(content, *graph, INPUT)]
        return [name for name in names if name not in own]
