/** Forms of one model whose inputs have names that do not meet, with the `names:` to write. */
import { type Form, signatureOfForm } from '../discover/form.js';
import { typeInWords } from '../tensor/type-in-words.js';
import type { Fault, Port, ValueType } from '../types.js';
import { ownName } from '../values/correspondence.js';

/** Why a further form cannot be given the inputs of the first one; null when it can, or when one of them is unknown. */
export function nameFault(first: Form, form: Form): Fault | null {
  const [wanted, own] = [signatureOfForm(first), signatureOfForm(form)];
  if (form === first || wanted === null || own === null) return null;
  const inputs = unmatched(wanted.inputs, own.inputs, form);
  if (inputs.missing.length === 0 && inputs.extra.length === 0) return null;
  const outputs = unmatched(wanted.outputs, own.outputs, form);
  const pairs = [inputs, outputs].map(pairsOf);
  const names = pairs.flatMap((found) => found?.pairs ?? []);
  const entries = [...Object.entries(form.names), ...names].map(([name, to]) => `${quoted(name)}: ${quoted(to)}`);
  const sure = pairs.every((found) => found?.sure !== false);
  return {
    what: `${form.path}: its inputs have other names than those of ${first.path}`,
    why: `the first form has ${listed(inputs.missing)} where this one has ${listed(inputs.extra)}`,
    next:
      pairs[0] === null
        ? 'set `names:` of this form: the first form’s name → this form’s name, or null for an input that it does not have'
        : `add to this form: \`names: { ${entries.join(', ')} }\`${sure ? '' : ' (the pairs follow the order in the files: check them)'}`,
  };
}

interface Unmatched {
  readonly missing: readonly Port[];
  readonly extra: readonly Port[];
}

function unmatched(wanted: readonly Port[], own: readonly Port[], { names }: Form): Unmatched {
  const called = wanted.map(({ name }) => ownName(names, name));
  return {
    missing: wanted.filter(
      ({ type }, place) =>
        called[place] !== null && type.kind !== 'optional' && !own.some(({ name }) => name === called[place]),
    ),
    extra: own.filter(({ name, type }) => type.kind !== 'optional' && !called.includes(name)),
  };
}

/** The names that belong together by their types, or else by their order; null where types and numbers do not fit. */
function pairsOf({ missing, extra }: Unmatched): { readonly pairs: [string, string][]; readonly sure: boolean } | null {
  if (missing.length !== extra.length) return null;
  const fitting = missing.map((port) => extra.filter((other) => fits(port.type, other.type)));
  if (fitting.every((found) => found.length === 1) && new Set(fitting.flat()).size === extra.length)
    return { pairs: missing.map(({ name }, place) => [name, fitting[place]?.[0]?.name ?? '']), sure: true };
  if (missing.some(({ type }, place) => !fits(type, extra[place]?.type ?? type))) return null;
  return { pairs: missing.map(({ name }, place) => [name, extra[place]?.name ?? '']), sure: false };
}

/** Whether the types may be the same: element type, rank and fixed sizes. */
function fits(one: ValueType, other: ValueType): boolean {
  if (one.kind !== 'tensor' || other.kind !== 'tensor') return typeInWords(one) === typeInWords(other);
  if (one.dtype !== other.dtype) return false;
  const [own, others] = [one.shape, other.shape];
  if (own === null || others === null) return true;
  return (
    own.length === others.length &&
    own.every((size, axis) => typeof size !== 'number' || typeof others[axis] !== 'number' || size === others[axis])
  );
}

const listed = (ports: readonly Port[]): string => ports.map(({ name }) => name).join(', ') || 'none';

/** As YAML needs it. */
const quoted = (name: string | null): string =>
  name === null ? 'null' : /^[A-Za-z_][\w.-]*$/.test(name) ? name : JSON.stringify(name);
