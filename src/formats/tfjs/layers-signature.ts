import { damaged } from '../../bytes/malformed.js';
import type { Port, Signature } from '../../types.js';
import { layerType } from './element-type.js';
import type { Layer, LayersModelJson } from './tfjs-schema.js';

/** The layers of a Keras network. */
export function layersOf({ modelTopology }: LayersModelJson): readonly Layer[] {
  const { config } = modelTopology;
  return Array.isArray(config) ? config : config.layers;
}

/**
 * The inputs and outputs of a Keras network, named after its first and last layers, as in TensorFlow.js. The shapes of
 * outputs are not recorded: they follow from the layers.
 */
export function layersSignature(json: LayersModelJson): Signature {
  const layers = layersOf(json);
  const { config } = json.modelTopology;
  const [inputs, outputs] = Array.isArray(config)
    ? [null, null]
    : [namesOf(config.input_layers), namesOf(config.output_layers)];
  if (inputs !== null && outputs !== null) {
    const byName = new Map([...layers].reverse().map((layer) => [nameOf(layer), layer]));
    return {
      inputs: inputs.map((name) => inputPort(name, layerCalled(byName, name))),
      outputs: outputs.map((name) => outputPort(name, layerCalled(byName, name))),
    };
  }
  const [first, last] = [layers[0], layers.at(-1)];
  if (first === undefined || last === undefined) throw damaged('the network has no layers');
  // A list that does not begin with an input layer gets one, named after the layer that follows.
  const input = first.class_name === 'InputLayer' ? nameOf(first) : `${nameOf(first)}_input`;
  return { inputs: [inputPort(input, first)], outputs: [outputPort(nameOf(last), last)] };
}

/** `["dense", 0, 0]` where there is one, a list of these where there are several. */
function namesOf(ends: readonly unknown[] | undefined): string[] | null {
  if (ends === undefined) return null;
  if (typeof ends[0] === 'string') return [ends[0]];
  return ends.flatMap((end) => (Array.isArray(end) && typeof end[0] === 'string' ? [end[0]] : []));
}

const nameOf = ({ name, config }: Layer): string => config.name ?? name ?? '';

function layerCalled(layers: ReadonlyMap<string, Layer>, name: string): Layer {
  const found = layers.get(name);
  if (found === undefined) throw damaged(`there is no layer ${name}`);
  return found;
}

function inputPort(name: string, { config }: Layer): Port {
  const shape = config.batch_input_shape ?? config.batch_shape ?? null;
  return { name, type: { kind: 'tensor', dtype: layerType(config.dtype), shape } };
}

function outputPort(name: string, { config }: Layer): Port {
  return { name, type: { kind: 'tensor', dtype: layerType(config.dtype), shape: null } };
}
