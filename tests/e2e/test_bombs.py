"""Small documents that unpack to something huge: a typed rejection or success, and at most 300 MB for it.

Memory is that of the program and its workers together, each at its highest resident size, above what the same
processes need for a line of text."""
import io
import os
import pathlib
import struct
import subprocess
import tempfile
import time
import unittest
import zipfile
import zlib

import edify

MEGABYTE = 1 << 20
MOST_GROWTH = 300  # MB
SECONDS = 120
EXPECTED = (0, 3, 4, 5)
# In memory where the system has such a folder: two gigabytes are sparse, but not in every file system.
FOLDER = "/dev/shm" if os.path.isdir("/dev/shm") else None


def deflated(byte, length):
    packer = zlib.compressobj(1)
    block = byte * MEGABYTE
    parts = [packer.compress(block) for _ in range(length // MEGABYTE)]
    return b"".join(parts) + packer.flush()


def pdf_of(objects):
    """Objects are (dictionary, stream or None), numbered from 1; the first is the catalog."""
    out = bytearray(b"%PDF-1.5\n")
    offsets = []
    for number, (dictionary, stream) in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n" % number + dictionary
        if stream is not None:
            out += b"\nstream\n" + stream + b"\nendstream"
        out += b"\nendobj\n"
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return bytes(out) + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)


def page_of(contents, resources=b"", more=()):
    return pdf_of([(b"<< /Type /Catalog /Pages 2 0 R >>", None),
                   (b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>", None),
                   (b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << " + resources +
                    b" >> /Contents 4 0 R >>", None), contents, *more])


def nested_flate_content():
    twice = zlib.compress(deflated(b" ", 1200 * MEGABYTE), 9)
    return page_of((b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >>" % len(twice), twice))


def picture_in_pdf(width, height, stream, filters):
    draw = b"q 600 0 0 700 0 0 cm /I Do Q"
    image = (b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8 "
             b"/Length %d /Filter [%s] >>" % (width, height, len(stream), filters), stream)
    return page_of((b"<< /Length %d >>" % len(draw), draw), b"/XObject << /I 5 0 R >>", [image])


def nested_flate_picture():
    twice = zlib.compress(deflated(b"\0", 1200 * MEGABYTE), 9)
    return picture_in_pdf(32768, 32768, twice, b"/FlateDecode /FlateDecode")


def huge_picture():
    return picture_in_pdf(8192, 8192, deflated(b"\0", 1 << 26), b"/FlateDecode")


def png(width, height, packed):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def huge_png():
    packer = zlib.compressobj(1)
    rows = b"".join(packer.compress(bytes(8193)) for _ in range(8192))
    return png(8192, 8192, rows + packer.flush())


def boastful_png():
    return png(65535, 65535, zlib.compress(bytes(70000)))


def many_pages():
    count = 50_000
    kids = b" ".join(b"%d 0 R" % (number + 3) for number in range(count))
    pages = [(b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] >>", None)] * count
    return pdf_of([(b"<< /Type /Catalog /Pages 2 0 R >>", None),
                   (b"<< /Type /Pages /Count %d /Kids [%s] >>" % (count, kids), None), *pages])


def deep_page_tree():
    depth = 100_000
    nodes = [(b"<< /Type /Pages /Count 1 /Kids [%d 0 R] >>" % (number + 3), None) for number in range(depth)]
    return pdf_of([(b"<< /Type /Catalog /Pages 2 0 R >>", None), *nodes,
                   (b"<< /Type /Page /MediaBox [0 0 612 792] >>", None)])


def laughs(opening=b"<doc>&j;</doc>"):
    entities = b"".join(b'<!ENTITY %c "%s">' % (letter, b"&%c;" % (letter - 1) * 10)
                        for letter in range(ord("b"), ord("k")))
    return b'<?xml version="1.0"?><!DOCTYPE doc [<!ENTITY a "ha">' + entities + b"]>" + opening


def zip_of(**entries):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("__", "/").replace("_DOT_", "."), content)
    return out.getvalue()


def zip_bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("zeros.txt", "w", force_zip64=True) as entry:
            for _ in range(1500):
                entry.write(b" " * MEGABYTE)
    return out.getvalue()


def zips_in_zips():
    content = zip_of(leaf_DOT_txt=b" " * (10 * MEGABYTE))
    for _ in range(6):
        content = zip_of(**{f"copy{number}_DOT_zip": content for number in range(10)})
    return content


CONTENT_TYPES = (b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
                 b'<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
                 b'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>')
RELATIONS = (b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
             b'<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
             b'officeDocument" Target="word/document.xml"/></Relationships>')


def word_document(document):
    return zip_of(**{"[Content_Types]_DOT_xml": CONTENT_TYPES, "_rels__.rels": RELATIONS,
                     "word__document_DOT_xml": document})


def word_of_spaces():
    return word_document(b"<w:document xmlns:w='x'><w:body><w:p>" + b" " * (800 * MEGABYTE))


def word_of_laughs():
    return word_document(laughs(b"<w:document xmlns:w='x'><w:body><w:p><w:r><w:t>&j;</w:t></w:r></w:p></w:body>"
                                b"</w:document>"))


def deep_markup():
    return b"<?xml version='1.0'?>" + b"<a>" * 2_000_000


def deep_json():
    return b"[" * 5_000_000


def sparse_pdf(path, size):
    """A PDF whose page tree stands at the end of a file that is a hole otherwise."""
    head = b"%PDF-1.7\n"
    tail = (b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Count 1 /Kids [3 0 R] >>\n"
            b"endobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F 4 0 R >> "
            b">> /Contents 5 0 R >>\nendobj\n4 0 obj\n<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>\nendobj\n"
            b"5 0 obj\n<< /Length 54 >>\nstream\nBT /F 12 Tf 72 700 Td (The end of a very long file) Tj ET\nendstream\n"
            b"endobj\n")
    at = size - 4096
    offsets = [at + tail.index(b"%d 0 obj" % number) for number in range(1, 6)]
    table = at + len(tail)
    tail += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    tail += b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % table
    with open(path, "wb") as out:
        out.write(head)
        out.seek(at)
        out.write(tail)


def children(process):
    """`process` and what it started, by id."""
    ids = [process]
    for each in ids:
        try:
            ids += [int(child) for child in pathlib.Path(f"/proc/{each}/task/{each}/children").read_text().split()]
        except OSError:
            pass
    return ids


def highest_resident(process, peaks):
    for each in children(process):
        try:
            status = pathlib.Path(f"/proc/{each}/status").read_text()
        except OSError:
            continue
        for line in status.splitlines():
            if line.startswith("VmHWM:"):
                peaks[each] = max(peaks.get(each, 0), int(line.split()[1]) / 1024)


def parse(path):
    """Exit code, standard error, highest memory of the whole tree in MB, seconds."""
    begin = time.monotonic()
    process = subprocess.Popen([edify.PROGRAM, "parse", str(path)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                               env=edify.environment())
    peaks = {}
    while process.poll() is None:
        highest_resident(process.pid, peaks)
        if time.monotonic() - begin > SECONDS:
            process.kill()
        time.sleep(0.003)  # between two looks, not for luck
    error = process.stderr.read().decode(errors="replace")
    process.stderr.close()
    return process.returncode, error, sum(peaks.values()), time.monotonic() - begin


class Bombs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="edify-bombs-", dir=FOLDER)
        idle = pathlib.Path(cls.folder.name) / "idle.txt"
        idle.write_text("One line of text.\n")
        code, error, cls.idle, _ = parse(idle)
        assert code == 0, error
        print(f"{'idle':24} {cls.idle:6.0f} MB", flush=True)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def survives(self, name, content=None, write=None, says=None):
        path = pathlib.Path(self.folder.name) / name
        write(path) if write else path.write_bytes(content)
        code, error, memory, seconds = parse(path)
        path.unlink()
        growth = memory - self.idle
        print(f"{name:24} {growth:+6.0f} MB {seconds:5.1f} s  exit {code}  {error.strip()[:160]}", flush=True)
        self.assertIn(code, EXPECTED, error)
        self.assertEqual(error.count("\n"), 0 if code == 0 else 1, error)
        self.assertLessEqual(growth, MOST_GROWTH)
        if says:
            self.assertIn(says, error)

    def test_nested_flate_streams(self):
        self.survives("content.pdf", nested_flate_content(), says="memory")
        self.survives("picture.pdf", nested_flate_picture())

    def test_pictures_of_2_to_the_26_pixels_and_more(self):
        self.survives("huge_picture.pdf", huge_picture())
        self.survives("huge.png", huge_png())
        self.survives("boastful.png", boastful_png())

    def test_fifty_thousand_pages(self):
        self.survives("many_pages.pdf", many_pages(), says="pages")
        self.survives("deep_page_tree.pdf", deep_page_tree())

    def test_entities_that_expand(self):
        self.survives("laughs.xml", laughs())
        self.survives("laughs.html", b"<!DOCTYPE html>" + laughs())
        self.survives("laughs.docx", word_of_laughs())

    def test_archives_that_expand(self):
        self.survives("zeros.zip", zip_bomb())
        self.survives("nested.zip", zips_in_zips())
        self.survives("spaces.docx", word_of_spaces())

    def test_nesting(self):
        self.survives("deep.xml", deep_markup())
        self.survives("deep.html", deep_markup())
        self.survives("deep.json", deep_json())

    def test_two_sparse_gigabytes(self):
        self.survives("sparse.pdf", write=lambda path: sparse_pdf(path, 2 << 30))


if __name__ == "__main__":
    unittest.main()
