import { describe, expect, test } from 'vitest';
import type { ConverterFacts } from '../../src/adapters/define.js';
import { configSchema } from '../../src/config/schema.js';
import { messageOf } from '../../src/errors.js';
import { columnsOf } from '../../src/plan/column.js';
import {
  checkConverterOptions,
  findRoute,
  type RouteTarget,
  routeFinder,
  routesByCost,
  targetOf,
} from '../../src/plan/routes.js';
import type { Format } from '../../src/types.js';
import { converter, float32, form, model, planned, runtime, signature } from './facts.js';

const column = (reads: readonly Format[], entry: object = {}, converters: readonly ConverterFacts[] = []) => {
  const facts = runtime('engine', { reads });
  const { runtimes } = configSchema.parse({ runtimes: [{ use: 'engine', ...entry }] });
  const [made] = columnsOf(runtimes, [facts], '/repository', converters);
  if (made === undefined) throw new Error('a column');
  return made;
};
const onnx = form('a.onnx', { format: 'onnx', signature: signature(float32), companions: [] });
const ort = form('a.ort', { format: 'ort', signature: signature(float32), companions: [] });

function route(
  forms: readonly (typeof onnx)[],
  to: ReturnType<typeof column>,
  converters: readonly ConverterFacts[],
): string | null {
  const found = findRoute(forms, targetOf(to), converters, 'linux-x64');
  return found === null ? null : [found.form.path, ...found.steps.map(({ converter: { id } }) => id)].join(' → ');
}

describe('the way from a form to a runtime', () => {
  test('is the cheapest', () => {
    const long = [converter('onnx', 'tvm'), converter('tvm', 'iree')];
    expect(route([onnx], column(['iree']), long)).toBe('a.onnx → tvm-from-onnx → iree-from-tvm');
    expect(route([onnx], column(['iree']), [...long, converter('onnx', 'iree')])).toBe('a.onnx → iree-from-onnx');
    expect(route([onnx], column(['iree']), [...long, converter('onnx', 'iree', { cost: 5 })])).toBe(
      'a.onnx → tvm-from-onnx → iree-from-tvm',
    );
  });

  test('is found for each target, whatever was asked before', () => {
    const [long, onward, short] = [converter('onnx', 'tvm'), converter('tvm', 'iree'), converter('onnx', 'iree')];
    const routesTo = routeFinder([long, onward, short], 'linux-x64');
    const stepsTo = (target: ReturnType<typeof column>) =>
      routesTo([onnx], targetOf(target)).map(({ steps }) => steps.map(({ converter: { id } }) => id).join(' → '));
    const through = column(['iree'], { through: [long.id] }, [long, onward, short]);
    for (const _ of ['first', 'again']) {
      expect(stepsTo(column(['iree']))).toEqual(['iree-from-onnx', 'tvm-from-onnx → iree-from-tvm']);
      expect(stepsTo(through)).toEqual(['tvm-from-onnx → iree-from-tvm']);
      expect(stepsTo(column(['tvm']))).toEqual(['tvm-from-onnx']);
    }
  });

  test('of equally cheap ones takes fewer steps, then the earlier form, then the converter that comes first', () => {
    const two = [converter('onnx', 'tvm'), converter('tvm', 'iree'), converter('onnx', 'iree', { cost: 2 })];
    expect(route([onnx], column(['iree']), two)).toBe('a.onnx → iree-from-onnx');
    const both = [converter('onnx', 'mnn'), converter('ort', 'mnn')];
    expect(route([ort, onnx], column(['mnn']), both)).toBe('a.ort → mnn-from-ort');
    expect(route([onnx, ort], column(['mnn']), both)).toBe('a.onnx → mnn-from-onnx');
    const own = converter('onnx', 'mnn', { id: 'z-own' });
    expect(route([onnx], column(['mnn']), [own, converter('onnx', 'mnn')])).toBe('a.onnx → z-own');
    expect(route([onnx], column(['mnn']), [converter('onnx', 'mnn'), own])).toBe('a.onnx → mnn-from-onnx');
  });

  test('goes in circles for nothing, and past converters that are not made for this platform', () => {
    expect(route([onnx], column(['mnn']), [converter('onnx', 'ort'), converter('ort', 'onnx')])).toBeNull();
    expect(route([onnx], column(['mnn']), [converter('onnx', 'mnn', { platforms: ['darwin-arm64'] })])).toBeNull();
    expect(route([onnx], column(['mnn']), [])).toBeNull();
  });

  test('is not looked for where the column takes committed files only', () => {
    const plan = (more: object) => {
      const to = column(['mnn'], more);
      const runtimes = [to.runtime];
      return planned([model('net', signature(float32))], [to], { runtimes, converters: [converter('onnx', 'mnn')] })
        .models[0]?.cells[0];
    };
    expect(plan({})).toMatchObject({ kind: 'run' });
    expect(plan({ convert: false })).toMatchObject({
      state: 'unsupported',
      fault: { why: 'the model is committed as onnx, and this column runs committed files only' },
    });
  });

  test('carries the options of the column, the defaults filled in', () => {
    const to = column(['mnn'], { converters: { 'mnn-from-onnx': { fp16: true } } });
    const converters = [converter('onnx', 'mnn')];
    expect(findRoute([onnx], targetOf(to), converters, 'linux-x64')?.steps[0].options).toEqual({ fp16: true });
    expect(findRoute([onnx], targetOf(column(['mnn'])), converters, 'linux-x64')?.steps[0].options).toEqual({
      fp16: false,
    });
  });
});

