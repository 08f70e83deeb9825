// `npm run generate`: writes every generated file. --check writes nothing and fails when one of them is stale.
import { parseArgs } from 'node:util';
import { isStale, writeFile } from './generate/generated-file.js';
import { filesOfDescriptions, filesOfSources } from './generate/generated-files.js';

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
const stale: string[] = [];
for (const files of [filesOfSources, filesOfDescriptions])
  for (const file of (await files()).filter(isStale)) {
    stale.push(file.path);
    if (!values.check) writeFile(file);
  }
if (values.check && stale.length > 0) {
  console.error(`generated files are stale: ${stale.join(', ')}. Next: npm run generate, and commit them.`);
  process.exitCode = 1;
}
