/** Keras archives without weights, as Keras writes them: the configuration of an architecture in a zip archive. */
import { readFileSync } from 'node:fs';
import type { DType } from '../../src/tensor/dtype.js';
import { storedZip } from './stored-zip.js';

const fixtures = new URL('../adapters/fixtures/keras/', import.meta.url);

/** A fixture that make_fixtures.py has written. */
export function kerasFixture(name: string): Uint8Array {
  return Buffer.from(readFileSync(new URL(`${name}.base64`, fixtures), 'latin1'), 'base64');
}

/** `x` → `y` through one layer or operation without weights. */
export function kerasOneLayer(dtype: DType, layer: Record<string, unknown>, shape: readonly (number | null)[]) {
  const input = {
    module: 'keras.layers',
    class_name: 'InputLayer',
    config: { batch_shape: shape, dtype, sparse: false, ragged: false, name: 'x' },
    registered_name: null,
    name: 'x',
    inbound_nodes: [],
  };
  const tensor = { class_name: '__keras_tensor__', config: { shape, dtype, keras_history: ['x', 0, 0] } };
  const config = {
    module: 'keras.src.models.functional',
    class_name: 'Functional',
    config: {
      name: 'network',
      trainable: true,
      layers: [
        input,
        { registered_name: null, name: 'last', inbound_nodes: [{ args: [tensor], kwargs: {} }], ...layer },
      ],
      input_layers: [['x', 0, 0]],
      output_layers: { y: ['last', 0, 0] },
    },
    registered_name: 'Functional',
    build_config: { input_shape: null },
  };
  return kerasArchive(config);
}

export function kerasArchive(config: unknown): Uint8Array {
  return storedZip({
    'metadata.json': Buffer.from(JSON.stringify({ keras_version: '3.15.1', date_saved: '2026-01-01@00:00:00' })),
    'config.json': Buffer.from(JSON.stringify(config)),
    'model.weights.h5': kerasFixture('no-weights.h5'),
  });
}