describe('the routes to a runtime', () => {
  const routes = (
    forms: readonly (typeof onnx)[],
    to: ReturnType<typeof column>,
    converters: readonly ConverterFacts[],
  ): string[] =>
    routesByCost(forms, targetOf(to), converters, 'linux-x64').map(({ form: { path }, steps }) =>
      [path, ...steps.map(({ converter: { id } }) => id)].join(' → '),
    );

  test('are ranked by cost, from every form, and visit no format twice', () => {
    const converters = [
      converter('onnx', 'tvm'),
      converter('tvm', 'mnn'),
      converter('onnx', 'mnn', { cost: 3 }),
      converter('tvm', 'onnx'),
      converter('ort', 'tvm', { cost: 2 }),
    ];
    expect(routes([onnx, ort], column(['mnn']), converters)).toEqual([
      'a.onnx → tvm-from-onnx → mnn-from-tvm',
      'a.onnx → mnn-from-onnx',
      'a.ort → tvm-from-ort → mnn-from-tvm',
      'a.ort → tvm-from-ort → onnx-from-tvm → mnn-from-onnx',
    ]);
  });

  test('lead on from a format that the runtime reads, but not by a step that it makes by itself when it loads', () => {
    const converters = [
      converter('keras', 'saved-model'),
      converter('saved-model', 'openvino-ir', { package: 'engine' }),
      converter('saved-model', 'onnx', { cost: 2 }),
    ];
    const keras = form('a.keras', { format: 'keras', signature: signature(float32), companions: [] });
    expect(routes([keras], column(['onnx', 'openvino-ir', 'saved-model']), converters)).toEqual([
      'a.keras → saved-model-from-keras',
      'a.keras → saved-model-from-keras → onnx-from-saved-model',
    ]);
    expect(routes([keras], column(['openvino-ir']), converters)).toEqual([
      'a.keras → saved-model-from-keras → openvino-ir-from-saved-model',
    ]);
  });

  test('are a single one where the column names its converters', () => {
    const converters = [
      converter('onnx', 'tvm'),
      converter('tvm', 'mnn'),
      converter('tvm', 'ort'),
      converter('ort', 'mnn'),
    ];
    expect(routes([onnx], column(['mnn']), converters)).toHaveLength(2);
    expect(routes([onnx], column(['mnn'], { through: ['tvm-from-onnx'] }, converters), converters)).toEqual([
      'a.onnx → tvm-from-onnx → mnn-from-tvm',
    ]);
  });
});

test('a converter follows the release of the runtime that it belongs to', () => {
  const follower = converter('onnx', 'iree', { follows: 'engine' });
  const released = (version: string | undefined, one: ConverterFacts) =>
    findRoute([onnx], targetOf(column(['iree'], version === undefined ? {} : { version })), [one], 'linux-x64')
      ?.steps[0].version;
  expect(released('3.4.0', follower)).toBe('3.4.0');
  expect(released(undefined, follower)).toBeUndefined();
  expect(released('3.4.0', converter('onnx', 'iree'))).toBeUndefined();
});

