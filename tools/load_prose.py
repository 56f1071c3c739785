"""English prose of a school from a source of chance: sentences that differ, in words that people search for."""

SUBJECTS = """Mathematics Physics Chemistry Biology History Geography Civics Economics English Hindi Sanskrit Music Drama
Computing Statistics Astronomy Ecology Geometry Algebra Literature Accounting Painting Sport Robotics Botany""".split()
FIRST_NAMES = """Aarav Aditi Ananya Arjun Bhavna Chitra Deepak Devika Esha Farhan Gauri Harish Ishaan Jaya Kabir Kavya
Lakshmi Manoj Meera Mohan Nandini Neel Omkar Pooja Priya Rahul Rekha Rohan Sana Sanjay Sarita Tara Uday Varun Veena
Vikram Yash Zoya""".split()
LAST_NAMES = """Agarwal Banerjee Bhatt Chandra Das Desai Gupta Iyer Jain Joshi Kapoor Khan Kulkarni Kumar Menon Mehta
Mishra Nair Patel Pillai Rao Reddy Saxena Sen Shah Sharma Singh Sinha Varma Yadav""".split()
PEOPLE = """teacher student librarian principal coordinator parent visitor gardener examiner assistant counsellor nurse
driver monitor captain secretary accountant volunteer coach tutor committee warden caretaker inspector""".split()
THINGS = """register notebook diagram experiment timetable worksheet laboratory library corridor assembly certificate
microscope equation theorem essay poem map river mountain harvest festival budget receipt uniform bicycle telescope
molecule circuit magnet battery lens prism acid crystal leaf root stem seed cell tissue bone muscle nerve enzyme planet
comet eclipse monsoon drought soil mineral fossil glacier volcano parliament constitution election treaty empire railway
bridge market currency tax ledger invoice fraction decimal triangle circle matrix vector probability median graph
alphabet grammar verb adjective metaphor stanza chapter novel drama rhyme melody drum flute canvas brush portrait
sculpture stadium relay javelin goal whistle algorithm keyboard network password robot sensor""".split()
VERBS = """describes measures compares explains records collects repairs observes counts publishes reviews approves
demonstrates arranges corrects predicts verifies sketches rehearses inspects distributes translates summarises questions
calculates estimates labels plants harvests balances borrows returns protects improves designs tests""".split()
ADJECTIVES = """careful bright ancient modern gentle rapid silent steady curious narrow broad heavy hollow fragile common
rare annual weekly local national seasonal practical formal honest colourful transparent magnetic liquid frozen fertile
circular parallel rational prime average urgent voluntary temporary permanent original""".split()
PLACES = """hall courtyard auditorium playground canteen gate workshop garden office classroom gallery valley village
harbour station museum temple fort observatory greenhouse clinic stage terrace""".split()
TIMES = """morning afternoon week month term semester holiday season year examination recess evening weekend
monsoon""".split()
ENDS = ("before the {t} ends", "in the {a} {p}", "with a {a} {o}", "because the {o} is {a}", "after every {t}",
        "near the {a} {p}", "while the {w} {v} the {o}", "as part of {s}", "without the {o}", "for the next {t}")


class Writer:
    """Not thread-safe; the same source of chance gives the same text."""

    def __init__(self, chance):
        self.chance = chance

    def words(self):
        pick = self.chance.choice
        return {"w": pick(PEOPLE), "v": pick(VERBS), "o": pick(THINGS), "a": pick(ADJECTIVES), "p": pick(PLACES),
                "t": pick(TIMES), "s": pick(SUBJECTS)}

    def sentence(self):
        pick = self.chance.choice
        end = pick(ENDS).format_map(self.words())
        return (f"The {pick(ADJECTIVES)} {pick(PEOPLE)} {pick(VERBS)} {self.chance.randrange(2, 90)} {pick(ADJECTIVES)} "
                f"{plural(pick(THINGS))} and the {pick(THINGS)} {end}.")

    def paragraph(self):
        return " ".join(self.sentence() for _ in range(self.chance.randrange(3, 7)))

    def heading(self):
        words = self.words()
        return f"{words['a'].capitalize()} {words['o']} and {self.chance.choice(THINGS)}"

    def title(self):
        words = self.words()
        return f"{words['s']}: the {words['a']} {words['o']} of the {words['p']}"

    def name(self):
        return f"{self.chance.choice(FIRST_NAMES)} {self.chance.choice(LAST_NAMES)}"

    def subject(self):
        return self.chance.choice(SUBJECTS)

    def paragraphs_of_lines(self, width, lines):
        """Paragraphs broken into lines of at most `width` characters, until about `lines` lines are used."""
        while lines > 2:
            paragraph = broken(self.paragraph(), width)[:lines]
            lines -= len(paragraph) + 1
            yield paragraph


def plural(noun):
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "h")) else "s")


def broken(text, width):
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return lines + [line]
