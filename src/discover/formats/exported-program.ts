import { describeFile } from '../../bytes/describe-file.js';
import { readZipEntry, type ZipEntry } from '../../bytes/zip-archive.js';
import { pytorchArchive } from '../../formats/pytorch/archive.js';
import { type Program, programSchema } from '../../formats/pytorch/program-schema.js';
import { programSignature } from '../../formats/pytorch/program-signature.js';
import { countOperators, type OperatorCount } from '../../onnx/operator-counts.js';
import type { Fault, Signature } from '../../types.js';
import { readHead } from '../file-head.js';
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
    const { signature, operators } = described(path, archive.program);
    return { format: 'exported-program', signature, companions: [], ...(operators !== null && { operators }) };
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

interface Described {
  readonly signature: Signature | null;
  readonly operators: readonly OperatorCount[] | null;
}

const OPEN: Described = { signature: null, operators: null };

/** A description that is too long, or in the layout of another release, leaves the signature unknown. */
function described(path: string, entry: ZipEntry): Described {
  const read = describeFile(path, (file) => parsed(readZipEntry(file, entry, LARGEST).toString('utf8')));
  return 'fault' in read ? OPEN : read;
}

function parsed(text: string): Described {
  try {
    const program = programSchema.safeParse(JSON.parse(text));
    if (!program.success) return OPEN;
    return { signature: programSignature(program.data), operators: operatorsOf(program.data) };
  } catch (error) {
    // RangeError: nested deeper than any program.
    if (error instanceof SyntaxError || error instanceof RangeError) return OPEN;
    throw error;
  }
}

const OPERATOR = /^torch\.ops\.(\w+)\.([\w.]+?)(?:\.default)?$/;

function operatorsOf({ graph_module: { graph } }: Program): readonly OperatorCount[] {
  return countOperators(
    graph.nodes.map(({ target }) => {
      const [, domain = '', type = target] = OPERATOR.exec(target) ?? [];
      return { domain, type };
    }),
  );
}
