"""docs/mutation.md: written from its figures, and read back into them, so that one block can be measured anew and the
rows of the others stand as they were."""
import itertools
import re

SETTINGS = ("count", "seed", "edges", "depth", "limit")  # one measurement: the same for all rows of the page
COUNTS = ("Mutants", "Directed", "Random", "Equivalent", "Missed", "Undecided", "Latest")
KINDS = ("check", "directed", "rule", "comb", "reset", "lint")
LISTS = ("Missed", "Undecided", "Not caught")


class NotThePage(Exception):
    """Which figure of the text is not one that text() writes."""


def row(cells):
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


class Page:
    def __init__(self, settings):
        self.settings = settings  # name: number
        self.mutants = {}         # block: as COUNTS
        self.named = {}           # block: (caught, planted) for each of KINDS
        self.lines = {title: {} for title in LISTS}  # block: [line]

    def measured(self, block, counts, missed, undecided):
        self.mutants[block] = list(counts)
        self.lines["Missed"][block], self.lines["Undecided"][block] = missed, undecided

    def planted(self, block, scores, not_caught):
        self.named[block] = list(scores)
        self.lines["Not caught"][block] = not_caught

    def keep_only(self, blocks):
        for table in (self.mutants, self.named, *self.lines.values()):
            for block in set(table).difference(blocks):
                del table[block]

    def bullets(self, title):
        lines = [f"* `{block}` {line}" for block, some in sorted(self.lines[title].items()) for line in some]
        return "\n".join([f"{title}:", "", *lines] if lines else [f"{title}: none."])

    def counts_table(self):
        yield row(["Block", *COUNTS])
        yield row(["---"] + ["---:"] * len(COUNTS))
        for block, counts in sorted(self.mutants.items()):
            yield row([f"`{block}`", *counts])
        yield row(["all", *(sum(column) for column in list(zip(*self.mutants.values()))[:-1]), ""])

    def named_table(self):
        def score(cells):
            caught, planted = (sum(column) for column in zip(*cells))
            return f"{caught}/{planted}" if planted else ""

        yield row(["Block", *KINDS, "all"])
        yield row(["---"] + ["---:"] * (len(KINDS) + 1))
        for block, cells in sorted(self.named.items()):
            yield row([f"`{block}`", *(score([cell]) for cell in cells), score(cells)])
        columns = list(zip(*self.named.values()))
        everything = [cell for column in columns for cell in column]
        yield row(["all", *(score(column) for column in columns), score(everything)])

    def text(self):
        s = self.settings
        options = " ".join(f"--{name} {s[name]}" for name in SETTINGS)
        return f"""# Mutation score

How many small faults in our own Verilog are found, and by what. `scripts/mutate --doc BLOCK` measures a block and
writes its rows into this page, with `all` it measures every block; nothing here is written by hand. Every row was made
with `{options}`.
The same Verilog, stimuli and options give the same row, but for the undecided, which a time limit sets. `scripts/mutate
BLOCK` only looks at one block.

## Yosys mutants

Yosys `mutate` changes one bit of one cell of a block: stuck, inverted, or inverted while another bit has a value. Up to
{s["count"]} mutants of a block are made from seed {s["seed"]}, spread over its cells and lines. Each runs
beside the C model on what `smmscope check` puts in, every output compared exactly: first the directed tests, then
random inputs for {s["edges"]} edges.

| Word | Meaning |
| --- | --- |
| killed | an output differed, in a directed test or only with random inputs; the last column is the latest edge |
| equivalent | proved to be no fault: the same outputs for ever after a reset (SAT, temporal induction) |
| missed | the proof found inputs that show it and the run did not |
| undecided | neither proved nor shown, to the depth given below |

{chr(10).join(self.counts_table())}

{self.bullets("Missed")}

{self.bullets("Undecided")}

The proofs assume of the inputs what `tb/mutants/BLOCK.assume` says, with the reason beside each line; straps keep
their values, for one. A mutated clock, or a reset mixed with another bit, cannot be proved equivalent: it is killed or
undecided.

## Named mutants

Faults that people make, one a line in `tb/faults/BLOCK.txt`, each with the detector that has to catch it:

| Detector | What |
| --- | --- |
| check | the random inputs of `smmscope check` find a wrong wire |
| directed | that directed test finds one |
| rule | that rule is broken: on what `check` puts in, or in that scenario, the faulted block driving the machine |
| comb, reset, lint | `check` finds a combinational output, or a register without reset; `scripts/lint-rtl` speaks up |

Caught by the named detector, of all that name it:

{chr(10).join(self.named_table())}

{self.bullets("Not caught")}
"""


def figures(text):
    return [line for line in text.splitlines() if line.startswith(("| `", "| all", "* "))]


def read(text):
    """The page of a text, whose prose may differ. Raises NotThePage when a row or sum is not as text() writes it."""
    found = dict(re.findall(r"--(\w+) (\d+)(?=[ `])", text.partition("##")[0]))
    if sorted(found) != sorted(SETTINGS):
        raise NotThePage(f"the options that its rows were made with are not there, expected {', '.join(SETTINGS)}")
    page = Page({name: int(found[name]) for name in SETTINGS})
    numbers = r" \| ".join([r"(\d+)"] * len(COUNTS))
    for block, *counts in re.findall(rf"^\| `(\w+)` \| {numbers} \|$", text, re.M):
        page.mutants[block] = [int(n) for n in counts]
    scores = r" \| ".join([r"(\d+/\d+|)"] * (len(KINDS) + 1))
    for block, *cells in re.findall(rf"^\| `(\w+)` \| {scores} \|$", text, re.M):
        page.named[block] = [tuple(int(n) for n in (cell or "0/0").split("/")) for cell in cells[:-1]]
    for title in LISTS:
        lines = re.search(rf"^{title}:\n\n((?:\* .*\n)+)", text, re.M)
        for block, line in re.findall(r"^\* `(\w+)` (.*)$", lines.group(1) if lines else "", re.M):
            page.lines[title].setdefault(block, []).append(line)
    if not page.mutants or not page.named:
        raise NotThePage("it has no rows")
    for is_, want in itertools.zip_longest(figures(text), figures(page.text()), fillvalue="nothing more"):
        if is_ != want:
            raise NotThePage(f"'{is_}', expected '{want}'")
    return page
