"""Checks ONNX files that Shinso wrote against ONNX Runtime, which is the judge.

    python3 Tools/golden/onnx_export.py FOLDER
        (needs onnx, onnxruntime and numpy; FOLDER: what ONNXExportTests leaves with
        SHINSO_KEEP_ONNX=FOLDER: NAME.onnx, and NAME.npz with the input `x` and the outputs)

Prints the largest difference of each network, relative to its largest output, and fails above 1e-4.
"""

import pathlib
import sys

import numpy as np
import onnx
import onnxruntime

worst = 0.0
for path in sorted(pathlib.Path(sys.argv[1]).glob("*.onnx")):
    onnx.checker.check_model(str(path), full_check=True)
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    with np.load(path.with_suffix(".npz")) as arrays:
        found = session.run(None, {session.get_inputs()[0].name: arrays["x"]})
        difference = 0.0
        for index, output in enumerate(found):
            expected = arrays[f"y{index}"]
            assert output.shape == expected.shape, (path.name, output.shape, expected.shape)
            scale = max(float(np.abs(expected).max()), 1e-30)
            difference = max(difference, float(np.abs(output - expected).max()) / scale)
    worst = max(worst, difference)
    print(f"{path.stem:24} {difference:.2e}  of {len(found)} outputs", flush=True)
sys.exit(worst > 1e-4)
