"""
What adapters share about SavedModels: `from portability_tensorflow import chosen_signature, frozen`.
"""

import os

USUAL_TAG = "serve"
USUAL_SIGNATURE = "serving_default"


def import_tensorflow():
    # Its log says on every start which instructions it was built for.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    # It imports Keras, which would write a configuration into the home folder: there is no folder behind this path.
    os.environ["KERAS_HOME"] = os.path.join(os.devnull, "keras")
    import tensorflow

    return tensorflow


def chosen_signature(signatures):
    """The usual one of the names or, without that, the first that is not TensorFlow's own."""
    if USUAL_SIGNATURE in signatures:
        return USUAL_SIGNATURE
    names = sorted(name for name in signatures if not name.startswith("_"))
    if not names:
        raise ValueError("the SavedModel has no signature")
    return names[0]


class Frozen:
    """A function whose variables have become constants, with the tensors of its graph by the signature's names."""

    def __init__(self, function, inputs, outputs):
        self.function = function
        self.inputs = inputs
        self.outputs = outputs

    def graph_def(self):
        return self.function.graph.as_graph_def()


def frozen(path, shapes=None):
    """
    The signature of the SavedModel at `path`, all functions in line. Loops stay loops: a While with a body.

    shapes: by input, sizes that take the place of those that the signature leaves open.
    """
    tf = import_tensorflow()
    try:
        model = tf.saved_model.load(path)
    except tf.errors.OpError:
        raise
    except Exception as error:
        # Objects that this release cannot restore, such as the slots of an optimiser: the graph alone may do.
        try:
            return frozen_graph(tf, path, shapes or {})
        except Exception:
            raise error from None
    signature = model.signatures[chosen_signature(model.signatures)]
    inputs = signature.structured_input_signature[1]
    specs = {
        name: tf.TensorSpec((shapes or {}).get(name, spec.shape), spec.dtype, name=plain(name, place))
        for place, (name, spec) in enumerate(sorted(inputs.items()))
    }
    traced = tf.function(lambda **values: signature(**values)).get_concrete_function(**specs)
    return without_variables(traced, sorted(inputs), sorted(signature.structured_outputs))


def frozen_function(traced):
    """Of a concrete function that takes and gives tensors by name."""
    names = sorted(traced.structured_input_signature[1])
    return without_variables(traced, names, sorted(traced.structured_outputs))


def without_variables(traced, inputs, outputs):
    from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

    function = convert_variables_to_constants_v2(traced, lower_control_flow=False, aggressive_inlining=True)
    if len(function.inputs) != len(inputs) or len(function.outputs) != len(outputs):
        raise NotImplementedError(
            "has resources that cannot become constants, such as the tables of StringLookup and IntegerLookup"
        )
    return Frozen(function, dict(zip(inputs, function.inputs)), dict(zip(outputs, function.outputs)))


def frozen_graph(tf, path, shapes):
    """As TensorFlow 1 had it: a graph in a session."""
    v1 = tf.compat.v1
    graph = tf.Graph()
    with v1.Session(graph=graph) as session:
        model = v1.saved_model.load(session, [USUAL_TAG], path)
        signature = model.signature_def[chosen_signature(model.signature_def)]
        inputs = {name: info.name for name, info in sorted(signature.inputs.items())}
        outputs = {name: info.name for name, info in sorted(signature.outputs.items())}
        nodes = sorted({name.split(":")[0] for name in outputs.values()})
        types = {name: graph.get_tensor_by_name(tensor) for name, tensor in inputs.items()}
        constant = v1.graph_util.convert_variables_to_constants(session, graph.as_graph_def(), nodes)

    def rebuilt():
        given = {
            name: v1.placeholder(tensor.dtype, shapes.get(name, tensor.shape), plain(name, place))
            for place, (name, tensor) in enumerate(types.items())
        }
        made = tf.import_graph_def(
            constant, input_map={inputs[name]: value for name, value in given.items()}, name="",
            return_elements=list(outputs.values()),
        )
        return list(given.values()), dict(zip(outputs, made))

    ends = {}

    def build():
        ends["inputs"], ends["outputs"] = rebuilt()

    wrapped = v1.wrap_function(build, [])
    pruned = wrapped.prune(ends["inputs"], list(ends["outputs"].values()))
    return Frozen(pruned, dict(zip(inputs, pruned.inputs)), dict(zip(outputs, pruned.outputs)))


def plain(name, place):
    """A name that a placeholder may have."""
    kept = "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in name)
    return f"in_{place}_{kept}"


def shapes_of(cases):
    """By input: the sizes that all cases have alike; none when there are no cases or they differ."""
    if not cases:
        return {}
    first = {name: list(value.shape) for name, value in cases[0].items()}
    same = all({name: list(value.shape) for name, value in case.items()} == first for case in cases)
    return first if same else {}