describe('a way through converters that the column asks for', () => {
  const half = converter('onnx', 'onnx', { id: 'onnx-float16', precision: 'f16' });
  const older = converter('onnx', 'onnx', { id: 'onnx-opset' });
  const int8 = converter('onnx', 'onnx', { id: 'onnx-int8', precision: 'int8' });
  const all = [half, int8, older, converter('onnx', 'mnn'), converter('tflite', 'onnx'), converter('mnn', 'ncnn')];
  const tflite = form('a.tflite', { format: 'tflite', signature: signature(float32), companions: [] });
  const asks = (reads: readonly Format[], ...through: string[]) => column(reads, { through }, all);
  const refusal = (reads: readonly Format[], entry: object) => {
    try {
      return column(reads, entry, all).precision;
    } catch (error) {
      return messageOf(error);
    }
  };

  test('passes them in their order, with what is needed before, between and behind them', () => {
    expect(route([onnx], asks(['onnx'], 'onnx-float16'), all)).toBe('a.onnx → onnx-float16');
    expect(route([onnx], asks(['onnx'], 'onnx-opset', 'onnx-float16'), all)).toBe('a.onnx → onnx-opset → onnx-float16');
    expect(route([onnx], asks(['ncnn'], 'onnx-float16'), all)).toBe(
      'a.onnx → onnx-float16 → mnn-from-onnx → ncnn-from-mnn',
    );
    expect(route([tflite], asks(['onnx'], 'onnx-opset'), all)).toBe('a.tflite → onnx-from-tflite → onnx-opset');
    expect(route([tflite, onnx], asks(['onnx'], 'onnx-opset'), all)).toBe('a.onnx → onnx-opset');
    expect(route([onnx], asks(['onnx'], 'onnx-opset', 'onnx-opset'), all)).toBe('a.onnx → onnx-opset → onnx-opset');
  });

  test('is never taken unasked, and is null where the forms lead nowhere', () => {
    expect(route([onnx], column(['mnn'], {}, all), all)).toBe('a.onnx → mnn-from-onnx');
    expect(route([ort], asks(['onnx'], 'onnx-opset'), all)).toBeNull();
  });

  test('declares the coarsest arithmetic of its steps, or what the config says if that is no finer', () => {
    expect(asks(['onnx'], 'onnx-opset').precision).toBe('f32');
    expect(asks(['onnx'], 'onnx-float16').precision).toBe('f16');
    expect(asks(['onnx'], 'onnx-int8', 'onnx-float16').precision).toBe('int8');
    expect(refusal(['onnx'], { through: ['onnx-float16'], precision: 'bf16' })).toBe('bf16');
    expect(refusal(['onnx'], { through: ['onnx-float16'], precision: 'f32' })).toMatch(
      /engine cannot have the precision f32.*its route includes onnx-float16, which reduces the precision to f16.*declare `precision: f16`/s,
    );
  });

  test('is refused for an unknown converter, and for one that leads nowhere', () => {
    expect(refusal(['onnx'], { through: ['onnx-flot16'] })).toMatch(
      /no converter is called "onnx-flot16"; did you mean "onnx-float16"/,
    );
    expect(refusal(['tvm'], { through: ['onnx-float16'] })).toMatch(
      /no route leads from onnx-float16 to engine.*no converter turns that into tvm/s,
    );
    expect(refusal(['ncnn'], { through: ['mnn-from-onnx', 'onnx-float16'] })).toMatch(
      /onnx-float16 cannot follow mnn-from-onnx.*no route leads from mnn to onnx/s,
    );
  });
});

