#!/usr/bin/env python3
"""Makes a school's container of any size and shape from a seed number, in a folder or in Azure Blob Storage (Azurite).

    loadgen.py [SHAPE…] folder DIR            writes the files below DIR
    loadgen.py [SHAPE…] azure CONTAINER       writes blobs; account from AZURE_STORAGE_CONNECTION_STRING
    loadgen.py [SHAPE…] plan                  writes nothing, makes the manifest only
    loadgen.py --manifest M churn [--rounds N] [--changes N] folder DIR | azure CONTAINER
                                              adds, changes, moves, deletes and touches at random what M names

The same seed and shape give the same bytes. The manifest (--manifest FILE, else stdout) is JSON: for each path its
recipe, size, sha256 and the state and reason that the ledger must show after an ingest; `churn` reads it and writes it
again. Sizes in bytes, or with K, M or G. A document is never whole in memory unless its kind is a ZIP.
"""
import argparse
import dataclasses
import hashlib
import json
import os
import pathlib
import random
import sys

import load_documents
from blob_client import BlobClient
from load_documents import BROKEN, EXTENSIONS, OUTCOMES, Recipe
from load_prose import ADJECTIVES, SUBJECTS, THINGS

GRADES = ["ik1", "ik2"] + [f"grade{number}" for number in range(1, 13)]
OFFICES = ["admin", "finance", "hr", "safety", "transport", "health", "examination"]
LOOSE = ["Circulars", "Newsletter", "Parents", "Library", ""]
MIX = {"pdf": 38, "pdf_pictures": 12, "docx": 14, "txt": 9, "md": 7, "html": 7, "xlsx": 6, "csv": 4, "pptx": 3, "scan": 0}
WITH_PICTURES = ("pdf_pictures", "docx", "pptx")
LARGEST_ZIP = 30 << 20


@dataclasses.dataclass
class Shape:
    """What a container holds. `total_bytes` is met roughly, by pictures that no reader of text needs."""
    files: int = 100
    total_bytes: int = 0
    mix: dict = dataclasses.field(default_factory=lambda: dict(MIX))  # kind → weight
    duplicates: float = 0.05  # share of the files that repeat an earlier one
    broken: float = 0.02
    pages: int = 4  # of a document on average
    huge: tuple = ()  # sizes of single PDFs beside the files


@dataclasses.dataclass
class Document:
    path: str
    recipe: Recipe
    duplicate_of: str = ""  # path of the original when both were made
    size: int = -1  # known once it has been made
    sha256: str = ""

    @property
    def expected(self):
        return OUTCOMES.get(self.recipe.kind, ("done", ""))

    def to_json(self):
        state, reason = self.expected
        return {**dataclasses.asdict(self), "state": state, "reason": reason}

    @staticmethod
    def from_json(row):
        return Document(row["path"], Recipe(**row["recipe"]), row["duplicate_of"], row["size"], row["sha256"])


# ---- what is to be made ---------------------------------------------------------------------------------------------

def school_path(chance, number, extension):
    """Half in the knowledge bank, a third among the procedures, the rest somewhere. The number keeps names apart."""
    name = f"{chance.choice(ADJECTIVES).capitalize()} {chance.choice(THINGS)} {number}.{extension}"
    where = chance.random()
    if where < 0.5:
        return f"Knowledge Bank/kb/2025-2026/{chance.choice(GRADES)}/{chance.choice(SUBJECTS)}/{name}"
    folder = f"SOP/{chance.choice(OFFICES)}" if where < 0.85 else chance.choice(LOOSE)
    return f"{folder}/{name}" if folder else name


def plan(seed, shape):
    """The container's documents, without a byte of them."""
    chance = random.Random(f"{seed}/plan")
    broken = round(shape.files * shape.broken)
    duplicates = round(shape.files * shape.duplicates)
    originals = shape.files - duplicates
    kinds = chance.choices(list(shape.mix), list(shape.mix.values()), k=max(originals - broken, 0))
    kinds += [chance.choice(BROKEN) for _ in range(originals - len(kinds))]
    chance.shuffle(kinds)
    pictures = picture_sizes(chance, kinds, shape)
    documents = [new_document(chance, seed, number, kind, shape.pages, size)
                 for number, (kind, size) in enumerate(zip(kinds, pictures))]
    whole = [each for each in documents if each.recipe.kind not in BROKEN]
    for number in range(duplicates if whole else 0):
        original = chance.choice(whole)
        extension = original.path.rsplit(".", 1)[1]
        documents.append(Document(school_path(chance, originals + number, extension), original.recipe, original.path))
    for number, size in enumerate(shape.huge):
        recipe = Recipe("pdf_pictures", f"{seed}/huge{number}", pages=pages_of_huge(size), picture_bytes=size)
        documents.append(Document(f"Knowledge Bank/kb/2025-2026/grade12/Huge {number} of {size} bytes.pdf", recipe))
    return documents


