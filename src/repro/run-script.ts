import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { AdapterFacts } from '../adapters/define.js';
import type { ReplayedOperator } from '../replay/replay-operator.js';

/** What a script is made from. */
export interface ScriptParts {
  readonly title: string;
  readonly requirements: readonly string[];
  /** Folder of the gate's own files. */
  readonly assets: string;
}

/**
 * `run.py`: runs the operator on the runtime without the gate. Its own lines for a runtime or converter are in a file of
 * the adapter's name beside its folder (`scripts/<id>.py`). Without them, the script compares outputs that were made by
 * hand, and says how.
 */
export async function runScript(
  { question }: ReplayedOperator,
  { title, requirements, assets }: ScriptParts,
): Promise<string> {
  const { column, route } = question;
  const converters = await Promise.all(route.map(({ converter }) => linesOf(converter)));
  const run = await linesOf(column.runtime);
  const common = partOf(await readFile(join(assets, 'repro', 'script.py'), 'utf8'));
  const written = [run, ...converters].every((part) => part !== null);
  const parts = written
    ? [...converters.map((part, place) => named(part ?? NOTHING, place)), run ?? NOTHING, common]
    : [common];
  const steps = route.map((_, place) => `convert_${place + 1}`).join(', ');
  const end = written ? `    sys.exit(main([${steps}], run))` : `    sys.exit(main_by_hand(sys.argv[1:], ADVICE))`;
  return [
    header(column.runtime, requirements),
    `"""${title.replaceAll('\\', '\\\\').replaceAll('"""', "'''")}\n\n${installation(column.runtime, requirements)}\n\nIts exit status is 1 while the fault shows, 0 when it is gone, and 125 when the operator cannot be run.\n"""`,
    '',
    imports(parts),
    ...(written ? [] : ['', `ADVICE = """${advice(question)}"""`]),
    ...parts.map(({ body }) => `\n${body}`),
    '\nif __name__ == "__main__":',
    end,
    '',
  ].join('\n');
}

function header({ language, requiresPython }: AdapterFacts, requirements: readonly string[]): string {
  const python = language === 'python' && requiresPython !== '' ? requiresPython : '>=3.10';
  const packages = language === 'python' ? requirements : ['numpy'];
  const list = packages.map((one) => JSON.stringify(one)).join(', ');
  return `# /// script\n# requires-python = "${python}"\n# dependencies = [${list}]\n# ///`;
}

function installation({ language }: AdapterFacts, requirements: readonly string[]): string {
  if (language !== 'python') return '    pip install numpy\n    python run.py outputs.npz';
  return `    pip install ${requirements.map((one) => (/[;\s[]/.test(one) ? JSON.stringify(one) : one)).join(' ')}\n    python run.py`;
}

function advice({ column, route }: ReplayedOperator['question']): string {
  const steps =
    route.length === 0
      ? ''
      : ` after converting it with ${route.map(({ converter }) => converter.title).join(' and ')}`;
  return [
    `Run model.onnx on ${column.runtime.title}${steps}, with the arrays of inputs.npz as its inputs.`,
    'Save its outputs with numpy.savez, under the names that reference.npz has.',
    'Then: python run.py outputs.npz',
  ].join('\n');
}

/** Python in parts: a script has all imports in front. */
interface Part {
  readonly imports: readonly string[];
  readonly body: string;
}

const NOTHING: Part = { imports: [], body: '' };

async function linesOf({ file, id }: AdapterFacts): Promise<Part | null> {
  if (file === undefined) return null;
  const text = await readFile(join(dirname(file), '..', 'scripts', `${id}.py`), 'utf8').catch(() => null);
  return text === null ? null : partOf(text);
}

/** Without the text in front, and without the lines that run a file by itself. */
function partOf(text: string): Part {
  const code = text.replace(/^"""[\s\S]*?"""\n/, '').replace(/\nif __name__ == "__main__":[\s\S]*$/, '\n');
  const lines = code.split('\n');
  const isImport = (line: string) => /^(import|from) /.test(line);
  return {
    imports: lines.filter(isImport),
    body: `\n${lines
      .filter((line) => !isImport(line))
      .join('\n')
      .trim()}`,
  };
}

function named({ imports: own, body }: Part, place: number): Part {
  return { imports: own, body: body.replace('def convert(', `def convert_${place + 1}(`) };
}

const STANDARD = ['json', 'os', 'pathlib', 'sys', 'tempfile', 'traceback'];

/** Python's own first. */
function imports(parts: readonly Part[]): string {
  const all = [...new Set(parts.flatMap((part) => part.imports))].sort();
  const isStandard = (line: string) => STANDARD.includes(line.split(' ')[1] ?? '');
  return [...all.filter(isStandard), '', ...all.filter((line) => !isStandard(line))].join('\n');
}
