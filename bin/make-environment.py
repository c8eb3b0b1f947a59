"""Make .venv from the hashed requirement files, with nothing but python3 and pip.

Called by bin/environment with `base` or `dev`. A lock keeps two first starts apart.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
VENV = HERE / ".venv"
UV = HERE / ".uv"


def main(wanted: str) -> int:
    requirements = HERE / "requirements" / f"{wanted}.txt"
    stamp = VENV / f".made-from-{wanted}.txt"
    with (HERE / ".venv.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if stamp.exists() and stamp.read_bytes() == requirements.read_bytes():
            return 0
        say(f"Setting Virta up in {VENV} (once; under two minutes) …")
        environment = os.environ | {"UV_LINK_MODE": os.environ.get("UV_LINK_MODE", "copy")}
        uv = fetched_uv()
        if not (VENV / "bin" / "python").exists():
            run(
                [uv, "venv", "--quiet", "--allow-existing", "--python", sys.executable, VENV],
                environment,
            )
        python = VENV / "bin" / "python"
        run(
            [
                uv,
                "pip",
                "install",
                "--quiet",
                "--python",
                python,
                "--require-hashes",
                "-r",
                requirements,
            ],
            environment,
        )
        shutil.copyfile(requirements, stamp)
        if wanted == "base":
            (VENV / ".made-from-dev.txt").unlink(missing_ok=True)
        say("Virta is set up.")
    return 0


def fetched_uv() -> Path:
    uv = UV / "bin" / "uv"
    stamp = UV / ".made-from.txt"
    wanted = HERE / "requirements" / "uv.txt"
    if not (uv.exists() and stamp.exists() and stamp.read_bytes() == wanted.read_bytes()):
        shutil.rmtree(UV, ignore_errors=True)
        run(
            [
                sys.executable,
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--root-user-action=ignore",
                "--require-hashes",
                "--target",
                UV,
                "-r",
                wanted,
            ],
            os.environ,
        )
        shutil.copyfile(wanted, stamp)
    return uv


def run(command: list[object], environment: object) -> None:
    result = subprocess.run([str(part) for part in command], env=environment, stdout=sys.stderr)
    if result.returncode:
        say(
            f"Setting up stopped: {Path(str(command[0])).name} ended with {result.returncode}; "
            "its own words are above. Check the network and pip, then run the command again."
        )
        sys.exit(1)


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
