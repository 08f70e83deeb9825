import { didYouMean } from '../config/did-you-mean.js';
import type { Config, FormEntry } from '../config/schema.js';
import type { Model } from '../discover/discover-models.js';
import { type Form, signatureOfForm } from '../discover/form.js';
import type { Explanation, Mistakes } from '../errors.js';
import type { Signature } from '../types.js';

type Path = readonly (string | number)[];

interface CheckedEntries {
  /** Models to be run. */
  readonly models: readonly Model[];
  /** Whether these are all models of the config: only then is a name that none of them has a mistake. */
  readonly complete: boolean;
  /** Where in the configuration a key is. */
  readonly placeOf: (path: Path) => string;
}

/**
 * Checks that the inputs, dimensions and names that the config describes are those of its models. An entry for several
 * models may name what only one of them has.
 * @param mistakes where names that nothing has are noted
 */
export function checkNames(config: Config, { models, complete, placeOf }: CheckedEntries, mistakes: Mistakes): void {
  for (const [index, entry] of (config.models ?? []).entries()) {
    const own = models.filter((model) => model.entry === entry);
    const [first] = own;
    if (first === undefined || !(complete || entry.forms !== undefined || first.forms[0].path === entry.path)) continue;
    const signatures = own.map(({ forms }) => signatureOfForm(forms[0]));
    if (!signatures.every((signature) => signature !== null)) continue;
    const place = (...keys: Path) => placeOf(['models', index, ...keys]);
    const inputs = new Set(signatures.flatMap((signature) => signature.inputs.map(({ name }) => name)));
    const dimensions = new Set(signatures.flatMap(symbolsOf));
    mistakes.add(
      ...unknown('input', Object.keys(entry.inputs), inputs, (name) => place('inputs', name)),
      ...unknown('dimension', Object.keys(entry.dims), dimensions, (name) => place('dims', name)),
    );
    for (const [at, form] of (entry.forms ?? []).entries())
      if (typeof form === 'object')
        mistakes.add(...unknownInForm(form, first.forms, at, (...keys) => place('forms', at, ...keys)));
  }
}

/** Names on the left are those of the first form, on the right the form's own. */
function unknownInForm(
  { names, layouts }: FormEntry,
  forms: Model['forms'],
  at: number,
  place: (...keys: Path) => string,
): Explanation[] {
  const first = portsOf(forms[0]);
  const own = forms[at] === undefined ? null : portsOf(forms[at]);
  const targets = Object.entries(names).filter((pair): pair is [string, string] => pair[1] !== null);
  return [
    ...(first === null
      ? []
      : ['names', 'layouts'].flatMap((key) =>
          unknown('input or output of the first form', Object.keys(key === 'names' ? names : layouts), first, (name) =>
            place(key, name),
          ),
        )),
    ...wrongLayouts(layouts, forms[0], place),
    ...(own === null
      ? []
      : targets.flatMap(([name, target]) =>
          unknown(`input or output of ${forms[at]?.path}`, [target], own, () => place('names', name)),
        )),
  ];
}

/** Layouts that are no order of the axes that the first form has. */
function wrongLayouts(layouts: FormEntry['layouts'], first: Form, place: (...keys: Path) => string): Explanation[] {
  const signature = signatureOfForm(first);
  return Object.entries(layouts).flatMap(([name, axes]) => {
    const type = [...(signature?.inputs ?? []), ...(signature?.outputs ?? [])].find((port) => port.name === name)?.type;
    const rank = type?.kind === 'tensor' ? type.shape?.length : undefined;
    const order = [...axes].sort((one, other) => one - other);
    if (order.every((axis, index) => axis === index) && (rank === undefined || rank === axes.length)) return [];
    const given = rank === undefined ? '' : `, which has ${rank} of them`;
    return {
      what: `[${axes.join(', ')}] is no order of the axes of ${JSON.stringify(name)}${given}`,
      where: place('layouts', name),
    };
  });
}

/** Names of a form, and the second names that its file gives; null where it does not declare both kinds. */
function portsOf(form: Form): ReadonlySet<string> | null {
  const signature = signatureOfForm(form);
  if (signature === null || signature.outputs.length === 0 || 'fault' in form.content) return null;
  const names = [...signature.inputs, ...signature.outputs].map(({ name }) => name);
  return new Set([...names, ...Object.values(form.content.otherNames ?? {})]);
}

/** The symbols of the inputs, also those inside sums and products. */
function symbolsOf({ inputs }: Signature): string[] {
  return inputs.flatMap(({ type }) =>
    type.kind !== 'tensor' || type.shape === null
      ? []
      : type.shape.flatMap((size) => (typeof size === 'string' ? [size, ...(size.match(/[A-Za-z_]\w*/g) ?? [])] : [])),
  );
}

function unknown(
  kind: string,
  names: readonly string[],
  known: ReadonlySet<string>,
  placeOf: (name: string) => string,
): Explanation[] {
  const all = [...known].sort();
  return names
    .filter((name) => !known.has(name))
    .map((name) => ({
      what: `no ${kind} is called ${JSON.stringify(name)}${didYouMean(name, all)}`,
      where: placeOf(name),
      why: all.length === 0 ? 'there are none with a name' : `there are ${all.join(', ')}`,
    }));
}
