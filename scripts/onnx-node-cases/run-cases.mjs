// The node cases through the project's own workers and comparison: on ONNX Runtime first, on others where it differs.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findRuntimes } from '../../lib/adapters/find-runtimes.js';
import { measure, NO_LIMIT } from '../../lib/compare/kernel/measure.js';
import { configSchema } from '../../lib/config/schema.js';
import { readForm } from '../../lib/discover/form.js';
import { preparePythonEnvironment } from '../../lib/environments/prepare-python-environment.js';
import { UserError } from '../../lib/errors.js';
import { stageCases } from '../../lib/golden/stage-cases.js';
import { readPlatform } from '../../lib/host/platform.js';
import { compareCase } from '../../lib/judge/compare-case.js';
import { columnsOf } from '../../lib/plan/column.js';
import { platformFault, staticFault } from '../../lib/plan/static-check.js';
import { findLauncher } from '../../lib/sandbox/launcher.js';
import { DTYPES } from '../../lib/tensor/dtype.js';
import { fromReal } from '../../lib/tensor/real.js';
import { runTasks } from '../../lib/trial/run-tasks.js';
import { workerCommand } from '../../lib/trial/worker-command.js';
import { readValues } from '../../lib/values/value-folder.js';
import { describeFailure } from '../../lib/worker/failure.js';

const SUBJECT = 'onnxruntime-node';
const OTHERS = ['onnx-reference', 'openvino', 'onnxruntime'];
/** Who writes the cases: the adapter that pins the onnx package. */
const WRITER = 'onnx-reference';
const EXPORT_MINUTES = 5;

/** @returns what became of each case: passed, failed (with who agrees with whom), or not run (with the reason) */
export async function runCases(host) {
  const root = join(host.scratch, 'cases');
  mkdirSync(root, { recursive: true });
  const here = { ...host, cwd: root };
  const runtimes = await findRuntimes(here, []);
  const listed = await exportCases(runtimes, root, host);
  const config = configSchema.parse({ runtimes: [SUBJECT, ...OTHERS] });
  const columns = columnsOf(config.runtimes, runtimes, root);
  const results = [];
  const staged = [];
  for (const entry of listed) {
    const prepared = await prepare(entry, config, here);
    if ('reason' in prepared)
      results.push({ name: entry.name, state: 'not run', by: 'the gate', reason: prepared.reason });
    else staged.push(prepared);
  }
  const subject = columns.find(({ id }) => id === SUBJECT);
  const first = await runOn([subject], staged, config, here);
  const failing = [];
  for (const one of staged) {
    const own = first.get(key(subject, one));
    if (own.reason !== undefined) results.push({ name: one.name, state: 'not run', by: SUBJECT, reason: own.reason });
    else if (await agrees(one, one.goldens, own.outputs)) results.push({ name: one.name, state: 'passed' });
    else failing.push(one);
  }
  const others = columns.filter(({ id }) => id !== SUBJECT);
  const second = await runOn(others, failing, config, here);
  for (const one of failing) {
    const own = first.get(key(subject, one));
    const opinions = [];
    for (const column of others) {
      const other = second.get(key(column, one));
      opinions.push(
        other.reason !== undefined
          ? { runtime: column.id, engine: column.runtime.engine, reason: other.reason }
          : {
              runtime: column.id,
              engine: column.runtime.engine,
              golden: await agrees(one, one.goldens, other.outputs),
              subject: await agrees(one, own.outputs, other.outputs),
            },
      );
    }
    results.push({
      name: one.name,
      state: 'failed',
      operators: one.operators,
      difference: await difference(one, one.goldens, own.outputs),
      repeats: await agrees(one, own.outputs, own.again),
      opinions,
    });
  }
  const versions = [subject, ...others].map((column) => [
    column.runtime.title,
    [...first.values(), ...second.values()].find((one) => one.runtime === column.id && one.version)?.version ?? '',
  ]);
  return { results: results.sort((a, b) => (a.name < b.name ? -1 : 1)), versions, subject: SUBJECT };
}

async function exportCases(runtimes, root, host) {
  const writer = runtimes.find(({ id }) => id === WRITER);
  const { python } = await preparePythonEnvironment(writer, undefined, host);
  const script = join(import.meta.dirname, 'export_cases.py');
  const { status, error, stderr } = spawnSync(python, [script, root], { timeout: EXPORT_MINUTES * 60_000 });
  if (status !== 0)
    throw new Error(`the cases could not be written: ${error?.message ?? stderr.toString().slice(-2000)}`);
  return JSON.parse(readFileSync(join(root, 'cases.json'), 'utf8'));
}

