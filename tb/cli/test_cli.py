#!/usr/bin/env python3
"""Runs the real program and looks at what a person would see: exit codes, the one line on stderr, dumps, reports.

usage: test_cli.py [CLASS ...]     one of the classes below, all without

SMMSCOPE_BIN        the program (default: build/smmscope)
SMMSCOPE_SAN_BIN    the same under sanitizers; every bad input is given to it too
SMMSCOPE_FST_COUNT  fst_count, which opens a dump
SMMSCOPE_WITH_RTL   0: built without Verilog, what needs it is skipped
"""
import concurrent.futures
import contextlib
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BIN = os.path.abspath(os.environ.get("SMMSCOPE_BIN", ROOT / "build" / "smmscope"))
SAN_BIN = os.environ.get("SMMSCOPE_SAN_BIN")
FST_COUNT = os.path.abspath(os.environ.get("SMMSCOPE_FST_COUNT", ROOT / "build" / "fst_count"))
WITH_RTL = os.environ.get("SMMSCOPE_WITH_RTL", "1") not in ("0", "OFF")
MACHINE = ("smi_pin", "smiact", "smm_track", "smram_dec", "smi_ctl", "smi_timers", "tco", "serirq", "lpc", "ich9_top", "apic_agent")
BLOCKS = (*MACHINE, "mem_type", "cache_ctl")  # those with a twin, on a board or not
PARTS = ("-I", f"{ROOT}/rtl")  # where ich9_top finds the modules it instantiates
PASS, FAILED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130
TIMEOUT = 300  # seconds for one command; some build every block
NOBODY = 65534

ran = 0  # commands in all

# One line each; the program follows.
ENDLESS = """\
;! A program that never ends.
;! until cpu0.halted == 1 within 900 ms
;! watchdog {watchdog}
org 0x8000
again:
    inc dword [0x600]
    jmp again
"""


