#!/usr/bin/env python3
"""The house rules of docs/design.md that a program can check: who may include whom, what is C++, what RTL may not do,
that each header says what it leaves out.

usage: test_layers.py
"""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent

# The only C++ of the project.
CPP = re.compile(r"tb/(sc_shim\.cpp|twin_host\.cpp|twin_runtime\.cpp|examples/[^/]+\.(cpp|h))$")
# What model/ may take from outside the project: libc and Zydis.
MODEL_SYSTEM = {"assert.h", "ctype.h", "errno.h", "inttypes.h", "limits.h", "stdarg.h", "stdbool.h", "stddef.h", "stdint.h",
                "stdio.h", "stdlib.h", "string.h", "Zydis/Zydis.h"}
DEVICES = ("cpu", "mch", "ich9", "apic", "board")
# A device folder that looks into another: (file, include) with its reason.
BETWEEN_DEVICES = {}
# tb/ files of the upper floors, and the floors below them: an include may go to the same floor or down.
FLOORS = (("main", "consistency_run"), ("sc_shim", "mode_test", "mutate_run", "sweep", "audit"), ("session", "reference", "report", "check", "check_directed", "check_report"),
          ("wave", "checks", "view", "trace", "rendezvous", "timeline", "consistency", "race_free"), ("score", "rules", "coverage", "stuck"), ("block_rules", "dump", "guest", "check_stim", "judge", "scenario", "sections", "stim_apic", "twin", "twin_load", "twins", "twin_host", "twin_runtime"))
# Headers that leave nothing out worth a line, each with the reason.
NOTHING_LEFT_OUT = {
    "model/block.h": "macros for the shape of a block",
    "model/params.h": "a list of parameters, complete as it stands",
    "model/ich9/ich9_regs.h": "declares tables; their blocks say what is missing",
    "model/mch/mch_regs.h": "declares tables; their blocks say what is missing",
    "tb/report.h": "prints what the run holds",
    "tb/rules.h": "each rule says what it covers",
}
UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)

faults = []
counts = {}


def fault(path, text):
    faults.append(f"{path}: {text}")


def count(what, n=1):
    counts[what] = counts.get(what, 0) + n