/** The case laid out for the workers, or why it cannot be. */
async function prepare({ name, rtol, atol, fault }, config, host) {
  if (fault !== null) return { reason: `onnx cannot write it: ${fault}` };
  const form = await readForm(host.cwd, `${name}/model.onnx`);
  const { content } = form;
  if ('fault' in content) return { reason: content.fault.what };
  const model = { id: name, forms: [form], entry: { inputs: {}, dims: {}, outputs: {}, golden: name } };
  try {
    const { cases } = await stageCases(model, join(host.scratch, 'golden', name), config, host);
    const goldens = cases.map(({ expected }) => expected);
    const operators = content.onnx.operators.map(({ type }) => type);
    return { name, form, cases, goldens, operators, signature: content.signature, tolerance: { rtol, atol } };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { reason: error.explanation.why ?? error.explanation.what };
  }
}

const key = (column, { name }) => `${column.id} ${name}`;

/** Each case twice on each column: outputs that differ between the two are random. */
async function runOn(columns, staged, config, host) {
  const { os, arch } = readPlatform();
  const done = new Map();
  const tasks = [];
  for (const column of columns)
    for (const one of staged) {
      const fault = platformFault(column.runtime, `${os}-${arch}`) ?? staticFault(one.signature, column.runtime);
      if (fault !== null) done.set(key(column, one), { runtime: column.id, reason: fault.why ?? fault.what });
      else
        tasks.push({
          key: key(column, one),
          column,
          title: `${one.name} on ${column.id}`,
          path: one.form.absolute,
          format: 'onnx',
          runs: one.cases.flatMap(({ name, inputs }) => [
            { case: name, inputs },
            { case: `${name} again`, inputs },
          ]),
        });
    }
  const launcher = findLauncher('auto');
  const ran = await runTasks(tasks, {
    host,
    limits: config.limits,
    threads: config.threads,
    jobs: columns.length > 1 ? 2 : 1,
    command: (column, host) => workerCommand(column, launcher, config, host),
  });
  const cases = new Map(staged.map((one) => [one.name, one.cases]));
  for (const { key: id, column } of tasks) {
    const { failure, outputs, version } = ran.get(id);
    const names = cases.get(id.slice(column.id.length + 1)).map(({ name }) => name);
    done.set(
      id,
      failure === null
        ? {
            runtime: column.id,
            version,
            outputs: names.map((name) => outputs.get(name)),
            again: names.map((name) => outputs.get(`${name} again`)),
          }
        : { runtime: column.id, version, reason: describeFailure(failure.failure, failure.doing).what },
    );
  }
  return done;
}

async function agrees(one, references, candidates) {
  return (await difference(one, references, candidates)) === null;
}

/**
 * The first output that is not within the case's own tolerance; null when all are.
 * @returns `units`: the largest difference in roundings of the output's type at the output's size, for floats
 */
async function difference({ signature, tolerance }, references, candidates) {
  const names = signature.outputs.map(({ name }) => name);
  for (const [index, folder] of references.entries()) {
    const reference = await readValues(folder);
    const { outputs } = compareCase({
      case: '',
      form: '',
      reference,
      candidate: await readValues(candidates[index]),
      expectedOutputs: names,
      names: {},
      noise: {},
      tolerances: Object.fromEntries(names.map((name) => [name, tolerance])),
      precision: 'f32',
    });
    const wrong = outputs.find(({ verdict }) => verdict !== 'pass');
    if (wrong === undefined) continue;
    return {
      text: `${wrong.name} (${wrong.dtype}): ${wrong.reason}`,
      units: /NaN/.test(wrong.reason) ? null : unitsOf(reference[wrong.name], wrong.maxAbs),
    };
  }
  return null;
}

function unitsOf(reference, maxAbs) {
  if (reference?.kind !== 'tensor' || DTYPES[reference.dtype].kind !== 'float' || maxAbs === null) return null;
  return fromReal(maxAbs) / (DTYPES[reference.dtype].unitRoundoff * measure(reference, reference, NO_LIMIT).rms);
}
