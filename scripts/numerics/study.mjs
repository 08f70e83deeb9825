// Runs every model on every honest runtime and every faulty copy of it, and asks each rule what it makes of the outputs.
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { findRuntimes } from '../../lib/adapters/find-runtimes.js';
import { pairLeaves } from '../../lib/compare/pairing/structure.js';
import { configSchema } from '../../lib/config/schema.js';
import { discoverModels } from '../../lib/discover/discover-models.js';
import { writeNpy } from '../../lib/golden/npy.js';
import { stageCases } from '../../lib/golden/stage-cases.js';
import { readPlatform } from '../../lib/host/platform.js';
import { compareCase } from '../../lib/judge/compare-case.js';
import { measuredNoise } from '../../lib/judge/model-runs.js';
import { columnsOf } from '../../lib/plan/column.js';
import { makePlan } from '../../lib/plan/plan.js';
import { findLauncher } from '../../lib/sandbox/launcher.js';
import { fromReal } from '../../lib/tensor/real.js';
import { cellTaskKey, planTasks, referenceTaskKey } from '../../lib/trial/plan-tasks.js';
import { runTasks } from '../../lib/trial/run-tasks.js';
import { workerCommand } from '../../lib/trial/worker-command.js';
import { readValues } from '../../lib/values/value-folder.js';
import { describeFailure } from '../../lib/worker/failure.js';
import { faultsOf } from './faults.mjs';
import { accepted, fixedRules } from './fixed-rules.mjs';
import { pictureOfDigits } from './picture-of-digits.mjs';
import { realModels } from './real-models.mjs';
import { seededModels } from './seeded-models.mjs';

/** Columns that mean to compute in float32. */
const HONEST = ['onnxruntime-node', 'onnxruntime-web', 'onnxruntime', 'openvino', 'onnx-reference'];
/** Faults that runtimes have of themselves, found by this study; the other runtimes agree against them. */
const KNOWN = [
  {
    model: 'ocr-detect',
    column: 'onnx-reference',
    kind: 'training mode',
    where: 'BatchNormalization of operator set 9 with a momentum, in the reference evaluator of onnx 1.23.2',
  },
];
/** The runtime whose arithmetic is the fault. */
const BFLOAT16 = { id: 'openvino-bf16', use: 'openvino', options: { precision: 'bf16' } };
/** Faulty graphs run where an honest one passes, optimised as in a deployment. */
const FAULTY_ON = 'onnxruntime-node';
/** Three inputs each; those of the seeded models have three sizes as well. */
const SEEDS = [0, 1, 2];
const SIZES = [1, 0.1, 5];
/** Pixels a side of the picture for the text detector. */
const PICTURE = 96;

/**
 * @param {object} host of the project
 * @param {string} development folder with the pretrained networks
 */
export async function study(host, development) {
  const root = join(host.scratch, 'models');
  const config = configSchema.parse({
    runtimes: [...HONEST, BFLOAT16],
    models: [...writeSeeded(root), ...copyReal(root, development)],
  });
  const here = { ...host, cwd: root };
  const runtimes = await findRuntimes(here, []);
  const platform = readPlatform();
  const models = await discoverModels(config, [], here);
  const plan = makePlan(
    models,
    columnsOf(config.runtimes, runtimes, root),
    runtimes,
    `${platform.os}-${platform.arch}`,
  );
  const staged = await stageAll(models, config, here);
  const tasks = await planTasks(plan, staged, {
    folder: join(host.scratch, 'inputs'),
    noise: config.noise,
    needsNoise: () => true,
    needsVariation: () => false,
  });
  const column = plan.columns.find(({ id }) => id === FAULTY_ON);
  const faults = models.flatMap((model) => faultsOfModel(model, staged.get(model.id), column, host));
  const launcher = findLauncher('auto');
  const ran = await runTasks([...tasks, ...faults.map(({ task }) => task)], {
    host: here,
    limits: config.limits,
    threads: config.threads,
    jobs: availableParallelism(),
    command: (asked) => workerCommand(asked, launcher, config, here),
  });
  const cells = [];
  for (const model of models) {
    const judge = await judgeOf(model, plan.noise.get(model.id), staged.get(model.id), ran);
    for (const own of plan.columns) {
      const { id } = own;
      const result = ran.get(cellTaskKey(model, own, model.forms[0]));
      if (result === undefined) continue;
      cells.push({ model: model.id, column: id, fault: faultOfCell(model.id, id), ...(await judge(result)) });
    }
    for (const { task, kind, where } of faults.filter((one) => one.model === model))
      cells.push({ model: model.id, column: FAULTY_ON, fault: { kind, where }, ...(await judge(ran.get(task.key))) });
  }
  const versions = plan.columns.map((own) => {
    const results = models.map((model) => ran.get(cellTaskKey(model, own, model.forms[0])));
    return [own.runtime.title, results.find((one) => one?.version)?.version ?? ''];
  });
  return { cells, platform, versions: [...new Map(versions)], honest: HONEST, rules: fixedRules.map(([name]) => name) };
}

