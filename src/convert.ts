/** Converting a model by itself: to inspect what a cell runs, or why its conversion fails. */
import { cp, readdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { formConverter } from './convert/convert-form.js';
import type { Converted } from './convert/loadable.js';
import type { Model } from './discover/discover-models.js';
import { InfrastructureError, UserError } from './errors.js';
import { stageCases } from './golden/stage-cases.js';
import type { Host } from './host/host.js';
import { makeFolder } from './host/make-folder.js';
import { requireOwnTarget } from './host/own-target.js';
import { findRoute, type Route } from './plan/routes.js';
import { checkedThrough } from './plan/through.js';
import { planSession } from './plan-session.js';
import { type Session, type SessionRequest, withSession } from './session.js';
import type { Format, Options } from './types.js';
import { describeFailure } from './worker/failure.js';

export interface ConvertRequest extends SessionRequest {
  readonly model: string;
  readonly to: Format;
  /** Converters that the route must include, in order. */
  readonly through: readonly string[];
  /** By id of a converter: its options. */
  readonly options: Readonly<Record<string, Options>>;
  /** Folder to write to; new or empty. */
  readonly out: string;
}

/**
 * Converts one model and copies the result, with the files that belong to it, into a folder.
 * @returns the route in words, and the path of the converted model
 * @throws UserError when there is no route, or a conversion fails
 */
export function convertModel(request: ConvertRequest, host: Host): Promise<{ route: string[]; path: string }> {
  return withSession({ ...request, models: [request.model] }, host, async (session) => {
    const model = await onlyModel(request, session);
    requireOwnTarget(host.cwd, request.out);
    const out = resolve(host.cwd, request.out);
    if ((await readdir(out).catch(() => [])).length > 0)
      throw new UserError({
        what: 'the folder is not empty',
        where: request.out,
        next: 'choose another folder with --out',
      });
    const { form, steps } = routeOf(model, request, session);
    const folder = join(host.scratch, 'convert');
    const { cases } = await stageCases(model, folder, session.config, host);
    const { pool, context } = session.workers();
    const again = request.noCache === true;
    const converter = formConverter({ ...context, workers: pool, isa: session.platform.isa, again, folder });
    const { stages, route } = orThrow(await converter.convert(form, steps, cases), model.id);
    const { path } = stages.at(-1) ?? stages[0];
    await makeFolder(out);
    await cp(dirname(path), out, { recursive: true });
    const words = route.map(({ converter: id, version, changes = [] }) => [`${id} ${version}`, ...changes].join('; '));
    return { route: words, path: join(request.out, basename(path)) };
  });
}

async function onlyModel({ model: id }: ConvertRequest, session: Session): Promise<Model> {
  const [found, another] = (await planSession(session)).models;
  if (found !== undefined && another === undefined) return found.model;
  throw new UserError({
    what:
      found === undefined
        ? `no model is called ${JSON.stringify(id)}`
        : `${JSON.stringify(id)} matches more than one model`,
    next: 'run `portability plan` to see the models',
  });
}

function routeOf(model: Model, { to, through: ids, options }: ConvertRequest, session: Session): Route {
  const { converters, platform } = session;
  const through = checkedThrough(ids, { id: 'convert', given: [to] }, converters);
  const target = { id: 'convert', formats: [to], converters: options, ...(through !== undefined && { through }) };
  const found = findRoute(model.forms, target, converters, `${platform.os}-${platform.arch}`);
  if (found !== null) return found;
  const committed = [...new Set(model.forms.map(({ content }) => content.format))].join(', ');
  throw new UserError({
    what: `no route leads from ${committed} to ${to}${ids.length === 0 ? '' : ` through ${ids.join(', ')}`}`,
    next: 'run `portability list` to see what each converter reads and writes',
  });
}

function orThrow(converted: Converted, model: string): Extract<Converted, { ok: true }> {
  if (converted.ok) return converted;
  const { failure, doing } = converted;
  const explanation = { where: model, ...describeFailure(failure, doing, 'limits.convert') };
  throw failure.kind === 'never-started' ? new InfrastructureError(explanation) : new UserError(explanation);
}
