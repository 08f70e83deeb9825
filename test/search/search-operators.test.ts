import { expect, test } from 'vitest';
import { flatRise } from '../../src/search/flat-rise.js';
import { NOT_SHOWN, searchOperators } from '../../src/search/search-operators.js';
import { type FakeRuntime, type Faults, fakeRuntime, oneSlice } from './fake-runtime.js';

const CHAIN = Array.from({ length: 20 }, (_, place) => `v${place} = Relu(${place === 0 ? 'x' : `v${place - 1}`})`);
/** Two residual blocks with a side output. */
const BLOCKS = [
  'a = Conv(x, w)',
  'b = Relu(a)',
  'c = Conv(b, w)',
  'd = Add(c, a)',
  'e = Conv(d, w)',
  'f = Sigmoid(d)',
  'g = Mul(e, f)',
  'y = Add(g, d)',
  'z = Tanh(f)',
];

const chain = (faults: Faults) => fakeRuntime(CHAIN, ['v19'], faults);
const blocks = (faults: Faults) => fakeRuntime(BLOCKS, ['y', 'z'], faults);
const search = (runtime: FakeRuntime, most = 1, slices = oneSlice(runtime)) =>
  searchOperators(runtime.graph, runtime.observe, { slices, most });
const names = async (runtime: FakeRuntime, most = 1, slices = oneSlice(runtime)) =>
  (await search(runtime, most, slices)).found.map(({ operator }) => operator.makes[0]);

test.each(BLOCKS.map((line) => line.split(' ')[0] ?? ''))(
  '%s is found by one look at everything and one alone',
  async (name) => {
    const runtime = blocks({ wrong: [name] });
    const { found } = await search(runtime);
    expect(found.map(({ operator, by, alone }) => [operator.makes[0], by, alone])).toEqual([[name, 'exposing', true]]);
    expect(runtime.parts).toHaveLength(2);
  },
);

test.each(BLOCKS.map((line) => line.split(' ')[0] ?? ''))('%s is found by cutting', async (name) => {
  const runtime = blocks({ wrong: [name], closed: true });
  const { found } = await search(runtime, 1, []);
  expect(found.map(({ operator, alone }) => [operator.makes[0], alone])).toEqual([[name, true]]);
});

test.each([0, 1, 7, 12, 19])('a chain of 20 is halved, for a fault at %d', async (place) => {
  const runtime = chain({ wrong: [`v${place}`], closed: true });
  expect(await names(runtime, 1, [])).toEqual([`v${place}`]);
  // The whole, five halves, and the operator alone.
  expect(runtime.parts.length).toBeLessThanOrEqual(7);
});

test('a runtime that allows no look inside is cut', async () => {
  const runtime = chain({ wrong: ['v7'], closed: true });
  const { found } = await search(runtime);
  expect(found.map(({ operator, by }) => [operator.makes[0], by])).toEqual([['v7', 'cutting']]);
});

test.each(BLOCKS.map((line) => line.split(' ')[0] ?? ''))(
  '%s is found on a runtime that returns one value at a time from the middle of a graph',
  async (name) => {
    const runtime = fakeRuntime(BLOCKS, ['y', 'z'], { wrong: [name], single: true });
    const { found } = await search(runtime);
    expect(found.map(({ operator, alone }) => [operator.makes[0], alone])).toEqual([[name, true]]);
  },
);

test.each(['v1', 'v7', 'v12', 'v18'])('%s is found from behind where only outputs are returned', async (name) => {
  const runtime = chain({ wrong: [name], sealed: true });
  const { found } = await search(runtime);
  expect(found.map(({ operator, alone }) => [operator.makes[0], alone])).toEqual([[name, true]]);
  // All values, the whole, seven cuts in vain, five from behind, and alone.
  expect(runtime.parts.length).toBeLessThanOrEqual(1 + 1 + 7 + 5 + 1);
});

test.each(['v3', 'v9', 'v16'])('%s is found around what cannot be returned', async (name) => {
  const hidden = ['v6', 'v7', 'v8', 'v9', 'v10', 'v11', 'v12'].filter((one) => one !== name);
  const runtime = chain({ wrong: [name], closed: true, hidden });
  const { found } = await search(runtime);
  expect(found.map(({ operator, alone }) => [operator.makes[0], alone])).toEqual([[name, true]]);
});

