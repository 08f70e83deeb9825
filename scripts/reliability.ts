// `npm run reliability [-- --files 1000 --cells 500 --runtimes onnxruntime-node,openvino]`: damaged files and faulty
// workers, and what becomes of the cells. Writes docs/reliability.md.
import { parseArgs } from 'node:util';
import { buildLib } from './build/lib.js';
import { writeGeneratedPart } from './generated-part.js';
import { damagedFiles, wholeModel } from './reliability/damaged-files.js';
import { committedForms } from './reliability/damaged-forms.js';
import { reliabilitySection } from './reliability/document.js';
import { soak } from './reliability/soak.js';

const { values } = parseArgs({
  options: {
    files: { type: 'string', default: '1000' },
    cells: { type: 'string', default: '500' },
    runtimes: { type: 'string', default: 'onnxruntime-node,onnxruntime-web,onnxruntime,openvino,tract,onnx-reference' },
    // lib/ is as it should be.
    built: { type: 'boolean', default: false },
  },
});
if (!values.built) {
  console.error('building');
  buildLib();
}
const runtimes = values.runtimes.split(',');
console.error(`a soak of ${values.cells} cells`);
const soaked = await soak(Number(values.cells));
console.error(JSON.stringify({ ...soaked, ends: [...soaked.account.ends] }));
console.error(`${values.files} damaged files`);
const damaged = await damagedFiles(Number(values.files), runtimes, committedForms(wholeModel()));
writeGeneratedPart('docs/reliability.md', 'npm run reliability', reliabilitySection({ damaged, soak: soaked }));
console.error('wrote docs/reliability.md');
