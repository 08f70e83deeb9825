import type { ByteReader } from '../../bytes/byte-reader.js';
import { describeFile } from '../../bytes/describe-file.js';
import { readHead } from '../../bytes/file-head.js';
import { readZipEntry, type ZipEntry } from '../../bytes/zip-archive.js';
import { pytorchArchive } from '../../formats/pytorch/archive.js';
import { codeInProgram } from '../../formats/pytorch/code-in-program.js';
import { narrowPrecisionOf } from '../../formats/pytorch/narrow-precision.js';
import { type Program, programSchema } from '../../formats/pytorch/program-schema.js';
import { programSignature } from '../../formats/pytorch/program-signature.js';
import { countOperators, type OperatorCount } from '../../onnx/operator-counts.js';
import type { Fault, NarrowPrecision, Signature } from '../../types.js';
import type { FormatReader } from './format-reader.js';

/** The longest description that is read: about 20,000 operators. Beyond it, goldens have to define the inputs. */
const LARGEST = 32 << 20;
const NEXT = 'export the model again with torch.export.save and compare the size of the file';

/** What torch.export.save writes: an archive with the program as JSON, which is read, beside its weights. */
export const exportedProgramReader: FormatReader = {
  format: 'exported-program',
  extensions: ['.pt2'],

  recognises: (path, head) => pytorchArchive(path, head)?.kind === 'exported-program',

  read(path) {
    const head = readHead(path);
    if ('fault' in head) return head;
    const archive = pytorchArchive(path, head.bytes);
    if (archive?.program === undefined) return { fault: whyNot(archive?.kind) };
    const { program } = archive;
    const read = describeFile(path, (file) => {
      const content = descriptionIn(file, program);
      return { ...described(content), code: codeInProgram(file, content) };
    });
    if ('fault' in read) return read;
    const { signature, operators, narrow, batchStatistics, code } = read;
    return {
      format: 'exported-program',
      signature,
      companions: [],
      ...(operators !== null && { operators }),
      ...(narrow !== null && { narrow }),
      ...(batchStatistics > 0 && { batchStatistics }),
      ...(code.length > 0 && { code }),
    };
  },
};

function whyNot(kind: 'torchscript' | 'exported-program' | 'compiled' | 'pickle' | undefined): Fault {
  switch (kind) {
    case 'compiled':
      return {
        what: 'the file holds machine code (AOTInductor), not an exported program',
        next: 'commit the file of torch.export.save from before the compilation',
      };
    case 'torchscript':
      return { what: 'the file is TorchScript, not an exported program', next: 'rename it to .pt' };
    case 'pickle':
      return { what: 'the file holds weights or pickled objects, not an exported program', next: NEXT };
    default:
      return { what: 'the file is truncated or damaged', why: 'it cannot be read as a PyTorch archive', next: NEXT };
  }
}

/** The description, parsed; undefined where it is too long, nested too deeply, or no JSON. */
function descriptionIn(file: ByteReader, entry: ZipEntry): unknown {
  if (entry.bytes > LARGEST) return undefined;
  try {
    return JSON.parse(readZipEntry(file, entry, LARGEST).toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
}

interface Described {
  readonly signature: Signature | null;
  readonly operators: readonly OperatorCount[] | null;
  readonly narrow: NarrowPrecision | null;
  readonly batchStatistics: number;
}

/** A description in the layout of another release, or nested without end, leaves the signature unknown. */
function described(content: unknown): Described {
  try {
    const program = programSchema.safeParse(content).data;
    if (program === undefined) return OPEN;
    return {
      signature: programSignature(program),
      operators: operatorsOf(program),
      narrow: narrowPrecisionOf(content),
      batchStatistics: inTrainingMode(program),
    };
  } catch (error) {
    if (error instanceof RangeError) return OPEN;
    throw error;
  }
}

const OPEN: Described = { signature: null, operators: null, narrow: null, batchStatistics: 0 };

const OPERATOR = /^torch\.ops\.(\w+)\.([\w.]+?)(?:\.default)?$/;

function operatorsOf({ graph_module: { graph } }: Program): readonly OperatorCount[] {
  return countOperators(
    graph.nodes.map(({ target }) => {
      const [, domain = '', type = target] = OPERATOR.exec(target) ?? [];
      return { domain, type };
    }),
  );
}

const NORMALISATION =
  /^torch\.ops\.aten\.(?:batch_norm|_batch_norm_with_update\w*|native_batch_norm|_native_batch_norm_legit\w*|cudnn_batch_norm|miopen_batch_norm)\./;

/** How many normalisations compute with the statistics of the batch at hand: the program was exported as it trains. */
function inTrainingMode({ graph_module: { graph } }: Program): number {
  return graph.nodes.filter(
    ({ target, inputs = [] }) =>
      NORMALISATION.test(target) &&
      (target.includes('_with_update') ||
        inputs.some((one) => 'name' in one && one.name === 'training' && one.arg.as_bool)),
  ).length;
}