def run(*args, program=BIN, **options):
    global ran
    ran += 1
    return subprocess.run([program, *map(str, args)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          errors="replace", timeout=TIMEOUT, **options)


def skip(test, reason):
    print(f"skipped: {test.id().split('.', 1)[-1]}: {reason}", flush=True)
    test.skipTest(reason)


class Case(unittest.TestCase):
    def setUp(self):
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="test_cli."))
        self.addCleanup(shutil.rmtree, self.dir, ignore_errors=True)

    def scenario(self, *lines, name="case.asm"):
        path = self.dir / name
        path.write_text("\n".join(lines) + "\n")
        return path

    def cited(self, line):
        """How many places of docs/facts the line names; each must be there."""
        cited = 0
        for page, places in re.findall(r"(chipset|CPU|interconnect) facts ([^;()]+)", line):
            text = (ROOT / "docs" / "facts" / f"{page.lower()}.md").read_text()
            for place in places.split(","):
                number, step, numbers = re.fullmatch(
                    r" *(?:section )?(\d+(?:\.\d+)?)? ?(E\w+)? ?(?:rows? ([\d andto]+))? *", place).groups()
                numbers = re.sub(r"(\d+) to (\d+)", lambda m: " ".join(map(str, range(int(m[1]), int(m[2]) + 1))), numbers or "")
                wanted = [rf"^###? {re.escape(number)} "] if number else []
                wanted += [rf"^\| {n} \|" for n in [step] + re.findall(r"\d+", numbers) if n]
                for pattern in wanted:
                    self.assertTrue(re.search(pattern, text, re.M), f"{line}: {page} facts have no {place.strip()}")
                    cited += 1
        return cited

    def good_end(self, done, status):
        self.assertEqual(done.returncode, status, done.stdout[-2000:] + done.stderr[-2000:])
        for text in (done.stdout, done.stderr):
            for word in ("Sanitizer", "runtime error:"):
                self.assertNotIn(word, text)

    def bad_input(self, args, *wanted, **options):
        """Exit 2, nothing on stdout, one line on stderr that says each of `wanted`. Both programs."""
        for program in filter(None, (BIN, SAN_BIN)):
            done = run(*args, program=program, **options)
            self.good_end(done, BAD_INPUT)
            self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
            self.assertTrue(done.stderr.startswith("smmscope: "), done.stderr)
            for text in wanted:
                self.assertIn(str(text), done.stderr)
            self.assertEqual(done.stdout, "")

    def fst_opens(self, path):
        done = run(path, program=FST_COUNT)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        variables, changes = map(int, re.match(r"(\d+) variables, (\d+) changes", done.stdout).groups())
        self.assertGreater(variables, 100)
        self.assertGreater(changes, 100)
        if shutil.which("fst2vcd"):  # a second reader, GTKWave's own
            vcd = subprocess.run(["fst2vcd", str(path)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                 timeout=TIMEOUT).stdout
            self.assertIn(b"$enddefinitions", vcd)
            self.assertGreater(vcd.count(b"\n#"), 100)
        return changes


class BadInput(Case):
    """What cannot be read, understood or written: one line with the place, exit 2."""

    GOOD = (";! A scenario.", ";! expect ev.smi_low == 0")
    END = ("org 0x8000", "cli", "hlt")

    def line_error(self, line, *wanted):
        path = self.scenario(self.GOOD[0], line, self.GOOD[1], *self.END)
        self.bad_input(["run", path], f"{path}:2: ", *wanted)

    def test_a_file_that_is_read_is_not_written(self):
        copy, dump = self.dir / "copy.asm", self.dir / "one.fst"
        text = (ROOT / "tb" / "scenarios" / "smi_apm.asm").read_text()
        copy.write_text(text)
        self.bad_input(["run", copy, "--wave", copy], "expected a file of its own")
        self.bad_input(["run", copy, "--report", copy], "expected a file of its own")
        self.bad_input(["run", copy, "--wave", dump, "--report", dump], "expected a file of its own")
        self.assertEqual(copy.read_text(), text)

    def test_missing_file(self):
        self.bad_input(["run", self.dir / "none.asm"], self.dir / "none.asm", "No such file")

    def test_unknown_name(self):
        self.bad_input(["run", "no_such_scenario"], "no_such_scenario", "list scenarios")

    def test_folder(self):
        self.bad_input(["run", self.dir], self.dir, "directory")

    def test_unreadable_file(self):
        path = self.scenario(*self.GOOD, *self.END)
        path.chmod(0)
        options = {}
        if os.geteuid() == 0:  # root reads everything
            self.dir.chmod(0o755)
            options = {"user": NOBODY, "group": NOBODY, "extra_groups": [], "env": {**os.environ, "HOME": "/tmp"}}
            try:
                run("--version", **options)
            except OSError as error:
                skip(self, f"nobody may not run {BIN}: {error.strerror}")
        self.bad_input(["run", path], path, "ermission denied", **options)

    def test_empty_file(self):
        path = self.dir / "empty.asm"
        path.write_text("")
        self.bad_input(["run", path], path)

    def test_not_a_text(self):
        path = self.dir / "noise.asm"
        path.write_bytes(bytes(range(256)) * 64)
        self.bad_input(["run", path], path)

    def test_very_long_lines(self):
        for length in (255, 256, 257, 5000, 100000):
            path = self.scenario(";! " + "x" * length, ";! expect " + "y" * length + " == 0", *self.END)
            self.bad_input(["run", path], path)

    def test_misspelt_verb(self):
        self.line_error(";! untill bus.smi_n == 0 within 1 us", "untill", "until")

    def test_misspelt_wire(self):
        self.line_error(";! expect bus.smi_m == 0", "bus.smi_m", "bus.smi_n")
        self.line_error(";! one: at 1 us set board.gpj 1", "board.gpj", "board.gpi")

    def test_wire_that_may_not_be_set(self):
        self.line_error(";! one: at 1 us set bus.smi_n 0", "bus.smi_n")

    def test_misspelt_event(self):
        self.line_error(";! expect ev.smi_lo == 0", "smi_lo", "smi_low")
        self.line_error(";! never ev.smi_lo", "smi_lo")
        self.line_error(";! one: on ev.haltt +1 us set board.gpi 1", "haltt")

    def test_misspelt_part(self):
        self.line_error(";! part pentum", "pentum", "pentium")
        self.bad_input(["run", "smi_apm", "--part", "pentum"], "pentum")
        self.bad_input(["list", "wires", "--part", "pentum"], "pentum")

    def test_misspelt_param(self):
        self.line_error(";! param sync_sm 1", "sync_sm", "sync_smi")
        self.line_error(";! param sync_smi 2", "sync_smi", "2")

    def test_misspelt_mode(self):
        self.line_error(";! modes fats because", "fats", "fast")
        self.bad_input(["run", "smi_apm", "--mode", "fats"], "fats", "fast")

    def test_misspelt_unit(self):
        self.line_error(";! until bus.smi_n == 0 within 1 parsec", "parsec")

    def test_missing_words(self):
        for line in (";! until", ";! until bus.smi_n", ";! until bus.smi_n == 0", ";! expect", ";! expect bus.smi_n ==",
                     ";! never", ";! part", ";! param", ";! param sync_smi", ";! modes", ";! modes fast", ";! cpus",
                     ";! ram", ";! load", ";! load x", ";! start", ";! one:", ";! one: at", ";! one: at 1 us",
                     ";! one: at 1 us set", ";! one: on", ";! one: on ev.halt", ";! expect ev.halt before",
                     ";! watchdog"):
            with self.subTest(line):
                self.line_error(line)

    def test_numbers_out_of_range(self):
        for line in (";! cpus 0", ";! cpus 65", ";! cpus -1", ";! cpus 99999999999999999999", ";! ram 1", ";! ram 99999G",
                     ";! start cpu7 at 0x8000", ";! expect bus.smi_n == 2", ";! expect mem.0x600 == 0x1ffffffff",
                     ";! until bus.smi_n == 0 within 99999999999999999999 ms", ";! one: at 1 us set board.gpi 0x10000"):
            with self.subTest(line):
                self.line_error(line)

    def test_image_that_is_not_there(self):
        self.line_error(";! load none.bin at 0x9000", "none.bin")

    def test_unknown_option(self):
        self.bad_input(["run", "smi_apm", "--wavee", "x"], "--wavee")
        self.bad_input(["list", "wires", "--wavee"], "--wavee")
        self.bad_input(["view", "smi_apm", "--wavee"], "--wavee")

    def test_option_without_value(self):
        for option in ("--part", "--mode", "--cpus", "--wave", "--wave-window", "--report", "--rtl", "--drive", "--seed"):
            self.bad_input(["run", "smi_apm", option], option)

    def test_bad_values(self):
        self.bad_input(["run", "smi_apm", "--cpus", "0"], "--cpus", "0")
        self.bad_input(["run", "smi_apm", "--cpus", "65"], "--cpus", "65")
        self.bad_input(["run", "smi_apm", "--seed", "x"], "--seed", "x")
        self.bad_input(["run", "smi_apm", "--wave-window", "5"], "--wave")
        self.bad_input(["run", "smi_apm", "--rtl", "smiact"], "BLOCK=FILE")
        self.bad_input(["run", "smi_apm", "smi_gpi"], "smi_gpi")
        self.bad_input(["run"], "scenario")
        self.bad_input(["run", "smi_apm", "--drive", "smi_atc"], "smi_atc")

    def test_unknown_commands(self):
        self.bad_input([], "command")
        self.bad_input(["rum"], "rum")
        self.bad_input(["list"], "list")
        self.bad_input(["list", "wirez"], "wirez", "wires")
        self.bad_input(["list", "tests", "smi_clt"], "smi_clt", "list blocks")
        self.bad_input(["list", "tests", "smi_ctl", "smi_pin"], "smi_pin")
        self.bad_input(["view"], "name")
        self.bad_input(["view", "no_such_run"], "no_such_run")

    def test_commands_to_come_say_so(self):
        self.bad_input(["boot", "x"], "boot", "later")

    def test_limits_of_storms_and_hangs(self):
        self.line_error(";! storm 100 smis", "storm N smis under M insns")
        self.line_error(";! storm 0 smis under 2 insns", "expected 2 to 1000000")
        self.line_error(";! hang 0 ms", "expected a time or 'off'")
        self.line_error(";! ends badly", "ends storm|hang")

    def test_delay_in_memory(self):
        self.line_error(";! x: mem 0x601 delay 1 us", "601h", "multiple of 4")
        self.line_error(";! x: mem 0x600 delay", "delay TIME")
        self.line_error(";! x: mem 0x600 until 1 us", "'delay'", "'until'")

    def test_sweep_needs_its_options(self):
        self.bad_input(["sweep"], "scenario", "sweep --help")
        self.bad_input(["sweep", "smi_over_nmi"], "--event")
        self.bad_input(["sweep", "smi_over_nmi", "--event", "hit"], "--by")
        self.bad_input(["sweep", "smi_over_nmi", "smi_apm"], "smi_apm", "one scenario")
        self.bad_input(["sweep", "smi_over_nmi", "--wave", "x.fst"], "--wave", "sweep --help")
        for option in ("--event", "--by", "--step", "--unit", "--mode", "--jobs", "--report", "--out"):
            self.bad_input(["sweep", "smi_over_nmi", option], option)
        self.bad_input(["sweep", "no_such_scenario", "--event", "hit", "--by", "0..1"], "no_such_scenario")

    def test_sweep_values(self):
        for by in ("5", "1..", "..1", "a..b", "2..1", "1...3", "0..1x", "0..999999999999", "0x1..0x2", " 1..2"):
            self.bad_input(["sweep", "smi_over_nmi", "--event", "hit", "--by", by], "--by", f"'{by}'", "-20..20")
        sweep = ["sweep", "smi_over_nmi", "--event", "hit", "--by", "0..1"]
        self.bad_input([*sweep, "--step", "0"], "--step", "0")
        self.bad_input([*sweep, "--unit", "tsc"], "tsc", "bclk, pciclk, coreclk or picclk")
        self.bad_input([*sweep, "--mode", "quick"], "quick")
        self.bad_input([*sweep, "--jobs", "0"], "--jobs", "0")
        self.bad_input(["sweep", "smi_over_nmi", "--event", "hit", "--by", "0..99999"], "100000 runs", "--step")

    def test_sweep_of_an_unknown_stimulus_lists_those_there_are(self):
        path = self.scenario(";! Two.", ";! one: at 1 us set board.gpi 1", ";! two: at 2 us set board.gpi 2", self.GOOD[1], *self.END)
        self.bad_input(["sweep", path, "--event", "three", "--by", "0..1"], path, "'three'", "one, two")
        self.bad_input(["sweep", "smi_apm", "--event", "three", "--by", "0..1"], "'three'", "none")

    def test_sweep_to_before_the_event(self):
        self.bad_input(["sweep", "smi_over_nmi", "--event", "hit", "--by", "-20..20"], "smi_over_nmi.asm:3: shift -20 bclk",
                       "before the event it waits for", "base delay of at least 200000 ps", "it is 0 ps")

    def test_sweep_where_nothing_can_be_written(self):
        sweep = ["sweep", "smi_over_nmi", "--event", "hit", "--by", "0..1"]
        path = self.scenario("not a folder", name="file")
        self.bad_input([*sweep, "--out", path], path, "folder")
        self.bad_input([*sweep, "--out", self.dir / "none" / "deeper"], self.dir / "none" / "deeper")
        self.bad_input([*sweep, "--report", self.dir / "none" / "r.json"], self.dir / "none")
        copy = self.dir / "copy.asm"
        shutil.copy(ROOT / "tb" / "scenarios" / "smi_over_nmi.asm", copy)
        self.bad_input(["sweep", copy, "--event", "hit", "--by", "0..1", "--report", copy], "expected a file of its own")

    def test_sweep_in_a_mode_the_scenario_forbids(self):
        self.bad_input(["sweep", "smi_apm_meets_pin", "--event", "write", "--by", "0..1", "--mode", "fast"], "fast", "by clocks")

    def test_assembler_error(self):
        path = self.scenario(*self.GOOD, "org 0x8000", "    mov eax", "    hlt")
        self.bad_input(["run", path], f"{path}:4: ")
        path = self.scenario(*self.GOOD, "org 0x8000", "    jmp nowhere")
        self.bad_input(["run", path], f"{path}:4: ", "nowhere")

    def test_no_checks(self):
        path = self.scenario(self.GOOD[0], *self.END)
        self.bad_input(["run", path], path, "check")

    def test_mode_the_scenario_forbids(self):
        path = self.scenario(self.GOOD[0], ";! modes cycle it is about clocks", self.GOOD[1], *self.END)
        self.bad_input(["run", path, "--mode", "fast"], path, "fast", "it is about clocks")
        self.good_end(run("run", path), PASS)

    def test_dump_that_cannot_be_written(self):
        path = self.dir / "none" / "x.fst"
        self.bad_input(["run", "smi_apm", "--wave", path], path)
        self.bad_input(["run", "smi_apm", "--wave", self.dir], self.dir)

    def test_report_that_cannot_be_written(self):
        path = self.dir / "none" / "x.json"
        self.bad_input(["run", "smi_apm", "--report", path], path)
        done = run("run", "smi_apm", "--report", self.dir)  # found out after the run
        self.good_end(done, BAD_INPUT)
        self.assertIn(str(self.dir), done.stderr)

    def test_output_that_cannot_be_written(self):
        for args in (["run", "smi_apm"], ["list", "wires"], ["--help"]):
            with open("/dev/full", "w") as full:
                done = subprocess.run([BIN, *args], stdout=full, stderr=subprocess.PIPE, text=True, timeout=TIMEOUT)
            self.assertEqual(done.returncode, BAD_INPUT)
            self.assertEqual(done.stderr.count("\n"), 1, done.stderr)

    def test_missing_rtl(self):
        path = self.dir / "none.v"
        self.bad_input(["run", "smi_apm", "--rtl", f"smiact={path}"], path, "No such file")

    def test_unknown_rtl_block(self):
        self.bad_input(["run", "smi_apm", "--rtl", f"smi_act={ROOT}/rtl/smiact.v"], "smi_act")

    def test_rtl_with_a_syntax_error(self):
        path = self.dir / "bad.v"
        path.write_text("module smiact(input wire clk_i;\n")
        env = {**os.environ, "XDG_CACHE_HOME": str(self.dir / "cache")}
        self.bad_input(["run", "smi_apm", "--rtl", f"smiact={path}"], f"{path}:1:", env=env)

    def test_good_input_under_sanitizers(self):
        for program in filter(None, (BIN, SAN_BIN)):
            for mode in ("fast", "cycle", "auto"):
                done = run("run", "smi_apm", "--mode", mode, "--log", "--wave", self.dir / "x.fst", "--report",
                           self.dir / "x.json", program=program)
                self.good_end(done, PASS)
            self.good_end(run("list", "wires", program=program), PASS)
            self.good_end(run("--help", program=program), PASS)


class Verdict(Case):
    """A run fails when something failed, and says what."""

    def test_failing_check(self):
        path = self.scenario(";! A check that fails.", ";! expect ev.smi_low == 1", "org 0x8000", "cli", "hlt")
        done = run("run", path)
        self.good_end(done, FAILED)
        self.assertIn(f"{path}:2: expect ev.smi_low == 1", done.stdout)

    def test_failing_until(self):
        path = self.scenario(";! A wait in vain.", ";! until bus.smi_n == 0 within 30 us", "org 0x8000", "a: jmp a")
        done = run("run", path)
        self.good_end(done, FAILED)
        self.assertIn(f"{path}:2: until bus.smi_n == 0", done.stdout)

    def test_stimulus_that_never_fires(self):
        path = self.scenario(";! A stimulus in vain.", ";! one: on ev.rsm +1 us set board.gpi 1",
                             ";! expect ev.halt == 1", "org 0x8000", "cli", "hlt")
        done = run("run", path)
        self.good_end(done, FAILED)
        self.assertIn("never fired", done.stdout)

    def test_watchdog_says_where_each_cpu_is(self):
        path = self.dir / "endless.asm"
        path.write_text(ENDLESS.format(watchdog="300 us").replace(";! until", ";! cpus 3\n;! start cpu1 at 0x8000\n;! until"))
        for mode in ("cycle", "fast", "auto"):
            report = self.dir / "r.json"
            done = run("run", path, "--mode", mode, "--report", report)
            self.good_end(done, FAILED)
            line = next(line for line in done.stdout.splitlines() if line.startswith("watchdog"))
            self.assertRegex(line, r"300 us.*cpu0 at 0000:800[0-9A-F] \(running\), cpu1 at 0800:000[0-9A-F] "
                                   r"\(running\), cpu2 parked")
            self.assertIn("watchdog", json.loads(report.read_text())["stopped"])

    def stuck(self, name, kind, *wanted):
        """The scenario without the line that asks for it, in each mode: exit 1, the paragraph in text and JSON."""
        text = (ROOT / "tb" / "scenarios" / f"{name}.asm").read_text()
        self.assertIn(f";! ends   {kind}\n", text)
        path, report = self.dir / "case.asm", self.dir / "r.json"
        path.write_text(text.replace(f";! ends   {kind}\n", ""))
        for mode in ("cycle", "fast", "auto"):
            done = run("run", path, "--mode", mode, "--report", report)
            self.good_end(done, FAILED)
            r = json.loads(report.read_text())
            self.assertEqual((r["result"], r["stuck"]), ("fail", kind))
            for want in wanted:
                self.assertRegex(r["stopped"], want)
                self.assertRegex(done.stdout.replace("\n", " "), want)
            asked = run("run", name, "--mode", mode)
            self.good_end(asked, PASS)
            self.assertIn(wanted[0], asked.stdout)

    def test_storm_is_explained(self):
        self.stuck("smi_storm", "storm", "storm of SMIs: ", r"cpu0 has taken 50 SMIs one behind the other since \d+ ps",
                   "program stands at EIP 80[0-9A-F]{2}h", r"APM_STS\), SMI_EN .*: a status that the handler leaves set")

    def test_hang_is_explained(self):
        self.stuck("mp_hang_in_smm", "hang", "hang in SMM: ", r"cpu0 is in SMM since \d+ ps \(50\d us\), in a loop from 3000:8005 to 3000:800B",
                   r"cpu1 is missing: it waits for a SIPI, with an SMI latched since \d+ ps")

    def test_rendezvous(self):
        report = self.dir / "r.json"
        done = run("run", "smi_parked_cpu_pends", "--report", report)
        self.good_end(done, PASS)
        self.assertIn("cpu1 latched and never came: it waits for a SIPI, since ", done.stdout)
        first, second = json.loads(report.read_text())["rendezvous"]
        cpu0, cpu1 = first["cpus"]
        self.assertEqual((first["by"], cpu0["missing"], cpu1["missing"], cpu1["state"]), ("pin", False, True, "wait_for_sipi"))
        times = [first["start"], *(cpu0[k] for k in ("latched", "entered", "arrived", "left"))]
        self.assertEqual(times, sorted(times))
        self.assertEqual((cpu1["arrived"], cpu1["left"], first["arrived_skew"]), (None, None, None))
        self.assertEqual([c.get("latch_held") for c in second["cpus"]], [None, True])
        self.good_end(run("run", "smi_four_cpus", "--report", report), PASS)
        r = json.loads(report.read_text())
        self.assertEqual([len(x["cpus"]) for x in r["rendezvous"]], [4, 4])
        self.assertTrue(all(x["arrived_skew"] > 0 and not c["missing"] for x in r["rendezvous"] for c in x["cpus"]))
        done = run("run", "smi_apm", "--report", report)
        self.assertEqual(json.loads(report.read_text())["rendezvous"], [])
        self.assertNotIn("Rendezvous", done.stdout)

    def test_report_fields(self):
        path = self.dir / "r.json"
        self.good_end(run("run", "smi_apm", "--report", path, "--seed", "0x2a", "--mode", "auto"), PASS)
        r = json.loads(path.read_text())
        self.assertEqual((r["scenario"], r["part"], r["mode"], r["result"], r["seed"], r["cpus"]),
                         ("smi_apm", "p6", "auto", "pass", 42, 1))
        for clock in ("coreclk", "bclk", "pciclk"):
            self.assertGreater(r["clocks"][clock]["edges"], 0)
            self.assertGreater(r["clocks"][clock]["period_ps"], 0)
        self.assertGreater(len(r["checks"]), 0)
        self.assertTrue(all(c["passed"] is True and c["text"] and c["line"] > 0 for c in r["checks"]))
        smi = r["smis"][0]
        steps = [smi[k] for k in ("pin_low", "latched", "taken", "acknowledged", "entered", "first_fetch", "rsm", "exit")]
        self.assertEqual(steps, sorted(steps))
        self.assertEqual((smi["cpu"], smi["source"]), (0, "APM 5A"))
        if WITH_RTL:
            self.assertEqual({t["block"] for t in r["twins"]}, set(MACHINE))
        for twin in r["twins"]:
            self.assertGreater(twin["edges"], 0)
            self.assertGreater(twin["wires"], 0)
            self.assertEqual(twin["mismatches"], 0)
        self.assertGreaterEqual(len(r["rules"]), 15)
        for rule in r["rules"]:
            self.assertTrue(rule["name"] and rule["source"])
            self.assertEqual(rule["failed"], 0)
        self.assertGreater(sum(rule["armed"] for rule in r["rules"]), 0)
        self.assertEqual(r["events"]["smm_enter"], 1)
        for clock, ratio in (("cost_bclk", 4), ("cost_coreclk", 1)):
            cost, parts = smi[clock], ("wait", "A", "B", "C", "D", "E", "F", "G", "resume")
            self.assertAlmostEqual(sum(cost[p] for p in parts), cost["whole"], delta=0.5)
            self.assertAlmostEqual(sum(cost[p] for p in "ABC"), cost["entry"], delta=0.2)
            self.assertAlmostEqual(sum(cost[p] for p in "EFG"), cost["exit"], delta=0.2)
            self.assertAlmostEqual(cost["whole"] * ratio, smi["cost_coreclk"]["whole"], delta=1)

    def test_report_of_a_failure(self):
        path = self.scenario(";! A check that fails.", ";! expect ev.smi_low == 1", "org 0x8000", "cli", "hlt")
        report = self.dir / "r.json"
        self.good_end(run("run", path, "--report", report), FAILED)
        r = json.loads(report.read_text())
        self.assertEqual(r["result"], "fail")
        self.assertEqual([c["passed"] for c in r["checks"]], [False])

    def test_same_seed_same_bytes(self):
        outputs = []
        for k in range(2):
            fst, report = self.dir / "x.fst", self.dir / "x.json"
            done = run("run", "smi_two_cpus", "--seed", "9", "--wave", fst, "--report", report, "--log")
            self.good_end(done, PASS)
            outputs.append((done.stdout, fst.read_bytes(), report.read_bytes()))
        self.assertEqual(outputs[0][0], outputs[1][0])
        self.assertTrue(outputs[0][1:] == outputs[1][1:], "dump or report differ")

    def test_quiet(self):
        done = run("run", "smi_apm", "--quiet")
        self.good_end(done, PASS)
        self.assertEqual(done.stdout + done.stderr, "")


class Sweep(Case):
    """One stimulus shifted clock by clock: the outcomes, the dumps of their parting, the same whatever the order of runs."""

    def sweep(self, *args, code=PASS, **options):
        report = self.dir / "r.json"
        done = run("sweep", *args, "--report", report, "--out", self.dir / "out", **options)
        self.good_end(done, code)
        return done, json.loads(report.read_text())

    def test_one_outcome(self):
        done, r = self.sweep("smi_four_cpus", "--event", "one", "--by", "-3..3")
        self.assertEqual((r["result"], r["cpus"], r["unit"], r["unit_ps"], r["reference"]), ("pass", 4, "bclk", 10000, 0))
        self.assertEqual([(x["shift"], x["outcome"], x["verdict"], x["parting"]) for x in r["runs"]],
                         [(n, 1, "pass", None) for n in range(-3, 4)])
        self.assertEqual([(o["runs"], o["shifts"]) for o in r["outcomes"]], [(7, [[-3, 3]])])
        self.assertIn("PASS smi_four_cpus (p6, cycle): 7 runs, 1 outcome, 0 runs failed", done.stdout)
        self.assertEqual(list((self.dir / "out").iterdir()), [])

    def test_a_crossing_has_dumps_of_each_side(self):
        done, r = self.sweep("smi_over_nmi", "--event", "hit", "--by", "0..3000", "--step", "250", code=FAILED)
        self.assertEqual([o["outcome"] for o in r["outcomes"]], list(range(1, len(r["outcomes"]) + 1)))
        self.assertGreater(len(r["outcomes"]), 1)
        self.assertEqual(r["result"], "fail")
        self.assertEqual(r["outcomes"][0]["verdict"], "pass")
        self.assertIn("FAIL smi_over_nmi", done.stdout)
        for o in r["outcomes"]:
            runs = [x for x in r["runs"] if x["outcome"] == o["outcome"]]
            self.assertEqual(o["runs"], len(runs))
            inside = [x["shift"] for x in r["runs"] if any(a <= x["shift"] <= b for a, b in o["shifts"])]
            self.assertEqual(inside, [x["shift"] for x in runs])
            self.assertEqual(o["shown"], min(inside, key=abs))
            self.fst_opens(o["dump"])
            self.assertIn("[dumpfile]", pathlib.Path(o["dump"].replace(".fst", ".gtkw")).read_text())
        last = r["runs"][-1]
        self.assertEqual((last["parting"]["who"], last["parting"]["reference"]["event"]), ("cpu0", "nmi"))
        self.assertIn("at shift 0: nmi at", last["differs"])
        a, b = r["outcomes"][0], r["outcomes"][-1]
        self.assertEqual(b["twinwave"].split(), ["twinwave", a["dump"], a["dump"].replace(".fst", ".gtkw"), "+", b["dump"],
                                                 b["dump"].replace(".fst", ".gtkw")])
        self.assertIn(b["twinwave"], done.stdout)
        self.assertIn(" parts", pathlib.Path(b["dump"].replace(".fst", ".gtkw")).read_text())

    def test_messages_cross_an_smi_in_every_order(self):
        """An SMI meets INIT, Start-Up and NMI messages: each order is seen, and in none is anything lost."""
        for scenario, by, orders in (("mp_cross_smi_init", "40..280", 4), ("mp_cross_smi_sipi", "60..320", 3),
                                     ("mp_cross_smi_nmi", "0..260", 5)):
            with self.subTest(scenario):
                _, r = self.sweep(scenario, "--event", "msg", "--by", by, code=FAILED)
                self.assertEqual({x["verdict"] for x in r["runs"]}, {"pass"})
                self.assertGreaterEqual(len(r["outcomes"]), orders)

    def test_what_the_program_does_is_shifted_to_the_clock(self):
        """A delay in memory: one BCLK more is one BCLK later."""
        path = self.scenario(";! A delay.", ";! word: mem 0x7f0 delay 20 us", ";! until ev.post == 2 within 1 ms", "org 0x8000",
                             '%include "lib/smm.inc"', "    begin", "    cue 1", "    spin 0x7f0", "    cue 2", "    rest")
        took = []
        for word in range(20000, 20250, 10):  # ns
            path.write_text(re.sub(r"delay \d+ \w+", f"delay {word} ns", path.read_text()))
            done = run("run", path, "--log", "--no-twins")
            self.good_end(done, PASS)
            first, second = (int(n) for n in re.findall(r"(\d+) ich9  post ", done.stdout))
            took.append(second - first - word * 1000)
        # The port is on PCICLK, of three BCLKs.
        self.assertLessEqual(max(took) - min(took), 30000)
        self.assertLess(abs(sum(took) / len(took)), 1e6)

    def test_a_delay_in_memory_moves_the_crossing(self):
        _, write = self.sweep("smi_apm_meets_pin", "--event", "write", "--by", "-80..0", "--step", "4", code=FAILED)
        _, pulse = self.sweep("smi_apm_meets_pin", "--event", "pulse", "--by", "0..80", "--step", "4", code=FAILED)
        for r in (write, pulse):
            self.assertEqual(r["outcomes"][0]["verdict"], "pass")
            for o in r["outcomes"][1:]:
                self.assertIn("expect ev.smm_enter == 2: fails, got 1", o["verdict"])
        # The later the pulse, or the earlier the write: the other end of the same window.
        ends = [{x["shift"] for x in r["runs"] if x["verdict"] != "pass"} for r in (write, pulse)]
        self.assertTrue(-80 in ends[0] and 80 in ends[1])
        self.assertLessEqual(abs(min(-n for n in ends[0]) - min(ends[1])), 8)

    def test_an_ipi_is_shifted(self):
        """An SMI message that meets an SMI of the pin in the CPU's latch is lost; before and after, it is an SMI."""
        _, r = self.sweep("ipi_smi_meets_pin", "--event", "ipi", "--by", "-3000..0", "--step", "12", code=FAILED)
        lost = [x["shift"] for x in r["runs"] if x["verdict"] != "pass"]
        self.assertTrue(lost and r["runs"][0]["verdict"] == r["runs"][-1]["verdict"] == "pass")
        self.assertLess(max(lost) - min(lost), 100)
        for x in r["runs"]:
            if x["verdict"] != "pass":
                self.assertIn("expect cpu1.ev.smm_enter == 3: fails, got 2", x["verdict"])

    def test_jobs_and_repetition_change_nothing(self):
        outputs = []
        for jobs in (1, 2, 5):
            done, r = self.sweep("smi_over_nmi", "--event", "hit", "--by", "1600..2000", "--step", "50", "--jobs", str(jobs), code=FAILED)
            outputs.append((done.stdout, r))
        self.assertEqual(outputs[0], outputs[1])
        self.assertEqual(outputs[0], outputs[2])

    def test_units_and_modes(self):
        for unit, ps in (("coreclk", 2500), ("pciclk", 30000), ("picclk", 60000)):
            _, r = self.sweep("smi_over_nmi", "--event", "hit", "--by=0..2", "--unit", unit)
            self.assertEqual((r["unit"], r["unit_ps"], len(r["runs"])), (unit, ps, 3))
        for mode in ("fast", "auto"):
            _, r = self.sweep("smi_over_nmi", "--event", "hit", "--by", "0..2", "--mode", mode)
            self.assertEqual(r["mode"], mode)

    def test_a_failure_in_all_runs_is_one_outcome_and_fails(self):
        path = self.scenario(";! Fails.", ";! one: at 5 us set board.gpi 1", ";! expect ev.smi_low == 1", "org 0x8000", "cli", "hlt")
        done, r = self.sweep(path, "--event", "one", "--by", "0..3", code=FAILED)
        self.assertEqual((r["result"], len(r["outcomes"])), ("fail", 1))
        self.assertIn("expect ev.smi_low == 1: fails, got 0", done.stdout)

    def test_progress_is_plain_where_there_is_no_terminal(self):
        path = self.dir / "long.asm"
        path.write_text(ENDLESS.format(watchdog="20 ms").replace(";! until", ";! one: at 5 us set board.gpi 1\n;! until"))
        done, _ = self.sweep(path, "--event", "one", "--by", "0..5", "--jobs", "1", code=FAILED)
        lines = done.stderr.splitlines()
        self.assertTrue(all(re.fullmatch(r"smmscope: \d+ of 6 runs", line) for line in lines), done.stderr)
        self.assertNotIn("\r", done.stderr)
        self.assertNotIn("\033", done.stdout + done.stderr)

    def test_interrupt(self):
        path = self.dir / "long.asm"
        path.write_text(ENDLESS.format(watchdog="9000 ms").replace(";! until", ";! one: at 5 us set board.gpi 1\n;! until"))
        for sig in (signal.SIGINT, signal.SIGTERM):
            with subprocess.Popen([BIN, "sweep", path, "--event", "one", "--by", "0..50"], stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE, text=True) as child:
                time.sleep(1.5)
                start = time.monotonic()
                child.send_signal(sig)
                out, err = child.communicate(timeout=TIMEOUT)  # the runs have ended too: they hold the pipes
                self.assertEqual((child.returncode, out), (INTERRUPTED, ""), err)
                self.assertLess(time.monotonic() - start, 20)

    def test_the_page_shows_what_is_printed(self):
        """docs/sweep.md: each line of its outputs comes; folders, numbers and columns may differ."""
        def plain(line):
            line = re.sub(r"\S*(?=(waves/out|tb/scenarios)/)", "", line)
            return re.sub(r"N(\.\.N)?(, N(\.\.N)?)*", "N", re.sub(r"\s+", " ", re.sub(r"[-+]?\d+", "N", line))).strip()
        page = (ROOT / "docs" / "sweep.md").read_text()
        outputs = re.findall(r"```\n\$ build/smmscope (.*)\n((?:.*\n)*?)```", page)
        self.assertEqual(len(outputs), 2)
        for command, text in outputs:
            done = run(*command.split(), "--out", self.dir, cwd=ROOT)
            self.good_end(done, FAILED)
            printed = [plain(line) for line in done.stdout.replace(f"{self.dir}/", "waves/out/").splitlines()]
            for line in text.splitlines():
                if line != "...":
                    self.assertIn(plain(line), printed, command)
        refused = re.search(r"```\n(smmscope: .*)\n```", page).group(1)
        done = run("sweep", "smi_over_nmi", "--event", "hit", "--by", "-20..20", cwd=ROOT)
        self.assertEqual(plain(done.stderr), plain(refused))

    def test_help_and_page(self):
        done = run("sweep", "--help")
        self.good_end(done, PASS)
        for option in ("--event", "--by", "--step", "--unit", "--mode", "--jobs", "--report", "--out"):
            self.assertIn(option, done.stdout)
        self.assertIn("sweep", run("--help").stdout)


class Audit(Case):
    """The list of locks: every verdict of a machine with all of them and of one with none; the page shows what is printed."""

    NOT_THERE = {name: "NOT IN THE MODEL" for name in ("smm_bwp", "flockdn", "cf9lock", "tclockdn", "fdlock", "iotr_lock")}
    LOCKED = dict({name: "PASSED" for name in ("smramc", "tseg", "smerr", "map_lock", "remap", "remap_lock", "smbase",
                                               "smbase_overlap", "smi_en", "smi_lock", "tco_lock", "bios_cntl", "pam",
                                               "acpi_base_lock", "bild")},
                  hseg="NOT APPLICABLE", apic_base="WARNING", smrr="WARNING", bios_race="WARNING", **NOT_THERE)
    OPEN = dict({name: "FAILED" for name in ("smramc", "map_lock", "remap_lock", "smbase", "smbase_overlap", "smi_lock",
                                             "tco_lock", "bios_cntl", "acpi_base_lock", "bild")},
                smerr="PASSED", remap="PASSED", smi_en="PASSED", tseg="NOT APPLICABLE", hseg="NOT APPLICABLE",
                bios_race="NOT APPLICABLE", apic_base="WARNING", smrr="WARNING", pam="WARNING", **NOT_THERE)
    OPENS = {"smramc": ["A01", "A04"], "map_lock": ["A04"], "remap_lock": ["A03"], "smbase": ["A13", "A06"],
             "smbase_overlap": ["A12"], "apic_base": ["A10"], "smrr": ["A02"], "smi_lock": ["B01"], "tco_lock": ["B02"], "bios_cntl": ["B05"],
             "pam": ["C01"], "acpi_base_lock": ["B08"], "bild": ["B07"]}

    def audit(self, *args, code=PASS, program=BIN):
        report = self.dir / "r.json"
        done = run("audit", *args, "--report", report, program=program)
        self.good_end(done, code)
        r = json.loads(report.read_text())
        self.assertEqual(r["result"], "pass" if code == PASS else "fail")
        counted = [sum(c["verdict"] == v for c in r["checks"])
                   for v in ("PASSED", "FAILED", "WARNING", "NOT APPLICABLE", "NOT IN THE MODEL")]
        self.assertEqual(counted, [r[k] for k in ("passed", "failed", "warnings", "not_applicable", "not_in_model")])
        self.assertIn(f"{r['passed']} checks passed, {r['failed']} failed", done.stdout.splitlines()[-1])
        return done, r

    def verdicts(self, r):
        return {c["name"]: c["verdict"] for c in r["checks"]}

    def test_all_locked(self):
        for args in ((), ("--end",), ("--at", "ev.post#1"), ("--mode", "fast"), ("--mode", "auto", "--at=d_lck")):
            done, r = self.audit("audit_locked", *args)
            self.assertEqual(self.verdicts(r), self.LOCKED, args)
            self.assertNotIn("\033", done.stdout)
            self.assertEqual(r["run"], "left" if any("--at" in a for a in args) else "pass")

    def test_nothing_locked(self):
        for program in filter(None, (BIN, SAN_BIN)):
            for mode in ("cycle", "fast", "auto"):
                done, r = self.audit("audit_open", "--at", "ev.post#1", "--mode", mode, code=FAILED, program=program)
                self.assertEqual(self.verdicts(r), self.OPEN)
                self.assertEqual((r["scenario"], r["part"], r["cpus"], r["mode"], r["at"], r["run"]),
                                 ("audit_open", "p6", 2, mode, "ev.post#1", "left"))
                self.assertEqual({c["name"]: [o["attack"] for o in c["opens"]] for c in r["checks"] if c["opens"]}, self.OPENS)

    def test_what_a_program_made_of_it(self):
        """At its end audit_open has opened SMRAM, moved TSEG, switched SMIs off, made the flash writable."""
        _, r = self.audit("audit_open", code=FAILED)
        wanted = dict(self.OPEN, smi_en="FAILED")
        self.assertEqual(self.verdicts(r), wanted)
        self.assertEqual(r["run"], "pass")

    def test_registers_and_bits(self):
        _, r = self.audit("audit_locked")
        regs = {(c["name"], g["name"]): g for c in r["checks"] for g in c["registers"]}
        smram = regs["smramc", "SMRAM"]
        self.assertEqual((smram["where"], smram["value"]), ("D0:F0 9Dh", 0x1a))
        self.assertEqual([(f["name"], f["value"], f["expected"]) for f in smram["fields"]],
                         [("G_SMRAME", 1, 1), ("D_LCK", 1, 1), ("D_OPEN", 0, 0), ("D_CLS", 0, None)])
        self.assertEqual((regs["smi_lock", "GEN_PMCON_1"]["value"], regs["tco_lock", "TCO1_CNT"]["value"]), (0x210, 0x1000))
        self.assertEqual([regs["smbase", f"cpu{n} SMBASE"]["value"] for n in (0, 1)], [0x3f00000, 0x3f00800])
        self.assertEqual(regs["pam", "PAM0"]["value"], 0x10)

    def test_other_machines(self):
        """Parameters and CPUs change what a lock is worth; any scenario can be looked at."""
        _, r = self.audit("mch_map_locked_remap", code=FAILED)
        self.assertEqual(self.verdicts(r)["remap_lock"], "PASSED")
        _, r = self.audit("mch_remap_over_tseg", code=FAILED)
        self.assertEqual((self.verdicts(r)["remap_lock"], self.verdicts(r)["remap"]), ("FAILED", "FAILED"))
        _, r = self.audit("smram_locked_g_smrame", "--at", "d_lck", code=FAILED)
        self.assertEqual([o["scenario"] for o in r["checks"][0]["opens"]], ["smram_locked_g_smrame"])
        _, r = self.audit("smi_apm", "--part", "pentium", "--cpus", "1", code=FAILED)
        v = self.verdicts(r)
        self.assertEqual((r["part"], v["apic_base"], v["smbase_overlap"], v["smramc"]), ("pentium",) + ("NOT APPLICABLE",) * 3)
        self.assertEqual(v["smrr"], "NOT IN THE MODEL")
        for name in ("cache_poison_tseg_p6", "cache_poison_ken_pentium", "cache_poison_tseg_core2"):
            _, r = self.audit(name, code=FAILED)
            self.assertEqual([o["scenario"] for c in r["checks"] if c["name"] == "smrr" for o in c["opens"]], [name])
        _, r = self.audit("mp_relocate_at_once", "--mode", "cycle", code=FAILED)
        self.assertEqual(self.verdicts(r)["smbase_overlap"], "FAILED")

    def test_a_run_that_failed_does_not_pass(self):
        path = self.dir / "fails.asm"
        path.write_text((ROOT / "tb" / "scenarios" / "audit_locked.asm").read_text().replace("ev.d_lck == 1", "ev.d_lck == 2"))
        done, r = self.audit(path, code=FAILED)
        self.assertEqual((r["failed"], r["run"]), (0, "fail"))
        self.assertIn("The run itself failed", done.stdout)
        self.audit(path, "--at", "ev.d_lck")

    def test_attacks_and_checks_are_in_the_facts(self):
        """Each attack that can be opened has a row of interconnect facts 6 and of the page, each check one of 7."""
        facts = (ROOT / "docs" / "facts" / "interconnect.md").read_text()
        page = (ROOT / "docs" / "audit.md").read_text()
        source = (ROOT / "tb" / "audit.c").read_text()
        attacks = re.findall(r'^    \{"([ABC]\d\d)", "[^"]+", (?:"(\w+)"|NULL)\},', source, re.M)
        self.assertGreater(len(attacks), 15)
        for attack, scenario in attacks:
            self.assertRegex(facts, rf"(?m)^\| {attack} \|")
            self.assertRegex(page, rf"(?m)^\| {attack} \|.*{f'`{scenario}`' if scenario else 'none'}")
        for name in self.LOCKED:
            self.assertTrue(name in self.NOT_THERE or re.search(rf"(?m)^\| {name} \|", facts), name)

    def test_the_page_shows_what_is_printed(self):
        page = (ROOT / "docs" / "audit.md").read_text()
        outputs = re.findall(r"```\n\$ build/smmscope (.*)\n((?:.*\n)*?)```", page)
        self.assertEqual(len(outputs), 2)
        for command, text in outputs:
            printed = run(*command.split(), cwd=ROOT).stdout.splitlines()
            for line in text.splitlines():
                if line != "...":
                    self.assertIn(line, printed, command)

    def test_bad_input(self):
        self.bad_input(["audit"], "audit needs a scenario")
        self.bad_input(["audit", "no_such_scenario"], "no_such_scenario")
        self.bad_input(["audit", "smi_apm", "smi_apm"], "one scenario an audit")
        self.bad_input(["audit", "smi_apm", "--at"], "--at needs a value")
        self.bad_input(["audit", "smi_apm", "--at", "ev.pots#1"], "--at", "unknown event 'pots'", "nearest is 'post'")
        self.bad_input(["audit", "smi_apm", "--at", "ev.post#0"], "no occurrence")
        self.bad_input(["audit", "smi_apm", "--at", "cpu7.ev.rsm"], "there is no cpu7")
        self.bad_input(["audit", "smi_apm", "--at", "xpu.ev.rsm"], "xpu")
        self.bad_input(["audit", "smi_apm", "--at", "cpux.ev.rsm"], "expected '[cpuN.][ev.]NAME[#K]'")
        self.bad_input(["audit", "smi_apm", "--at", "ev.post#99"], "--at ev.post#99", "had not happened")
        self.bad_input(["audit", "smi_apm", "--at", "ev.post", "--end"], "exclude each other")
        self.bad_input(["audit", "smi_apm", "--end=1"], "--end takes no value")
        self.bad_input(["audit", "smi_apm", "--mode", "slow"], "unknown mode 'slow'")
        self.bad_input(["audit", "smi_apm", "--part", "z80"], "z80")
        self.bad_input(["audit", "smi_apm", "--cpus", "65"], "--cpus")
        self.bad_input(["audit", "smi_apm", "--wave", "x.fst"], "unknown option '--wave'", "audit --help")
        self.bad_input(["audit", "smi_apm", "--report", self.dir / "none" / "r.json"], "cannot be written")
        self.bad_input(["audit", "apic_eoi_message", "--mode", "fast"], "mode fast is not for this scenario")
        self.bad_input(["audit", self.dir], self.dir)
        copy = self.dir / "copy.asm"
        shutil.copy(ROOT / "tb" / "scenarios" / "smi_storm.asm", copy)
        self.bad_input(["audit", copy, "--report", copy], "expected a file of its own")

    def test_help(self):
        done = run("audit", "--help")
        self.good_end(done, PASS)
        for word in ("--at", "--end", "--part", "--cpus", "--mode", "--report", "NOT IN THE MODEL", "docs/audit.md"):
            self.assertIn(word, done.stdout)
        self.assertTrue(all(len(line) <= 120 for line in done.stdout.splitlines()))
        self.assertIn("audit SCENARIO", run("--help").stdout)


class Prints(Case):
    """Help and lists."""

    def test_help(self):
        for args in (["--help"], ["-h"], ["run", "--help"], ["list", "--help"], ["view", "--help"], ["check", "--help"],
                     ["cover", "--help"]):
            done = run(*args)
            self.good_end(done, PASS)
            self.assertGreater(len(done.stdout.splitlines()), 2)
            self.assertTrue(all(len(line) <= 120 for line in done.stdout.splitlines()))
            self.assertEqual(done.stderr, "")
        for option in ("--part", "--cpus", "--mode", "--wave", "--log", "--report", "--cover", "--rtl", "--drive",
                       "--seed"):
            self.assertIn(option, run("run", "--help").stdout)
        for option in ("--rtl", "--edges", "--seed", "--random-only", "--ignore", "--report", "--cover"):
            self.assertIn(option, run("check", "--help").stdout)
        for option in ("--block", "--holes", "--write", "--markdown"):
            self.assertIn(option, run("cover", "--help").stdout)
        self.assertRegex(run("--version").stdout, r"^smmscope \d+\.\d+\n$")

    def listed(self, *what):
        done = run("list", *what)
        self.good_end(done, PASS)
        self.assertEqual(done.stderr, "")
        lines = done.stdout.splitlines()
        self.assertGreater(len(lines), 1)
        return [line.split() for line in lines[1:]]

    def unique(self, keys):
        keys = list(keys)
        twice = {k for k in keys if keys.count(k) > 1}
        self.assertEqual(twice, set())
        return set(keys)

    def test_blocks(self):
        for cpus in ("1", "4"):
            rows = self.listed("blocks", "--cpus", cpus)
            self.unique(row[0] for row in rows)
            self.assertEqual({row[1] for row in rows if row[3] == "yes"}, set(MACHINE))

    def test_wires(self):
        rows = self.listed("wires")
        self.unique((row[0], row[1] == "input") for row in rows)
        names = {row[0] for row in rows}
        for wire in ("bus.smi_n", "board.gpi", "cpu0.smm", "ich9.smi_ctl.smi_en", "mch.smram_dec.smram"):
            self.assertIn(wire, names)
        self.assertTrue(all(1 <= int(row[2]) <= 64 for row in rows))

    def test_registers(self):
        done = run("list", "registers")
        self.good_end(done, PASS)
        lines = done.stdout.splitlines()[1:]
        self.unique(line[:52] for line in lines)  # register, field, where
        for word in ("GBL_SMI_EN", "APM_STS", "D_LCK", "TSEG", "TOLUD", "GPI_ROUT", "SMI_LOCK"):
            self.assertIn(word, done.stdout)

    def test_tests(self):
        """Each directed test cites a section of docs/facts that is there, or a header."""
        rows = self.listed("tests")
        self.unique(tuple(row[:2]) for row in rows)
        self.assertEqual({row[0] for row in rows}, set(BLOCKS))
        self.assertEqual({row[0] for row in self.listed("tests", "smi_ctl")}, {"smi_ctl"})
        cited = 0
        for row in rows:
            line = " ".join(row)
            cited += self.cited(line)
            for header in re.findall(r"model/[\w/.]+\w", line):
                self.assertTrue((ROOT / header).is_file(), line)
                cited += 1
        self.assertGreater(cited, len(rows))

    def test_first_columns(self):
        wanted = {"rules": None, "events": "smm_enter", "parts": "pentium", "params": "sync_smi", "scenarios": "smi_apm"}
        for what, name in wanted.items():
            names = self.unique(row[0] for row in self.listed(what))
            if name:
                self.assertIn(name, names)
        self.assertGreaterEqual(len(self.listed("rules")), 15)
        self.assertLessEqual(set(BLOCKS), {row[0] for row in self.listed("coverage")})

    def test_all_scenarios_are_listed(self):
        files = {path.stem for path in (ROOT / "tb" / "scenarios").glob("*.asm")}
        self.assertEqual({row[0] for row in self.listed("scenarios")}, files)

    def test_log(self):
        done = run("run", "smi_apm", "--log")
        self.good_end(done, PASS)
        times = [int(line.split()[0]) for line in done.stdout.splitlines() if re.match(r" *\d+ (cpu0|ich9|mch|board) ", line)]
        self.assertGreater(len(times), 10)
        self.assertEqual(times, sorted(times))

    LANES = re.compile(r"events\.last|soc\.skip|clock\.\w+|cpu\d\.(phase|insn|smram|cache)|bus\.txn|mch\.decode|"
                       r"apic\.(msg|field)|rtl\..*")

    def test_saved_views_name_wires_that_are_there(self):
        listed = run("list", "wires", "--part", "p6", "--cpus", "4").stdout
        wires = {line.split()[0] for line in listed.splitlines()}
        for view in sorted((ROOT / "waves").glob("*.gtkw")):
            with self.subTest(view.name):
                named = re.findall(r"(?m)^(?:\+\{[^}]*\} )?([a-z]\w*(?:\.\w+)+)(?:\[\d+:0\])?$", view.read_text())
                self.assertGreater(len(named), 10)
                self.assertEqual([w for w in named if w not in wires and not self.LANES.fullmatch(w)], [])

    def test_a_view_is_that_of_its_area_and_stands_where_the_scenario_says(self):
        """`show` of cache_leak_tseg_p6 begins 130 ns after the first POST, that of smrr_other_cpu at the third entry."""
        for name, event, nth, after, there, absent in (("cache_leak_tseg_p6", "post", 0, 130000, "cpu0.smram", "cpu1."),
                                                       ("smrr_other_cpu", "smm_enter", 2, 0, "cpu2.smram", "cpu3.")):
            with self.subTest(name):
                dump = self.dir / f"{name}.fst"
                done = run("run", name, "--wave", dump, "--log")
                self.assertEqual(done.returncode, PASS, done.stdout + done.stderr)
                times = [int(t) for t in re.findall(rf"(?m)^ *(\d+) \w+ +{event} ", done.stdout)]
                view = dump.with_suffix(".gtkw").read_text()
                self.assertRegex(view, rf"(?m)^\*-[\d.]+ {times[nth] + after} ")
                self.assertIn(f"\n{there}\n", view)
                self.assertNotIn(absent, view)


class Stops(Case):
    """A run that is cut short leaves a dump that opens."""

    @contextlib.contextmanager
    def endless(self, program=BIN):
        path, fst = self.dir / "endless.asm", self.dir / "x.fst"
        path.write_text(ENDLESS.format(watchdog="900 ms"))
        fst.unlink(missing_ok=True)
        child = subprocess.Popen([program, "run", str(path), "--wave", str(fst)], stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE, text=True)
        try:
            end = time.monotonic() + TIMEOUT
            while not (fst.exists() and fst.stat().st_size > 60000) and time.monotonic() < end and child.poll() is None:
                time.sleep(0.02)
            self.assertIsNone(child.poll(), "it ended by itself")
            self.assertTrue(fst.exists() and fst.stat().st_size > 60000)
            yield child, fst
        finally:
            child.kill()
            child.communicate()

    def test_ctrl_c(self):
        for program in filter(None, (BIN, SAN_BIN)):
            for sig in (signal.SIGINT, signal.SIGTERM):
                with self.endless(program) as (child, fst):
                    child.send_signal(sig)
                    out, err = child.communicate(timeout=TIMEOUT)
                    self.assertEqual(child.returncode, INTERRUPTED, out + err)
                    self.assertNotIn("Sanitizer", err)
                    self.assertIn("INTERRUPTED", out)
                    self.fst_opens(fst)

    def test_kill(self):
        with self.endless() as (child, fst):
            child.kill()
            child.communicate(timeout=TIMEOUT)
            self.assertEqual(child.returncode, -signal.SIGKILL)
            self.fst_opens(fst)

    def test_full_disk(self):
        if os.geteuid() != 0:
            skip(self, "only root may mount a small file system")
        disk = self.dir / "disk"
        disk.mkdir()
        mount = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(disk)], stderr=subprocess.PIPE, text=True)
        if mount.returncode != 0:
            skip(self, "mount is refused here: " + mount.stderr.strip())
        try:
            path = self.dir / "endless.asm"
            path.write_text(ENDLESS.format(watchdog="900 ms"))
            for program in filter(None, (BIN, SAN_BIN)):
                done = run("run", path, "--wave", disk / "x.fst", program=program)
                self.good_end(done, BAD_INPUT)
                self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
                self.assertIn(str(disk / "x.fst"), done.stderr)
                self.fst_opens(disk / "x.fst")
                for left in disk.iterdir():
                    left.unlink()
            with contextlib.suppress(OSError), open(disk / "filler", "wb", buffering=0) as filler:
                while True:
                    filler.write(bytes(4096))
            self.bad_input(["run", "smi_apm", "--wave", disk / "y.fst"], disk / "y.fst")
            done = run("run", "smi_apm", "--report", disk / "y.json")
            self.good_end(done, BAD_INPUT)
            self.assertIn(str(disk / "y.json"), done.stderr)
            self.assertFalse((disk / "y.json").exists())
        finally:
            subprocess.run(["umount", str(disk)], check=False)


