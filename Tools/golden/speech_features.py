"""Golden values of the features of speech, for a sound that the test makes, too.

    pip install torchaudio==2.8.0 numpy
    python3 Tools/golden/speech_features.py

Kaldi's convention comes from torchaudio.compliance.kaldi. HTK's is computed here with numpy's FFT, from
the HTK Book, section 5.6. Sample t is round(8000 sin(0.02 t + 0.00002 t^2) + 3000 sin(0.5 t))
+ (t * 7919 mod 401) - 200 as a 16-bit integer.
"""

import json
import math
import pathlib

import numpy as np
import torch
import torchaudio.compliance.kaldi as kaldi

TARGET = pathlib.Path(__file__).parents[2] / "Tests/ShinsoDataTests/Fixtures/speech-features.json"


def sound(count):
    t = np.arange(count, dtype=np.float64)
    wave = np.round(8000 * np.sin(0.02 * t + 0.00002 * t * t) + 3000 * np.sin(0.5 * t))
    return wave + (np.arange(count) * 7919 % 401) - 200


def htk(x, rate, filters=26, coefficients=13):
    length, shift, size = rate * 25 // 1000, rate // 100, 1
    while size < length:
        size *= 2
    mel = lambda f: 1127 * np.log(1 + f / 700)
    points = np.linspace(0, mel(rate / 2), filters + 2)
    bins = mel(np.arange(size // 2) * rate / size)
    bank = np.array([np.interp(bins, points[m:m + 3], [0, 1, 0]) for m in range(filters)])
    rows = []
    for start in range(0, len(x) - length + 1, shift):
        frame = x[start:start + length]
        frame = frame - 0.97 * np.concatenate([frame[:1], frame[:-1]])
        magnitude = np.abs(np.fft.rfft(frame * np.hamming(length), size))[:-1]
        logs = np.log(np.maximum(bank @ magnitude, 1))
        row = []
        for i in list(range(1, coefficients)) + [0]:
            wave = np.cos(math.pi * i / filters * (np.arange(filters) + 0.5))
            lift = 1 + 11 * math.sin(math.pi * i / 22)
            row.append(math.sqrt(2 / filters) * (logs @ wave) * lift)
        rows.append(row)
    return np.array(rows)


def listed(rows):
    return {"shape": list(rows.shape), "values": [float(f"{v:.7g}") for v in np.asarray(rows).ravel()]}


def main():
    found = {}
    for rate, count in [(16000, 1500), (8000, 700)]:
        x = sound(count)
        wave = torch.tensor(x, dtype=torch.float32)[None]
        options = dict(sample_frequency=rate, dither=0.0)
        found[str(rate)] = {
            "count": count,
            "kaldi filter-bank": listed(kaldi.fbank(wave, **options)),
            "kaldi mfcc": listed(kaldi.mfcc(wave, use_energy=True, **options)),
            "htk mfcc": listed(htk(x, rate)),
        }
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
