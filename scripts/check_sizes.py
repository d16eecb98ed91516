"""Find functions, views and files that have grown past what one can read at a glance.

`python -m scripts.check_sizes [folder …]` lists them; the limits are those of CONTRIBUTING.md. Docstrings do not count.
"""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

MOST_FILE = 400
MOST_FUNCTION = 40
MOST_VIEW = 15
SKIPPED = ("migrations", "tests")


def main() -> None:
    found = [line for path in sources(sys.argv[1:]) for line in too_long(path)]
    print("\n".join(found) or "No function, view or file is too long.")
    sys.exit(1 if found else 0)


def sources(folders: list[str]) -> Iterator[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--", *(f"{folder}/*.py" for folder in folders or ["."])],
        capture_output=True,
        text=True,
        check=True,
    )
    for name in listed.stdout.splitlines():
        path = Path(name)
        if path.exists() and not set(path.parts) & set(SKIPPED):
            yield path


def too_long(path: Path) -> Iterator[str]:
    text = path.read_text(encoding="utf-8")
    lines = text.count("\n")
    if lines > MOST_FILE:
        yield f"{path}: {lines} lines, at most {MOST_FILE}"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            most = MOST_VIEW if is_view(path, node) else MOST_FUNCTION
            if (length := length_of(node)) > most:
                yield f"{path}:{node.lineno}: {node.name} has {length} lines, at most {most}"


def is_view(path: Path, node: ast.FunctionDef) -> bool:
    """A function that answers a request: its first argument is called so and it gives a response."""
    first = node.args.args[0].arg if node.args.args else ""
    answers = ast.unparse(node.returns) if node.returns else ""
    return "views" in str(path) and first == "request" and "Response" in answers and "None" not in answers


def length_of(node: ast.FunctionDef) -> int:
    length = (node.end_lineno or node.lineno) - node.lineno + 1
    first = node.body[0]
    if (
        isinstance(first, ast.Expr)
        and isinstance(first.value, ast.Constant)
        and isinstance(first.value.value, str)
    ):
        length -= (first.end_lineno or first.lineno) - first.lineno + 1
    return length


if __name__ == "__main__":
    main()