class RtlCase(Case):

    def setUp(self):
        super().setUp()
        if not WITH_RTL:
            skip(self, "built without RTL")
        self.env = {**os.environ, "XDG_CACHE_HOME": str(self.dir / "cache")}

    def verdict(self, *args):
        report = self.dir / "r.json"
        report.unlink(missing_ok=True)
        done = run("run", *args, "--report", report, env=self.env)
        return done, json.loads(report.read_text()) if report.exists() else None


class Rtl(RtlCase):
    """Verilog beside the C model, and in its place."""

    def test_our_own_as_a_users_file(self):
        files = [arg for block in MACHINE for arg in ("--rtl", f"{block}={ROOT}/rtl/{block}.v")] + [*PARTS]
        done, r = self.verdict("smi_apm", *files)
        self.good_end(done, PASS)
        self.assertEqual({t["block"] for t in r["twins"] if t["wires"] > 0 and t["mismatches"] == 0}, set(MACHINE))
        drive = [arg for block in MACHINE for arg in ("--drive", block)]
        done, r = self.verdict("smi_apm", *files, *drive)
        self.good_end(done, PASS)
        self.assertTrue(all(t["drives"] for t in r["twins"]))

    def test_a_late_pin_is_judged_by_its_column(self):
        """smi_n and state are WITHIN(2): a user's block may be two clocks late, not three."""
        text = (ROOT / "rtl" / "smi_ctl.v").read_text()
        pin = "assign smi_n_o    = (state_q != SMI_LOW);"
        self.assertIn(pin, text)
        for clocks, code in ((2, PASS), (3, FAILED)):
            with self.subTest(f"{clocks} clocks late"):
                late = self.dir / f"late{clocks}.v"
                late.write_text(text.replace(pin, f"""reg [{clocks - 1}:0] late_q;
  always @(posedge clk_i or negedge rst_ni)
    if (!rst_ni) late_q <= {{{clocks}{{1'b1}}}};
    else late_q <= {{late_q[{clocks - 2}:0], state_q != SMI_LOW}};
  assign smi_n_o = late_q[{clocks - 1}];"""))
                done, r = self.verdict("smi_apm", "--rtl", f"smi_ctl={late}")
                self.assertEqual(done.returncode, code, done.stdout)
                self.assertGreater(sum(t["wires"] for t in r["twins"] if t["block"] == "smi_ctl"), 0)

    def test_ports_that_do_not_fit_are_named(self):
        text = (ROOT / "rtl" / "smi_ctl.v").read_text()
        narrow, n = re.subn(r"(input\s+wire\s*)\[ *7:0\](\s+apm_data_i)", r"\1[3:0]\2", text)
        self.assertEqual(n, 1)
        renamed = text.replace("smi_lock_o", "smi_lokk_o")
        for name, body, words in (("narrow", narrow, ("apm_data_i", "of 4 bit", "of 8 bit")),
                                  ("renamed", renamed, ("smi_lock_o: missing", "smi_lokk_o"))):
            with self.subTest(name):
                bad = self.dir / f"{name}.v"
                bad.write_text(body)
                done, _ = self.verdict("smi_apm", "--rtl", f"smi_ctl={bad}")
                self.assertEqual(done.returncode, BAD_INPUT)
                for word in words + (str(bad),):
                    self.assertIn(word, done.stderr)

    def test_stop_in_a_users_file_ends_the_run_not_the_program(self):
        text = (ROOT / "rtl" / "smi_ctl.v").read_text()
        for task in ("$stop", "$finish"):
            with self.subTest(task):
                bad, dump = self.dir / "stop.v", self.dir / "stop.fst"
                bad.write_text(text.replace("endmodule", f"always @(posedge clk_i) if (apm_wr_i) {task};\nendmodule"))
                done, _ = self.verdict("smi_apm", "--rtl", f"smi_ctl={bad}", "--wave", dump)
                self.assertEqual(done.returncode, BAD_INPUT, done.stdout + done.stderr)
                self.assertIn(task, done.stderr)
                self.fst_opens(dump)

    def test_an_included_file_counts(self):
        """The build is reused by content: a change in a file that the named one includes is seen."""
        text = (ROOT / "rtl" / "smi_pin.v").read_text()
        inner, outer = self.dir / "inner.vh", self.dir / "it's outer.v"
        outer.write_text(f'`include "{inner}"\n')
        broken = re.sub(r"assign pending_o\s*= pending_q;", "assign pending_o = 1'b0 & pending_q;", text)
        self.assertNotEqual(broken, text)
        for body, code in ((text, PASS), (broken, FAILED)):
            inner.write_text(body)
            done, _ = self.verdict("smi_apm", "--rtl", f"smi_pin={outer}")
            self.assertEqual(done.returncode, code, done.stdout + done.stderr)

    def test_own_rtl_drives(self):
        for block in MACHINE:
            for scenario in ("smi_apm", "smram_tseg", "smram_handler_ab", "smi_two_cpus"):
                for mode in ("cycle", "fast"):
                    with self.subTest(f"{block} {scenario} {mode}"):
                        done, r = self.verdict(scenario, "--drive", block, "--mode", mode)
                        self.good_end(done, PASS)
                        self.assertEqual([t["block"] for t in r["twins"] if t["drives"]], [block])

    def test_all_drive_at_once(self):
        drive = [arg for block in MACHINE for arg in ("--drive", block)]
        for scenario in ("smi_apm", "smram_relocated_tseg", "smi_four_cpus"):
            for mode in ("cycle", "fast", "auto"):
                with self.subTest(f"{scenario} {mode}"):
                    done, r = self.verdict(scenario, *drive, "--mode", mode)
                    self.good_end(done, PASS)

    def test_a_faulty_smiact_breaks_the_machine(self):
        """Decode of SMRAM believes the wires: without its sign the CPU does not reach its handler."""
        text = (ROOT / "rtl" / "smiact.v").read_text()
        bad = self.dir / "bad.v"
        faulty = text.replace("smiact_n_d = 1'b0;", "smiact_n_d = 1'b1;").replace("smmem_n_d = 1'b0;", "smmem_n_d = 1'b1;")
        self.assertEqual(sum(a != b for a, b in zip(text.splitlines(), faulty.splitlines())), 2)
        bad.write_text(faulty)
        for part in ("p6", "pentium"):
            for scenario in ("smram_handler_ab", "smram_tseg"):
                for mode in ("cycle", "fast"):
                    with self.subTest(f"{part} {scenario} {mode}"):
                        options = (scenario, "--part", part, "--mode", mode)
                        done, r = self.verdict(*options)
                        self.good_end(done, PASS)
                        done, r = self.verdict(*options, "--rtl", f"smiact={bad}", "--drive", "smiact")
                        self.good_end(done, FAILED)
                        self.assertTrue(any(t["block"] == "smiact" and t["mismatches"] for t in r["twins"]))
                        failed = [c["text"] for c in r["checks"] if not c["passed"]]
                        self.assertNotEqual(failed, [], "only the twin differs, the machine went on")
                        # beside the C model the same file is seen, and the machine goes right
                        done, r = self.verdict(*options, "--rtl", f"smiact={bad}")
                        self.good_end(done, FAILED)
                        self.assertEqual([c["text"] for c in r["checks"] if not c["passed"]], [])


