import type { AdapterFacts } from '../adapters/define.js';
import { didYouMean } from '../config/did-you-mean.js';
import { UserError } from '../errors.js';
import type { Options, OptionValue } from '../types.js';

/** The options of an adapter when none are set. */
export function defaultsOf({ options }: Pick<AdapterFacts, 'options'>): Options {
  return Object.fromEntries(Object.entries(options).map(([name, spec]) => [name, spec.default]));
}

/**
 * All options of an adapter: those of the config, and the defaults of the rest.
 * @param where place in the config, for the message
 * @param kind for the message, as in "runtime"
 * @throws UserError for an unknown option, or a value that is not allowed
 */
export function checkedOptions(given: Options, adapter: AdapterFacts, where: string, kind: string): Options {
  const checked: Record<string, OptionValue> = { ...defaultsOf(adapter) };
  for (const [name, value] of Object.entries(given)) {
    const spec = Object.hasOwn(adapter.options, name) ? adapter.options[name] : undefined;
    const known = Object.keys(adapter.options);
    if (spec === undefined)
      throw new UserError({
        what: `unknown option ${JSON.stringify(name)}${didYouMean(name, known)}`,
        where,
        why: known.length === 0 ? `this ${kind} has no options` : `its options are ${known.join(', ')}`,
      });
    const fits = spec.type === 'integer' ? Number.isInteger(value) : typeof value === spec.type;
    if (!fits)
      throw new UserError({
        what: `option ${name} must be ${article(spec.type)}, not ${JSON.stringify(value)}`,
        where,
      });
    if (spec.values !== undefined && !spec.values.includes(String(value)))
      throw new UserError({
        what: `option ${name} cannot be ${JSON.stringify(value)}${didYouMean(String(value), spec.values)}`,
        where,
        why: `the allowed values are ${spec.values.join(', ')}`,
      });
    checked[name] = value;
  }
  return checked;
}

const article = (type: string): string => (type === 'integer' ? 'an integer' : `a ${type}`);
