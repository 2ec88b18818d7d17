"""Golden values of the linear SVM, by scikit-learn (LIBLINEAR): Fixtures/linear-svm.json.

python Tools/golden/svm.py, with numpy and scikit-learn 1.9.1.
"""

import json
import pathlib

import numpy
from sklearn.svm import LinearSVC

target = (
    pathlib.Path(__file__).parents[2]
    / "Tests/ShinsoExperimentsTests/Fixtures/linear-svm.json"
)


def case(classes, dimensions, per_class, cost):
    generator = numpy.random.default_rng(classes)
    centers = generator.normal(size=(classes, dimensions))
    labels = numpy.tile(numpy.arange(classes), per_class)
    rows = centers[labels] + 0.9 * generator.normal(size=(labels.size, dimensions))
    rows = numpy.round(rows, 3)
    # Solved to convergence, so that two solvers of the same convex problem agree.
    machine = LinearSVC(C=cost, tol=1e-10, max_iter=1_000_000).fit(rows, labels)
    decisions = machine.decision_function(rows)
    if classes == 2:
        # scikit-learn returns only the value of the second class.
        decisions = numpy.stack([-decisions, decisions], axis=1)
    return {
        "cost": cost,
        "rows": rows.tolist(),
        "labels": labels.tolist(),
        "decisions": numpy.round(decisions, 6).tolist(),
    }


cases = [case(2, 3, 12, 1.0), case(4, 5, 8, 0.3), case(3, 7, 6, 10.0)]
target.parent.mkdir(exist_ok=True)
target.write_text(json.dumps(cases) + "\n")

from sklearn.svm import SVC  # noqa: E402


def kernel_case(classes, dimensions, per_class, cost, gamma):
    generator = numpy.random.default_rng(10 + classes)
    centers = generator.normal(size=(classes, dimensions))
    labels = numpy.tile(numpy.arange(classes), per_class)
    rows = numpy.round(centers[labels] + 0.9 * generator.normal(size=(labels.size, dimensions)), 3)
    machine = SVC(C=cost, gamma=gamma, decision_function_shape="ovr").fit(rows, labels)
    decisions = machine.decision_function(rows)
    if classes == 2:
        decisions = None
    return {
        "cost": cost,
        "gamma": gamma if gamma != "scale" else None,
        "rows": rows.tolist(),
        "labels": labels.tolist(),
        "predictions": machine.predict(rows).tolist(),
        "decisions": None if decisions is None else numpy.round(decisions, 6).tolist(),
    }


kernel_cases = [
    kernel_case(2, 3, 12, 1.0, 0.3), kernel_case(4, 5, 8, 3.0, "scale"),
    kernel_case(3, 7, 6, 10.0, 0.05),
]
(target.parent / "kernel-svm.json").write_text(json.dumps(kernel_cases) + "\n")
