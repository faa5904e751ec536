#!/usr/bin/env python3
"""docs/mutation.md is what scripts/mutate writes, and measuring a block changes the rows of that block alone.

usage: test_mutate.py BUILD
"""
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "scripts"))
import mutation_page

PAGE = ROOT / "docs" / "mutation.md"
OPTIONS = {"count": 10, "seed": 1, "edges": 20000, "depth": 5, "limit": 5}
BUILD = "build"


class Mutate(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="test_mutate.")
        self.addCleanup(folder.cleanup)
        self.copy = pathlib.Path(folder.name) / "mutation.md"

    def mutate(self, *args):
        command = [sys.executable, str(ROOT / "scripts" / "mutate"), *args, "--build", BUILD, "--page", str(self.copy)]
        return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=600)

    def refused(self, *args, page, words):
        self.copy.write_text(page)
        done = self.mutate("smi_pin", "--doc", *args)
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertRegex(done.stderr, rf"^mutate: .*{words}.*\n$")
        self.assertEqual(self.copy.read_text(), page)

    def test_the_page_is_written_by_the_script(self):
        page = mutation_page.read(PAGE.read_text())
        self.assertEqual(page.text(), PAGE.read_text(), "mend it by scripts/mutate --doc")
        blocks = sorted(path.stem for path in (ROOT / "rtl").glob("*.v"))
        self.assertEqual((sorted(page.mutants), sorted(page.named)), (blocks, blocks))

    def test_one_block_changes_its_own_rows(self):
        page = mutation_page.read(PAGE.read_text())
        page.settings = OPTIONS
        page.measured("smi_pin", [7, 6, 1, 0, 1, 1, 5], ["3: a row of yesterday"], ["4, to depth 1: another"])
        page.measured("tco", [9, 5, 1, 1, 1, 1, 8], ["5: one that stays"], ["6, to depth 2: one that stays"])
        self.copy.write_text(page.text())
        done = self.mutate("smi_pin", "--doc")
        self.assertEqual(done.returncode, 0, done.stderr)
        after = mutation_page.read(self.copy.read_text())
        self.assertEqual(after.settings, OPTIONS)
        counts = dict(zip(mutation_page.COUNTS, after.mutants["smi_pin"]))
        self.assertEqual(counts["Mutants"], OPTIONS["count"])
        kinds = ("Directed", "Random", "Equivalent", "Missed", "Undecided")
        self.assertEqual(sum(counts[c] for c in kinds), OPTIONS["count"])
        self.assertNotIn("smi_pin", after.lines["Missed"])
        self.assertTrue(all(caught == planted for caught, planted in after.named["smi_pin"]))
        self.assertGreater(sum(planted for _, planted in after.named["smi_pin"]), 0)
        self.assertEqual(len(after.lines["Undecided"].get("smi_pin", [])), counts["Undecided"])

        def others(text):
            return [line for line in text.splitlines() if "`smi_pin`" not in line and not line.startswith("| all")]

        self.assertEqual(others(self.copy.read_text()), others(page.text()))
        self.assertIn("`tco` 5: one that stays", self.copy.read_text())

    def test_other_options_and_edited_pages_are_refused(self):
        page = PAGE.read_text()
        self.refused("--count", "5", page=page, words="--count 5, but the rows .* were made with")
        edited = re.sub(r"^(\| all \| )(\d+)", r"\g<1>1\2", page, count=1, flags=re.M)
        self.refused(page=edited, words="expected '[|] all")
        self.refused(page=page.replace("| `tco` |", "| tco |", 1), words="expected")
        self.refused(page="# Nothing\n", words="options that its rows were made with")


if __name__ == "__main__":
    BUILD = sys.argv.pop(1) if len(sys.argv) > 1 else BUILD
    unittest.main()
