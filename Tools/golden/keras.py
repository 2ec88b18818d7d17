"""Writes a small network of Keras in its three kinds of files, and what it makes of an input.

    pip install keras==3.15.1 h5py==3.16.0 torch==2.13.0
    python Tools/golden/keras.py Tests/ShinsoFormatsTests/Fixtures Tests/ShinsoZooTests/Fixtures

Element i of the input, in the order of NCHW, is (7 i mod 23 - 11) / 11.
"""

import json
import os
import pathlib
import sys

os.environ["KERAS_BACKEND"] = "torch"

import keras  # noqa: E402
import numpy as np  # noqa: E402


def network():
    layers = keras.layers
    return keras.Sequential([
        keras.Input((8, 9, 3)),
        layers.Conv2D(4, 3, strides=2, padding="same", use_bias=False, name="first"),
        layers.BatchNormalization(name="norm"),
        layers.ReLU(),
        layers.DepthwiseConv2D(3, padding="same", depth_multiplier=2, name="wide"),
        layers.Dropout(0.5),
        layers.Flatten(),
        layers.Dense(5, name="classes"),
    ])


def main(files, golden):
    keras.utils.set_random_seed(1)
    model = network()
    random = np.random.default_rng(1)
    model.set_weights([random.uniform(0.1, 1, w.shape) * random.choice([1, -1], w.shape)
                       if "moving_variance" not in w.path else random.uniform(0.5, 2, w.shape)
                       for w in model.weights])
    model.save(files / "tiny.h5")
    model.save(files / "tiny.keras")
    model.save_weights(files / "tiny.weights.h5")
    count = 3 * 8 * 9
    x = ((np.arange(count) * 7 % 23 - 11) / 11).astype("float32").reshape(1, 3, 8, 9)
    y = np.asarray(model(x.transpose(0, 2, 3, 1), training=False).detach())
    values = {"output": [round(float(v), 6) for v in y.ravel()]}
    (golden / "keras.json").write_text(json.dumps(values) + "\n")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