class Planted(RtlCase):
    """One fault in each block, compared through --rtl: seen, and said where."""

    MISMATCH = re.compile(r"\w+ edge \d+: [\w.]+\.\w+ is [0-9A-F]+h in RTL, [0-9A-F]+h in C")
    # The name of a fault of tb/faults/ and a scenario that shows it.
    FAULTS = {"smi_pin": ("sync_one_flop", "smi_apm"), "smiact": ("phase_one_long", "smi_apm"),
              "smm_track": ("reset_value", "smi_apm"), "smram_dec": ("tolud_reset", "smi_apm"),
              "smi_ctl": ("gap_short", "smi_eos_gap"), "smi_timers": ("sw_early", "smi_swsmi_timer"),
              "tco": ("cnt2_reset", "smi_apm"), "serirq": ("irq_reset_low", "smi_apm"), "lpc": ("rdata_reset", "smi_apm"),
              "ich9_top": ("apm_ports_swapped", "smi_apm"), "apic_agent": ("id_not_loaded", "smi_two_cpus")}

    def planted(self, block):
        name, scenario = self.FAULTS[block]
        faults = dict(line.split("\t")[:2] for line in (ROOT / "tb" / "faults" / f"{block}.txt").read_text().splitlines())
        self.assertIn(name, faults)
        source = ROOT / "rtl" / f"{block}.v"
        bad = self.dir / f"{block}.v"
        bad.write_text(subprocess.run(["sed", "-e", faults[name], str(source)], stdout=subprocess.PIPE, check=True, text=True).stdout)
        self.assertNotEqual(bad.read_text(), source.read_text())
        done, r = self.verdict(scenario, "--rtl", f"{block}={bad}", *PARTS)
        self.good_end(done, FAILED)
        self.assertRegex(done.stdout, self.MISMATCH)
        where = self.MISMATCH.search(done.stdout).group(0)
        self.assertIn(block, where)
        self.assertIn("last inputs", done.stdout)
        twin = next(t for t in r["twins"] if t["block"] == block)
        self.assertGreater(twin["mismatches"], 0)
        self.assertIn(where, twin["first"])
        self.assertEqual([t["block"] for t in r["twins"] if t["mismatches"]], [block])
        self.assertEqual([c["text"] for c in r["checks"] if not c["passed"]], [])  # the C model drives

    def test_planted_smi_pin(self):
        self.planted("smi_pin")

    def test_planted_smiact(self):
        self.planted("smiact")

    def test_planted_smm_track(self):
        self.planted("smm_track")

    def test_planted_smram_dec(self):
        self.planted("smram_dec")

    def test_planted_smi_ctl(self):
        self.planted("smi_ctl")

    def test_planted_smi_timers(self):
        self.planted("smi_timers")

    def test_planted_tco(self):
        self.planted("tco")

    def test_planted_serirq(self):
        self.planted("serirq")

    def test_planted_lpc(self):
        self.planted("lpc")

    def test_planted_ich9_top(self):
        self.planted("ich9_top")

    def test_planted_apic_agent(self):
        self.planted("apic_agent")


