"""The side of T-RECS: rounds of its popularity recommender, which trains no factors, without measurements."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
import warnings
from importlib.metadata import version
from typing import Any

import numpy as np
from trecs.models import PopularityRecommender


def main() -> None:
    """Answers commands until the input ends: `size` makes a model of the given size, `time` runs one step of it."""
    warnings.simplefilter("ignore")
    os.chdir(tempfile.gettempdir())  # T-RECS writes a log where it stands
    model: Any = None
    for line in sys.stdin:
        command = json.loads(line)
        answer: dict[str, Any] = {}
        if command["command"] == "versions":
            names = ("trecs", "numpy", "scipy", "pandas", "lenskit")
            answer = {"python": sys.version.split()[0], **{name: version(name) for name in names}}
        elif command["command"] == "size":
            np.random.seed(1)
            model = PopularityRecommender(num_users=command["users"], num_items=command["items"], num_items_per_iter=10)
        else:
            begin = time.perf_counter()
            model.run(timesteps=1, disable_tqdm=True)
            answer = {"seconds": time.perf_counter() - begin}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
