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

export interface Script {
  readonly text: string;
  /** Commands that install what it needs and run it. */
  readonly commands: string;
  /** What it needs besides, and how it ends. */
  readonly ends: string;
}

/**
 * `run.py`: runs the operator on the runtime without the gate. Its own lines for a runtime or converter are in a file of
 * the adapter's name beside its folder (`scripts/<id>.py`). Without them, the script compares outputs that were made by
 * hand, and says how.
 */
export async function runScript(
  { question }: ReplayedOperator,
  { title, requirements, assets }: ScriptParts,
): Promise<Script> {
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
  const packages = written ? requirements : ['numpy'];
  const commands = `pip install ${packages.map(quoted).join(' ')}\npython run.py${written ? '' : ' outputs.npz'}`;
  const ends = written ? ENDS : ENDS_BY_HAND;
  const text = [
    header(column.runtime, packages),
    `"""${title.replaceAll('\\', '\\\\').replaceAll('"""', "'''")}\n\n${commands.replace(/^/gm, '    ')}\n\n${ends}\n"""`,
    '',
    imports(parts),
    ...(written ? [] : ['', `ADVICE = """${advice(question)}"""`]),
    ...parts.map(({ body }) => `\n${body}`),
    '\nif __name__ == "__main__":',
    end,
    '',
  ].join('\n');
  return { text, commands, ends };
}

const ENDS = 'Its exit status is 1 while the fault shows, 0 when it is gone, and 125 when the operator cannot be run.';
const ENDS_BY_HAND = `outputs.npz has what the runtime makes of the model; without it, the script says how to make it.
The exit status is 1 while the fault shows, 0 when it is gone, and 2 without the outputs.`;

/** For a shell. */
const quoted = (requirement: string) => (/[;\s[]/.test(requirement) ? JSON.stringify(requirement) : requirement);

function header({ language, requiresPython }: AdapterFacts, packages: readonly string[]): string {
  const python = language === 'python' && requiresPython !== '' ? requiresPython : '>=3.10';
  const list = packages.map((one) => JSON.stringify(one)).join(', ');
  return `# /// script\n# requires-python = "${python}"\n# dependencies = [${list}]\n# ///`;
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
