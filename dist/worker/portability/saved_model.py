"""What adapters without TensorFlow share about SavedModels: `from portability.saved_model import tensor_names`.

Read from the file itself: fields by number, from TensorFlow's saved_model.proto.
"""

import mmap
import os

from portability.protobuf import children, text

META_GRAPHS = 2
INFO, SIGNATURES = 1, 5
TAGS = 4
KEY, VALUE = 1, 2
INPUTS, OUTPUTS = 1, 2
TENSOR = 1
USUAL_TAG = "serve"
USUAL_SIGNATURE = "serving_default"


def tensor_names(folder):
    """By input and output of the signature that the gate uses: the name of the graph's tensor behind it."""
    with open(os.path.join(folder, "saved_model.pb"), "rb") as file:
        content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        graphs = list(children(content, 0, len(content), META_GRAPHS))
        serving = next((graph for graph in graphs if USUAL_TAG in tags(content, graph)), graphs[0])
        signatures = entries(content, serving, SIGNATURES)
        own = sorted(name for name in signatures if not name.startswith("_"))
        signature = signatures[USUAL_SIGNATURE if USUAL_SIGNATURE in signatures else own[0]]
        ends = entries(content, signature, INPUTS) | entries(content, signature, OUTPUTS)
        return {name: text(content, info, TENSOR) for name, info in ends.items()}


def tags(content, graph):
    """The tags of a meta graph."""
    return [
        content[slice(*tag)].decode()
        for info in children(content, *graph, INFO)
        for tag in children(content, *info, TAGS)
    ]


def entries(content, message, number):
    """The entries of a map field, by key: protobuf writes it as a list of messages."""
    return {
        text(content, entry, KEY): value
        for entry in children(content, *message, number)
        for value in children(content, *entry, VALUE)
    }
