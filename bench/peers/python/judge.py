"""Judges what two sides made of the same matrix, in float64 and by code of neither.

Reads one JSON question from standard input, answers with one line of JSON. Two questions: `factors` (training loss
under implicit's objective, and whether the held-out item of each user stands in the best 10 and 20 unseen ones) and
`slates` (whether recommended items are unseen, and score as high).
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

BLOCK = 2_000
JUDGED = 20_000
CUTS = (10, 20)


def matrix_of(folder: Path) -> tuple[csr_matrix, np.ndarray, dict[str, Any]]:
    """The training matrix, the held-out items and what is written beside them."""
    about = json.loads((folder / "matrix.json").read_text())
    parts = (("values.f32", "<f4"), ("indices.i32", "<i4"), ("indptr.i32", "<i4"))
    arrays = tuple(np.fromfile(folder / name, dtype=kind) for name, kind in parts)
    matrix = csr_matrix(arrays, shape=(about["users"], about["items"]))
    return matrix, np.fromfile(folder / "held-out.i32", dtype="<i4"), about


def loss_of(matrix: csr_matrix, X: np.ndarray, Y: np.ndarray, regularization: float) -> float:
    """sum over all pairs of c (p - x.y)^2 with c = 1 and p = 0 where nothing is stored, plus the ridge, in float64."""
    total = float(np.sum((X.T @ X) * (Y.T @ Y)))
    for begin in range(0, matrix.shape[0], BLOCK):
        rows = matrix[begin : begin + BLOCK]
        users = begin + np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
        scores = np.einsum("ek,ek->e", X[users], Y[rows.indices])
        confidence = rows.data.astype(np.float64)
        total += float(np.sum(confidence * (1 - scores) ** 2 - scores**2))
    return total + regularization * float(np.sum(X * X) + np.sum(Y * Y))


def hits_of(matrix: csr_matrix, held_out: np.ndarray, users: np.ndarray, X: np.ndarray, Y: np.ndarray) -> np.ndarray:
    """(users, cuts) whether fewer than `cut` unseen items score above the held-out one."""
    hits = np.zeros((len(users), len(CUTS)), dtype=bool)
    for begin in range(0, len(users), BLOCK):
        ids = users[begin : begin + BLOCK]
        scores = X[ids].astype(np.float32) @ Y.astype(np.float32).T
        rows = matrix[ids]
        scores[np.repeat(np.arange(len(ids)), np.diff(rows.indptr)), rows.indices] = -np.inf
        own = scores[np.arange(len(ids)), held_out[ids]]
        above = np.sum(scores > own[:, None], axis=1)
        for at, cut in enumerate(CUTS):
            hits[begin : begin + len(ids), at] = above < cut
    return hits


def sample(candidates: np.ndarray) -> np.ndarray:
    """At most JUDGED of them, evenly spread."""
    step = max(1, -(-len(candidates) // JUDGED))
    return candidates[::step]


def read(path: str, rows: int) -> np.ndarray:
    """Factors of a file as (rows, factors) in float64."""
    return np.fromfile(path, dtype="<f4").reshape(rows, -1).astype(np.float64)


def judge_factors(question: dict[str, Any]) -> dict[str, Any]:
    """Loss, recall and spectrum of both sides, and the noise of the difference in recall."""
    matrix, held_out, about = matrix_of(Path(question["folder"]))
    users = sample(np.flatnonzero(held_out >= 0))
    answer: dict[str, Any] = {"judged": len(users)}
    hits = {}
    for side in ("ours", "peer"):
        X = read(question[side]["users"], about["users"])
        Y = read(question[side]["items"], about["items"])
        hits[side] = hits_of(matrix, held_out, users, X, Y)
        spectrum = np.sqrt(np.abs(np.linalg.eigvals((X.T @ X) @ (Y.T @ Y))))
        answer[side] = {
            "loss": loss_of(matrix, X, Y, about["regularization"]) if question["loss"] else None,
            "recall": [float(x) for x in hits[side].mean(axis=0)],
            "spectrum": [float(x) for x in np.sort(spectrum)[::-1][[0, 1, 3, 7, 15, 31, 63]]],
        }
    differing = np.sum(hits["ours"] != hits["peer"], axis=0)
    # a user counts in the difference of recalls only where the sides differ, by +1 or -1
    answer["noise"] = [float(np.sqrt(n)) / len(users) for n in differing]
    return answer


def judge_slates(question: dict[str, Any]) -> dict[str, Any]:
    """Seen, repeated or missing items that were recommended, and the largest gap of scores in rounding bounds."""
    matrix, _, about = matrix_of(Path(question["folder"]))
    X = read(question["factors"]["users"], about["users"])
    Y = read(question["factors"]["items"], about["items"])
    k = question["k"]
    largest = float(np.sqrt((Y * Y).sum(axis=1).max()))
    users = sample(np.arange(about["users"]))
    scores = {}
    wrong = {}
    for side in ("ours", "peer"):
        items = np.fromfile(question[side], dtype="<i4").reshape(-1, k)[users]
        ascending = np.sort(items, axis=1)
        seen = sum(
            np.isin(items[n], matrix.indices[matrix.indptr[u] : matrix.indptr[u + 1]]).sum()
            for n, u in enumerate(users)
        )
        wrong[side] = int(seen + np.sum(items < 0) + np.sum(ascending[:, 1:] == ascending[:, :-1]))
        scores[side] = np.sort(np.einsum("uf,ukf->uk", X[users], Y[items]), axis=1)
    # a float32 inner product of f terms is off by at most f 2^-24 |x| |y|, and slots may swap where two such overlap
    bound = 2 * X.shape[1] * 2.0**-24 * np.sqrt((X[users] ** 2).sum(axis=1)) * largest + 1e-30
    gap = np.abs(scores["ours"] - scores["peer"]).max(axis=1) / bound
    return {"judged": len(users), "wrong": wrong, "largestGap": float(gap.max())}


def main() -> None:
    """One question, one answer."""
    question = json.loads(sys.stdin.read())
    judges = {"factors": judge_factors, "slates": judge_slates}
    print(json.dumps(judges[question["what"]](question)))


if __name__ == "__main__":
    main()
