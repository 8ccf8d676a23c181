"""What every technical drawing is made of: presentation attributes only, so that a strict CSP accepts it inline."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

INK = "#14181b"
SOLE = "#f7f5ef"

Values = Mapping[str, object]
Drawer = Callable[["Sketch"], str]


@dataclass(frozen=True)
class Sketch:
    """What a drawing may know: the deciding figures, two or three colours, whether to show dimension lines.

    ``values`` maps attribute keys to plain numbers in the attribute's unit, or to choice keys.
    """

    values: Values = field(default_factory=dict)
    colours: Sequence[str] = ("#3d8fb5", "#f3c12f", SOLE)
    dimensions: bool = False

    @property
    def main(self) -> str:
        return self.colours[0]

    @property
    def accent(self) -> str:
        return self.colours[1] if len(self.colours) > 1 else "#f3c12f"

    @property
    def third(self) -> str:
        return self.colours[2] if len(self.colours) > 2 else SOLE

    def number(self, key: str, default: float, low: float, high: float) -> float:
        """The figure under ``key``, held within what the drawing can show."""
        raw = self.values.get(key, default)
        value = float(raw) if isinstance(raw, int | float) else default
        return min(max(value, low), high)

    def choice(self, key: str, default: str) -> str:
        raw = self.values.get(key, default)
        return raw if isinstance(raw, str) else default


def tag(name: str, content: str = "", /, **attributes: object) -> str:
    """One SVG element; underscores in attribute names become hyphens."""
    written = "".join(
        f' {key.replace("_", "-")}="{escape(str(value))}"' for key, value in attributes.items()
    )
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def path(d: str, **attributes: object) -> str:
    return tag("path", d=d, **attributes)


def outline(d: str, *, fill: str, width: float = 2) -> str:
    """A filled shape with the dark outline that all drawings share."""
    return path(d, fill=fill, stroke=INK, stroke_width=width, stroke_linejoin="round")


def line(d: str, *, width: float = 1.3, colour: str = INK, opacity: float = 1) -> str:
    """An inner line: seam, fold, edge."""
    return path(
        d,
        fill="none",
        stroke=colour,
        stroke_width=width,
        stroke_linecap="round",
        stroke_linejoin="round",
        opacity=opacity,
    )


def text(x: float, y: float, label: str, *, anchor: str = "middle", size: float = 15) -> str:
    return tag(
        "text",
        escape(label),
        x=f"{x:.1f}",
        y=f"{y:.1f}",
        text_anchor=anchor,
        font_size=size,
        font_weight=600,
        font_family="Archivo, sans-serif",
        font_stretch="80%",
        fill=INK,
    )


def across(x0: float, x1: float, y: float, label: str) -> str:
    """A horizontal dimension line from x0 to x1 with its label in the middle."""
    gap, middle = 4.2 * len(label) + 8, (x0 + x1) / 2
    return line(
        f"M{x0:.1f},{y - 4:.1f}v8M{x1:.1f},{y - 4:.1f}v8"
        f"M{x0:.1f},{y:.1f}H{middle - gap:.1f}M{middle + gap:.1f},{y:.1f}H{x1:.1f}",
        width=1,
    ) + text(middle, y + 5, label)


def upright(x: float, y0: float, y1: float, label: str, *, side: int = -1) -> str:
    """A vertical dimension line; ``side`` -1 writes its label on the left, 1 on the right."""
    return line(
        f"M{x - 5:.1f},{y0:.1f}h10M{x - 5:.1f},{y1:.1f}h10M{x:.1f},{y0:.1f}V{y1:.1f}", width=1
    ) + text(x + 10 * side, (y0 + y1) / 2 + 5, label, anchor="end" if side < 0 else "start")


def figure(content: str, *, box: tuple[float, float, float, float]) -> str:
    """The whole picture; ``box`` is the viewBox (x, y, width, height)."""
    return tag(
        "svg",
        content,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=" ".join(f"{n:g}" for n in box),
    )