class CheckCase(RtlCase):

    WRONG = re.compile(r"wrong wire: \w+ edge (\d+) \([a-z ,]+\): (\w+)\.(\w+) is [0-9A-F]+h in RTL, [0-9A-F]+h in C")

    @classmethod
    def setUpClass(cls):
        cls.cache = tempfile.mkdtemp(prefix="test_cli.cache.")  # one for the class: Verilator's runtime is built once
        cls.addClassCleanup(shutil.rmtree, cls.cache, ignore_errors=True)

    def setUp(self):
        super().setUp()
        self.env = {**os.environ, "XDG_CACHE_HOME": self.cache}

    def check(self, *args, report="r.json"):
        path = self.dir / report
        done = run("check", *args, "--report", path, "--wave", self.dir / f"{report}.fst", env=self.env)
        self.assertEqual(done.stderr, "", done.stdout)
        return done, json.loads(path.read_text())

    def wave_shows(self, done, r, at=None, sides=("c", "rtl")):
        """The dump opens, and its view stands at the failure; at: in ns. sides: of a wire in the view."""
        dump = pathlib.Path(r["wave"])
        self.assertIn(f"wave: {dump}, edges ", done.stdout)
        counted = run(dump, program=FST_COUNT)
        self.assertEqual(counted.returncode, 0, counted.stdout + counted.stderr)
        variables, changes = map(int, re.match(r"(\d+) variables, (\d+) changes", counted.stdout).groups())
        self.assertGreaterEqual(variables, 4 + 2 * len(r["wires"]))
        self.assertGreater(changes, 20)
        view = dump.with_suffix(".gtkw").read_text()
        at = r["wrong_edge"] * 10000 if at is None else at * 1000
        self.assertRegex(view, rf"\*-[\d.]+ {at} {at} -1")
        self.assertIn(f'[dumpfile] "{dump}"', view)
        for wire in r["wires"]:
            for side in sides:
                self.assertRegex(view, rf"(?m)^\+.* {r['block']}\.{side}\.{wire['wire']}(\[|$)")
        self.assertEqual([p for p in self.dir.iterdir() if p.suffix[1:].isdigit()], [])  # nothing half-written

    def each(self, work, items):
        """Two at a time: what takes time is the compiler."""
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            return list(pool.map(work, items))


