#!/usr/bin/env python3
"""The API in the shape of the document that asked for Edify: FastAPI, sentence-transformers, filters by role and grade.
Its vector database is replaced by an exact search with NumPy over the same vectors, in the same process, which needs no
server and costs no call over the network.

    seed_api.py EDIFY_DB PORT        the store that bench/fill_store made

As there: the handler is `async` and embeds and searches in it, so requests are served one after the other. Differences,
all to its advantage: no cache that would have to be asked, and texts are read from the store's own file by key.
Run by bench/seed_api.sh.
"""
import pathlib
import sqlite3
import sys
import time
from typing import Any

import numpy
import uvicorn
from fastapi import FastAPI, HTTPException
from pydantic import BaseModel, Field

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tools"))

from minilm_reference import load_model  # noqa: E402

MODULES = {"student": ["knowledge_bank"], "teacher": ["knowledge_bank", "general"],
           "admin": ["sop", "knowledge_bank", "general"]}
THRESHOLD = 0.25  # with 0.7 most questions find nothing


class QueryRequest(BaseModel):
    query: str = Field(min_length=3, max_length=500)
    user_id: str = "bench"
    role: str = "teacher"
    grades: list[str] | None = None
    limit: int = Field(default=10, ge=1, le=50)
    mode: str = "hybrid"  # asked of Edify; here there is one


class QueryResponse(BaseModel):
    results: list[dict[str, Any]]
    query_time: float
    total_results: int
    user_role: str
    cached: bool


class Library:
    def __init__(self, database):
        self.rows = sqlite3.connect(f"file:{database}?mode=ro", uri=True, check_same_thread=False)
        chunks = self.rows.execute(
            "SELECT c.rowid, c.embedding, p.module, p.grade FROM store_chunks c "
            "JOIN store_documents d ON d.current_version = c.version_id JOIN store_partitions p ON p.id = d.partition_id")
        ids, vectors, modules, grades = [], [], [], []
        for rowid, embedding, module, grade in chunks:
            ids.append(rowid)
            vectors.append(numpy.frombuffer(embedding, dtype=numpy.float32))
            modules.append(module)
            grades.append(grade)
        self.ids = numpy.array(ids)
        self.vectors = numpy.stack(vectors)
        self.modules = numpy.array(modules)
        self.grades = numpy.array(grades)

    def search(self, vector, role, grades, limit):
        allowed = numpy.isin(self.modules, MODULES[role])
        if grades:
            allowed &= numpy.isin(self.grades, grades)
        scores = numpy.where(allowed, self.vectors @ vector, -1)
        best = numpy.argpartition(scores, -limit)[-limit:]
        best = best[numpy.argsort(-scores[best])]
        return [self.hit(at, float(scores[at])) for at in best if scores[at] >= THRESHOLD]

    def hit(self, at, score):
        text, path, size, kind = self.rows.execute(
            "SELECT c.text, d.path, d.size, d.content_type FROM store_chunks c "
            "JOIN store_documents d ON d.current_version = c.version_id WHERE c.rowid = ?", (int(self.ids[at]),)).fetchone()
        return {"content": text, "metadata": {"file_path": path, "file_size": size, "content_type": kind}, "score": score,
                "source_file": path.rsplit("/", 1)[-1], "module": str(self.modules[at]), "grade": str(self.grades[at])}


def main():
    app = FastAPI()
    model = load_model(ROOT / "engines/minilm")
    library = Library(sys.argv[1])

    @app.post("/query", response_model=QueryResponse)
    async def query(request: QueryRequest):
        start = time.time()
        if request.role not in MODULES:
            raise HTTPException(status_code=400, detail="Invalid role")
        vector = model.encode(request.query, convert_to_numpy=True)
        results = library.search(vector, request.role, request.grades, request.limit)
        return QueryResponse(results=results, query_time=time.time() - start, total_results=len(results),
                             user_role=request.role, cached=False)

    @app.get("/livez")
    async def livez():
        return {"status": "alive"}

    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[2]), log_level="warning")


if __name__ == "__main__":
    main()
