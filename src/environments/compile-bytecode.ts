import type { Host } from '../host/host.js';
import { installerEnvironment } from '../sandbox/env.js';
import type { Python } from './probe-python.js';
import { runTool } from './run-tool.js';

const SECONDS = 900;
/** Tests that packages ship, often a third of their modules; whoever imports one all the same compiles it for itself. */
const TESTS = String.raw`[\\/]tests?[\\/]`;

const ISOLATED = ['-I', '-S', '-X', 'utf8'];

/**
 * Compiles the modules below a folder, as no worker may write there: without it each would compile what it imports. What
 * cannot be compiled stays as it is.
 *
 * The interpreter is not that of the environment and knows nothing of it (`-S`): an installer's own compiling starts
 * Python in the environment, and that runs the code of every `.pth` file that a package brings.
 */
export async function compileBytecode(folder: string, python: Python, host: Host): Promise<void> {
  await runTool(python.executable, [...ISOLATED, '-m', 'compileall', '-q', '-q', '-j', '0', '-x', TESTS, '.'], {
    // The pattern is for paths below it alone.
    cwd: folder,
    env: installerEnvironment(host),
    timeoutSeconds: SECONDS,
    signal: host.signal,
  });
}
