"""The PyTorch side of Benchmarks/rntn: the tensor network that `shinso train rntn` trains, node by node.

The same network, trees and batches: vectors of 30, 25 sentences a batch, cross-entropy at every node,
dropout 0.3 before the classifier, AdaGrad 0.05 (the tensor a fiftieth of it, sparse gradients for the
words). Written as papers and tutorials have it: a loop over the nodes of a tree. Prints a line of JSON
with the seconds of an epoch, measured over some batches and extrapolated.
"""

import argparse
import json
import pathlib
import time

import torch
from torch import nn
from torch.nn import functional

SIZE, CLASSES, BATCH = 30, 5, 25


def read(line):
    """Words, children of inner nodes (words count from 0, inner nodes after them) and labels."""
    words, word_labels, children, labels, stack = [], [], [], [], []
    tokens = iter(line.replace("(", " ( ").replace(")", " ) ").split())
    for token in tokens:
        if token == "(":
            stack.append((int(next(tokens)), []))
        elif token == ")":
            label, parts = stack.pop()
            if len(parts) == 2:
                children.append(parts)
                labels.append(label)
            if stack:
                stack[-1][1].append(parts[0] if len(parts) == 1 else -len(children))
        else:
            words.append(token.lower())
            word_labels.append(stack[-1][0])
            stack[-1][1].append(len(words) - 1)
    number = lambda node: node if node >= 0 else len(words) - 1 - node
    return words, [[number(node) for node in pair] for pair in children], word_labels + labels


class Network(nn.Module):
    def __init__(self, vocabulary):
        super().__init__()
        self.words = nn.Embedding(vocabulary, SIZE, sparse=True)
        nn.init.normal_(self.words.weight, std=0.1)
        half = 0.5 * torch.eye(SIZE)
        self.weight = nn.Parameter(torch.cat([half, half], 1) + 0.02 * torch.randn(SIZE, 2 * SIZE))
        self.bias = nn.Parameter(torch.zeros(SIZE))
        self.tensor = nn.Parameter(0.0004 * torch.randn(SIZE, 2 * SIZE, 2 * SIZE))
        self.dropout = nn.Dropout(0.3)
        self.output = nn.Linear(SIZE, CLASSES)

    def forward(self, ids, children):
        nodes = list(torch.tanh(self.words(ids)))
        for left, right in children:
            x = torch.cat([nodes[left], nodes[right]])
            nodes.append(torch.tanh((self.tensor @ x) @ x + self.weight @ x + self.bias))
        return self.output(self.dropout(torch.stack(nodes)))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--batches", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(2)
    torch.manual_seed(options.seed)
    trees = [read(line) for line in (options.data / "train.txt").read_text().splitlines() if line]
    words = {word: place for place, word in enumerate(sorted({w for t in trees for w in t[0]}))}
    samples = [
        (torch.tensor([words[w] for w in own]), children, torch.tensor(labels))
        for own, children, labels in trees
    ]
    network = Network(len(words))
    optimizer = torch.optim.Adagrad([
        {"params": [network.tensor], "lr": 0.001},
        {"params": [p for p in network.parameters() if p is not network.tensor]},
    ], lr=0.05)
    order = torch.randperm(len(samples)).tolist()

    def step(number):
        loss = 0
        for index in order[number * BATCH:(number + 1) * BATCH]:
            ids, children, labels = samples[index]
            loss = loss + functional.cross_entropy(network(ids, children), labels, reduction="sum")
        optimizer.zero_grad()
        (loss / BATCH).backward()
        optimizer.step()
        return loss.item() / BATCH

    step(0)
    start = time.perf_counter()
    losses = [step(number) for number in range(1, options.batches + 1)]
    seconds = (time.perf_counter() - start) / options.batches * len(samples) / BATCH
    print(json.dumps({"secondsPerEpoch": seconds, "loss": losses[-1]}))


main()
