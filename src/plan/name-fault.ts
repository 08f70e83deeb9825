/** Forms of one model whose inputs or outputs have names that do not meet, with the `names:` to write. */
import { yamlWord } from '../config/yaml-word.js';
import { type Form, signatureOfForm } from '../discover/form.js';
import { typeInWords } from '../tensor/type-in-words.js';
import type { Fault, Port } from '../types.js';
import { pairsOf, type UnmatchedPorts, unmatchedPorts } from './port-pairs.js';

/** Why a further form cannot be given the inputs of the first one; null when it can, or when one of them is unknown. */
export function nameFault(first: Form, form: Form): Fault | null {
  const unmatched = unmatchedOf(first, form);
  if (unmatched === null) return null;
  const { inputs, outputs } = unmatched;
  if (inputs.missing.length === 0 && inputs.extra.length === 0) return null;
  const pairs = [inputs, outputs].map((ports) => pairsOf(ports));
  const sure = pairs.every((found) => found?.sure !== false);
  return {
    what: `${form.path}: its inputs have other names than those of ${first.path}`,
    why: `the first form has ${listed(inputs.missing)} where this one has ${listed(inputs.extra)}`,
    next:
      pairs[0] === null
        ? `set \`names:\` of the form ${form.path}: the first form’s name → its own, or null for an input that it does not have`
        : toAdd(form, { pairs: pairs.flatMap((found) => found?.pairs ?? []) }, sure),
  };
}

/**
 * Why the outputs of a further form cannot all be paired with those of the first one, whatever numbers they have; null when
 * they can, or when that is not known before they are computed. The outputs that meet can still be compared.
 */
export function outputFault(first: Form, form: Form): Fault | null {
  const outputs = unmatchedOf(first, form)?.outputs ?? { missing: [], extra: [] };
  const { missing, extra } = outputs;
  const next = pairing(form, outputs);
  if (next === null) return null;
  return {
    what: `${form.path}: its outputs are not those of ${first.path}`,
    why: `the first form has ${listed(missing)} where this one has ${listed(extra)}`,
    next,
  };
}

function pairing(form: Form, { missing, extra }: UnmatchedPorts): string | null {
  if (missing.length === 0 && extra.length === 0) return null;
  if (extra.length === 0) {
    const pairs = missing.map(({ name }) => [name, null] as const);
    return `${toAdd(form, { pairs }, true)} if it is meant to be without ${them(missing)}, or export it with ${them(missing)}`;
  }
  if (missing.length === 0)
    return `${toAdd(form, { extra }, true)} if it is meant to have ${them(extra)}, or export it without ${them(extra)}`;
  const found = pairsOf({ missing, extra });
  // Of two types of one rank, sizes that are open may turn out to be different ones: then they are paired by them.
  if (found === null || found.sure || !haveTwins(missing)) return null;
  return toAdd(form, found, false);
}

const them = ({ length }: readonly Port[]): string => (length === 1 ? 'it' : 'them');

function haveTwins(ports: readonly Port[]): boolean {
  const types = ports.map(({ type }) => typeInWords(type));
  return ports.every(({ type }) => type.kind === 'tensor' && type.shape !== null) && new Set(types).size < types.length;
}

function unmatchedOf(first: Form, form: Form): { readonly [side in 'inputs' | 'outputs']: UnmatchedPorts } | null {
  const [wanted, own] = [signatureOfForm(first), signatureOfForm(form)];
  if (form === first || wanted === null || own === null) return null;
  // A format that does not record its outputs has none here, as Keras.
  const known = wanted.outputs.length > 0 && own.outputs.length > 0;
  const outputs = known ? unmatchedPorts(wanted.outputs, own.outputs, form) : { missing: [], extra: [] };
  return {
    inputs: unmatchedPorts(wanted.inputs, own.inputs, form),
    outputs: { ...outputs, extra: outputs.extra.filter(({ name }) => !form.extraOutputs?.includes(name)) },
  };
}

interface Addition {
  /** The first form's name, then the other form's. */
  readonly pairs?: readonly (readonly [string, string | null])[];
  readonly extra?: readonly Port[];
}

/** The whole `names:` of the form, with what it has already. */
function toAdd({ path, names, extraOutputs = [] }: Form, { pairs = [], extra = [] }: Addition, sure: boolean): string {
  const entries = [...Object.entries(names), ...pairs].map(([name, to]) => `${yamlWord(name)}: ${wordOf(to)}`);
  const more = [...extraOutputs, ...extra.map(({ name }) => name)].map(yamlWord);
  const block = [...entries, ...(more.length === 0 ? [] : [`extra: [${more.join(', ')}]`])].join(', ');
  return `add to the form ${path}: \`names: { ${block} }\`${sure ? '' : ' (the pairs follow the order in the files: check them)'}`;
}

const listed = (ports: readonly Port[]): string => ports.map(({ name }) => name).join(', ') || 'none';

const wordOf = (name: string | null): string => (name === null ? 'null' : yamlWord(name));
