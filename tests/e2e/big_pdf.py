"""A PDF of any size for the tests of reading by ranges: a book of scanned pages, as schools have them, with a text layer.
It is made piece by piece, so that half a gigabyte needs no memory."""

PICTURE = 1000  # pixels a side, a byte a pixel, not packed: a page costs a million bytes
BRANCH = 25  # pages that hang on one node of the tree, as Acrobat and TeX arrange them


def pages_text(number):
    return f"Page {number} of the great atlas tells of river number {number} and of its sources."


def pieces(pages):
    """The bytes of the file, a piece at a time, in the order of its pages; the cross references come last, as most
    programs write them."""
    offset, offsets = 0, {}

    def put(number, data):
        nonlocal offset
        offsets[number] = offset
        whole = b"%d 0 obj\n" % number + data + b"\nendobj\n"
        offset += len(whole)
        return whole

    header = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
    offset = len(header)
    yield header
    first = 4  # objects of the first page
    nodes = [range(begin, min(begin + BRANCH, pages)) for begin in range(0, pages, BRANCH)]
    first_node = first + 3 * pages
    branches = b" ".join(b"%d 0 R" % (first_node + node) for node in range(len(nodes)))
    yield put(1, b"<< /Type /Catalog /Pages 2 0 R >>")
    yield put(2, b"<< /Type /Pages /Count %d /Kids [%s] >>" % (pages, branches))
    yield put(3, b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    row = bytes(160 + 90 * x // PICTURE for x in range(PICTURE))
    picture = row * PICTURE
    for page in range(pages):
        at = first + 3 * page
        text = (b"q 500 0 0 500 40 100 cm /P Do Q BT /F 14 Tf 40 720 Td (%s) Tj ET" % pages_text(page + 1).encode())
        yield put(at, b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
                      b"/Resources << /Font << /F 3 0 R >> /XObject << /P %d 0 R >> >> >>"
                  % (first_node + page // BRANCH, at + 1, at + 2))
        yield put(at + 1, b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text))
        yield put(at + 2, b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray "
                          b"/BitsPerComponent 8 /Length %d >>\nstream\n%s\nendstream" % (PICTURE, PICTURE, len(picture), picture))
    for number, node in enumerate(nodes):
        kids = b" ".join(b"%d 0 R" % (first + 3 * page) for page in node)
        yield put(first_node + number, b"<< /Type /Pages /Parent 2 0 R /Count %d /Kids [%s] >>" % (len(node), kids))
    table = b"".join(b"%010d 00000 n \n" % offsets[number] for number in sorted(offsets))
    yield (b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(offsets) + 1, table) +
           b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(offsets) + 1, offset))
