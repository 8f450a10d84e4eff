"""What a service needs, one requirement a line: `python requirements.py pyproject.toml extract,otlp`.

So that an image has what is installed from elsewhere in a layer of its own, which a change of our code leaves alone.
"""

import sys
import tomllib
from pathlib import Path


def requirements(project: dict, extras: list[str]) -> list[str]:
    """The requirements of the project and of these extras. Raises KeyError for an extra that is not there."""
    more = [line for extra in extras for line in project["optional-dependencies"][extra]]
    return [*project["dependencies"], *more]


if __name__ == "__main__":
    whole = tomllib.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    sys.stdout.write("\n".join(requirements(whole["project"], sys.argv[2].split(","))) + "\n")