def new_document(chance, seed, number, kind, pages, picture_bytes=0):
    # Most are short, some are long, as in a school.
    count = max(1, min(round(chance.lognormvariate(0, 0.8) * pages), 40 * pages))
    recipe = Recipe(kind, f"{seed}/{number}", 1 if kind == "scan" else count, picture_bytes)
    return Document(school_path(chance, number, EXTENSIONS.get(kind, kind)), recipe)


def picture_sizes(chance, kinds, shape):
    """Shares what `total_bytes` leaves over the documents that can hold pictures; few of them get most of it."""
    weights = [chance.lognormvariate(0, 1.2) if kind in WITH_PICTURES else 0 for kind in kinds]
    text = len(kinds) * shape.pages * 2500
    left = max(shape.total_bytes - text, 0) / max(sum(weights), 1e-9)
    return [min(round(weight * left), LARGEST_ZIP if kind != "pdf_pictures" else 1 << 40)
            for kind, weight in zip(kinds, weights)]


def pages_of_huge(size):
    """About 5 MB a page, as a book of scanned plates has."""
    return max(1, size // (5 << 20))


# ---- where it goes --------------------------------------------------------------------------------------------------

class FolderTarget:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)

    def write(self, path, blocks):
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with open(target, "wb") as out:
            for block in blocks:
                out.write(block)

    def move(self, document, path):
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        os.rename(self.folder / document.path, self.folder / path)

    def delete(self, path):
        (self.folder / path).unlink()

    def touch(self, path, number):
        os.utime(self.folder / path, (1_700_000_000 + number, 1_700_000_000 + number))


class AzureTarget:
    def __init__(self, container, connection_string):
        self.container = container
        self.client = BlobClient(connection_string)
        self.client.create_container(container)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.client.connection.close()

    def write(self, path, blocks):
        self.client.put(self.container, path, blocks)

    def move(self, document, path):
        self.write(path, load_documents.blocks(document.recipe))
        self.delete(document.path)

    def delete(self, path):
        self.client.delete(self.container, path)

    def touch(self, path, number):
        self.client.touch(self.container, path, {"touched": str(number)})


class NoTarget:
    def write(self, path, blocks):
        for _ in blocks:
            pass


def measured(document):
    """The document's pieces, counted and hashed on their way."""
    size, digest = 0, hashlib.sha256()
    for block in load_documents.blocks(document.recipe):
        size += len(block)
        digest.update(block)
        yield block
    document.size, document.sha256 = size, digest.hexdigest()


def write(documents, target):
    for document in documents:
        target.write(document.path, measured(document))


# ---- churn ----------------------------------------------------------------------------------------------------------

class Churn:
    """Random changes to a container and, in step, to the list of what it must hold. One seed, one history."""

    def __init__(self, seed, documents, target, pages=2):
        self.seed, self.target, self.pages = seed, target, pages
        self.documents = {each.path: each for each in documents}
        self.number = len(documents)

    def round(self, number, changes):
        """Does `changes` changes; answers them as (what, path) or (what, path, new path)."""
        chance = random.Random(f"{self.seed}/round{number}")
        todo = chance.choices(["add", "change", "move", "delete", "touch"], [30, 25, 20, 15, 10], k=changes)
        return [getattr(self, what)(chance) for what in todo if what == "add" or self.documents]

    def some_path(self, chance):
        return chance.choice(sorted(self.documents))

    def put(self, document):
        self.target.write(document.path, measured(document))
        self.documents[document.path] = document

    def fresh(self, chance):
        self.number += 1
        kind = chance.choices([*MIX, *BROKEN], [*MIX.values(), *[1] * len(BROKEN)])[0]
        return new_document(chance, f"{self.seed}/churn", self.number, kind, self.pages)

    def add(self, chance):
        document = self.fresh(chance)
        self.put(document)
        return "add", document.path

    def change(self, chance):
        path = self.some_path(chance)
        self.number += 1
        old = self.documents[path]
        self.put(Document(path, dataclasses.replace(old.recipe, seed=f"{self.seed}/churn/{self.number}")))
        return "change", path

    def move(self, chance):
        document = self.documents.pop(self.some_path(chance))
        self.number += 1
        path = school_path(chance, self.number, document.path.rsplit(".", 1)[1])
        self.target.move(document, path)
        self.documents[path] = dataclasses.replace(document, path=path)
        return "move", document.path, path

    def delete(self, chance):
        path = self.some_path(chance)
        self.target.delete(path)
        del self.documents[path]
        return "delete", path

    def touch(self, chance):
        path = self.some_path(chance)
        self.number += 1
        self.target.touch(path, self.number)
        return "touch", path


