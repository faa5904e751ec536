"""What check-faults and mutate share: running tools, and turning Verilog into a shared object like tb/twin.h."""
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
CXXFLAGS = ["-std=c++17", "-O1", "-fPIC", "-fvisibility=hidden", "-DVL_TIME_CONTEXT"]
TIMEOUT = 300  # seconds for one test or one build


def bad(text):
    """Bad input: one line, exit 2."""
    print(text, file=sys.stderr)
    sys.exit(2)


def run(command, **options):
    options.setdefault("timeout", TIMEOUT)
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                          **options)


def must(command, **options):
    done = run(command, **options)
    if done.returncode != 0:
        raise RuntimeError(" ".join(map(str, command)) + "\n" + done.stdout)
    return done.stdout


class Builder:
    """Turns one Verilog file into a shared object with the interface of tb/twin.h."""

    def __init__(self, work):
        self.work = work
        root = must(["verilator", "--getenv", "VERILATOR_ROOT"]).strip()
        self.include = os.path.join(root, "include")
        self.flags = CXXFLAGS + ["-I" + d for d in (self.include, os.path.join(self.include, "vltstd"),
                                                    str(ROOT / "model"), str(ROOT / "tb"))]
        self.headers = work / "headers.h"  # the bulk of every compilation, parsed once
        # The declaration is what makes the exported symbol visible: -fvisibility=hidden goes by the first one.
        self.headers.write_text('#include "verilated.h"\n#include "twin.h"\n'
                                'extern "C" __attribute__((visibility("default"))) const twin_if_t smmscope_twin;\n')
        must(["g++", *self.flags, "-x", "c++-header", str(self.headers)])
        self.runtime = []
        for name in ("verilated.cpp", "verilated_threads.cpp"):  # once for all faults
            source = os.path.join(self.include, name)
            if os.path.exists(source):
                self.runtime.append(str(work / (name + ".o")))
                must(["g++", *self.flags, "-c", source, "-o", self.runtime[-1]])

    def build(self, block, verilog, folder, defines=()):
        header = next((ROOT / "model").glob(f"*/{block}.h")).relative_to(ROOT / "model")
        must(["verilator", "--cc", "-Wno-fatal", "-Wno-lint", "-Wno-UNOPTFLAT", "--prefix", "V" + block, "--top-module",
              block, "-y", str(ROOT / "rtl"), "-Mdir", str(folder), str(verilog)])
        everything = folder / "everything.cpp"  # one compilation instead of one a file
        parts = [ROOT / "tb" / "twin_host.cpp", *sorted(folder.glob("V*.cpp"))]
        everything.write_text("".join(f'#include "{part}"\n' for part in parts))
        out = folder / (block + ".so")
        must(["g++", *self.flags, "-include", str(self.headers), "-shared", "-Wl,-Bsymbolic", "-I" + str(folder),
              f'-DTWIN_HEADER="{header}"', f"-DTWIN_NAME={block}", f"-DTWIN_LIST={block.upper()}",
              f"-DTWIN_MODEL=V{block}", *defines, f'-DTWIN_MODEL_HEADER="V{block}.h"', "-DTWIN_SYMBOL_NAME=smmscope_twin",
              str(everything), *self.runtime, "-lpthread", "-o", str(out)])
        return out