class Check(CheckCase):
    """smmscope check: a block's Verilog alone against its C model."""

    FAULTS = {"smi_pin": ("reset_synchronous", "high_wraps", "take_one_direction"),
              "smiact": ("pin_reset_low", "strap_top_bit", "smmem_stuck"),
              "smm_track": ("reset_value", "agent_top_bit", "ack_sets"),
              "smram_dec": ("smerr_clear_wins", "lock_misses_tseg", "t_one_long"),
              "smi_ctl": ("clear_wins", "lock_early", "gap_short"),
              "smi_timers": ("sw_early", "repeats_ignored", "rate_not_latched"),
              "tco": ("second_sets_timeout", "min_by_lane", "halt_keeps_phase"),
              "serirq": ("quiet_one_long", "stop_mode_of_start", "pirq_alias"),
              "lpc": ("short_not_in_a_row", "nobody_after_wait", "abort_driven_early"),
              "ich9_top": ("lock_any_lane", "timers_swapped", "tco_one_dword_off"),
              "apic_agent": ("rotation_of_15", "retry_lost", "lowest_inverted"),
              "mem_type": ("uc_does_not_win", "smrr_blocks_smm", "pcd_uc_ignored"),
              "cache_ctl": ("lone_s_to_m", "snoop_inv_keeps_s", "wbinvd_forgets_way_3")}
    RULES = {"clear_wins": "event_sets_status", "gap_short": "smi_gap", "lock_early": "en_takes_writes",
             "reset_value": "smm_track_reset", "ack_sets": "track_ack", "smerr_clear_wins": "smerr_set",
             "lock_misses_tseg": "locked_frozen", "pin_reset_low": "smiact_reset",
             "sw_early": "sw_expires_in_time", "second_sets_timeout": "tco_timeout_needs_expiry",
             "quiet_one_long": "serirq_start_width", "stop_mode_of_start": "serirq_stop_width",
             "pirq_alias": "serirq_pci_slots", "short_not_in_a_row": "lpc_length", "nobody_after_wait": "lpc_lframe",
             "abort_driven_early": "lpc_let_go", "rotation_of_15": "agent_arb_id", "retry_lost": "agent_done",
             "lowest_inverted": "agent_contest", "uc_does_not_win": "uc_range_wins",
             "smrr_blocks_smm": "smm_is_never_blocked", "pcd_uc_ignored": "no_pat_pcd", "lone_s_to_m": "cache_alone_is_silent",
             "snoop_inv_keeps_s": "cache_snoop_inv_drops", "wbinvd_forgets_way_3": "cache_m_is_not_lost"}
    # In a directed test the wire alone tells: it differs long before the rule could speak.
    WIRE_FIRST = ("sw_early", "quiet_one_long")

    def edited(self, block, *changes, name=None):
        """A copy of our own Verilog with pieces replaced."""
        text = (ROOT / "rtl" / f"{block}.v").read_text()
        for old, new in changes:
            self.assertIn(old, text)
            text = text.replace(old, new)
        path = self.dir / (name or f"{block}.v")
        path.write_text(text)
        return path

    def test_our_own_files_pass(self):
        ends = self.each(lambda b: (b, *self.check(b, "--rtl", ROOT / "rtl" / f"{b}.v", *PARTS, report=f"{b}.json")), BLOCKS)
        for block, done, r in ends:
            with self.subTest(block):
                self.good_end(done, PASS)
                self.assertEqual((r["block"], r["result"], r["edges"], r["seed"], r["warnings"]), (block, "pass", 200000, "1", 0))
                self.assertEqual(r["compared"], sum(w["compared"] for w in r["wires"]))
                d = r["directed"]
                self.assertEqual((d["run"], d["run"] > 10, d["compared"] > 500, "failed" in d), (d["tests"], True, True, False))
                self.assertIn(f"directed: {d['run']} tests, {d['compared']} wires compared, 0 differ", done.stdout)
                for w in r["wires"]:
                    self.assertGreater(w["compared"], 20000)
                    self.assertEqual((w["ignored"], w["combinational"], w["without_reset"]), (False, False, False))
                self.assertRegex(done.stdout, rf"PASS {block} \(seed 1\): 200000 edges.*{r['compared']} wires compared, 0 differ")
                self.assertGreater(len(r["rules"]), 3)
                self.assertEqual([rule["name"] for rule in r["rules"] if rule["failed"] or not rule["armed"]], [])
                self.assertNotIn("wave", r)
                self.assertFalse((self.dir / f"{block}.json.fst").exists())

    def test_our_own_twins_pass_without_a_file(self):
        for block in BLOCKS:
            done, r = self.check(block, "--edges", "20000", "--seed", "0x10")
            self.good_end(done, PASS)
            self.assertEqual((r["seed"], r["edges"]), ("16", 20000))

    def planted(self, job):
        block, name, *options = job
        faults = dict(line.split("\t")[:2] for line in (ROOT / "tb" / "faults" / f"{block}.txt").read_text().splitlines())
        source, bad = ROOT / "rtl" / f"{block}.v", self.dir / f"{block}__{name}.v"
        bad.write_text(subprocess.run(["sed", "-e", faults[name], str(source)], stdout=subprocess.PIPE, check=True, text=True).stdout)
        self.assertNotEqual(bad.read_text(), source.read_text())
        done, r = self.check(block, "--rtl", bad, *PARTS, "--seed", "3", *options, report=f"{block}__{name}.json")
        return block, name, done, r

    def found(self, *options):
        """Each planted fault is found; yields block, what was printed, the report."""
        jobs = [(b, n, *options) for b in BLOCKS for n in self.FAULTS[b]]
        for block, name, done, r in self.each(self.planted, jobs):
            with self.subTest(f"{block} {name}"):
                self.good_end(done, FAILED)
                edge, where, wire = self.WRONG.search(done.stdout).groups()
                self.assertEqual((block, r["wrong_wire"], r["wrong_edge"], r["result"]), (where, wire, int(edge), "fail"))
                self.assertLessEqual(done.stdout.count("rst_n="), 8)
                self.assertGreaterEqual(done.stdout.count("rst_n="), 1)
                self.assertIn("(seed 3)", done.stdout)
                self.wave_shows(done, r)
                broken = [rule["name"] for rule in r["rules"] if rule["failed"]]
                self.assertEqual(broken, re.findall(r"(?m)^broken rule: (\w+):", done.stdout))
                yield block, name, done, r, broken

    def first_edge(self, r):
        return min([r["wrong_edge"], *(rule["edge"] for rule in r["rules"] if rule["failed"])])

    def test_planted_faults_are_found_by_directed_tests(self):
        listed = {tuple(line.split()[:2]) for line in run("list", "tests").stdout.splitlines()}
        for block, name, done, r, broken in self.found():
            d = r["directed"]
            self.assertIn((block, d["failed"]), listed)
            self.assertIn(f"test: {d['failed']}\n  says: {d['says']}\n  book: {d['section']}\n", done.stdout)
            self.assertLessEqual(d["run"], d["tests"])
            self.assertEqual(r["edges"], 0)
            if name in self.RULES and name not in self.WIRE_FIRST:
                self.assertIn(self.RULES[name], broken)
            self.assertRegex(done.stdout, rf"wave: \S+, edges \d+ to {self.first_edge(r) + 20}, ")

    def test_planted_faults_are_found_by_random_inputs(self):
        for _, name, done, r, broken in self.found("--random-only"):
            section, = (w["section"] for w in r["wires"] if w["wire"] == r["wrong_wire"])
            self.assertEqual(section, r["wrong_section"])
            self.assertIn(f"\n  the book: {section}\n", done.stdout)
            self.assertEqual(r["directed"]["run"], 0)
            first, named = self.first_edge(r), [rule["edge"] for rule in r["rules"] if rule["failed"]]
            self.assertEqual(r["edges"], first + min(400, max([20, min(named) - first] if named else [400])))
            self.assertIn("directed: not run", done.stdout)
            if name in self.RULES:
                self.assertIn(self.RULES[name], broken)

    def test_a_late_pin_is_judged_by_its_column(self):
        pin = "assign smi_n_o    = (state_q != SMI_LOW);"
        for clocks, code in ((2, PASS), (3, FAILED)):
            late = self.edited("smi_ctl", (pin, f"""reg [{clocks - 1}:0] late_q;
  always @(posedge clk_i or negedge rst_ni)
    if (!rst_ni) late_q <= {{{clocks}{{1'b1}}}};
    else late_q <= {{late_q[{clocks - 2}:0], state_q != SMI_LOW}};
  assign smi_n_o = late_q[{clocks - 1}];"""), name=f"late{clocks}.v")
            done, r = self.check("smi_ctl", "--rtl", late)
            self.good_end(done, code)
            self.assertEqual(r.get("wrong_wire"), "smi_n" if code else None)

    def test_each_wrong_port_is_named(self):
        bad = self.edited("smi_pin", ("sync_n_o", "sync_o"), ("[3:0] rearm_clks_i", "[4:0] rearm_clks_i"))
        for command in (["check", "smi_pin", "--rtl", bad], ["run", "smi_apm", "--rtl", f"smi_pin={bad}"]):
            done = run(*command, env=self.env)
            self.good_end(done, BAD_INPUT)
            first, *ports = done.stderr.splitlines()
            self.assertIn(str(bad), first)
            self.assertTrue(first.endswith("does not fit block smi_pin, 3 ports:"), first)
            self.assertEqual(ports,
                             ["  port rearm_clks_i: input of 5 bit, expected input of 4 bit",
                              "  port sync_n_o: missing, expected output of 1 bit",
                              "  port sync_o: output of 1 bit, expected no such port"])
            self.assertEqual(done.stdout, "")

    def test_a_combinational_output_is_named(self):
        pin = "assign smi_n_o    = (state_q != SMI_LOW);"
        bad = self.edited("smi_ctl", (pin, "assign smi_n_o = (state_q != SMI_LOW) && !(gpi_sts_i && en_q[GBL_SMI_EN]);"))
        done, r = self.check("smi_ctl", "--rtl", bad)
        self.good_end(done, FAILED)
        self.assertIn("combinational output: smi_n changes", done.stdout)
        self.assertEqual([w["wire"] for w in r["wires"] if w["combinational"]], ["smi_n"])
        done, r = self.check("smi_ctl", "--rtl", bad, "--ignore", "smi_n")
        self.good_end(done, PASS)
        self.assertRegex(done.stdout, r"smi_n +within +0 +0 +ignored")
        self.assertEqual([w["wire"] for w in r["wires"] if w["ignored"]], ["smi_n"])

    def test_a_register_without_reset_is_named(self):
        text = (ROOT / "rtl" / "smi_ctl.v").read_text()
        lines = [line for line in text.splitlines(keepends=True) if re.match(r"\s+apm_sts_q\s*<= 8'", line)]
        self.assertEqual(len(lines), 1)
        bad = self.edited("smi_ctl", (lines[0], ""))
        done, r = self.check("smi_ctl", "--rtl", bad)
        self.good_end(done, FAILED)
        self.assertIn("register without reset: apm_sts", done.stdout)
        self.assertEqual([w["wire"] for w in r["wires"] if w["without_reset"]], ["apm_sts"])
        self.assertEqual(r["wrong_wire"], "apm_sts")  # a reset in mid-flight: the dump is of that
        self.wave_shows(done, r)
        self.assertIn(r["without_reset"]["first"], done.stdout)

    def shown(self, bad, kind, wire, *options, sides=("c", "rtl")):
        """The only finding: no wire is wrong and no rule broken, and still there are edge, values, section and dump."""
        done, r = self.check("smi_ctl", "--rtl", bad, *options)
        self.good_end(done, FAILED)
        self.assertEqual([name for name in ("wrong_wire", "broken_rule", "first") if name in r], [])
        self.assertRegex(done.stdout, r"wires compared, 0 differ; 1 combinational or without reset\n$")
        find = r[kind]
        self.assertEqual((find["wire"], find["section"]), (wire, "chipset facts 3.1"))
        self.assertEqual([w["wire"] for w in r["wires"] if w[kind]], [wire])
        page, heading = re.fullmatch(r"(docs/[\w/]+\.md), (.*)", find["rule"]).groups()
        self.assertRegex((ROOT / page).read_text(), rf"(?m)^###? {heading}$")
        self.assertIn(f"  {find['first']}\n  the book: {find['rule']}; {find['section']}\n", done.stdout)
        self.assertRegex(find["first"], rf"^pciclk edge {find['edge']} of .*: smi_ctl.{wire} .*; last inputs, newest first:\n    -0: rst_n=1 ")
        for value in find["values"]:
            self.assertIn(f" {value} ", find["first"].replace(",", " "))
        self.assertNotEqual(*find["values"])
        moves = 9 if kind == "combinational" else 0  # the output moves when the inputs show: 9 ns before the edge
        self.wave_shows(done, r, find["edge"] * 10 - moves, sides)
        self.assertRegex(pathlib.Path(r["wave"]).with_suffix(".gtkw").read_text(), rf"first wrong wire\n@.*\n.*\n\+.*\.{sides[0]}\.{wire}\[")
        return find

    def test_a_combinational_output_alone_has_its_edge_and_dump(self):
        bad = self.edited("smi_ctl", ("assign apm_sts_o  = apm_sts_q;", "assign apm_sts_o  = rst_ni ? apm_sts_d : apm_sts_q;"))
        find = self.shown(bad, "combinational", "apm_sts")
        self.assertEqual(find["test"], "b3h_is_a_plain_scratch_byte")
        self.assertIn(f" apm_wr=1 apm_addr=1 apm_data={find['values'][1][:-1]}\n    -1", find["first"])
        find = self.shown(bad, "combinational", "apm_sts", "--random-only")
        self.assertNotIn("test", find)
        self.assertIn(" of the random inputs: ", find["first"])

    def test_a_register_without_reset_alone_has_its_edge_and_dump(self):
        """A debug mode that a magic word turns on and that nobody turns off."""
        bad = self.edited("smi_ctl", ("assign apm_sts_o  = apm_sts_q;", """reg debug_q;
  always @(posedge clk_i) if (wr_smi_en && wdata_i == 32'h5AFE_C0DE) debug_q <= 1'b1;
  assign apm_sts_o  = debug_q ? {6'd0, state_q} : apm_sts_q;"""))
        for options in ((), ("--random-only", "--seed", "5")):
            find = self.shown(bad, "without_reset", "apm_sts", *options, sides=("rtl_a", "rtl_b"))
            self.assertEqual(find["start_seeds"], [0, 1])
            self.assertIn("registers started with all bits 0 and all bits 1;", find["first"])

    def test_each_output_names_a_section_that_is_there(self):
        for block in BLOCKS:
            done, r = self.check(block, "--edges", "100")
            for wire in r["wires"]:
                self.assertGreater(self.cited(wire["section"]), 0, f"{block}.{wire['wire']}: {wire['section']}")

    def test_lint_is_shown_and_does_not_fail(self):
        bad = self.edited("smi_pin", ("endmodule", "  wire spare_q = take_i;\nendmodule"), name="with a space.v")
        for _ in range(2):  # built, and from the cache
            done, r = self.check("smi_pin", "--rtl", bad)
            self.good_end(done, PASS)
            self.assertEqual(r["warnings"], 1)
            self.assertRegex(done.stdout, r"Verilator warns 1 times, 0 latches, 0 loops in logic:\n  %Warning-UNUSEDSIGNAL: .*spare_q")

    def test_several_files_lists_folders_and_defines(self):
        """One block from a top module of another name, a module found by its file's name, an include and a define."""
        text = (ROOT / "rtl" / "smi_pin.v").read_text()
        ports = ["clk_i", "rst_ni", "smi_n_i", "msg_i", "take_i", "rearm_clks_i", "pending_o", "armed_o", "sync_n_o"]
        folder = self.dir / "a folder"
        (folder / "lib").mkdir(parents=True)
        lib, include = folder / "lib" / "inner.v", folder / "lib" / "names.vh"
        lib.write_text(re.sub(r"\bmodule smi_pin\b", "module inner", text))
        include.write_text("`define TAKE take_i\n")
        joined = ", ".join(f".{p}({'`TAKE' if p == 'take_i' else p})" for p in ports)
        head = text[text.index("module smi_pin"):text.index(");") + 2].replace("module smi_pin", "module other")
        top = folder / "top.sv"
        top.write_text(f'`include "names.vh"\n{head}\n`ifdef JOIN\n  inner u_inner ({joined});\n`endif\nendmodule\n')
        listed = folder / "files.f"
        listed.write_text("// the block\n\n  top.sv  \n+incdir+lib\n# and\n-D JOIN=1\n")
        words = (["--rtl", top, "-I", folder / "lib", "-DJOIN", "--top", "other"], ["--rtl", top, lib, f"-I{folder / 'lib'}", "-D", "JOIN=1", "--top=other"],
                 ["-f", listed, "--top", "other"])
        for args in words:
            done, r = self.check("smi_pin", *args)
            self.good_end(done, PASS)
            self.assertTrue(str(top) in r["rtl"] or str(listed) in r["rtl"])
        machine = ["run", "smi_apm", "-f", f"smi_pin={listed}", "--rtl", f"smi_ctl={ROOT / 'rtl' / 'smi_ctl.v'}", "-DANY", "--top", "smi_pin=other"]
        self.good_end(run(*machine, env=self.env), PASS)
        broken = re.sub(r"assign pending_o\s*= pending_q;", "assign pending_o = 1'b0 & pending_q;", lib.read_text())
        lib.write_text(broken)  # named nowhere: found by Verilator, and still never taken from the cache
        for args in words:
            self.good_end(self.check("smi_pin", *args)[0], FAILED)
        self.good_end(run(*machine, env=self.env), FAILED)
        for line, wanted in (("--exe", "'--exe' is not known"), ("none.v", "none.v: No such file"), ("-I nowhere", "nowhere")):
            listed.write_text(f"top.sv\n{line}\n")
            self.bad_input(["check", "smi_pin", "-f", listed], f"{listed}:2: ", wanted, env=self.env)
        self.bad_input(["run", "smi_apm", "-DX"], "--rtl")
        self.bad_input(["run", "smi_apm", "--top", "smi_pin=x"], "smi_pin", "--rtl")
        self.bad_input(["run", "smi_apm", "-f", str(listed)], "BLOCK=LIST")

    def test_latches_and_loops_are_named(self):
        latch = self.edited("smi_pin", ("endmodule", "  reg l_q;\n  always @* if (take_i) l_q = smi_n_i;\nendmodule"), name="latch.v")
        done, r = self.check("smi_pin", "--rtl", latch)
        self.good_end(done, PASS)
        self.assertEqual((r["latches"], r["loops"]), (1, 0))
        self.assertRegex(done.stdout, rf"1 latches, 0 loops in logic:\n  %Warning-LATCH: {latch}:\d+.*l_q")
        loop = self.edited("smi_pin", ("assign sync_n_o  = sync2_q;", "wire a_w = a_w & take_i; assign sync_n_o = sync2_q | a_w;"), name="loop.v")
        done, r = self.check("smi_pin", "--rtl", loop)
        self.assertEqual((r["latches"], r["loops"]), (0, 1))
        self.assertRegex(done.stdout, rf"0 latches, 1 loops in logic:\n  %Warning-UNOPTFLAT: {loop}:\d+.*a_w")

    def test_what_never_ends_is_ended(self):
        pin = "assign sync_n_o  = sync2_q;"
        loop = self.edited("smi_pin", (pin, "wire a_w = ~a_w & (rst_ni | sync2_q); assign sync_n_o = a_w;"), name="loop.v")
        endless = self.edited("smi_pin", (pin, """reg [7:0] n_q [0:255];
  reg [7:0] k;
  always @(posedge clk_i) begin
    k = 0;
    while (take_i) begin
      n_q[k] = n_q[k] + k;
      k = k + 1;
    end
  end
  assign sync_n_o = sync2_q ^ (n_q[3] == 8'h77);"""), name="endless.v")
        stop = self.edited("smi_pin", ("endmodule", "always @(posedge clk_i) if (take_i) $stop;\nendmodule"), name="stop.v")
        cases = ((loop, ("cannot go on", "loop.v", "converge")), (endless, ("cannot go on", "does not end")), (stop, ("stop.v:", "$stop")))
        ends = self.each(lambda c: (c[1], run("check", "smi_pin", "--rtl", c[0], env=self.env)), cases)
        for words, done in ends:
            self.good_end(done, BAD_INPUT)
            self.assertEqual((done.stdout, done.stderr.count("\n")), ("", 1), done.stderr)
            for word in words:
                self.assertIn(word, done.stderr)

    def test_the_cache_survives_what_happens_to_it(self):
        """Two builds at once, a build that is killed, an object that is damaged, a folder that cannot be written."""
        cache = self.dir / "a cache"
        self.env["XDG_CACHE_HOME"] = str(cache)
        good = self.edited("smi_pin", name="good.v")
        tools = self.dir / "tools"
        tools.mkdir()
        (tools / "g++").write_text(f"#!/bin/sh\ntouch '{self.dir}/building'\nexec sleep 60\n")
        (tools / "g++").chmod(0o755)
        slow = {**self.env, "PATH": f"{tools}:{os.environ['PATH']}"}
        killed = subprocess.Popen([BIN, "check", "smi_pin", "--rtl", str(good)], env=slow, stdout=subprocess.DEVNULL, start_new_session=True)
        for _ in range(600):
            if (self.dir / "building").exists():
                break
            time.sleep(0.1)
        os.killpg(killed.pid, signal.SIGKILL)
        killed.wait()
        folder = cache / "smmscope"
        left = list(folder.glob("work-*"))
        self.assertEqual((len(left), list(folder.glob("*.so"))), (1, []))
        os.utime(left[0], (0, 0))  # as if it were of yesterday
        ends = self.each(lambda name: self.check("smi_pin", "--rtl", good, report=name), ("one", "two"))
        for done, _ in ends:
            self.good_end(done, PASS)
        self.assertEqual(list(folder.glob("work-*")), [])
        built = list(folder.glob("*.so"))
        self.assertEqual(len(built), 1)
        built[0].write_text("not an object")
        self.good_end(self.check("smi_pin", "--rtl", good)[0], PASS)
        self.env["XDG_CACHE_HOME"] = str(good)  # a file
        self.bad_input(["check", "smi_pin", "--rtl", good], "build folder", good, "XDG_CACHE_HOME", env=self.env)

    def test_without_wave_the_dump_is_where_view_looks(self):
        bad = self.edited("smi_pin", ("assign sync_n_o  = sync2_q;", "assign sync_n_o = !sync2_q;"))
        done = run("check", "smi_pin", "--rtl", bad, env=self.env)
        self.good_end(done, FAILED)
        dump = ROOT / "waves" / "out" / "check-smi_pin.fst"
        self.assertIn(f"wave: {dump}, ", done.stdout)
        self.assertTrue(dump.exists() and dump.with_suffix(".gtkw").exists())

    def test_a_wrapper_joins_other_names(self):
        """The examples of docs/check-your-verilog.md, as they stand there: other names, and a clock of its own."""
        page = (ROOT / "docs" / "check-your-verilog.md").read_text()
        names, clock = re.findall(r"```verilog\n(.*?)```", page, re.S)
        (self.dir / "wrapper.v").write_text(names)
        text = (ROOT / "rtl" / "smi_pin.v").read_text()
        for old, new in ((r"module smi_pin", "module my_smi_pin"), (r"\bclk_i", "CLK"), (r"negedge rst_ni", "posedge RST"),
                         (r"!rst_ni", "RST"), (r"\brst_ni", "RST"), (r"\bsmi_n_i", "SMI_B"), (r"\bmsg_i", "MSG"), (r"\btake_i", "ACK"),
                         (r"\brearm_clks_i", "REARM"), (r"pending_o = pending_q", "PEND_NEXT = pending_d"),
                         (r"\bpending_o", "PEND_NEXT"), (r"\barmed_o", "ARMED"), (r"\bsync_n_o", "SYNC_B")):
            text, n = re.subn(old, new, text)
            self.assertGreater(n, 0, old)
        (self.dir / "my_smi_pin.v").write_text(text)
        done, r = self.check("smi_pin", "--rtl", self.dir / "wrapper.v")
        self.good_end(done, PASS)
        self.assertGreater(r["compared"], 600000)
        (self.dir / "wrapper.v").write_text(clock)
        text = (ROOT / "rtl" / "smi_pin.v").read_text().replace("    end else begin", "    end else if (CE) begin")
        for old, new in (("module smi_pin \\(", "module my_smi_pin (input wire CE,"), (r"\bclk_i", "CLK2X"), (r"\brst_ni", "RST_N"),
                         (r"\bsmi_n_i", "SMI_N"), (r"\bmsg_i", "MSG"), (r"\btake_i", "TAKE"), (r"\brearm_clks_i", "REARM"), (r"\bpending_o", "PENDING"),
                         (r"\barmed_o", "ARMED"), (r"\bsync_n_o", "SYNC_N")):
            text, n = re.subn(old, new, text)
            self.assertGreater(n, 0, old)
        (self.dir / "my_smi_pin.v").write_text(text)
        done, r = self.check("smi_pin", "--rtl", self.dir / "wrapper.v", self.dir / "my_smi_pin.v")
        self.good_end(done, PASS)
        self.assertEqual([w["wire"] for w in r["wires"] if w["combinational"] or w["without_reset"]], [])

    def test_same_seed_same_bytes(self):
        ends = []
        for name, seed in (("a", 9), ("b", 9), ("c", 10)):
            done, r = self.check("smram_dec", "--seed", seed, report=name)
            self.good_end(done, PASS)
            ends.append((done.stdout, (self.dir / name).read_bytes(), r["compared"]))
        self.assertEqual(ends[0], ends[1])
        self.assertNotEqual(ends[0][2], ends[2][2])

    def test_bad_input(self):
        self.bad_input(["check"], "block")
        self.bad_input(["check", "smi_atc"], "smi_atc", "list blocks")
        self.bad_input(["check", "smi_ctl", "smi_pin"], "smi_pin")
        self.bad_input(["check", "smi_ctl", "--edgs", "5"], "--edgs")
        self.bad_input(["check", "smi_ctl", "--edges", "0"], "--edges", "0")
        self.bad_input(["check", "smi_ctl", "--seed", "-1"], "--seed", "-1")
        self.bad_input(["check", "smi_ctl", "--rtl"], "--rtl")
        self.bad_input(["check", "smi_ctl", "--rtl", self.dir / "none.v"], self.dir / "none.v", env=self.env)
        self.bad_input(["check", "smi_ctl", "--ignore", "smi"], "--ignore smi")
        self.bad_input(["check", "smi_ctl", "--ignore", "wr_en"], "wr_en", "no such output")
        self.bad_input(["check", "smi_ctl", "--report", self.dir / "no" / "r.json"], "r.json")
        self.bad_input(["check", "smi_ctl", "--report", self.dir / "a", "--wave", self.dir / "a"], "--report", "--wave")
        self.bad_input(["check", "smi_ctl", "--wave", self.dir / "no" / "w.fst"], "w.fst")
        self.bad_input(["check", "smi_ctl", "-I", self.dir], "--rtl")
        self.bad_input(["check", "smi_ctl", "--top", "x"], "--rtl")
        self.bad_input(["check", "smi_ctl", "--rtl", self.dir], self.dir, "is a directory", env=self.env)
        self.bad_input(["check", "smi_ctl", "--rtl", ROOT / "rtl" / "smi_ctl.v", "-I", self.dir / "no"], "no such directory", env=self.env)
        self.bad_input(["check", "smi_ctl", "--rtl", ROOT / "rtl" / "smi_pin.v"], "no module 'smi_ctl'", "--top", env=self.env)
        self.bad_input(["check", "smi_ctl", "--rtl", ROOT / "rtl" / "smi_ctl.v", "--top", "smi"], "no module 'smi'", env=self.env)
        (self.dir / "empty.v").write_text("")
        self.bad_input(["check", "smi_ctl", "--rtl", self.dir / "empty.v"], "empty.v", "no module 'smi_ctl'", env=self.env)
        broken = self.edited("smi_ctl", ("endmodule", "endmodul"))
        for _ in range(2):  # a build that failed leaves nothing that a second call would take
            self.bad_input(["check", "smi_ctl", "--rtl", broken], "does not build", broken, env=self.env)


