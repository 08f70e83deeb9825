/** The networks of networks.py, by kind. */
export const NETWORKS: Readonly<Record<string, readonly string[]>> = {
  vision: ['Vgg', 'Resnet', 'Mobilenet', 'Unet', 'Vit'],
  sequence: ['Forecaster', 'Tagger', 'Tcn', 'Mixer', 'Decomposer'],
  text: ['Encoder', 'Decoder', 'Textcnn', 'Charlstm', 'Relative'],
  audio: ['Melcnn', 'Waveform', 'Crnn', 'Separator', 'Conformer'],
};

/** How each is committed, with what its id ends in: the code itself, what PyTorch exports to ONNX, and the program. */
export const FORMS = [
  { ending: '', title: 'module' },
  { ending: '-onnx', title: 'ONNX' },
  { ending: '-pt2', title: 'exported program' },
] as const;

/** The id of a network in one of its forms. */
export const idOf = (network: string, ending: string): string => `${network.toLowerCase()}${ending}`;
