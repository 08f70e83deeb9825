import { writeFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';
import type { TestFile } from './test-file.js';

/** Name of the environment variable with the path of the report. */
export const REPORT = 'PORTABILITY_TEST_REPORT';

/** A vitest reporter that writes the results of each file's tests and how long the file took, including hooks. */
export default class FileReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const path = process.env[REPORT];
    if (path === undefined) throw new Error(`${REPORT} is not set`);
    writeFileSync(path, JSON.stringify(modules.map(testFile)));
  }
}

function testFile(module: TestModule): TestFile {
  const states = [...module.children.allTests()].map((test) => test.result().state);
  const count = (state: string) => states.filter((one) => one === state).length;
  const failed = count('failed');
  // A file that breaks before or between its tests is one failure.
  const broken = module.state() === 'failed' && failed === 0 ? 1 : 0;
  const { collectDuration, setupDuration, duration } = module.diagnostic();
  return {
    path: module.relativeModuleId,
    seconds: (collectDuration + setupDuration + duration) / 1000,
    counts: { passed: count('passed'), failed: failed + broken, skipped: count('skipped') },
  };
}
