// How fast two tensors are compared, against numpy on the same number of elements (allclose alone, and the same metrics)
// and against plainly reading the memory; on one thread, and with a thread for every other processor. Needs the build in lib/ and a Python that has numpy: the one in $PYTHON, else python3.
//
//   node bench/compare.mjs [--json] [--elements 100000000] [--lib lib]
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    elements: { type: 'string', default: '100000000' },
    lib: { type: 'string', default: 'lib' },
  },
});
const elements = Number(values.elements);
const { measure } = await import(pathToFileURL(`${values.lib}/compare/kernel/measure.js`).href);
const { TallyPool } = await import(pathToFileURL(`${values.lib}/compare/kernel/tally-pool.js`).href);

const NUMPY = `
import sys, time
import numpy as np
n = int(sys.argv[1])
r = (np.arange(n, dtype=np.int64) % 1000003).astype(np.float32) / np.float32(1000003) + np.float32(0.5)
c = r * np.float32(1.0000001)
def allclose():
    assert np.allclose(c, r, rtol=1e-5, atol=1e-8)

def metrics():
    # What one comparison here gives: largest difference, RMSE, largest relative difference, count outside the limit.
    difference = np.abs(c - r)
    magnitude = np.abs(r)
    largest = difference.max()
    rmse = np.sqrt(np.mean(np.square(difference), dtype=np.float64))
    relative = (difference / magnitude).max()
    outside = np.count_nonzero(difference > 1e-8 + 1e-5 * magnitude)
    finite = np.isfinite(r).all() and np.isfinite(c).all()
    assert outside == 0 and finite and rmse <= largest and relative < 1e-6

def best(run):
    seconds = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        run()
        seconds = min(seconds, time.perf_counter() - start)
    return seconds

print(np.__version__, best(allclose), best(metrics))
`;

function best(times, run) {
  let seconds = Number.POSITIVE_INFINITY;
  for (let i = 0; i < times; i++) {
    const start = performance.now();
    run();
    seconds = Math.min(seconds, (performance.now() - start) / 1000);
  }
  return seconds;
}

// Reading is what no comparison can do without; four words at a time, so that no operation waits for the one before.
function mix(words) {
  let [a, b, c, d] = [0, 0, 0, 0];
  const end = words.length - (words.length % 4);
  for (let i = 0; i < end; i += 4) {
    a |= words[i];
    b |= words[i + 1];
    c |= words[i + 2];
    d |= words[i + 3];
  }
  return a | b | c | d;
}

function tensorOf(array) {
  return { kind: 'tensor', dtype: 'float32', shape: [array.length], bytes: new Uint8Array(array.buffer) };
}

function benchOurs() {
  const reference = new Float32Array(elements);
  const candidate = new Float32Array(elements);
  for (let i = 0; i < elements; i++) {
    reference[i] = (i % 1000003) / 1000003 + 0.5;
    candidate[i] = reference[i] * 1.0000001;
  }
  const [r, c] = [tensorOf(reference), tensorOf(candidate)];
  let outside = 0;
  const compare = best(3, () => {
    outside += measure(r, c, { atol: 1e-8, rtol: 1e-5 }).outside;
  });
  const pool = new TallyPool(resolve(values.lib, 'compare/kernel/tally-worker.js'), availableParallelism() - 1);
  const parallel = best(5, () => {
    outside += measure(r, c, { atol: 1e-8, rtol: 1e-5 }, pool).outside;
  });
  if (outside !== 0) throw new Error('the two arrays differ more than they were made to');
  const words = [reference, candidate].map((array) => new Int32Array(array.buffer));
  let mixed = 0;
  const read = best(3, () => {
    mixed |= mix(words[0]) | mix(words[1]);
  });
  if (mixed === 0) throw new Error('nothing was read');
  return { compare, parallel, read };
}

function benchNumpy() {
  const python = process.env.PYTHON ?? 'python3';
  const child = spawnSync(python, ['-c', NUMPY, String(elements)], { encoding: 'utf8', timeout: 300_000 });
  if (child.status !== 0) return null;
  const [version, allclose, metrics] = child.stdout.trim().split(' ');
  return { version, allclose: Number(allclose), metrics: Number(metrics) };
}

const gigabytes = (elements * 8) / 1e9;
const ours = benchOurs();
const numpy = benchNumpy();
const row = (seconds) => ({
  seconds: Number(seconds.toFixed(4)),
  gigabytesPerSecond: Number((gigabytes / seconds).toFixed(2)),
});
const result = {
  benchmark: 'compare',
  elements,
  compare: row(ours.compare),
  processors: availableParallelism(),
  parallel: row(ours.parallel),
  read: row(ours.read),
  numpyAllclose: numpy === null ? null : { version: numpy.version, ...row(numpy.allclose) },
  numpyMetrics: numpy === null ? null : { version: numpy.version, ...row(numpy.metrics) },
  fasterThanNumpy: numpy === null ? null : Number((numpy.allclose / ours.compare).toFixed(2)),
  fasterThanNumpyMetrics: numpy === null ? null : Number((numpy.metrics / ours.compare).toFixed(2)),
  parallelSpeedUp: Number((ours.compare / ours.parallel).toFixed(2)),
  shareOfReadSpeed: Number((ours.read / ours.compare).toFixed(2)),
};

if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`);
else {
  const line = (name, { seconds, gigabytesPerSecond }) =>
    `${name.padEnd(22)}${seconds.toFixed(3)} s  ${gigabytesPerSecond} GB/s`;
  const lines = [
    `${elements} float32 elements`,
    line('measure', result.compare),
    line(`on ${result.processors} processors`, result.parallel),
    line('plain read', result.read),
  ];
  if (numpy === null) lines.push('no numpy found: not compared');
  else
    lines.push(
      line(`numpy.allclose ${numpy.version}`, result.numpyAllclose),
      line('same metrics in numpy', result.numpyMetrics),
      `${result.fasterThanNumpy}x as fast as numpy.allclose, ${result.fasterThanNumpyMetrics}x as fast as numpy for the same metrics`,
    );
  process.stdout.write(`${lines.join('\n')}\n`);
}