def tracked():
    try:
        out = subprocess.run(["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                             stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout.decode()
        names = [name for name in out.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):  # an unpacked archive
        names = [str(p.relative_to(ROOT)) for p in ROOT.rglob("*") if p.is_file()]
        names = [n for n in names if not n.startswith((".git/", "build/", "waves/out/"))]
    return [name for name in names if (ROOT / name).is_file()]


def includes(path):
    return INCLUDE.findall((ROOT / path).read_text(errors="replace"))


def opening_comment(text):
    found = re.match(r"\s*/\*(.*?)\*/", text, re.S)
    return found.group(1) if found else ""


def floor(name):
    for i, names in enumerate(FLOORS):
        if name in names:
            return i
    return None


def check_model(path, known):
    parts = pathlib.PurePath(path).parts
    device = parts[1] if len(parts) > 2 else None
    if device and device not in DEVICES:
        fault(path, f"a folder of model/ that is none of {', '.join(DEVICES)}")
    for kind, name in includes(path):
        count("includes of model/")
        if kind == "<":
            if name not in MODEL_SYSTEM:
                fault(path, f"includes <{name}>, expected libc or Zydis only")
            continue
        target = f"model/{name}"
        if target not in known:
            fault(path, f'includes "{name}", which is not in model/')
            continue
        other = pathlib.PurePath(name).parts[0] if "/" in name else None
        if path in ("model/soc.c", "model/soc.h"):
            continue  # the board sees all
        if name == "soc.h":
            fault(path, "includes soc.h, which is above it")
        elif device is None and other:
            fault(path, f'includes "{name}": shared plumbing knows no device')
        elif other and other != device and (path, name) not in BETWEEN_DEVICES:
            fault(path, f'includes "{name}": devices know nothing of each other, soc.c wires them')


def check_tb(path):
    parts = pathlib.PurePath(path).parts
    stem = pathlib.PurePath(path).stem
    upper = floor(stem) if len(parts) == 2 else None
    if len(parts) == 2 and upper is None:
        fault(path, "its floor is not named in this test")
    for kind, name in includes(path):
        count("includes of tb/")
        if kind == "<" and re.match(r"(systemc|tlm|verilated)", name) and not CPP.match(path) and path != "tb/sc_shim.h":
            fault(path, f"includes <{name}>")
        lower = floor(pathlib.PurePath(name).stem) if kind == '"' and "/" not in name else None
        if upper is not None and lower is not None and lower < upper:
            fault(path, f'includes "{name}", which is above it')


def check_directed(path):
    """A block's directed tests drive the block and nothing else."""
    count("lists of directed tests")
    for kind, name in includes(path):
        if kind == "<" or (name != "directed.h" and not (ROOT / "model" / name).is_file()):
            fault(path, f'includes "{name}", expected directed.h and headers of model/ only')


def check_header(path, text):
    comment = opening_comment(text)
    count("headers")
    if not comment:
        fault(path, "does not open with a comment")
    elif "Left out:" not in comment and path not in NOTHING_LEFT_OUT:
        fault(path, 'its opening comment has no "Left out: ..."')
    if not re.search(r"#ifndef (\w+)\n#define \1\b", text):
        fault(path, "has no include guard")


def check_rtl(path, text):
    count("RTL files")
    code = re.sub(r"//.*", "", text)
    code = re.sub(r"/\*.*?\*/", "", code, flags=re.S)
    modules = re.findall(r"^\s*module\s+(\w+)", code, re.M)
    if modules != [pathlib.PurePath(path).stem]:
        fault(path, f"holds the modules {modules}, expected one with the file's name")
    if "`default_nettype none" not in code:
        fault(path, "does not say `default_nettype none")
    for word in (r'"DPI', r"\bimport\b", r"\bexport\b", r"\$display", r"\$write", r"\$monitor", r"\$finish", r"\$stop", r"\$fopen",
                 r"\$random", r"\binitial\b", r"`include"):
        if re.search(word, code):
            fault(path, f"holds {word}: no behaviour of the bench in a block")


def main():
    files = tracked()
    known = set(files)
    for path in files:
        text = (ROOT / path).read_bytes()
        count("files")
        if b"\0" not in text and UNFINISHED.search(text.decode(errors="replace")):
            fault(path, "says " + UNFINISHED.search(text.decode(errors="replace")).group(0))
        text = text.decode(errors="replace")
        if re.search(r"\.(cpp|cc|cxx|hpp|C)$", path) and not CPP.match(path):
            fault(path, "is C++: only the shim, the twin host and the examples are")
        if path.startswith("model/") and path.endswith((".c", ".h")):
            check_model(path, known)
        if path.startswith("tb/") and path.endswith((".c", ".h", ".cpp")):
            check_tb(path)
        if re.fullmatch(r"tb/directed/(?!directed)\w+\.c", path):
            check_directed(path)
        if path.endswith(".h"):
            check_header(path, text)
        if path.startswith("rtl/") and path.endswith(".v"):
            check_rtl(path, text)
        elif path.startswith("rtl/") and pathlib.PurePath(path).name != "README.md":
            fault(path, "is not Verilog")
    for path in list(NOTHING_LEFT_OUT) + [path for path, _ in BETWEEN_DEVICES]:
        if path not in known:
            fault(path, "is excepted in this test but is not there")
    for what in ("includes of model/", "includes of tb/", "lists of directed tests", "headers", "RTL files"):
        if not counts.get(what):
            fault(what, "none found")
    for text in faults:
        print(text)
    print("layers: " + ", ".join(f"{n} {what}" for what, n in counts.items()) + f" looked at, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
