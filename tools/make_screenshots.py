#!/usr/bin/env python3
"""Makes docs/screenshots/ again: the built program over samples/, with a few questions asked, in Debian's Chromium."""
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "e2e"))
import edify  # noqa: E402

CURRICULUM = """grade,subject
grade1,Mathematics
grade1,English
grade1,Hindi
grade5,Mathematics
grade5,Science
grade5,Hindi
grade5,Sanskrit
grade10,Mathematics
grade10,Physics
grade10,Chemistry
grade10,Biology
grade12,Mathematics
grade12,Physics
grade12,Biology
"""
ASKED = {"student": ["Why do leaves look green?", "What is phishing?", "Who won the football world cup in 1998?"],
         "teacher": ["What does Snell's law of refraction say?", "When is the annual sports day?"],
         "admin": ["What must a visitor do at the school gate?"]}


def use(server, data):
    """What the figures of the administration are made of."""
    for role, questions in ASKED.items():
        for person in range(4):
            token = edify.token(data, role, "grade5,grade10" if role != "admin" else "", user=f"{role}{person}")
            for question in questions:
                server.request("/chat", body={"message": question}, bearer=token)
            server.request("/survey", body={"score": 4 + person % 2}, bearer=token)


def main() -> int:
    with edify.temporary_folder() as folder:
        curriculum = folder / "curriculum.csv"
        curriculum.write_text(CURRICULUM)
        data = folder / "data"
        assert edify.run("ingest", "samples", data=data, cwd=ROOT).returncode == 0
        environment = {"EDIFY_WEB_DEMO": "true", "EDIFY_WEB_CURRICULUM": str(curriculum), "EDIFY_AUDIT_QUESTIONS": "true"}
        with edify.server(data, env=environment) as server:
            use(server, data)
            return subprocess.run(["node", "tests/screenshots.mjs", str(ROOT / "docs" / "screenshots")], cwd=ROOT / "web",
                                  env={**os.environ, "EDIFY_URL": server.url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
