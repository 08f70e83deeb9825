"""What adapters share about SavedModels: `from portability.tensorflow import chosen_signature, frozen`."""

import os
import re

USUAL_TAG = "serve"
USUAL_SIGNATURE = "serving_default"
NO_LETTER = re.compile(r"\W")
# What TensorFlow puts before the names of what it takes out of a call.
CALLS = re.compile(r"^(?:(?:Stateful)?PartitionedCall(?:_\d+)?/)+")


def import_tensorflow():
    """The module tensorflow, quiet, and without a configuration in the home folder."""
    # Its log says on every start which instructions it was built for.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    # It imports Keras, which would write a configuration into the home folder: there is no folder behind this path.
    os.environ["KERAS_HOME"] = os.path.join(os.devnull, "keras")
    import tensorflow

    return tensorflow


def chosen_signature(signatures):
    """`serving_default`, or without that the first name that is not TensorFlow's own; ValueError for none."""
    if USUAL_SIGNATURE in signatures:
        return USUAL_SIGNATURE
    names = sorted(name for name in signatures if not name.startswith("_"))
    if not names:
        raise ValueError("the SavedModel has no signature")
    return names[0]


class Frozen:
    """A graph whose variables have become constants; `inputs` and `outputs` are tensors by the signature's names."""

    def __init__(self, graph_def, inputs, outputs):
        self.graph_def = graph_def
        self.inputs = inputs
        self.outputs = outputs

    def folded(self):
        """The same with all that can be computed beforehand, such as sizes that follow from those of the inputs."""
        from tensorflow.core.protobuf import config_pb2, meta_graph_pb2
        from tensorflow.python.grappler import tf_optimizer

        tf = import_tensorflow()
        config = config_pb2.ConfigProto()
        config.graph_options.infer_shapes = True
        # None that rewrites arithmetic.
        config.graph_options.rewrite_options.optimizers[:] = ["constfold", "function", "dependency"]
        ends = meta_graph_pb2.CollectionDef()
        ends.node_list.value.extend(tensor.name for tensor in [*self.inputs.values(), *self.outputs.values()])
        with tf.Graph().as_default():
            whole = tf.compat.v1.train.export_meta_graph(graph_def=self.graph_def)
        whole.collection_def["train_op"].CopyFrom(ends)
        graph_def = tf_optimizer.OptimizeGraph(config, whole)
        rename_functions(graph_def)
        return Frozen(graph_def, self.inputs, self.outputs)

    def save(self, folder):
        """Writes a SavedModel with the usual signature, under the same names."""
        tf = import_tensorflow()
        given, wanted = [[tensor.name for tensor in ends.values()] for ends in (self.inputs, self.outputs)]
        whole = tf.compat.v1.wrap_function(lambda: tf.import_graph_def(self.graph_def, name=""), [])
        module = tf.Module()
        module.graph = whole.prune(given, wanted)
        specs = {name: tf.TensorSpec(tensor.shape, tensor.dtype, name=name) for name, tensor in self.inputs.items()}

        @tf.autograph.experimental.do_not_convert
        def serve(**values):
            return dict(zip(self.outputs, module.graph(*[values[name] for name in self.inputs]), strict=True))

        tf.saved_model.save(
            module, folder, signatures={USUAL_SIGNATURE: tf.function(serve).get_concrete_function(**specs)}
        )


def rename_functions(graph_def):
    """Gives every function another name, in place: a process has only one function of a name."""
    new = {function.signature.name: f"{function.signature.name}_folded" for function in graph_def.library.function}
    for function in graph_def.library.function:
        function.signature.name = new[function.signature.name]
    inner = [node for function in graph_def.library.function for node in function.node_def]
    for node in [*graph_def.node, *inner]:
        node.op = new.get(node.op, node.op)
        for reference in references(node):
            reference.name = new.get(reference.name, reference.name)


def frozen(path, shapes=None, lowered=False, layers=False):
    """The signature of the SavedModel at `path` as a Frozen graph without calls; loops stay loops, a While with a body.

    `shapes`: by input, sizes in place of those that the signature leaves open. `lowered`: loops as TensorFlow 1 has
    them, of nodes such as Enter and NextIteration. `layers`: what every operator makes are the outputs.

    Raises Remembers for a model with state, and NotImplementedError for one with tables.
    """
    model = frozen_signature(path, shapes, lowered)
    if not layers:
        return model
    # Numbered as in the file, so that the names are the same whatever the sizes are and loops are made of.
    return with_every_operator(model, frozen_signature(path, None, False).graph_def)


def with_every_operator(model, numbered):
    """The Frozen graph with outputs for what its operators make, by type, name and place in another one."""
    tf = import_tensorflow()
    graph = tf.Graph()
    with graph.as_default():
        tf.import_graph_def(model.graph_def, name="")
    nodes = {node.name for node in model.graph_def.node}
    computed = [
        (place, node)
        for place, node in enumerate(numbered.node)
        if node.op not in ("Const", "Placeholder", "NoOp") and node.name in nodes
    ]
    tensors = [
        (place, node, tensor)
        for place, node in computed
        for tensor in graph.get_operation_by_name(node.name).outputs
        if tensor.dtype not in (tf.variant, tf.resource, tf.string)
    ]
    outputs = {
        f"layer_{place}_{order}__{node.op}__{NO_LETTER.sub('_', CALLS.sub('', node.name))}": tensor
        for order, (place, node, tensor) in enumerate(tensors)
    }
    return Frozen(model.graph_def, model.inputs, outputs)


