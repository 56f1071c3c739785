"""Small line plots as SVG, by hand: points and lines on logarithmic or linear axes, readable on light and dark pages."""
import html
import math
from dataclasses import dataclass, field

WIDTH, HEIGHT = 720, 400
LEFT, RIGHT, TOP, BOTTOM = 80, 150, 50, 60
COLOURS = ("#2f6fb0", "#c8553d", "#3f8f5f", "#8a5fb0")


@dataclass
class Series:
    name: str
    points: list  # (x, y)
    dashed: bool = False


@dataclass
class Axis:
    name: str
    ticks: list  # (value, label), in order; the first and the last are the axis's ends
    logarithmic: bool = False

    def place(self, value):
        """0 at the axis's beginning, 1 at its end."""
        scale = math.log10 if self.logarithmic else float
        low, high = scale(self.ticks[0][0]), scale(self.ticks[-1][0])
        return (scale(value) - low) / (high - low)


@dataclass
class Plot:
    title: str
    x: Axis
    y: Axis
    series: list = field(default_factory=list)

    def at(self, x, y):
        return (LEFT + self.x.place(x) * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - self.y.place(y) * (HEIGHT - TOP - BOTTOM))

    def svg(self):
        out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
               f'font-size="12" fill="#777">', f"<title>{html.escape(self.title)}</title>",
               text(LEFT, 24, self.title, size=15)]
        for value, label in self.x.ticks:
            x, bottom = self.at(value, self.y.ticks[0][0])
            out += [line((x, bottom), (x, bottom + 5)), text(x, bottom + 20, label, "middle")]
        for value, label in self.y.ticks:
            left, y = self.at(self.x.ticks[0][0], value)
            out += [line((left, y), (WIDTH - RIGHT, y), opacity=0.25), text(left - 8, y + 4, label, "end")]
        out.append(text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, self.x.name, "middle"))
        out.append(f'<text transform="translate(18 {(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)" text-anchor="middle">'
                   f"{html.escape(self.y.name)}</text>")
        labels = []
        for number, series in enumerate(self.series):
            out += self.drawn(series, COLOURS[number % len(COLOURS)], labels)
        return "\n".join(out) + "\n</svg>\n"

    def drawn(self, series, colour, labels):
        places = [self.at(*point) for point in series.points]
        dash = ' stroke-dasharray="6 4"' if series.dashed else ""
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>'
        if not series.dashed:
            yield from (f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>' for x, y in places)
        x, y = places[-1]
        while any(abs(y - other) < 14 for other in labels):  # names beside one another, not on one another
            y -= 14
        labels.append(y)
        yield text(x + 10, y + 4, series.name, colour=colour)


def text(x, y, words, anchor="start", size=12, colour=None):
    fill = f' fill="{colour}"' if colour else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}"{fill}>{html.escape(words)}</text>'


def line(one, other, opacity=1.0):
    return (f'<line x1="{one[0]:.1f}" y1="{one[1]:.1f}" x2="{other[0]:.1f}" y2="{other[1]:.1f}" stroke="#777" '
            f'stroke-opacity="{opacity}"/>')
