/**
 * Loaded into every Node.js program of a workflow: plays the machine that is lost, and the machine of another
 * architecture.
 */
const { INPUT_SHARD, PLATFORM = '', STAND_IN_LOST } = process.env;
if (INPUT_SHARD !== undefined && INPUT_SHARD === STAND_IN_LOST) process.kill(process.pid, 'SIGKILL');
const [, arch] = PLATFORM.split('-');
if (arch !== undefined) Object.defineProperty(process, 'arch', { value: arch });
