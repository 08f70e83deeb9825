/** Converting models by themselves: the way to look at what a cell runs, or at why it cannot be made. */
import { cp, mkdir, readdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { findConverters } from './adapters/find-converters.js';
import { convertForms } from './convert/convert-forms.js';
import { type Converted, conversionKey } from './convert/converted.js';
import { InfrastructureError, UserError } from './errors.js';
import { type GateRequest, planGate } from './gate.js';
import { stageCases } from './golden/stage-cases.js';
import type { Host } from './host/host.js';
import { findRoute } from './plan/routes.js';
import { checkedThrough } from './plan/through.js';
import { findLauncher } from './sandbox/launcher.js';
import type { Format, Options } from './types.js';
import { describeFailure } from './worker/failure.js';

export interface ConvertRequest extends GateRequest {
  readonly model: string;
  readonly to: Format;
  /** Converters that the way must pass, in order. */
  readonly through: readonly string[];
  /** By id of a converter: its options. */
  readonly options: Readonly<Record<string, Options>>;
  /** Folder to write to; must not exist or be empty. */
  readonly out: string;
}

/**
 * Converts one model and copies what was made, with what belongs to it, into a folder.
 * @returns the route in words, and the path of what was made
 * @throws UserError when nothing leads there, or a conversion fails
 */
export async function convertModel(request: ConvertRequest, host: Host): Promise<{ route: string[]; path: string }> {
  const { loaded, plan, platform } = await planGate({ ...request, models: [request.model] }, host);
  const [model, another] = plan.models;
  if (model === undefined || another !== undefined)
    throw new UserError({
      what: `${JSON.stringify(request.model)} is ${model === undefined ? 'no model here' : 'more than one model'}`,
      next: 'portability plan lists the models',
    });
  if ((await readdir(request.out).catch(() => [])).length > 0)
    throw new UserError({ what: 'the folder is not empty', where: request.out, next: 'name another one with --out' });
  const converters = await findConverters(host, loaded.config.converters);
  const through = checkedThrough(request.through, { id: 'convert', given: [request.to] }, converters);
  const wish = {
    id: 'convert',
    formats: [request.to],
    converters: request.options,
    ...(through !== undefined && { through }),
  };
  const found = findRoute(model.forms, wish, converters, `${platform.os}-${platform.arch}`);
  const committed = [...new Set(model.forms.map(({ content }) => content.format))].join(', ');
  if (found === null)
    throw new UserError({
      what: `no converter leads from ${committed} to ${request.to}${request.through.length === 0 ? '' : ` through ${request.through.join(', ')}`}`,
      next: 'portability list shows what each converter reads and writes',
    });
  const staged = await stageCases(model, join(host.scratch, 'golden'), loaded.config, host);
  const launcher = findLauncher(loaded.config.sandbox);
  const context = { host, launcher, config: loaded.config, isa: platform.isa, jobs: availableParallelism() };
  const { form, steps } = found;
  const wanted = { model, form, route: steps, cases: staged.cases };
  const conversions = await convertForms([wanted], { ...context, again: request.noCache === true });
  const converted = conversions.get(conversionKey(model, form, steps));
  if (converted === undefined) throw new Error(`${form.path} was not converted`);
  const made = orThrow(converted, model.id);
  await mkdir(request.out, { recursive: true });
  await cp(dirname(made.path), request.out, { recursive: true });
  return {
    route: made.route.map(({ converter, version, changes = [] }) => [`${converter} ${version}`, ...changes].join('; ')),
    path: join(request.out, basename(made.path)),
  };
}

function orThrow(converted: Converted, model: string): Extract<Converted, { ok: true }> {
  if (converted.ok) return converted;
  const { failure, doing } = converted;
  const explanation = { where: model, ...describeFailure(failure, doing, 'limits.convert') };
  throw failure.kind === 'never-started' ? new InfrastructureError(explanation) : new UserError(explanation);
}
