"""What adapters without TensorFlow share about SavedModels: `from portability.saved_model import tensor_names`.

Read from the file itself, in protobuf's encoding: fields by number, from TensorFlow's saved_model.proto.
"""

import mmap
import os

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


def text(content, message, number):
    """The text in a field of a message; empty when the field is missing."""
    return next((content[slice(*place)].decode() for place in children(content, *message, number)), "")


def children(content, start, end, number):
    """(start, end) of every field with that number and a length, among the bytes of a message."""
    at = start
    while at < end:
        tag, at = varint(content, at)
        kind = tag & 7
        if kind == 2:
            length, at = varint(content, at)
            if tag >> 3 == number:
                yield at, at + length
            at += length
        elif kind == 0:
            _, at = varint(content, at)
        elif kind in (1, 5):
            at += 8 if kind == 1 else 4
        else:
            raise ValueError(f"the file is damaged: there is no protobuf field at byte {at}")


def varint(content, at):
    """A number in protobuf's encoding at a byte, and the byte behind it."""
    value = shift = 0
    while True:
        byte = content[at]
        value |= (byte & 0x7F) << shift
        at += 1
        if byte < 0x80:
            return value, at
        shift += 7
