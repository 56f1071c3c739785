"""The rules of who may see what, written down a second time and independently of the program: a library with a document
in every partition, principals, and what each must be answered.

    student -> knowledge_bank; teacher -> knowledge_bank, general; admin -> sop, knowledge_bank, general.
    Grades narrow; grade `general` is for everybody of an allowed module; no grades: `general` only, an admin's: all.
"""
import dataclasses
import random

ROLES = ("student", "teacher", "admin")
GRADES = tuple([f"ik{n}" for n in (1, 2, 3)] + [f"grade{n}" for n in range(1, 13)])
MODULES_OF = {"student": {"knowledge_bank"}, "teacher": {"knowledge_bank", "general"},
              "admin": {"sop", "knowledge_bank", "general"}}
# None of them is a stop word, and no two have a stem in common.
WORDS = ("anchor", "bishop", "candle", "dragon", "engine", "falcon", "goblet", "hammer", "island", "jacket", "kitten",
         "lantern", "magnet", "needle", "orchid", "pepper", "quiver", "rabbit", "saddle", "tunnel")


@dataclasses.dataclass(frozen=True)
class Document:
    module: str
    grade: str  # of its partition
    path: str
    words: frozenset

    @property
    def name(self):
        return self.path.rsplit("/", 1)[-1]

    def text(self):
        return f"The {' and the '.join(sorted(self.words))} stand beside the garden.\n"


def make_library(seed=6, copies=2):
    """A few documents in each of the 18 partitions that paths can lead to."""
    dice = random.Random(seed)
    places = [("sop", "general", "SOP/Administration"), ("general", "general", "Notices"),
              ("knowledge_bank", "general", "Knowledge Bank/kb/2025-2026")]
    places += [("knowledge_bank", grade, f"Knowledge Bank/kb/2025-2026/{grade}") for grade in GRADES]
    return [Document(module, grade, f"{folder}/{module}-{grade}-{copy}.txt", frozenset(dice.sample(WORDS, 5)))
            for module, grade, folder in places for copy in range(copies)]


def write_documents(folder, documents):
    for document in documents:
        target = folder / document.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(document.text(), encoding="utf-8")


@dataclasses.dataclass(frozen=True)
class Principal:
    role: str
    grades: tuple = ()  # ("*",): all

    def sees_all_grades(self):
        return "*" in self.grades or (self.role == "admin" and not self.grades)

    def sees(self, document):
        if document.module not in MODULES_OF[self.role]:
            return False
        return document.grade == "general" or self.sees_all_grades() or document.grade in self.grades


def refusals(principal, body, user):
    """The statuses that the body may be refused with: which of several wrongs is named first is not promised."""
    found = set()
    role, grades = body.get("role"), body.get("grades") or []
    if role is not None and role not in ROLES:
        found.add(400)
    elif role is not None and ROLES.index(role) > ROLES.index(principal.role):
        found.add(403)
    if any(grade not in (*GRADES, "general", "*") for grade in grades):
        found.add(400)
    if not principal.sees_all_grades() and any(grade not in ("general", *principal.grades) for grade in grades):
        found.add(403)
    if body.get("user_id", user) != user:
        found.add(403)
    return found


def narrowed(principal, body):
    """The principal that a body asks as, where it is not refused."""
    grades = tuple(body.get("grades") or ())
    if "*" in grades or (not grades and principal.sees_all_grades()):
        grades = ("*",)
    return Principal(body.get("role") or principal.role, grades or principal.grades)


def lexical_matches(library, principal, query):
    """Names of the documents that the principal sees and that hold a word of the query."""
    asked = set(query.lower().replace("?", "").split())
    return {each.name for each in library if principal.sees(each) and (asked & (each.words | {"garden"}))}
