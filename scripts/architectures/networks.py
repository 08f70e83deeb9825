"""Twenty small networks as they are written in plain PyTorch, five each of vision, sequences, text and audio.

Their weights follow from a seed.
"""

import torch
from torch import nn
from torch.nn import functional

SEED = 11


def conv(inputs, outputs, size=3, stride=1, groups=1):
    """A convolution with batch normalisation, as after training: the identity would hide a lost normalisation."""
    norm = nn.BatchNorm2d(outputs)
    nn.init.uniform_(norm.running_mean, -0.5, 0.5)
    nn.init.uniform_(norm.running_var, 0.5, 2.0)
    return nn.Sequential(nn.Conv2d(inputs, outputs, size, stride, size // 2, groups=groups, bias=False), norm)


class Network(nn.Module):
    """A network whose weights follow from the seed."""

    def __init__(self):
        super().__init__()
        torch.manual_seed(SEED)


class Attention(nn.Module):
    """Self-attention over [N, length, width]."""

    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)

    def forward(self, x, bias=None):
        """The mixed values; `bias` is added to the scores."""
        length, width = x.shape[1:]
        parts = self.qkv(x).reshape(-1, length, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        mixed = functional.scaled_dot_product_attention(parts[0], parts[1], parts[2], attn_mask=bias)
        return self.out(mixed.transpose(1, 2).reshape(-1, length, width))


class Block(nn.Module):
    """A block of a transformer that normalises first."""

    def __init__(self, width, heads=4, activation=nn.GELU):
        super().__init__()
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in range(2))
        self.attention = Attention(width, heads)
        self.mlp = nn.Sequential(nn.Linear(width, 4 * width), activation(), nn.Linear(4 * width, width))

    def forward(self, x, bias=None):
        """The same shape."""
        x = x + self.attention(self.norms[0](x), bias)
        return x + self.mlp(self.norms[1](x))


class Vgg(Network):
    """Plain convolutions and pooling."""

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(8, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Flatten(), nn.Linear(16 * 8 * 8, 32), nn.ReLU(), nn.Linear(32, 10),
        )  # fmt: skip

    def forward(self, image):
        """Logits [N, 10]."""
        return self.layers(image)


class Resnet(Network):
    """Residual convolutions, the average at the end."""

    def __init__(self):
        super().__init__()
        self.stem, self.down = conv(3, 16), conv(16, 32, 1, 2)
        self.first, self.second = conv(16, 32, 3, 2), conv(32, 32)
        self.head = nn.Linear(32, 10)

    def forward(self, image):
        """Logits [N, 10]."""
        x = functional.max_pool2d(torch.relu(self.stem(image)), 3, 2, 1)
        x = torch.relu(self.down(x) + self.second(torch.relu(self.first(x))))
        return self.head(functional.adaptive_avg_pool2d(x, 1).flatten(1))


class Mobilenet(Network):
    """An inverted residual with squeeze and excitation."""

    def __init__(self):
        super().__init__()
        self.stem, self.expand = conv(3, 8, 3, 2), conv(8, 32, 1)
        self.depthwise, self.project = conv(32, 32, 3, 1, 32), conv(32, 8, 1)
        self.squeeze, self.excite = nn.Conv2d(32, 8, 1), nn.Conv2d(8, 32, 1)
        self.head = nn.Linear(8, 10)

    def forward(self, image):
        """Probabilities [N, 10]."""
        x = functional.hardswish(self.stem(image))
        y = functional.hardswish(self.depthwise(functional.relu6(self.expand(x))))
        scale = functional.hardsigmoid(self.excite(torch.relu(self.squeeze(y.mean((2, 3), keepdim=True)))))
        x = x + self.project(y * scale)
        return self.head(x.mean((2, 3))).softmax(-1)


class Unet(Network):
    """An encoder and a decoder with a connection between them, image to image."""

    def __init__(self):
        super().__init__()
        self.outer, self.inner = conv(3, 8), conv(8, 16)
        self.up, self.last = nn.ConvTranspose2d(16, 8, 2, 2), nn.Conv2d(16, 2, 3, padding=1)

    def forward(self, image):
        """Masks [N, 2, height, width]."""
        x = torch.relu(self.outer(image))
        y = torch.relu(self.inner(functional.avg_pool2d(x, 2)))
        y = functional.interpolate(self.up(y), scale_factor=1.0, mode="nearest")
        return torch.sigmoid(self.last(torch.cat([x, y], 1)))


class Vit(Network):
    """Patches of an image as tokens."""

    def __init__(self):
        super().__init__()
        self.patches = nn.Conv2d(3, 32, 8, 8)
        self.token, self.places = nn.Parameter(torch.randn(1, 1, 32)), nn.Parameter(torch.randn(1, 17, 32) / 5)
        self.blocks = nn.Sequential(Block(32), Block(32))
        self.norm, self.head = nn.LayerNorm(32), nn.Linear(32, 10)

    def forward(self, image):
        """Logits [N, 10]."""
        x = self.patches(image).flatten(2).transpose(1, 2)
        x = torch.cat([self.token.expand(x.shape[0], -1, -1), x], 1) + self.places
        return self.head(self.norm(self.blocks(x))[:, 0])


class Forecaster(Network):
    """A GRU that ends in the next values."""

    def __init__(self):
        super().__init__()
        self.gru, self.head = nn.GRU(4, 24, num_layers=2, batch_first=True), nn.Linear(24, 6)

    def forward(self, series):
        """Values [N, 6]."""
        return self.head(self.gru(series)[0][:, -1])


class Tagger(Network):
    """An LSTM in both directions over numbers."""

    def __init__(self):
        super().__init__()
        self.lstm, self.head = nn.LSTM(4, 16, bidirectional=True, batch_first=True), nn.Linear(32, 5)

    def forward(self, series):
        """Logits [N, length, 5]."""
        return self.head(self.lstm(series)[0])


class Tcn(Network):
    """Dilated convolutions that look back only."""

    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList(nn.Conv1d(4 if i == 0 else 16, 16, 3, dilation=2**i) for i in range(3))
        self.head = nn.Conv1d(16, 2, 1)

    def forward(self, series):
        """Values [N, 2, length]."""
        x = series.transpose(1, 2)
        for place, layer in enumerate(self.layers):
            y = functional.leaky_relu(layer(functional.pad(x, (2 * 2**place, 0))))
            x = y if place == 0 else x + y
        return self.head(x)


class Mixer(Network):
    """Products along time and along channels."""

    def __init__(self):
        super().__init__()
        self.times = nn.Sequential(nn.LayerNorm(20), nn.Linear(20, 40), nn.SiLU(), nn.Linear(40, 20))
        self.channels = nn.Sequential(nn.LayerNorm(4), nn.Linear(4, 16), nn.SiLU(), nn.Linear(16, 4))

    def forward(self, series):
        """Values [N, length, 4]."""
        x = series + self.times(series.transpose(1, 2)).transpose(1, 2)
        return x + self.channels(x)


class Decomposer(Network):
    """A moving average and what is left of it, each with a transformer's block."""

    def __init__(self):
        super().__init__()
        self.embed, self.block, self.head = nn.Linear(8, 16), Block(16, 2), nn.Linear(16, 4)

    def forward(self, series):
        """Trend and season [N, length, 4] as one."""
        padded = functional.pad(series.transpose(1, 2), (2, 2), mode="replicate")
        trend = functional.avg_pool1d(padded, 5, 1).transpose(1, 2)
        return self.head(self.block(self.embed(torch.cat([trend, series - trend], -1))))


class Encoder(Network):
    """Tokens with a mask, as sentence encoders have it: the mean over the tokens that count."""

    def __init__(self):
        super().__init__()
        self.tokens, self.places = nn.Embedding(100, 32), nn.Embedding(16, 32)
        self.blocks = nn.ModuleList(Block(32) for _ in range(2))

    def forward(self, input_ids, attention_mask):
        """Embeddings [N, 32] of length 1."""
        x = self.tokens(input_ids) + self.places(torch.arange(input_ids.shape[1], device=input_ids.device))
        counts = attention_mask[:, :, None].to(x.dtype)
        bias = (1.0 - attention_mask[:, None, None, :].to(x.dtype)) * -1e4
        for block in self.blocks:
            x = block(x, bias)
        return functional.normalize((x * counts).sum(1) / counts.sum(1), dim=-1)


class Decoder(Network):
    """Tokens that look back only."""

    def __init__(self):
        super().__init__()
        self.tokens, self.places = nn.Embedding(100, 32), nn.Parameter(torch.randn(1, 16, 32) / 5)
        self.blocks = nn.ModuleList(Block(32, activation=lambda: nn.GELU("tanh")) for _ in range(2))
        self.register_buffer("bias", torch.full((16, 16), -1e4).triu(1))
        self.norm = nn.LayerNorm(32)

    def forward(self, input_ids):
        """Logits [N, length, 100]."""
        x = self.tokens(input_ids) + self.places
        for block in self.blocks:
            x = block(x, self.bias)
        return self.norm(x) @ self.tokens.weight.T


class Textcnn(Network):
    """Convolutions of several widths over words, the largest of each."""

    def __init__(self):
        super().__init__()
        self.words = nn.Embedding(100, 16)
        self.layers = nn.ModuleList(nn.Conv1d(16, 8, size) for size in (2, 3, 4))
        self.head = nn.Linear(24, 4)

    def forward(self, input_ids):
        """Logits [N, 4]."""
        x = self.words(input_ids).transpose(1, 2)
        return self.head(torch.cat([torch.relu(layer(x)).amax(-1) for layer in self.layers], -1))


class Charlstm(Network):
    """An LSTM over characters."""

    def __init__(self):
        super().__init__()
        self.characters, self.lstm = nn.Embedding(100, 16), nn.LSTM(16, 24, batch_first=True)
        self.head = nn.Linear(24, 100)

    def forward(self, input_ids):
        """Log-probabilities [N, length, 100]."""
        return self.head(self.lstm(self.characters(input_ids))[0]).log_softmax(-1)


class Relative(Network):
    """Biases by distance, normalisation without a mean, and a gate."""

    def __init__(self):
        super().__init__()
        self.tokens, self.attention, self.distances = nn.Embedding(100, 32), Attention(32, 4), nn.Embedding(31, 4)
        self.scale = nn.Parameter(1 + torch.randn(32) / 10)
        self.gate, self.up, self.down = nn.Linear(32, 64), nn.Linear(32, 64), nn.Linear(64, 32)

    def norm(self, x):
        """By the root mean square."""
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-6) * self.scale

    def forward(self, input_ids):
        """States [N, length, 32]."""
        x = self.tokens(input_ids)
        places = torch.arange(16, device=input_ids.device)
        bias = self.distances(places[:, None] - places[None, :] + 15).permute(2, 0, 1)[None]
        x = x + self.attention(self.norm(x), bias)
        y = self.norm(x)
        return x + self.down(functional.silu(self.gate(y)) * self.up(y))


