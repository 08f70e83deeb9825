"""Small networks in JAX, channels last as is usual there. Their weights follow from a seed."""

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax


def weights(seed, *shape):
    """Of the size that keeps the size of what they are multiplied with. By numpy: they are constants, as if trained."""
    fan_in = np.prod(shape[:-1])
    return jnp.asarray(np.random.default_rng(seed).standard_normal(shape) / np.sqrt(fan_in), jnp.float32)


def conv(image, seed):
    """`image` float32[N, 32, 32, 3] → class probabilities."""

    def convolve(x, kernel, groups=1):
        layout = ("NHWC", "HWIO", "NHWC")
        return lax.conv_general_dilated(x, kernel, (1, 1), "SAME", dimension_numbers=layout, feature_group_count=groups)

    x = jax.nn.relu(convolve(image, weights(seed, 3, 3, 3, 8)))
    x = jax.nn.relu6(convolve(x, weights(seed + 1, 3, 3, 1, 8), groups=8))
    x = convolve(x, weights(seed + 2, 1, 1, 8, 16))
    x = lax.reduce_window(x, -jnp.inf, lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")
    x = x + convolve(x, weights(seed + 3, 3, 3, 16, 16))
    return {"probabilities": jax.nn.softmax(x.mean(axis=(1, 2)) @ weights(seed + 4, 16, 10))}


def lstm(frames, seed):
    """`frames` float32[N, 12, 8] → `out` float32[N, 4]: one layer, step by step."""
    inner, recurrent = weights(seed, 8, 64), weights(seed + 1, 16, 64)

    def step(state, frame):
        hidden, cell = state
        gates = frame @ inner + hidden @ recurrent
        take, forget, put, give = jnp.split(gates, 4, axis=-1)
        cell = jax.nn.sigmoid(forget) * cell + jax.nn.sigmoid(take) * jnp.tanh(put)
        hidden = jax.nn.sigmoid(give) * jnp.tanh(cell)
        return (hidden, cell), None

    zeros = jnp.zeros((frames.shape[0], 16), jnp.float32)
    (hidden, _), _ = lax.scan(step, (zeros, zeros), jnp.swapaxes(frames, 0, 1))
    return {"out": hidden @ weights(seed + 2, 16, 4)}


def attention(tokens, seed):
    """`tokens` int32[N, 16] → `logits` float32[N, 16, 64]: a block of a transformer."""
    x = weights(seed, 64, 32)[tokens]
    mean, variance = x.mean(-1, keepdims=True), x.var(-1, keepdims=True)
    y = (x - mean) / jnp.sqrt(variance + 1e-5)
    query, key, value = (split(y @ weights(seed + index, 32, 32)) for index in (1, 2, 3))
    scores = jax.nn.softmax(query @ jnp.swapaxes(key, -1, -2) / jnp.sqrt(jnp.float32(8)))
    attended = jnp.swapaxes(scores @ value, 1, 2).reshape(x.shape)
    x = x + attended @ weights(seed + 4, 32, 32)
    x = x + jax.nn.gelu(x @ weights(seed + 5, 32, 64), approximate=False) @ weights(seed + 6, 64, 32)
    return {"logits": x @ weights(seed + 7, 32, 64)}


def split(x):
    """From [N, length, 32] to [N, 4 heads, length, 8]."""
    return jnp.swapaxes(x.reshape(*x.shape[:-1], 4, 8), 1, 2)
