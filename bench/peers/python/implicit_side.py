"""The side of `implicit`: one process that reads a command a line and answers with one line of JSON.

Every answer to `time` is the wall time in seconds of one repetition of one public call on loaded, warmed data. Nothing
that implicit does once a fit (transposing, converting, drawing start factors) is counted.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import implicit
import numpy as np
import scipy
from implicit.als import AlternatingLeastSquares
from implicit.cpu.bpr import RNGVector, bpr_update
from scipy.sparse import csr_matrix
from threadpoolctl import threadpool_info, threadpool_limits

Command = dict[str, Any]
LEARNING_RATE = 0.05
BPR_REGULARIZATION = 0.01


class Side:
    """What stays loaded between commands."""

    def __init__(self) -> None:
        """Nothing is loaded yet; the number of threads is the script's argument."""
        self.threads = int(sys.argv[1])
        self.folder = Path()
        self.about: dict[str, Any] = {}
        self.by_user = csr_matrix((1, 1))
        self.by_item = csr_matrix((1, 1))
        self.user_ids = np.zeros(0, np.int32)
        self.batches: dict[int, list[tuple[np.ndarray, csr_matrix]]] = {}
        self.models: dict[int, Any] = {}

    def load(self, command: Command) -> Command:
        """Reads the matrix of a folder: indptr, indices, values."""
        self.folder = Path(command["folder"])
        self.about = json.loads((self.folder / "matrix.json").read_text())
        indptr = np.fromfile(self.folder / "indptr.i32", dtype="<i4")
        indices = np.fromfile(self.folder / "indices.i32", dtype="<i4")
        values = np.fromfile(self.folder / "values.f32", dtype="<f4")
        shape = (self.about["users"], self.about["items"])
        self.by_user = csr_matrix((values, indices, indptr), shape=shape)
        self.by_item = self.by_user.T.tocsr()
        self.user_ids = np.repeat(np.arange(shape[0], dtype=np.int32), np.diff(indptr))
        self.batches = {}
        self.models = {}
        return {"entries": int(self.by_user.nnz)}

    def factors_of(self, name: str, factors: int) -> tuple[np.ndarray, np.ndarray]:
        """Factors (users, factors) and (items, factors) that a file of this folder holds."""
        sides = (np.fromfile(self.folder / f"{name}-{side}-{factors}.f32", dtype="<f4") for side in ("users", "items"))
        users, items = (side.reshape(-1, factors) for side in sides)
        return users, items

    def als(self, command: Command) -> AlternatingLeastSquares:
        """A model at the start factors, its own copy of them."""
        model = AlternatingLeastSquares(
            factors=command["factors"],
            regularization=self.about["regularization"],
            alpha=1.0,
            use_cg=command["work"] == "als-cg",
            num_threads=self.threads,
        )
        model.user_factors, model.item_factors = self.factors_of("start", command["factors"])
        return model

    def sweep(self, model: AlternatingLeastSquares) -> None:
        """The two half-steps of one iteration, as `fit` calls them."""
        threads, regularization = model.num_threads, model.regularization
        model.solver(self.by_user, model.user_factors, model.item_factors, regularization, num_threads=threads)
        model.solver(self.by_item, model.item_factors, model.user_factors, regularization, num_threads=threads)

    def bpr_start(self, factors: int) -> tuple[np.ndarray, np.ndarray]:
        """The start factors; the last column is the items' bias, 0 at the start, and 1 for users."""
        users, items = self.factors_of("start", factors)
        ones, zeros = np.ones((len(users), 1), np.float32), np.zeros((len(items), 1), np.float32)
        return np.hstack([users, ones]), np.hstack([items, zeros])

    def bpr_generators(self) -> RNGVector:
        """One generator a thread, as `fit` makes them."""
        return RNGVector(self.threads, self.by_user.nnz - 1, np.arange(1, self.threads + 1, dtype=np.int64))

    def epoch(self, rng: RNGVector, X: np.ndarray, Y: np.ndarray) -> int:
        """One epoch as `fit` runs it. Returns the number of updates: samples whose negative was truly unseen."""
        rows = self.by_user
        rates = (LEARNING_RATE, BPR_REGULARIZATION)
        _, skipped = bpr_update(rng, self.user_ids, rows.indices, rows.indptr, X, Y, *rates, self.threads, True)
        return int(rows.nnz - skipped)

    def trained(self, command: Command) -> AlternatingLeastSquares:
        """A model with the trained factors that both sides recommend from."""
        factors = command["factors"]
        if factors not in self.models:
            model = AlternatingLeastSquares(factors=factors, num_threads=self.threads)
            model.user_factors, model.item_factors = self.factors_of("trained", factors)
            self.models = {factors: model}
        return self.models[factors]

    def batches_of(self, size: int) -> list[tuple[np.ndarray, csr_matrix]]:
        """Users and their rows in batches, sliced beforehand."""
        if size not in self.batches:
            users = self.about["users"]
            ranges = [np.arange(begin, min(begin + size, users)) for begin in range(0, users, size)]
            self.batches = {size: [(ids, self.by_user[ids[0] : ids[-1] + 1]) for ids in ranges]}
        return self.batches[size]

    def recommend(self, command: Command) -> list[np.ndarray]:
        """Ids (users, k) of every user, seen items excluded."""
        model = self.trained(command)
        batches = self.batches_of(command["batch"])
        return [model.recommend(ids, rows, N=command["k"], filter_already_liked_items=True)[0] for ids, rows in batches]

    def time(self, command: Command) -> Command:
        """Seconds of one repetition of a work."""
        work = command["work"]
        if work == "bpr":
            X, Y = self.bpr_start(command["factors"])
            rng = self.bpr_generators()
            begin = time.perf_counter()
            updates = self.epoch(rng, X, Y)
            return {"seconds": time.perf_counter() - begin, "updates": updates}
        if work == "recommend":
            self.trained(command)
            self.batches_of(command["batch"])
            begin = time.perf_counter()
            self.recommend(command)
            return {"seconds": time.perf_counter() - begin}
        model = self.als(command)
        begin = time.perf_counter()
        self.sweep(model)
        return {"seconds": time.perf_counter() - begin}

    def train(self, command: Command) -> Command:
        """Trains from the start factors and writes what came of it."""
        answer: Command = {}
        if command["work"] == "bpr":
            X, Y = self.bpr_start(command["factors"])
            rng = self.bpr_generators()
            updates = sum(self.epoch(rng, X, Y) for _ in range(command["iterations"]))
            answer["epochs"] = updates / self.by_user.nnz
        else:
            model = self.als(command)
            for _ in range(command["iterations"]):
                self.sweep(model)
            X, Y = model.user_factors, model.item_factors
        np.ascontiguousarray(X, dtype="<f4").tofile(command["users"])
        np.ascontiguousarray(Y, dtype="<f4").tofile(command["items"])
        return answer

    def slates(self, command: Command) -> Command:
        """Writes the recommended ids of every user."""
        np.vstack(self.recommend(command)).astype("<i4").tofile(command["out"])
        return {}

    def versions(self, _: Command) -> Command:
        """Of everything that the times depend on."""
        blas = sorted({f"{api['internal_api']} {api['version']} ({api['num_threads']})" for api in threadpool_info()})
        return {
            "python": sys.version.split()[0],
            "implicit": implicit.__version__,
            "numpy": np.__version__,
            "scipy": scipy.__version__,
            "pools": ", ".join(blas),
        }


def main() -> None:
    """Answers commands until the input ends."""
    side = Side()
    commands = {f.__name__: f for f in (side.load, side.time, side.train, side.slates, side.versions)}
    with threadpool_limits(1, "blas"):
        for line in sys.stdin:
            command = json.loads(line)
            print(json.dumps(commands[command["command"]](command)), flush=True)


if __name__ == "__main__":
    main()