def frozen_signature(path, shapes, lowered):
    """The Frozen graph with the outputs of the signature."""
    tf = import_tensorflow()
    try:
        model = tf.saved_model.load(path)
    except tf.errors.OpError:
        raise
    except Exception as error:
        # Objects that this release cannot restore, such as the slots of an optimiser: the graph alone may do.
        try:
            return frozen_graph(tf, path, shapes or {})
        except Remembers:
            raise
        except Exception:
            raise error from None
    return frozen_objects(tf, model, shapes or {}, lowered)


def frozen_objects(tf, model, shapes, lowered):
    """The Frozen graph of a model as TensorFlow 2 has it: objects with functions."""
    from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

    signature = model.signatures[chosen_signature(model.signatures)]
    inputs = sorted(signature.structured_input_signature[1].items())
    outputs = sorted(signature.structured_outputs)
    specs = {
        name: tf.TensorSpec(shapes.get(name, spec.shape), spec.dtype, name=plain(name, place))
        for place, (name, spec) in enumerate(inputs)
    }

    @tf.autograph.experimental.do_not_convert
    def serve(**values):
        return signature(**values)

    traced = tf.function(serve).get_concrete_function(**specs)
    refuse_state(traced.graph.as_graph_def(), [tensor.name for tensor in traced.outputs])
    function = convert_variables_to_constants_v2(traced, lower_control_flow=lowered, aggressive_inlining=True)
    if len(function.inputs) != len(inputs) or len(function.outputs) != len(outputs):
        raise NotImplementedError(
            "the model has resources that cannot become constants, such as the tables of StringLookup and IntegerLookup"
        )
    names = [name for name, _ in inputs]
    ends = dict(zip(names, function.inputs, strict=True)), dict(zip(outputs, function.outputs, strict=True))
    return Frozen(function.graph.as_graph_def(), *ends)


def frozen_graph(tf, path, shapes):
    """The Frozen graph of a model as TensorFlow 1 had it: a graph in a session."""
    v1 = tf.compat.v1
    with v1.Session(graph=tf.Graph()) as session:
        model = v1.saved_model.load(session, [USUAL_TAG], path)
        signature = model.signature_def[chosen_signature(model.signature_def)]
        graph_def = session.graph.as_graph_def()
        refuse_state(graph_def, [info.name for info in signature.outputs.values()])
        nodes = sorted({info.name.split(":")[0] for info in signature.outputs.values()})
        constant = v1.graph_util.convert_variables_to_constants(session, graph_def, nodes)
        known = {name: session.graph.get_tensor_by_name(info.name) for name, info in sorted(signature.inputs.items())}
    graph = tf.Graph()
    with graph.as_default():
        inputs = {
            name: v1.placeholder(tensor.dtype, shapes.get(name, tensor.shape), plain(name, place))
            for place, (name, tensor) in enumerate(known.items())
        }
        given = {tensor.name: inputs[name] for name, tensor in known.items()}
        wanted = [info.name for _, info in sorted(signature.outputs.items())]
        made = tf.import_graph_def(constant, input_map=given, name="", return_elements=wanted)
    return Frozen(graph.as_graph_def(), inputs, dict(zip(sorted(signature.outputs), made, strict=True)))


class Remembers(NotImplementedError):
    """What the model computes depends on what it computed before."""


# Operators that change a variable; what is read next depends on it.
ASSIGNS = re.compile(r"^(Assign|Resource(Assign|Scatter|Apply)|Scatter(Add|Sub|Update|Nd(Add|Sub|Update))$)")


def refuse_state(graph_def, outputs):
    """Raises Remembers when what computes the outputs changes variables."""
    if assigns(graph_def, outputs):
        raise Remembers("the model assigns to variables, which a graph of constants cannot do")


def assigns(graph_def, outputs):
    """Whether what computes the outputs changes variables."""
    return any(ASSIGNS.match(node.op) for node in behind(graph_def, outputs))


def behind(graph_def, outputs):
    """The nodes that tensors depend on, in the graph and in its functions; the graph also holds others."""
    nodes = {node.name: node for node in graph_def.node}
    functions = {function.signature.name: function for function in graph_def.library.function}
    seen, open_names = set(), list(outputs)
    called, known = [], set()

    def look(node):
        names = {node.op, *(reference.name for reference in references(node))} & functions.keys()
        called.extend(names - known)
        known.update(names)

    while open_names:
        name = open_names.pop().removeprefix("^").split(":")[0]
        if name not in seen and name in nodes:
            seen.add(name)
            open_names.extend(nodes[name].input)
            look(nodes[name])
            yield nodes[name]
    while called:
        for node in functions[called.pop()].node_def:
            look(node)
            yield node


def references(node):
    """The references to functions in a node's attributes."""
    for attribute in node.attr.values():
        if attribute.HasField("func"):
            yield attribute.func
        yield from attribute.list.func


def plain(name, place):
    """A name that a placeholder may have, unique by its place."""
    kept = "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in name)
    return f"in_{place}_{kept}"


def shapes_of(cases):
    """By input, the sizes that all cases share; empty when there are no cases or they differ."""
    if not cases:
        return {}
    first = {name: list(value.shape) for name, value in cases[0].items()}
    same = all({name: list(value.shape) for name, value in case.items()} == first for case in cases)
    return first if same else {}
