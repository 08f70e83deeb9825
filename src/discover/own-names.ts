import type { Signature } from '../types.js';
import type { NamesMap } from '../values/correspondence.js';
import { type Form, signatureOfForm } from './form.js';

/**
 * The names map of a further form: from the config, and from the files themselves. A format may give an input or output
 * a second name: a converter keeps the name of the tensor and adds that of a signature, or the other way round. When a
 * second name is a name in the other form, the two match; nothing else is assumed to.
 */
export function ownNames(first: Form, form: Form): NamesMap {
  const [wanted, own] = [signatureOfForm(first), signatureOfForm(form)];
  if (wanted === null || own === null) return form.names;
  const names = new Set(namesOf(own));
  const bySecond = new Map(Object.entries(secondNames(form)).map(([name, second]) => [second, name]));
  const known = (name: string | undefined) =>
    name === undefined || names.has(name) ? name : (bySecond.get(name) ?? undefined);
  const given = Object.entries(form.names).map(([name, target]) => [
    name,
    target === null ? null : (known(target) ?? target),
  ]);
  const seconds = secondNames(first);
  const found = namesOf(wanted).flatMap((name) => {
    if (Object.hasOwn(form.names, name) || names.has(name)) return [];
    const match = bySecond.get(name) ?? known(Object.hasOwn(seconds, name) ? seconds[name] : undefined);
    return match === undefined ? [] : [[name, match]];
  });
  return Object.fromEntries([...found, ...given]);
}

function namesOf({ inputs, outputs }: Signature): string[] {
  return [...inputs, ...outputs].map(({ name }) => name);
}

function secondNames({ content }: Form): Readonly<Record<string, string>> {
  return 'fault' in content ? {} : (content.otherNames ?? {});
}
