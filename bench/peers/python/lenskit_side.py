"""The side of LensKit: epochs of its implicit ALS, which solves rows exactly under the same objective.

LensKit's trainer is given the matrix as (user, item, rating) with confidence 1 + weight * rating; `train_epoch` is
timed. Threads are set by LK_NUM_THREADS before the process starts.
"""

from __future__ import annotations

import json
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from lenskit.als import ImplicitMFScorer
from lenskit.data import Dataset, from_interactions_df
from lenskit.training import TrainingOptions


def load(folder: Path) -> tuple[Dataset, dict[str, Any]]:
    """The matrix as a data set of ratings r, c = 1 + alpha * r."""
    about = json.loads((folder / "matrix.json").read_text())
    indptr, indices = (np.fromfile(folder / name, dtype="<i4") for name in ("indptr.i32", "indices.i32"))
    ratings = (np.fromfile(folder / "values.f32", dtype="<f4") - 1) / about["alpha"]
    users = np.repeat(np.arange(about["users"], dtype=np.int32), np.diff(indptr))
    return from_interactions_df(pd.DataFrame({"user_id": users, "item_id": indices, "rating": ratings})), about


def trainer_of(data: Dataset, about: dict[str, Any], factors: int) -> Any:
    """A trainer at start factors of its own."""
    scorer = ImplicitMFScorer(
        embedding_size=factors, weight=about["alpha"], use_ratings=True, regularization=about["regularization"]
    )
    return scorer.create_trainer(data, TrainingOptions(rng=1))


def main() -> None:
    """Answers commands until the input ends."""
    data: Any = None
    about: dict[str, Any] = {}
    trainers: dict[int, Any] = {}
    for line in sys.stdin:
        command = json.loads(line)
        answer: dict[str, Any] = {}
        if command["command"] == "versions":
            answer = {"python": sys.version.split()[0], "lenskit": version("lenskit"), "numpy": np.__version__}
        elif command["command"] == "load":
            data, about = load(Path(command["folder"]))
            trainers = {}
        else:
            factors = command["factors"]
            if factors not in trainers:
                trainers = {factors: trainer_of(data, about, factors)}
            begin = time.perf_counter()
            trainers[factors].train_epoch()
            answer = {"seconds": time.perf_counter() - begin}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
