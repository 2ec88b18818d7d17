"""The PyTorch side of the translators: the networks of `shinso train attention` and `seq2seq`.

Attention as one writes it in PyTorch: a bidirectional nn.GRU reads, an nn.GRUCell writes, additive
attention at each step, a maxout output for all steps at once. 4,000 words a side, batches of 64
sentences of 12 and 9 words. Beam search decodes one sentence of 12 words to 20 with 5 beginnings.
"""

import torch
from torch import nn
from torch.nn import functional

WORDS, SIZE, BATCH, SOURCE, TARGET = 4000, 256, 64, 12, 10
BEAM, LIMIT = 5, 20
BEGIN, END = 1, 2


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.source_embedding = nn.Embedding(WORDS, SIZE)
        self.target_embedding = nn.Embedding(WORDS, SIZE)
        self.reader = nn.GRU(SIZE, SIZE, bidirectional=True)
        self.initial = nn.Linear(SIZE, SIZE)
        self.keys = nn.Linear(2 * SIZE, SIZE, bias=False)
        self.query = nn.Linear(SIZE, SIZE, bias=False)
        self.v = nn.Linear(SIZE, 1, bias=False)
        self.cell = nn.GRUCell(3 * SIZE, SIZE)
        self.readout = nn.Linear(4 * SIZE, 2 * SIZE)
        self.output = nn.Linear(SIZE, WORDS)

    def read(self, source):
        annotations, _ = self.reader(self.source_embedding(source))
        return annotations, self.keys(annotations), torch.tanh(self.initial(annotations[0, :, SIZE:]))

    def step(self, y, s, annotations, keys, hidden):
        scores = self.v(torch.tanh(self.query(s) + keys)).squeeze(2).masked_fill(hidden, -torch.inf)
        context = (torch.softmax(scores, 0)[:, :, None] * annotations).sum(0)
        return self.cell(torch.cat([y, context], 1), s), context

    def say(self, states, y, contexts):
        return self.output(self.readout(torch.cat([states, y, contexts], -1)).unflatten(-1, (-1, 2)).amax(-1))

    def forward(self, source, target):
        annotations, keys, s = self.read(source)
        hidden = torch.zeros(source.shape, dtype=torch.bool)
        y = self.target_embedding(target)
        states, contexts = [], []
        for word in y:
            s, context = self.step(word, s, annotations, keys, hidden)
            states.append(s)
            contexts.append(context)
        return self.say(torch.stack(states), y, torch.stack(contexts)).flatten(0, 1)


class SequenceToSequence(nn.Module):
    def __init__(self):
        super().__init__()
        self.source_embedding = nn.Embedding(WORDS, SIZE)
        self.target_embedding = nn.Embedding(WORDS, SIZE)
        self.reader = nn.LSTM(SIZE, 2 * SIZE, num_layers=2)
        self.writer = nn.LSTM(SIZE, 2 * SIZE, num_layers=2)
        self.output = nn.Linear(2 * SIZE, WORDS)

    def forward(self, source, target):
        _, state = self.reader(self.source_embedding(source.flip(0)))
        return self.output(self.writer(self.target_embedding(target), state)[0].flatten(0, 1))


def words(steps, batch):
    return (torch.arange(steps * batch) * 31 % (WORDS - 3) + 3).reshape(steps, batch)


def training(make):
    def workload():
        model = make()
        source, target = words(SOURCE, BATCH), words(TARGET, BATCH)
        labels = target.flatten()
        optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, fused=True)

        def step():
            optimizer.zero_grad()
            functional.cross_entropy(model(source, target), labels).backward()
            optimizer.step()

        return step

    return workload


def beam():
    model = Attention().eval()
    # So that no beginning ends before the limit.
    model.output.bias.data[END] = -1e4
    source = words(SOURCE, 1)

    def decode():
        with torch.inference_mode():
            annotations, keys, s = model.read(source)
            annotations, keys = annotations.expand(-1, BEAM, -1), keys.expand(-1, BEAM, -1)
            hidden = torch.zeros(SOURCE, BEAM, dtype=torch.bool)
            s = s.expand(BEAM, -1)
            scores = torch.tensor([0.0] + [-torch.inf] * (BEAM - 1))
            tokens = torch.full((1, BEAM), BEGIN)
            for _ in range(LIMIT):
                y = model.target_embedding(tokens[-1])
                s, context = model.step(y, s, annotations, keys, hidden)
                sums = scores[:, None] + torch.log_softmax(model.say(s, y, context), 1)
                scores, places = sums.flatten().topk(BEAM)
                rows = places // WORDS
                s = s[rows]
                tokens = torch.cat([tokens[:, rows], (places % WORDS)[None]])
            return tokens[:, 0].tolist()

    return decode


ONE = {"": ()}
WORKLOADS = {
    "attention": (training(Attention), ONE),
    "seq2seq": (training(SequenceToSequence), ONE),
    "beam": (beam, ONE),
}
