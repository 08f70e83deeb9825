// Pretrained networks from public Python packages, with inputs of the kind they are made for.
/** Name, what it is, file below the folder of the development models, recipes for its inputs by seed. */
export const realModels = [
  [
    'basic-pitch',
    'notes in music, convolutional',
    'basic-pitch/nmp.onnx',
    () => ({ 'serving_default_input_2:0': { range: [-1, 1] } }),
  ],
  [
    'silero-vad',
    'voice activity, LSTM',
    'silero-vad/silero_vad_16k_op15.onnx',
    () => ({ input: { shape: [1, 576], range: [-1, 1] }, state: { shape: [2, 1, 128], normal: [0, 0.1] }, sr: 16000 }),
  ],
  ['magika', 'file types, convolutional over bytes', 'magika/magika.onnx', () => ({ bytes: { range: [0, 256] } })],
  ['ocr-detect', 'text in images, convolutional', 'ocr/detect.onnx', (seed) => ({ x: { file: `digits-${seed}.npy` } })],
  [
    'swift-f0',
    'pitch of a voice, convolutional',
    'swift-f0/swift_f0.onnx',
    () => ({ audio: { shape: [1, 16000], normal: [0, 0.1] }, fmin: 46.875, fmax: 2093.75 }),
  ],
];
