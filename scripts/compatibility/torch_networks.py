"""Small networks of the three kinds that deployments have, in PyTorch. Their weights follow from a seed."""

import torch
from torch import nn
from torch.nn import functional


class Conv(nn.Module):
    """`image` float32[N, 3, 32, 32] → class probabilities: convolutions of every usual kind."""

    def __init__(self, seed):
        super().__init__()
        torch.manual_seed(seed)
        self.stem = nn.Conv2d(3, 8, 3, padding=1)
        self.norm = nn.BatchNorm2d(8)
        # As after training: the identity would hide a lost normalisation.
        nn.init.uniform_(self.norm.running_mean, -0.5, 0.5)
        nn.init.uniform_(self.norm.running_var, 0.5, 2.0)
        self.depthwise = nn.Conv2d(8, 8, 3, padding=1, groups=8)
        self.pointwise = nn.Conv2d(8, 16, 1)
        self.residual = nn.Conv2d(16, 16, 3, padding=1)
        self.head = nn.Linear(16, 10)

    def forward(self, image):
        """Class probabilities, float32[N, 10]."""
        x = torch.relu(self.norm(self.stem(image)))
        x = functional.relu6(self.depthwise(x))
        x = functional.max_pool2d(self.pointwise(x), 2)
        x = x + self.residual(x)
        return torch.softmax(self.head(x.mean(dim=(2, 3))), dim=-1)


class Lstm(nn.Module):
    """`frames` float32[N, 12, 8] → float32[N, 4]: two layers in both directions."""

    def __init__(self, seed):
        super().__init__()
        torch.manual_seed(seed)
        self.lstm = nn.LSTM(8, 16, num_layers=2, bidirectional=True, batch_first=True)
        self.head = nn.Linear(32, 4)

    def forward(self, frames):
        """The head's numbers after the last frame, float32[N, 4]."""
        return self.head(self.lstm(frames)[0][:, -1])


class Attention(nn.Module):
    """`tokens` int64[N, 16] → `logits` float32[N, 16, 64]: a block of a transformer."""

    def __init__(self, seed):
        super().__init__()
        torch.manual_seed(seed)
        self.embedding = nn.Embedding(64, 32)
        self.norm = nn.LayerNorm(32)
        self.query, self.key, self.value, self.out = (nn.Linear(32, 32) for _ in range(4))
        self.up, self.down = nn.Linear(32, 64), nn.Linear(64, 32)
        self.head = nn.Linear(32, 64)

    def forward(self, tokens):
        """Logits for every token, float32[N, 16, 64]."""
        x = self.embedding(tokens)
        y = self.norm(x)
        heads = [split(project(y)) for project in (self.query, self.key, self.value)]
        attended = functional.scaled_dot_product_attention(*heads)
        x = x + self.out(attended.transpose(1, 2).flatten(2))
        x = x + self.down(functional.gelu(self.up(x)))
        return self.head(x)


def split(x):
    """From [N, length, 32] to [N, 4 heads, length, 8]."""
    return x.unflatten(-1, (4, 8)).transpose(1, 2)