class Melcnn(Network):
    """A spectrogram less its mean, and convolutions."""

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(conv(1, 8, 3, 2), nn.ReLU(), conv(8, 16, 3, 2), nn.ReLU())
        self.head = nn.Linear(16, 6)

    def forward(self, mel):
        """Logits [N, 6]."""
        x = torch.log(mel.abs() + 1e-3)
        x = x - x.mean((1, 2), keepdim=True)
        return self.head(self.layers(x[:, None]).mean((2, 3)))


class Waveform(Network):
    """Strided convolutions over samples with group normalisation."""

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv1d(1, 16, 10, 5), nn.GroupNorm(4, 16), nn.GELU(), nn.Conv1d(16, 16, 3, 2), nn.GELU()
        )

    def forward(self, audio):
        """Features [N, frames, 16]."""
        return self.layers(audio[:, None]).transpose(1, 2)


class Crnn(Network):
    """Convolutions over a spectrogram, and a GRU over what they give."""

    def __init__(self):
        super().__init__()
        self.conv, self.gru = conv(1, 4, 3, 1), nn.GRU(4 * 16, 16, batch_first=True)
        self.head = nn.Linear(16, 3)

    def forward(self, mel):
        """Probabilities [N, frames, 3]."""
        x = functional.max_pool2d(torch.relu(self.conv(mel[:, None])), (1, 2))
        x = x.permute(0, 2, 1, 3).flatten(2)
        return torch.sigmoid(self.head(self.gru(x)[0]))


