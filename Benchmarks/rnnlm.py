"""The PyTorch side of Benchmarks/rnnlm: the language model that `shinso train rnnlm` trains.

The same network, data and batches: two LSTM layers of 512 units on an embedding of 512, dropout 0.5,
windows of 35 characters of 32 columns with carried state, Adam 2e-3, gradients clipped to a norm of
5. The first 19/20 of the text are for training; the rest is read as one stream. Characters are
Unicode characters, including line breaks. Characters that do not occur in the first part share one
more token, which is scored like the others. Prints a line of JSON after each epoch.
"""

import argparse
import json
import math
import pathlib
import time

import torch
from torch import nn
from torch.nn import functional

THREADS = 2
BATCH, STEPS, SIZE, LAYERS = 32, 35, 512, 2


class LanguageModel(nn.Module):
    def __init__(self, vocabulary):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, SIZE)
        self.dropout = nn.Dropout(0.5)
        self.recurrent = nn.LSTM(SIZE, SIZE, num_layers=LAYERS, dropout=0.5)
        self.output = nn.Linear(SIZE, vocabulary)

    def forward(self, tokens, state):
        h, state = self.recurrent(self.dropout(self.embedding(tokens)), state)
        return self.output(self.dropout(h).flatten(0, 1)), state


def zeros(batch):
    return tuple(torch.zeros(LAYERS, batch, SIZE) for _ in range(2))


def windows(columns):
    """Inputs [T, B] and targets [T * B]; the last window may be shorter."""
    for start in range(0, len(columns) - 1, STEPS):
        end = min(start + STEPS, len(columns) - 1)
        yield columns[start:end], columns[start + 1:end + 1].flatten()


def train(model, optimizer, columns, limit):
    """Trains for an epoch, or `limit` windows of it, and returns the number of windows."""
    model.train()
    state = zeros(BATCH)
    done = 0
    for tokens, targets in windows(columns):
        if done == limit:
            break
        logits, state = model(tokens, state)
        state = tuple(part.detach() for part in state)
        optimizer.zero_grad()
        functional.cross_entropy(logits, targets).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 5)
        optimizer.step()
        done += 1
    return done


def perplexity(model, text):
    model.eval()
    state, sum = zeros(1), 0.0
    with torch.inference_mode():
        for tokens, targets in windows(text[:, None]):
            logits, state = model(tokens, state)
            sum += functional.cross_entropy(logits, targets, reduction="sum").item()
    return math.exp(sum / (len(text) - 1))


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--windows", type=int, help="end each epoch after this many windows and do not evaluate")
    options = parser.parse_args()
    torch.set_num_threads(THREADS)
    torch.manual_seed(options.seed)

    text = options.data.read_text(encoding="utf-8-sig")
    split = len(text) * 19 // 20
    ids = {character: number for number, character in enumerate(sorted(set(text[:split])), 1)}
    tokens = torch.tensor([ids.get(character, 0) for character in text])
    length = split // BATCH
    columns = tokens[:length * BATCH].reshape(BATCH, length).T.contiguous()

    model = LanguageModel(len(ids) + 1)
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3, fused=True)
    for epoch in range(1, options.epochs + 1):
        start = time.perf_counter()
        count = train(model, optimizer, columns, options.windows)
        trained = time.perf_counter() - start
        result = {
            "epoch": epoch, "trainingSeconds": trained, "millisecondsPerWindow": trained * 1e3 / count,
        }
        if options.windows is None:
            result["perplexity"] = perplexity(model, tokens[split:])
        result["seconds"] = time.perf_counter() - start
        print(json.dumps(result), flush=True)


main()
