"""tract in a few lines, for the script of a report."""

import tract


def run(model, inputs, outputs, options):
    """The outputs, in their order."""
    loaded = tract.onnx().load(model)
    names = [loaded.input_name(place) for place in range(loaded.input_count())]
    for place, name in enumerate(names):
        kinds = {"f": "f", "i": "i", "u": "u", "b": "bool"}
        array = inputs[name]
        kind = kinds[array.dtype.kind]
        element = kind if kind == "bool" else f"{kind}{array.dtype.itemsize * 8}"
        loaded.set_input_fact(place, ",".join([*map(str, array.shape), element]))
    results = loaded.into_model().into_runnable().run([inputs[name] for name in names])
    return [result.to_numpy() for result in results]
