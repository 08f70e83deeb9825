import type { AdapterFacts } from '../adapters/define.js';
import { didYouMean } from '../config/did-you-mean.js';
import { Mistakes } from '../errors.js';
import type { Options, OptionValue } from '../types.js';

/** The options of an adapter when none are set. */
export function defaultsOf({ options }: Pick<AdapterFacts, 'options'>): Options {
  return Object.fromEntries(Object.entries(options).map(([name, spec]) => [name, spec.default]));
}

/**
 * All options of an adapter: those of the config, and the defaults of the rest.
 * @param where place in the config, for the message
 * @param kind for the message, as in "runtime"
 * @throws UserError for unknown options, and values that are not allowed; with all of them
 */
export function checkedOptions(given: Options, adapter: AdapterFacts, where: string, kind: string): Options {
  const checked: Record<string, OptionValue> = { ...defaultsOf(adapter) };
  const mistakes = new Mistakes();
  for (const [name, value] of Object.entries(given)) {
    const spec = Object.hasOwn(adapter.options, name) ? adapter.options[name] : undefined;
    const known = Object.keys(adapter.options);
    const fits = spec?.type === 'integer' ? Number.isInteger(value) : typeof value === spec?.type;
    if (spec === undefined)
      mistakes.add({
        what: `unknown option ${JSON.stringify(name)}${didYouMean(name, known)}`,
        where,
        why: known.length === 0 ? `this ${kind} has no options` : `its options are ${known.join(', ')}`,
      });
    else if (!fits)
      mistakes.add({
        what: `option ${name} must be ${article(spec.type)}, not ${JSON.stringify(value)}`,
        where,
      });
    else if (spec.values !== undefined && !spec.values.includes(String(value)))
      mistakes.add({
        what: `option ${name} cannot be ${JSON.stringify(value)}${didYouMean(String(value), spec.values)}`,
        where,
        why: `the allowed values are ${spec.values.join(', ')}`,
      });
    else checked[name] = value;
  }
  mistakes.throwAll();
  return checked;
}

const article = (type: string): string => (type === 'integer' ? 'an integer' : `a ${type}`);
