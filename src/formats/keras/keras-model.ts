import type { ByteReader } from '../../bytes/byte-reader.js';
import { describeFile } from '../../bytes/describe-file.js';
import { damaged, Malformed } from '../../bytes/malformed.js';
import { readZipEntry, zipEntries } from '../../bytes/zip-archive.js';
import type { Fault } from '../../types.js';
import { checkWhole, HDF5_SIGNATURE, rootText, textOf } from './hdf5-attributes.js';
import { describeKeras, type KerasArchitecture } from './keras-config.js';

/** The entry of a `.keras` archive that holds the architecture, and the attribute of an HDF5 file that does. */
const CONFIG_ENTRY = 'config.json';
const CONFIG_ATTRIBUTE = 'model_config';
/** Where an archive keeps its weights: in one file, or in one that is split by a number in its name. */
const WEIGHTS = /^model\.weights(_\w+)?\.(h5|json)$/;
/** The largest networks write a few MB. */
const MAX_CONFIG = 1 << 26;
const ZIP = Buffer.from('PK\x03\x04', 'latin1');
const NEXT = 'save the whole model again: model.save("model.keras")';

/** Whether the content is a whole Keras model: an archive of Keras 3, or an HDF5 file with an architecture. */
export function isKerasModel(path: string, head: Uint8Array): boolean {
  if (!startsWith(head, ZIP) && !isHdf5(head)) return false;
  const looks = isHdf5(head) ? hasArchitecture : isArchive;
  return describeFile(path, looks) === true;
}

/** Why an HDF5 file, which Keras may have written, is not a model; null for all other content. */
export function weightsOnlyFault(head: Uint8Array): Fault | null {
  if (!isHdf5(head)) return null;
  return {
    what: 'the HDF5 file holds no architecture',
    why: 'it has only weights (model.save_weights), or was not written by Keras',
    next: NEXT,
  };
}

/** Reads the description of the model at `path` (absolute) in bounded memory. None of its code is run. */
export function readKerasModel(path: string): KerasArchitecture | { readonly fault: Fault } {
  return describeFile(path, describe, { next: NEXT });
}

function describe(file: ByteReader): KerasArchitecture {
  const hdf5 = isHdf5(file.read(0, Math.min(HDF5_SIGNATURE.length, file.size)));
  if (hdf5) checkWhole(file);
  const described = describeKeras(parsed(hdf5 ? configInHdf5(file) : configInArchive(file)));
  if (described === null) throw damaged('its architecture is not a Keras configuration');
  return described;
}

function isArchive(file: ByteReader): boolean {
  const names = zipEntries(file).map(({ name }) => name);
  return names.includes(CONFIG_ENTRY) && names.some((name) => WEIGHTS.test(name));
}

function hasArchitecture(file: ByteReader): boolean {
  return rootText(file, CONFIG_ATTRIBUTE) !== null;
}

function configInArchive(file: ByteReader): string {
  const entry = zipEntries(file).find(({ name }) => name === CONFIG_ENTRY);
  if (entry === undefined)
    throw new Malformed('the file is not a Keras archive', { why: `the archive has no ${CONFIG_ENTRY}` });
  return readZipEntry(file, entry, MAX_CONFIG).toString('utf8');
}

function configInHdf5(file: ByteReader): string {
  const place = rootText(file, CONFIG_ATTRIBUTE);
  if (place === null)
    throw new Malformed('the HDF5 file holds no architecture', { why: `it has no attribute ${CONFIG_ATTRIBUTE}` });
  return textOf(file, place, MAX_CONFIG);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const isHdf5 = (head: Uint8Array): boolean => startsWith(head, HDF5_SIGNATURE);

function startsWith(head: Uint8Array, bytes: Buffer): boolean {
  return Buffer.from(head.subarray(0, bytes.length)).equals(bytes);
}