# ---- command line ---------------------------------------------------------------------------------------------------

def size_in_bytes(text):
    unit = {"K": 10, "M": 20, "G": 30}.get(text[-1:].upper(), 0)
    return int(float(text[:-1] if unit else text) * (1 << unit))


def mix_of(text):
    mix = {name: float(weight) for name, weight in (part.split("=") for part in text.split(","))}
    unknown = mix.keys() - load_documents.MAKERS.keys()
    if unknown:
        raise argparse.ArgumentTypeError(f"unknown kinds {sorted(unknown)}; known: {', '.join(load_documents.MAKERS)}")
    return mix


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--files", type=int, default=100)
    parser.add_argument("--bytes", type=size_in_bytes, default=0, help="total, roughly")
    parser.add_argument("--mix", type=mix_of, default=dict(MIX), metavar="KIND=WEIGHT,…")
    parser.add_argument("--duplicates", type=float, default=0.05, help="share of the files")
    parser.add_argument("--broken", type=float, default=0.02, help="share of the files")
    parser.add_argument("--pages", type=int, default=4, help="of a document, on average")
    parser.add_argument("--huge", type=size_in_bytes, action="append", default=[], help="size of a PDF; repeatable")
    parser.add_argument("--manifest", type=pathlib.Path)
    commands = parser.add_subparsers(dest="command", required=True)
    churn = commands.add_parser("churn")
    churn.add_argument("--rounds", type=int, default=1)
    churn.add_argument("--changes", type=int, default=20)
    add_targets(churn.add_subparsers(dest="target", required=True))
    add_targets(commands)
    commands.add_parser("plan")
    return parser.parse_args()


def add_targets(commands):
    commands.add_parser("folder").add_argument("place", metavar="DIR")
    commands.add_parser("azure").add_argument("place", metavar="CONTAINER")


def open_target(kind, place):
    if kind == "folder":
        return FolderTarget(place)
    connection = os.environ.get("AZURE_STORAGE_CONNECTION_STRING")
    if not connection:
        sys.exit("loadgen: AZURE_STORAGE_CONNECTION_STRING is not set; it names the account that the container is in")
    return AzureTarget(place, connection)


def save(manifest, seed, documents):
    whole = {"seed": seed, "files": len(documents), "bytes": sum(max(each.size, 0) for each in documents),
             "documents": [each.to_json() for each in documents]}
    text = json.dumps(whole, indent=1, ensure_ascii=False) + "\n"
    if not manifest:
        sys.stdout.write(text)
        return
    manifest.write_text(text, encoding="utf-8")


def run_churn(options):
    if not options.manifest:
        sys.exit("loadgen: churn needs --manifest: the file that says what the container holds")
    known = json.loads(options.manifest.read_text(encoding="utf-8"))
    churn = Churn(known["seed"], [Document.from_json(row) for row in known["documents"]],
                  open_target(options.target, options.place))
    churn.number = known.get("number", churn.number)
    first = known.get("rounds", 0)
    for number in range(first, first + options.rounds):
        for change in churn.round(number, options.changes):
            print(*change, sep="\t")
    known.update(documents=[each.to_json() for each in churn.documents.values()], rounds=first + options.rounds,
                 number=churn.number, files=len(churn.documents))
    options.manifest.write_text(json.dumps(known, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def main():
    options = arguments()
    if options.command == "churn":
        run_churn(options)
        return
    shape = Shape(options.files, options.bytes, options.mix, options.duplicates, options.broken, options.pages,
                  tuple(options.huge))
    documents = plan(options.seed, shape)
    write(documents, NoTarget() if options.command == "plan" else open_target(options.command, options.place))
    save(options.manifest, options.seed, documents)


if __name__ == "__main__":
    main()
