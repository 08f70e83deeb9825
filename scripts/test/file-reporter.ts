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
  const tests = [...module.children.allTests()];
  const count = (state: string) => tests.filter((test) => test.result().state === state).length;
  const failures: TestFile['failures'] = tests.flatMap(
    (test) => test.result().errors?.map(({ message }) => ({ test: test.fullName, message })) ?? [],
  );
  const outside = [...module.children.allSuites()].flatMap((suite) => suite.errors());
  for (const { message } of [...module.errors(), ...outside]) failures.push({ message });
  const failed = count('failed');
  // A file that breaks before or between its tests is one failure.
  const broken = module.state() === 'failed' && failed === 0 ? 1 : 0;
  const { collectDuration, setupDuration, duration } = module.diagnostic();
  return {
    path: module.relativeModuleId,
    seconds: (collectDuration + setupDuration + duration) / 1000,
    counts: { passed: count('passed'), failed: failed + broken, skipped: count('skipped') },
    failures,
  };
}
