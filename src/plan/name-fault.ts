/** Forms of one model whose inputs have names that do not meet, with the `names:` to write. */
import { type Form, signatureOfForm } from '../discover/form.js';
import type { Fault, Port } from '../types.js';
import { pairsOf, unmatchedPorts } from './port-pairs.js';

/** Why a further form cannot be given the inputs of the first one; null when it can, or when one of them is unknown. */
export function nameFault(first: Form, form: Form): Fault | null {
  const [wanted, own] = [signatureOfForm(first), signatureOfForm(form)];
  if (form === first || wanted === null || own === null) return null;
  const inputs = unmatchedPorts(wanted.inputs, own.inputs, form);
  if (inputs.missing.length === 0 && inputs.extra.length === 0) return null;
  const outputs = unmatchedPorts(wanted.outputs, own.outputs, form);
  const pairs = [inputs, outputs].map((ports) => pairsOf(ports));
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

const listed = (ports: readonly Port[]): string => ports.map(({ name }) => name).join(', ') || 'none';

/** As YAML needs it. */
const quoted = (name: string | null): string =>
  name === null ? 'null' : /^[A-Za-z_][\w.-]*$/.test(name) ? name : JSON.stringify(name);
