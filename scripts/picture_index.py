"""The page that shows all pictures side by side."""

from html import escape
from pathlib import Path
from typing import Any

HEAD = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Pictures</title><style>
body{font:14px sans-serif;margin:1rem;background:#f4f5f7}section{background:#fff;padding:1rem;margin:1rem 0}
.row{display:flex;gap:1rem;overflow-x:auto;align-items:flex-start}figure{margin:0;flex:none}
img{border:1px solid #ccc;max-height:640px}figcaption{font-size:12px;color:#555}li{color:#a00}nav a{margin-right:.75rem}
</style><h1>Pictures</h1>"""


def write_index(folder: Path, shots: dict[Any, list[str]], trouble: list[str]) -> Path:
    """Write index.html; its path."""
    parts = [HEAD, "<ul>", *(f"<li>{escape(line)}</li>" for line in trouble), "</ul><nav>"]
    parts += [f'<a href="#{page.slug}">{escape(page.slug)}</a>' for page in shots]
    parts.append("</nav>")
    for page, files in shots.items():
        who = page.username or "visitor"
        parts.append(
            f'<section id="{page.slug}"><h2>{escape(page.name)}</h2><p>{who} {escape(page.path)}</p>'
        )
        parts.append('<div class="row">')
        parts += [figure(name) for name in files]
        parts.append("</div></section>")
    folder.mkdir(parents=True, exist_ok=True)
    index = folder / "index.html"
    index.write_text("\n".join(parts), encoding="utf-8")
    return index


def figure(name: str) -> str:
    picture = f'<a href="{name}"><img loading="lazy" src="{name}" alt=""></a>'
    return f"<figure>{picture}<figcaption>{name}</figcaption></figure>"