/** What is wrong with a cell whose graph is not touched; null for honest ones. */
function faultOfCell(model, column) {
  if (column === BFLOAT16.id) return { kind: 'bfloat16 arithmetic', where: 'OpenVINO, every operator' };
  const known = KNOWN.find((one) => one.model === model && one.column === column);
  return known === undefined ? null : { kind: known.kind, where: known.where };
}

function writeSeeded(root) {
  return seededModels.map(([id, , build]) => {
    mkdirSync(root, { recursive: true });
    writeFileSync(join(root, `${id}.onnx`), build());
    return { id, path: `${id}.onnx` };
  });
}

function copyReal(root, development) {
  return realModels.map(([id, , file]) => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    copyFileSync(join(development, file), join(root, file));
    return { id, path: file };
  });
}

async function stageAll(models, config, host) {
  for (const seed of SEEDS)
    writeFileSync(join(host.cwd, `digits-${seed}.npy`), writeNpy(pictureOfDigits(PICTURE, seed)));
  const recipes = new Map(realModels.map(([id, , , inputs]) => [id, inputs]));
  const staged = new Map();
  for (const [index, model] of models.entries()) {
    const cases = [];
    for (const [turn, seed] of SEEDS.entries()) {
      const { inputs: ports } = model.forms[0].content.signature;
      const inputs =
        recipes.get(model.id)?.(seed) ??
        Object.fromEntries(ports.map(({ name }) => [name, { normal: [0, SIZES[turn]] }]));
      const asked = { ...model, entry: { ...model.entry, inputs } };
      const folder = join(host.scratch, 'golden', `${index}-${seed}`);
      const { cases: made } = await stageCases(asked, folder, { ...config, seed }, host);
      cases.push({ ...made[0], name: `seed ${seed}` });
    }
    staged.set(model.id, { goldens: 'synthetic', cases });
  }
  return staged;
}

function faultsOfModel(model, { cases }, column, host) {
  return faultsOf(model.forms[0].absolute, 0).map(({ kind, where, bytes }, index) => {
    const path = join(host.scratch, 'faults', `${model.id}-${index}.onnx`);
    const task = {
      key: `fault ${model.id} ${index}`,
      column,
      title: `${model.id}: ${kind}`,
      async path() {
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, bytes());
        return path;
      },
      done: () => rm(path, { force: true }),
      format: 'onnx',
      runs: cases.map(({ name, inputs }) => ({ case: name, inputs })),
    };
    return { model, kind, where, task };
  });
}

/** What the rules say about the outputs of one run: each accepts it when it accepts every output of every input. */
async function judgeOf(model, source, staged, ran) {
  const noise = await measuredNoise(model, source, staged, ran);
  const base = ran.get(referenceTaskKey(model));
  if (noise === null || base?.failure !== null) throw new Error(`the reference cannot run ${model.id}`);
  const names = model.forms[0].content.signature.outputs.map(({ name }) => name);
  return async ({ failure, outputs }) => {
    if (failure !== null) return { failure: describeFailure(failure.failure, failure.doing).what };
    let auto = true;
    let ratio = 0;
    let reason = '';
    const fixed = fixedRules.map(() => true);
    for (const { name } of staged.cases) {
      const reference = await readValues(base.outputs.get(name));
      const candidate = await readValues(outputs.get(name));
      const compared = compareCase({
        case: name,
        form: model.forms[0].path,
        reference,
        candidate,
        expectedOutputs: names,
        names: {},
        noise: noise[name],
        tolerances: {},
        precision: 'f32',
      });
      for (const output of compared.outputs) {
        auto &&= output.verdict === 'pass';
        if (output.verdict !== 'pass') reason ||= `${name}, ${output.name}: ${output.reason}`;
        if (output.noiseRatio !== null) ratio = Math.max(ratio, fromReal(output.noiseRatio));
      }
      for (const output of names)
        for (const pair of pairLeaves(output, reference[output], candidate[output]))
          accepted(pair.reference, pair.candidate).forEach((pass, rule) => {
            fixed[rule] &&= pass;
          });
    }
    return { auto, ratio, reason, fixed };
  };
}
