"""`make requirements`: the duties that tests prove, read from their marks: number, how many tests, and where."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def proofs(folder: Path) -> dict[str, dict[str, int]]:
    """Number of a duty → file → how many of its test functions name it, by their own mark or by the file's."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for path in sorted(folder.rglob("test_*.py")):
        for number, count in counted(ast.parse(path.read_text())).items():
            found[number][str(path.relative_to(ROOT))] = count
    return found


def counted(module: ast.Module) -> dict[str, int]:
    """Number → test functions of one file."""
    whole = {number for line in module.body if isinstance(line, ast.Assign) for number in named(line)}
    counts: dict[str, int] = defaultdict(int)
    for test in (line for line in module.body if isinstance(line, ast.FunctionDef) and line.name.startswith("test_")):
        for number in whole | {number for mark in test.decorator_list for number in named(mark)}:
            counts[number] += 1
    return counts


def named(tree: ast.AST) -> Iterator[str]:
    """The numbers in every `requirement(…)` below."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "requirement":
            yield from (argument.value for argument in node.args if isinstance(argument, ast.Constant))


def in_order(number: str) -> tuple[str, int, str]:
    """B2 before B10, B3 before B3a."""
    digits = "".join(sign for sign in number if sign.isdigit())
    return number[0], int(digits), number[1 + len(digits) :]


def main() -> None:
    found = proofs(ROOT / "tests")
    for number in sorted(found, key=in_order):
        files = found[number]
        print(f"{number:4} {sum(files.values()):3}  {', '.join(files)}")


if __name__ == "__main__":
    main()