class Separator(Network):
    """A mask for each of two voices, over learnt features of samples."""

    def __init__(self):
        super().__init__()
        self.encode, self.decode = nn.Conv1d(1, 16, 16, 8), nn.ConvTranspose1d(16, 1, 16, 8)
        self.depthwise, self.act = nn.Conv1d(16, 16, 3, padding=2, dilation=2, groups=16), nn.PReLU()
        self.masks = nn.Conv1d(16, 32, 1)

    def forward(self, audio):
        """Voices [N, 2, samples]."""
        x = torch.relu(self.encode(audio[:, None]))
        masks = torch.sigmoid(self.masks(self.act(self.depthwise(x)))).unflatten(1, (2, 16))
        voices = (masks * x[:, None]).flatten(0, 1)
        return self.decode(voices).reshape(-1, 2, audio.shape[1])


class Conformer(Network):
    """Attention and a gated convolution along time."""

    def __init__(self):
        super().__init__()
        self.embed, self.block, self.norm = nn.Linear(32, 32), Block(32, activation=nn.SiLU), nn.LayerNorm(32)
        self.point, self.depthwise = nn.Conv1d(32, 64, 1), nn.Conv1d(32, 32, 5, padding=2, groups=32)
        self.head = nn.Linear(32, 12)

    def forward(self, mel):
        """Log-probabilities [N, frames, 12]."""
        x = self.block(self.embed(mel))
        y = functional.glu(self.point(self.norm(x).transpose(1, 2)), 1)
        x = x + functional.silu(self.depthwise(y)).transpose(1, 2)
        return self.head(x).log_softmax(-1)


IMAGE, SERIES, IDS = {"image": (2, 3, 32, 32)}, {"series": (2, 20, 4)}, {"input_ids": (2, 16)}
MEL, AUDIO = {"mel": (2, 24, 32)}, {"audio": (2, 400)}
# By kind, the networks with the shapes of their inputs.
NETWORKS = {
    "vision": dict.fromkeys((Vgg, Resnet, Mobilenet, Unet, Vit), IMAGE),
    "sequence": dict.fromkeys((Forecaster, Tagger, Tcn, Mixer, Decomposer), SERIES),
    "text": {Encoder: {**IDS, "attention_mask": (2, 16)}, Decoder: IDS, Textcnn: IDS, Charlstm: IDS, Relative: IDS},
    "audio": {Melcnn: MEL, Waveform: AUDIO, Crnn: MEL, Separator: AUDIO, Conformer: MEL},
}