describe('a planned cell', () => {
  const waysOf = (entry: object, reads: readonly Format[]) => {
    const converters = [
      converter('onnx', 'ort'),
      converter('onnx', 'mnn'),
      converter('onnx', 'onnx', { id: 'onnx-opset' }),
      converter('tflite', 'onnx'),
    ];
    const made = column(reads, entry, converters);
    const models = [model('m', signature(float32))];
    const cell = planned(models, [made], { runtimes: [made.runtime], converters }).models[0]?.cells[0];
    if (cell === undefined) throw new Error('a cell');
    return cell.kind === 'skip' ? cell.fault.what : cell.route.map(({ converter: { id } }) => id);
  };

  test('runs what is committed rather than what is made from it, unless the config says otherwise', () => {
    expect(waysOf({}, ['ort', 'onnx'])).toEqual([]);
    expect(waysOf({ format: 'ort' }, ['ort', 'onnx'])).toEqual(['ort-from-onnx']);
    expect(waysOf({}, ['mnn'])).toEqual(['mnn-from-onnx']);
  });

  test('has other routes, unless the column chooses one by its converters or their options', () => {
    const converters = [converter('onnx', 'mnn'), converter('onnx', 'ort'), converter('ort', 'mnn')];
    const othersOf = (entry: object) => {
      const made = column(['mnn'], entry, converters);
      const models = [model('m', signature(float32))];
      const cell = planned(models, [made], { runtimes: [made.runtime], converters }).models[0]?.cells[0];
      return cell?.kind === 'run'
        ? cell.otherRoutes.map(({ steps }) => steps.map(({ converter: { id } }) => id))
        : null;
    };
    expect(othersOf({})).toEqual([['ort-from-onnx', 'mnn-from-ort']]);
    expect(othersOf({ converters: { 'mnn-from-ort': { fp16: true } } })).toHaveLength(1);
    expect(othersOf({ converters: { 'mnn-from-onnx': { fp16: true } } })).toEqual([]);
    expect(othersOf({ through: ['mnn-from-onnx'] })).toEqual([]);
  });

  test('is unsupported where no converter leads', () => {
    expect(waysOf({}, ['tvm'])).toBe('ENGINE reads only tvm');
    expect(waysOf({ format: 'tvm' }, ['tvm', 'onnx'])).toBe('column engine runs only tvm');
  });

  test('never runs what is committed where the column goes through a converter', () => {
    expect(waysOf({ through: ['onnx-opset'] }, ['onnx'])).toEqual(['onnx-opset']);
    expect(waysOf({ through: ['onnx-opset'], format: 'ort' }, ['ort', 'onnx'])).toEqual([
      'onnx-opset',
      'ort-from-onnx',
    ]);
    expect(waysOf({ through: ['onnx-from-tflite'] }, ['onnx'])).toBe('no route leads through onnx-from-tflite');
  });

  test('is refused a format that its runtime does not read', () => {
    expect(() => waysOf({ format: 'tvm' }, ['onnx'])).toThrow('ENGINE does not read tvm');
  });
});

describe('what the config asks of converters', () => {
  const check = (asked: object) => {
    try {
      checkConverterOptions([column(['mnn'], { converters: asked })], [converter('onnx', 'mnn')]);
      return 'accepted';
    } catch (error) {
      return messageOf(error);
    }
  };

  test('is checked, whether a route takes them or not', () => {
    expect(check({ 'mnn-from-onnx': { fp16: true } })).toBe('accepted');
    expect(check({ 'mn-from-onnx': {} })).toMatch(
      /no converter is called "mn-from-onnx"; did you mean "mnn-from-onnx"/,
    );
    expect(check({ 'mnn-from-onnx': { fp61: true } })).toMatch(/unknown option "fp61"; did you mean "fp16"/);
    expect(check({ 'mnn-from-onnx': { fp16: 'yes' } })).toMatch(/option fp16 must be a boolean, not "yes"/);
  });
});

test('converters are asked for the sizes of the golden cases where the runtime takes fixed ones only', () => {
  const spec = { type: 'string', values: ['open', 'golden'], default: 'open', description: 'Open sizes' } as const;
  const able = converter('onnx', 'iree', { options: { sizes: spec } });
  const sizes = (fixedSizes: boolean, one: ConverterFacts, converters: RouteTarget['converters'] = {}) => {
    const target: RouteTarget = { id: 'c', formats: ['iree'], fixedSizes, converters };
    return findRoute([onnx], target, [one], 'linux-x64')?.steps[0].options;
  };
  expect(sizes(true, able)).toEqual({ sizes: 'golden' });
  expect(sizes(false, able)).toEqual({ sizes: 'open' });
  expect(sizes(true, able, { 'iree-from-onnx': { sizes: 'open' } })).toEqual({ sizes: 'open' });
  expect(sizes(true, converter('onnx', 'iree'))).not.toHaveProperty('sizes');
});
