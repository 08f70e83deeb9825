"""`keras_networks.py <folder>`: writes small networks of Keras as .keras files. Their weights follow from a seed."""

import os
import sys

os.environ["KERAS_BACKEND"] = "tensorflow"

import keras
from keras import layers


def conv():
    """`image` float32[N, 32, 32, 3] → class probabilities, channels last."""
    image = keras.Input((32, 32, 3), name="image")
    x = layers.Conv2D(8, 3, padding="same")(image)
    x = layers.ReLU()(layers.BatchNormalization()(x))
    x = layers.ReLU(6.0)(layers.DepthwiseConv2D(3, padding="same")(x))
    x = layers.MaxPooling2D(2)(layers.Conv2D(16, 1)(x))
    x = layers.Add()([x, layers.Conv2D(16, 3, padding="same")(x)])
    x = layers.GlobalAveragePooling2D()(x)
    return keras.Model(image, layers.Dense(10, activation="softmax", name="probabilities")(x))


def lstm():
    """`frames` float32[N, 12, 8] → float32[N, 4]: one layer in both directions, then another."""
    frames = keras.Input((12, 8), name="frames")
    x = layers.Bidirectional(layers.LSTM(16, return_sequences=True))(frames)
    return keras.Model(frames, layers.Dense(4, name="out")(layers.LSTM(16)(x)))


def attention():
    """`tokens` int32[N, 16] → float32[N, 16, 64]: a block of a transformer."""
    tokens = keras.Input((16,), dtype="int32", name="tokens")
    x = layers.Embedding(64, 32)(tokens)
    y = layers.LayerNormalization()(x)
    x = layers.Add()([x, layers.MultiHeadAttention(4, 8)(y, y)])
    x = layers.Add()([x, layers.Dense(32)(layers.Dense(64, activation="gelu")(x))])
    return keras.Model(tokens, layers.Dense(64, name="logits")(x))


for make in (conv, lstm, attention):
    keras.utils.set_random_seed(7)
    make().save(os.path.join(sys.argv[1], f"{make.__name__}.keras"))
