// `npm run locate-study`: injects faults into networks on runtimes that show their values and on some that are cut, locates
// them, and writes the tables of docs/locate.md. Takes three minutes, or half an hour where the machine is busy; fails when a wrong operator is stated as
// certain, or fewer than 95 % are right. `-- <id>…`: only these known faults, and prints instead.
import { join } from 'node:path';
import { developmentModels } from './development-models.js';
import { writeGeneratedPart } from './generated-part.js';
import { knownTable, locateSection } from './locate-study/document.js';
import { knownFaults } from './locate-study/known-faults.js';
import { longNet, studyNets } from './locate-study/nets.js';
import { type StudyColumn, studyLocating } from './locate-study/study.js';
import { withGate } from './with-gate.js';

const exposing: readonly StudyColumn[] = ['onnxruntime-node', 'openvino', 'tract', 'onnx-reference'].map((use) => ({
  use,
  cut: false,
  faults: 4,
  real: true,
}));
const cutting: readonly StudyColumn[] = ['iree', 'ncnn', 'mnn'].map((use) => ({
  use,
  cut: true,
  faults: 1,
  real: false,
}));
const wanted = process.argv.slice(2);
if (wanted.length > 0) {
  const known = knownFaults.filter(({ id }) => wanted.includes(id));
  const study = { columns: [], nets: [], known, long: null };
  const found = await withGate((host) => studyLocating({ ...host, cwd: join(host.scratch, 'repository') }, study));
  console.log(knownTable(found.known));
  process.exit();
}
const development = await developmentModels({ only: ['basic-pitch', 'swift-f0', 'silero-vad'] });
const results = await withGate((host) =>
  studyLocating(
    { ...host, cwd: join(host.scratch, 'repository') },
    {
      columns: [...exposing, ...cutting],
      nets: studyNets(development),
      known: knownFaults,
      long: {
        net: longNet,
        columns: [
          { use: 'onnxruntime-node', cut: false },
          { use: 'openvino', cut: false },
          { use: 'mnn', cut: true },
        ],
      },
    },
  ),
);
writeGeneratedPart('docs/locate.md', 'scripts/locate-study.ts', locateSection(results));
const shown = results.injected.filter(({ outcome }) => outcome !== 'hidden' && outcome !== 'not-run');
const right = shown.filter(({ outcome }) => outcome === 'right' || outcome === 'pair');
const wrong = shown.filter(({ outcome }) => outcome === 'wrong');
process.exitCode = wrong.length === 0 && right.length >= 0.95 * shown.length ? 0 : 1;