test('a fault that hides from looks is found with the operator that is fused into it', async () => {
  const { found } = await search(chain({ fused: ['v7'] }));
  expect(found.map(({ operator, together, by }) => [operator.makes, together.map(({ makes }) => makes), by])).toEqual([
    [['v7'], [['v6']], 'cutting'],
  ]);
});

test.each([
  ['v14', 1],
  ['v13', 2],
  ['v9', 6],
  ['v4', 11],
  ['v0', 15],
])('a fault that comes with what is made at %s is found with the %d operators from there on', async (source, count) => {
  const runtime = chain({ layouts: { v15: source } });
  const [own] = (await search(runtime)).found;
  expect(own?.operator.makes).toEqual(['v15']);
  expect([own?.together[0]?.makes[0], own?.together.length]).toEqual([source, count]);
  // All values, alone, up to five counts and the halves between the last two.
  expect(runtime.parts.length).toBeLessThanOrEqual(2 + 5 + 3);
});

test('of a group that is wrong together, branches that are not needed are left out', async () => {
  const lines = [
    'a = Conv(x, w)',
    'b = Conv(x, w1)',
    'c = Relu(b)',
    'd = Relu(a)',
    'e = Tanh(c)',
    'f = Sigmoid(d)',
    'y = Add(f, e)',
    'z = Relu(y)',
  ];
  const [own] = (await search(fakeRuntime(lines, ['z'], { layouts: { y: 'a' } }))).found;
  expect(own?.operator.makes).toEqual(['y']);
  expect(own?.together.flatMap(({ makes }) => makes)).toEqual(['a', 'd', 'f']);
});

test('behind an operator that was found the search goes on with right values', async () => {
  expect(await names(chain({ wrong: ['v3', 'v9', 'v10', 'v15'] }), 3)).toEqual(['v3', 'v9', 'v10']);
  expect(await names(chain({ wrong: ['v3', 'v9'] }), 3)).toEqual(['v3', 'v9']);
  expect(await names(chain({ wrong: ['v3', 'v9'], closed: true }), 3)).toEqual(['v3', 'v9']);
});

test('what could not be measured before it may be what is wrong, until it is run alone', async () => {
  const [own] = (await search(chain({ wrong: ['v6'], unmeasured: ['v5', 'v6'] }))).found;
  expect(own?.alone).toBe(false);
  expect(own?.operator.makes).toEqual(['v7']);
  expect(own?.together.map(({ makes }) => makes[0])).toEqual(['v6']);
  const [sure] = (await search(chain({ wrong: ['v7'], unmeasured: ['v5', 'v6'] }))).found;
  expect(sure).toMatchObject({ alone: true, between: [] });
});

const SIZED = [
  'a = Conv(x, w)',
  's = Shape(a)',
  'n = Gather(s, w1)',
  'b = Relu(a)',
  'c = Reshape(b, n)',
  'u = DequantizeLinear(w2, w3)',
  'd = MatMul(c, u)',
  'y = Relu(d)',
];

test.each<[string, Faults, string, readonly string[]]>([
  ['what unpacks its weights', { constants: ['u'] }, 'd', ['u']],
  ['sizes that the runtime computes', { sizes: ['c'] }, 'c', ['s', 'n']],
  ['sizes, on a runtime that is cut', { sizes: ['c'], closed: true }, 'c', ['s', 'n']],
  ['sizes, where only outputs are returned', { sizes: ['c'], sealed: true }, 'c', ['s', 'n']],
])('an operator is told from what computes its constants: %s', async (_, faults, name, together) => {
  const [own] = (await search(fakeRuntime(SIZED, ['y'], faults))).found;
  expect(own?.operator.makes).toEqual([name]);
  expect(own).toMatchObject({ alone: false, constantsHeld: false });
  expect(own?.together.flatMap(({ makes }) => makes)).toEqual(together);
});