class Coverage(Case):
    """Functional coverage from run and check through files, by us and by Verilator's own reader."""

    def collected(self, *args):
        path = self.dir / f"{args[1]}.dat"
        done = run(*args, "--cover", path)
        self.good_end(done, PASS)
        self.assertRegex(done.stdout, r"(?m)^coverage: \d+ of \d+ bins, \d+ explained")
        return path

    def cover(self, *args, status):
        done = run("cover", *args)
        self.good_end(done, status)
        self.assertEqual(done.stderr, "")
        return done.stdout

    def verilator(self, *args):
        done = subprocess.run(["verilator_coverage", *map(str, args)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, timeout=TIMEOUT, cwd=self.dir)
        self.assertEqual(done.returncode, 0, done.stdout)
        return done.stdout

    def test_a_run_has_holes_and_names_them(self):
        path = self.collected("run", "smi_apm")
        text = self.cover(path, status=FAILED)
        self.assertRegex(text, r"(?m)^smi_ctl +cause +\d+ +[1-9]")
        self.assertRegex(text, r"(?m)^hole: smi_ctl\.cause source=PERIODIC enable=on status=clear$")
        self.assertRegex(text, r"(?m)^explained: smi_ctl\.cause source=GPI enable=off status=\*: \w+")
        holes = self.cover(path, "--holes", "--block", "smi_ctl", status=FAILED)
        self.assertTrue(all(line.startswith(("hole: smi_ctl.", "coverage: ")) for line in holes.splitlines()), holes)
        for mode in ("fast", "auto"):
            run("run", "smi_apm", "--mode", mode, "--cover", self.dir / mode)
            self.assertRegex(self.cover(self.dir / mode, status=FAILED), r"(?m)^all +\d+ +[1-9]\d+ ")

    def test_equal_runs_give_equal_files(self):
        first = self.collected("run", "smi_apm").read_bytes()
        self.assertEqual(first, self.collected("run", "smi_apm").read_bytes())

    def test_merging_in_any_way_gives_the_same(self):
        files = [self.collected("run", "smi_apm"), self.collected("run", "smram_tseg")]
        table = self.cover(*files, "--write", self.dir / "sum", status=FAILED)
        self.assertEqual(self.cover(self.dir / "sum", status=FAILED), table)
        self.verilator("--write", "theirs", *files)
        self.assertEqual(self.cover(self.dir / "theirs", status=FAILED), table)
        self.assertEqual(sorted((self.dir / "theirs").read_text().splitlines()),
                         sorted((self.dir / "sum").read_text().splitlines()))

    def test_verilator_and_lcov_read_it(self):
        path = self.collected("run", "smi_apm")
        self.verilator("--write-info", "c.info", path)
        info = (self.dir / "c.info").read_text()
        for name in ("ich9/smi_ctl", "mch/smram_dec", "cpu/smiact"):
            self.assertIn(f"SF:model/{name}_cover.c\n", info)
        self.assertRegex(info, r"(?m)^DA:\d+,0$")
        if WITH_RTL:  # the line of a group is hit once all its bins are
            self.verilator("--write-info", "full.info", self.collected("check", "smi_pin"))
            self.assertEqual(re.findall(r"(?m)^DA:\d+,0$", (self.dir / "full.info").read_text()), [])
        os.symlink(ROOT / "model", self.dir / "model")
        self.assertRegex(self.verilator("--annotate", "out", path), r"Total coverage \([1-9]\d*/\d+\)")
        self.assertRegex((self.dir / "out" / "smi_ctl_cover.c").read_text(), r"(?m)^ \d{6}\t.*COVER_HERE")
        self.assertIn("smi_apm.dat", self.verilator("--rank", path))

    def test_check_alone_is_complete(self):
        if not WITH_RTL:
            skip(self, "built without Verilog")
        path = self.collected("check", "smi_pin")
        self.assertIn("coverage: 36 of 36 bins", self.cover(path, "--block", "smi_pin", status=PASS))
        few = self.dir / "few"
        short = run("check", "smi_pin", "--edges", 20, "--random-only", "--cover", few)
        self.good_end(short, PASS)  # short is not wrong
        self.cover(few, "--block", "smi_pin", "--holes", status=FAILED)
        # A hit in a directed test is a hit: of one random edge, in reset, comes none.
        self.assertIn("coverage: 0 of 36 bins", run("check", "smi_pin", "--edges", 1, "--random-only").stdout)
        self.assertRegex(run("check", "smi_pin", "--edges", 1).stdout, r"(?m)^coverage: 3\d of 36 bins")

    def test_other_tools_points_are_counted_apart(self):
        path = self.collected("run", "smi_apm")
        with path.open("a") as f:
            f.write("C '\1f\2t.v\1l\0021\1page\2v_line/t\1o\2block\1h\2TOP.t' 5\n")
        self.assertIn("1 points of other tools are left out", self.cover(path, status=FAILED))

    def test_bad_input(self):
        path = self.collected("run", "smi_apm")
        self.bad_input(["cover"], "needs a file")
        self.bad_input(["cover", self.dir / "none"], "none cannot be read")
        self.bad_input(["cover", self.dir], self.dir)
        self.bad_input(["cover", ROOT / "README.md"], "README.md:1: expected the first line")
        self.bad_input(["cover", path, "--block", "boy"], "'boy'")
        self.bad_input(["cover", path, "--hole"], "--hole")
        self.bad_input(["cover", path, "--write"], "--write needs a value")
        self.bad_input(["cover", path, "--markdown", "--holes"], "--markdown")
        self.bad_input(["cover", path, "--write", self.dir / "no" / "sum"], "cannot be written")
        cut = self.dir / "cut"
        cut.write_bytes(path.read_bytes()[:-200])
        self.bad_input(["cover", cut], f"{cut}:", "expected")
        self.bad_input(["run", "smi_apm", "--cover", self.dir / "no" / "c"], "coverage", "cannot be written")
        self.bad_input(["run", "smi_apm", "--cover", path, "--report", path], "--cover", "--report")
        if WITH_RTL:
            self.bad_input(["check", "smi_pin", "--cover", path, "--report", path], "--cover")


class Broken(CheckCase):
    """The blocks of tb/examples/broken: each is diagnosed, and right but for its one mistake."""

    FOLDER = ROOT / "tb" / "examples" / "broken"
    # Files, options; the first wrong wire, edge and section of the directed test; the rules that are broken, with their source.
    BLOCKS = (
        (("smi_ctl__clear_wins.v",), (), "smi_sts", 3, "chipset facts 2.7 E6a",
         {"apm_write_sets_status": "chipset facts 2.6 row 1, 2.7 E6a, 3.1",
          "event_sets_status": "chipset facts 2.4, 2.6, 2.7 E6a"}),
        (("smi_ctl__eos_no_recheck.sv",), (), "smi_en", 10, "chipset facts 2.7 E3, E4",
         {"request_lowers_smi": "chipset facts 2.7 E1, E4"}),
        (("smm_track__smmem_ignored.sv",), (), "txn_smm", 6, "CPU facts 6.2",
         {"track_request": "SDM vol 3 34.3.1, 34.13 (CPU facts 6.1, 6.2)"}),
        (("tco__reboots_at_first_expiry.v",), (), "second_to", 43, "chipset facts 4.4",
         {"tco_first_expiry": "N2820 data sheet TCO pages (chipset facts 4.4)",
          "tco_second_expiry": "N2820 data sheet TCO pages (chipset facts 4.4)"}),
        (("serirq__samples_a_clock_late.v",), (), "irq", 10, "chipset facts 6.3",
         {"serirq_irq_slots": "82801DB data sheet p.88 (chipset facts 6.3)"}),
        (("lpc__never_aborts.sv", "lpc__never_aborts_fit.v"), ("--top", "lpc_fit"), "lframe_n", 81, "chipset facts 6.1, 6.2",
         {"lpc_lframe": "chipset facts 6.1", "lpc_let_go": "chipset facts 6.1", "lpc_ends": "chipset facts 6.1, 6.2",
          "lpc_length": "Renesas LPC chapter p.636, SST49LF080A p.8, SST49LF004B p.12 (chipset facts 6.2)",
          "lpc_no_data": "chipset facts 6.1"}),
    )

    def checked(self, row, *options, name):
        files, more, *_ = row
        block, stem = files[0].split("__")[0], files[0].split(".")[0]
        return self.check(block, "--rtl", *(self.FOLDER / f for f in files), *more, *options, report=f"{stem}.{name}")

    def test_each_file_is_here_and_says_its_mistake(self):
        named = {f for files, *_ in self.BLOCKS for f in files}
        self.assertEqual({p.name for p in self.FOLDER.iterdir()}, named | {"README.md"})
        table = (self.FOLDER / "README.md").read_text()
        for files, *_, rules in self.BLOCKS:
            first, *rest = (self.FOLDER / files[0]).read_text().splitlines()
            self.assertRegex(first, r"^// Wrong: .*\.$")
            self.assertEqual(sum("ifdef FIXED" in line for line in rest), 1, files[0])
            for f in files:
                self.assertIn(f"| `{f}` |", table)
            self.assertIn(f"`{next(iter(rules))}`", table)

    def test_each_is_diagnosed(self):
        def both(row):
            return row, self.checked(row, name="directed"), self.checked(row, "--random-only", name="random")
        for row, (done, r), (random_done, random_r) in self.each(both, self.BLOCKS):
            files, _, wire, edge, section, rules = row
            with self.subTest(files[0]):
                self.good_end(done, FAILED)
                block = files[0].split("__")[0]
                self.assertEqual(self.WRONG.search(done.stdout).groups(), (str(edge), block, wire))
                self.assertEqual((r["wrong_wire"], r["wrong_edge"], r["directed"]["section"]), (wire, edge, section))
                self.assertIn(f"\n  book: {section}\n", done.stdout)
                self.assertEqual({x["name"]: x["source"] for x in r["rules"] if x["failed"]}, rules)
                for name, source in rules.items():
                    self.assertRegex(done.stdout, rf"broken rule: {name}: .*\n  edge \d+: .*\n  the book: {re.escape(source)}\n")
                self.wave_shows(done, r)
                self.good_end(random_done, FAILED)
                self.assertEqual(random_r["wrong_wire"], wire)
                found = {x["name"] for x in random_r["rules"] if x["failed"]}
                self.assertTrue(found & set(rules), found)

    def test_the_view_folds_the_inputs_that_are_0(self):
        _, r = self.checked(self.BLOCKS[0], name="view")
        shown, folded = pathlib.Path(r["wave"]).with_suffix(".gtkw").read_text().split("@c00200\n-inputs that are 0 here\n")
        for wire, text in (("wr_en", shown), ("wdata[31:0]", shown), ("apm_wr", shown), ("gpi_sts", folded), ("first_smi", folded)):
            self.assertEqual([f" smi_ctl.in.{wire}\n" in t for t in (shown, folded)], [text is shown, text is folded], wire)

    def test_each_passes_once_it_is_mended(self):
        ends = self.each(lambda row: (row, *self.checked(row, "-D", "FIXED", name="fixed")), self.BLOCKS)
        for row, done, r in ends:
            with self.subTest(row[0][0]):
                self.good_end(done, PASS)
                self.assertEqual((r["result"], r["warnings"], [x["name"] for x in r["rules"] if x["failed"]]), ("pass", 0, []))
                self.assertEqual((r["edges"], r["directed"]["run"]), (200000, r["directed"]["tests"]))
                self.assertRegex(done.stdout, rf"{r['compared']} wires compared, 0 differ")

    def test_the_machine_loses_an_smi(self):
        """The first block drives the whole machine: only where a clear meets an expiry is an SMI lost."""
        rtl = f"smi_ctl={self.FOLDER / 'smi_ctl__clear_wins.v'}"
        for scenario, options, code, smis in (("smi_apm", (), PASS, 1), ("smi_sts_w1c", (), PASS, 0),
                                              ("smi_swsmi_set_wins", (), FAILED, 121),
                                              ("smi_swsmi_set_wins", ("-D", "FIXED"), PASS, 128)):
            with self.subTest(f"{scenario} {options}"):
                done, r = self.verdict(scenario, "--rtl", rtl, "--drive", "smi_ctl", *options)
                self.good_end(done, code)
                self.assertEqual(len(r["smis"]), smis)

    def test_the_tutorial_shows_what_is_printed(self):
        """docs/tutorial-check.md: each line of an output comes, in this order; numbers and columns may differ."""
        def plain(line):
            return re.sub(r" +", " ", re.sub(r"\d+", "N", re.sub(r"\S*(?=/(waves/out|tb/scenarios)/)", "...", line)))
        page = (ROOT / "docs" / "tutorial-check.md").read_text()
        outputs = re.findall(r"```\n\$ build/smmscope (.*)\n((?:.*\n)*?)```", page)
        self.assertEqual([command.split()[0] for command, _ in outputs], ["check", "check", "run", "run"])
        (self.dir / "waves" / "out").mkdir(parents=True)
        for command, text in outputs:
            args = command.split()
            if args[0] == "check":
                args += ["--wave", self.dir / "waves" / "out" / f"check-{args[1]}.fst"]
            done = run(*args, cwd=ROOT, env=self.env)
            printed = iter(plain(line) for line in done.stdout.splitlines())
            for line in text.splitlines():
                self.assertTrue(line == "..." or plain(line) in printed, f"{command}: {line}\n{done.stdout[-3000:]}")


def main():
    classes = {c.__name__: c for c in (BadInput, Check, Broken, Coverage, Verdict, Sweep, Audit, Prints, Stops, Rtl, Planted)}
    chosen = sys.argv[1:] or list(classes)
    suite = unittest.TestSuite()
    for name in chosen:
        group, _, method = name.partition(".")
        if group not in classes:
            sys.exit(f"test_cli: no class '{group}', expected one of {', '.join(classes)}")
        loader = unittest.defaultTestLoader
        suite.addTests(loader.loadTestsFromName(method, classes[group]) if method else loader.loadTestsFromTestCase(classes[group]))
    if not os.access(BIN, os.X_OK) or not os.access(FST_COUNT, os.X_OK):
        sys.exit(f"test_cli: {BIN} or {FST_COUNT} is not there")
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=1).run(suite)
    done = result.testsRun - len(result.skipped)
    print(f"{done} tests with {ran} commands, {len(result.skipped)} skipped, sanitizers {'on' if SAN_BIN else 'off'}")
    return 0 if result.wasSuccessful() and (done or not WITH_RTL) else 1


if __name__ == "__main__":
    sys.exit(main())
