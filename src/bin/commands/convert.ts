import { Command, InvalidArgumentError, Option } from 'commander';
import { convertModel } from '../../convert.js';
import { terminalLines } from '../../report/escape.js';
import { FORMATS, type Format, type Options, type OptionValue } from '../../types.js';
import {
  allowCodeOption,
  type CommonOptions,
  configOption,
  noCacheOption,
  requestOf,
  sandboxOption,
} from './options.js';
import { withHost } from './with-host.js';

interface ConvertOptions extends CommonOptions {
  readonly to: Format;
  readonly out: string;
  readonly through?: readonly string[];
  readonly set?: Readonly<Record<string, Options>>;
}

/** `portability convert`: what a cell would run, as a file to inspect. */
export function convertCommand(assets: string): Command {
  return new Command('convert')
    .description('convert one model as a cell would, and keep the result')
    .argument('<model>', 'id of the model')
    .addOption(new Option('-t, --to <format>', 'target format').choices([...FORMATS]).makeOptionMandatory())
    .requiredOption('-o, --out <folder>', 'output folder, new or empty')
    .option('--through <converters...>', 'converters that the route must include, in order')
    .addOption(new Option('--set <converter.option=value...>', 'options of converters').argParser(setting))
    .addOption(configOption)
    .addOption(sandboxOption)
    .addOption(allowCodeOption)
    .addOption(noCacheOption)
    .addHelpText(
      'after',
      '\nExamples:\n  portability convert detector --to tflite --out converted\n  portability convert detector --to openvino-ir --out fp16 \\\n    --set openvino-ir-from-onnx.compress-to-fp16=true',
    )
    .action((model: string, options: ConvertOptions) =>
      withHost(assets, false, async (host, { print }) => {
        const { to, out, through = [], set = {} } = options;
        const { route, path } = await convertModel(
          { ...requestOf([], options), model, to, out, through, options: set },
          host,
        );
        print(`${terminalLines([...route, path].join('\n'))}\n`);
        return 0;
      }),
    );
}

/** `converter.option=value`, several times. */
function setting(text: string, before: ConvertOptions['set'] = {}): NonNullable<ConvertOptions['set']> {
  const [, converter, option, value] = /^([^.=]+)\.([^=]+)=(.*)$/s.exec(text) ?? [];
  if (converter === undefined || option === undefined || value === undefined)
    throw new InvalidArgumentError('give converter.option=value, as in onnx-opset.opset=18');
  return { ...before, [converter]: { ...before[converter], [option]: typed(value) } };
}

function typed(value: string): OptionValue {
  if (value === 'true' || value === 'false') return value === 'true';
  return /^-?\d+$/.test(value) ? Number(value) : value;
}