test('an operator that does not run with sizes that the runtime computes is named, and not certain', async () => {
  // What comes before it does not reach the inputs, so that joining it shows nothing.
  const long = [
    ...Array.from({ length: 40 }, (_, place) => `p${place} = Relu(${place === 0 ? 'x' : `p${place - 1}`})`),
  ];
  const lines = [...long, ...SIZED.map((line) => line.replace('(x, w)', '(p39, w)'))];
  const [own] = (await search(fakeRuntime(lines, ['y'], { unsized: ['c'], closed: true }))).found;
  expect(own?.operator.makes).toEqual(['c']);
  expect(own).toMatchObject({ alone: false, constantsHeld: false, fails: true });
  expect(own?.together.flatMap(({ makes }) => makes)).toEqual(['s', 'n']);
});

test('an operator that is wrong with the constants of the reference too is wrong itself', async () => {
  const [own] = (await search(fakeRuntime(SIZED, ['y'], { wrong: ['d'] }))).found;
  expect(own).toMatchObject({ alone: true, constantsHeld: true, together: [] });
});

test('a graph whose outputs are right has no wrong operator', async () => {
  expect(await search(chain({}))).toMatchObject({ found: [], why: NOT_SHOWN, ran: true });
});

test('why the search ended is said where nothing could be run', async () => {
  const { graph } = chain({});
  const search = await searchOperators(graph, async () => ({ unseen: 'out of memory' }), { slices: [], most: 1 });
  expect(search).toMatchObject({ found: [], why: 'out of memory', ran: false });
});

test('values that do not fit into one look are looked at in several, until one is wrong', async () => {
  const runtime = chain({ wrong: ['v7'] });
  const all = runtime.graph.operators.flatMap(({ makes }) => makes);
  const slices = [all.slice(0, 6), all.slice(6, 12), all.slice(12)];
  expect(await names(runtime, 1, slices)).toEqual(['v7']);
  expect(runtime.parts).toHaveLength(3);
});

const PRODUCTS = ['a = Conv(x, w)', 'b = Relu(a)', 'c = Conv(b, w)', 'd = Relu(c)', 'y = MatMul(d, w)'];

test('products of which the constants are wrong are no precision mode', async () => {
  const unpacked = ['u = Exp(w)', ...PRODUCTS.map((line) => line.replace(', w)', ', u)'))];
  const runtime = fakeRuntime(unpacked, ['y'], { constants: ['u'], bits: 8 });
  const { found } = await search(runtime, 3);
  expect(found.map(({ constantsHeld }) => constantsHeld)).toEqual([false, false, false]);
  expect(flatRise(found, runtime.graph)).toBeNull();
});

test('a precision mode is one whichever of its products is found first', async () => {
  const branches = ['a = MatMul(x, w)', 'b = MatMul(x, w1)', 'c = Tanh(a)', 'd = Relu(b)', 'y = Add(c, d)'];
  const runtime = fakeRuntime(branches, ['y'], { wrong: ['a', 'b'], bits: 8 });
  const { found } = await search(runtime, 3);
  expect(flatRise(found, runtime.graph)).toBe(8);
  expect(flatRise(found.toReversed(), runtime.graph)).toBe(8);
  expect(flatRise(found.slice(0, 1), runtime.graph)).toBeNull();
});

test.each<{ what: string; wrong: string[]; bits: number; expected: number | null }>([
  { what: 'every product', wrong: ['a', 'c', 'y'], bits: 8, expected: 8 },
  { what: 'the first product alone', wrong: ['a'], bits: 8, expected: null },
  { what: 'from the second product on', wrong: ['c', 'y'], bits: 8, expected: null },
  { what: 'not the second product', wrong: ['a', 'y'], bits: 8, expected: null },
  { what: 'every product, of which too little is left for rounding', wrong: ['a', 'c', 'y'], bits: 4, expected: null },
])('a precision mode is wrong at every product: $what', async ({ wrong, bits, expected }) => {
  const runtime = fakeRuntime(PRODUCTS, ['y'], { wrong, bits });
  const { found } = await search(runtime, 3);
  expect(flatRise(found, runtime.graph)).toBe(expected);
});
