import type { OnnxModel } from '../onnx/onnx-model.js';
import { typeInWords } from '../tensor/type-in-words.js';
import type { Port } from '../types.js';
import type { PortNames } from './flat-graph.js';
import type { Observation } from './observation.js';
import { shown } from './shown.js';

/** The inputs and outputs of the second model by the names of the first: equal names first, then the rest in order. */
export function pairPorts(a: OnnxModel, b: OnnxModel): PortNames {
  return {
    inputs: pairs(a.signature.inputs, b.signature.inputs),
    outputs: pairs(a.signature.outputs, b.signature.outputs),
  };
}

function pairs(a: readonly Port[], b: readonly Port[]): Map<string, string> {
  const [known, own] = [new Set(a.map(({ name }) => name)), new Set(b.map(({ name }) => name))];
  const rest = a.filter(({ name }) => !own.has(name));
  const open = b.filter(({ name }) => !known.has(name));
  return new Map([
    ...b.filter(({ name }) => known.has(name)).map(({ name }) => [name, name] as const),
    // Another number of them is another interface: which is which cannot be known.
    ...(rest.length === open.length ? open.map(({ name }, index) => [name, rest[index]?.name ?? name] as const) : []),
  ]);
}

/** How the signatures, versions and operator sets of two models differ. */
export function compareInterface(a: OnnxModel, b: OnnxModel, names: PortNames): Observation[] {
  return [
    ...comparePorts('input', a.signature.inputs, b.signature.inputs, names.inputs),
    ...comparePorts('output', a.signature.outputs, b.signature.outputs, names.outputs),
    ...compareOpsets(a.opsets, b.opsets),
    ...(a.irVersion === b.irVersion ? [] : [version(`IR version ${a.irVersion} → ${b.irVersion}`)]),
  ];
}

const version = (sentence: string): Observation => ({ kind: 'version', node: null, sentence });
const port = (sentence: string): Observation => ({ kind: 'interface', node: null, sentence });

function comparePorts(
  role: string,
  a: readonly Port[],
  b: readonly Port[],
  names: ReadonlyMap<string, string>,
): Observation[] {
  const byName = new Map(b.map((one) => [names.get(one.name) ?? one.name, one]));
  const known = new Set(a.map(({ name }) => name));
  return [
    ...a.flatMap(({ name, type }) => {
      const other = byName.get(name);
      if (other === undefined) return [port(`${role} \`${shown(name)}\` is gone`)];
      const [from, to] = [typeInWords(type), typeInWords(other.type)];
      return [
        ...(other.name === name ? [] : [port(`${role} \`${shown(name)}\` is called \`${shown(other.name)}\``)]),
        ...(from === to ? [] : [port(`${role} \`${shown(name)}\`: ${shown(from)} → ${shown(to)}`)]),
      ];
    }),
    ...b
      .filter(({ name }) => !known.has(names.get(name) ?? name))
      .map(({ name }) => port(`${role} \`${shown(name)}\` is new`)),
  ];
}

function compareOpsets(a: OnnxModel['opsets'], b: OnnxModel['opsets']): Observation[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].sort().flatMap((domain) => {
    const [from, to] = [a[domain], b[domain]];
    if (from === to) return [];
    const name = domain === 'ai.onnx' ? 'opset' : `opset of ${shown(domain)}`;
    return [version(`${name} ${from ?? 'none'} → ${to ?? 'none'}`)];
  });
}
