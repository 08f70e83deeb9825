import { mkdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { formConverter } from '../../src/convert/convert-form.js';
import { committed } from '../../src/convert/loadable.js';
import { readForm } from '../../src/discover/read-form.js';
import type { Host } from '../../src/host/host.js';
import type { LayerSuspect } from '../../src/locate/layer-suspect.js';
import { type LocatedLayer, locateLayer, type UnlocatedLayer } from '../../src/locate/locate-layer.js';
import { NOT_SHOWN } from '../../src/locate/search-operators.js';
import type { ModelPlan, RunPlan } from '../../src/plan/plan.js';
import { planSession } from '../../src/plan-session.js';
import { type Session, withSession } from '../../src/session.js';
import { settleInputs } from '../../src/trial/settle-inputs.js';
import { type InjectedFault, injectedFaults } from './faults.js';
import type { StudyNet } from './nets.js';

/** Runtimes, and whether they are only cut, as if they did not allow a look inside. */
export interface StudyColumn {
  readonly use: string;
  readonly cut: boolean;
}

export interface StudyOptions {
  readonly columns: readonly StudyColumn[];
  readonly nets: readonly StudyNet[];
  readonly perKind: number;
  /** Most faults of a net on one column; every how-many-th is taken. */
  readonly most: number;
}

export type Outcome =
  /** The model's outputs do not show it. */
  | 'hidden'
  | 'right'
  /** One of two operators that the runtime computes as one. */
  | 'pair'
  /** Another operator, said to be uncertain. */
  | 'uncertain'
  /** Another operator, said to be certain. */
  | 'wrong'
  | 'nothing';

export interface StudiedFault {
  readonly net: string;
  readonly column: string;
  readonly cut: boolean;
  readonly kind: string;
  readonly where: string;
  readonly outcome: Outcome;
  readonly found: LocatedLayer | UnlocatedLayer;
  readonly seconds: number;
}

/** Injects faults into what one runtime is given, while the reference runs the right model, and locates them. */
export function studyFaults(host: Host, options: StudyOptions): Promise<StudiedFault[]> {
  writeRepository(host.cwd, options);
  return withSession({}, host, async (session) => {
    const { models } = await planSession(session);
    const studied: StudiedFault[] = [];
    for (const plan of models) {
      const net = options.nets.find(({ id }) => id === plan.model.id);
      if (net === undefined) continue;
      const faults = injectedFaults(net.build(), options.perKind, 1);
      for (const [place, { use, cut }] of options.columns.entries()) {
        const cell = plan.cells.find((one): one is RunPlan => one.kind === 'run' && one.column.id === use);
        if (cell === undefined) continue;
        for (const fault of some(faults, options.most, place)) {
          const one = await studyFault(fault, plan, cell, cut, session);
          if (one === null) continue;
          host.log.info(`${one.outcome}: ${net.id} on ${use}, ${one.kind}, ${one.where} (${one.seconds.toFixed(1)} s)`);
          studied.push({ net: net.id, ...one });
        }
      }
    }
    return studied;
  });
}

/** Evenly, and others for every column. */
function some<T>(all: readonly T[], most: number, place: number): T[] {
  const step = Math.max(1, all.length / most);
  return Array.from(
    { length: Math.min(most, all.length) },
    (_, index) => all.slice(Math.floor(((index * step + place) % all.length) + 1e-9))[0],
  ).filter((one) => one !== undefined);
}

function writeRepository(root: string, { columns, nets }: StudyOptions): void {
  mkdirSync(root, { recursive: true });
  for (const { id, build } of nets) writeFileSync(join(root, `${id}.onnx`), build());
  const models = nets.map(({ id, inputs }) => ({ id, path: `${id}.onnx`, inputs }));
  writeFileSync(join(root, 'portability.yml'), stringify({ runtimes: columns.map(({ use }) => use), models }));
}

async function studyFault(
  fault: InjectedFault,
  plan: ModelPlan,
  { column, route }: RunPlan,
  cut: boolean,
  session: Session,
): Promise<Omit<StudiedFault, 'net'> | null> {
  const { host, config, platform } = session;
  const { pool: workers, runtimes: pool, context, threads } = session.workers();
  const folder = join(host.scratch, 'located');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'faulty.onnx'), fault.bytes);
  const settled = await settleInputs(plan, { host, config, pool, folder: join(folder, 'cases') });
  const [one] = 'fault' in settled ? [] : settled.staged.cases;
  if (one === undefined || plan.reference === null) return null;
  const suspect: LayerSuspect = {
    model: plan.model.id,
    form: plan.model.forms[0].path,
    step: 0,
    right: committed(plan.model.forms[0]),
    against: null,
    onnx: committed(await readForm(folder, 'faulty.onnx')),
    steps: route,
    column,
    precision: column.precision,
    reference: plan.reference,
    case: one,
  };
  const converter = formConverter({
    ...context,
    workers,
    isa: platform.isa,
    again: true,
    folder: join(folder, 'made'),
  });
  const start = performance.now();
  const found = await locateLayer(suspect, {
    pool,
    converter,
    noise: config.noise,
    threads,
    folder: join(folder, 'search'),
    most: 1,
    onlyCuts: cut,
    over: () => false,
  });
  const seconds = (performance.now() - start) / 1000;
  await rm(folder, { recursive: true, force: true });
  const { kind, where } = fault;
  return { column: column.id, cut, kind, where, found, seconds, outcome: outcomeOf(found, fault) };
}

function outcomeOf(found: LocatedLayer | UnlocatedLayer, { operators }: InjectedFault): Outcome {
  if ('unlocated' in found) return found.unlocated === NOT_SHOWN ? 'hidden' : 'nothing';
  const [first] = found.located.operators;
  if (first === undefined) return 'nothing';
  if (operators.includes(first.index) && first.together.length === 0) return 'right';
  if (operators.includes(first.index) || first.together.some(({ index }) => operators.includes(index))) return 'pair';
  return first.certain ? 'wrong' : 'uncertain';
}
