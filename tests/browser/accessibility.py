"""axe-core on a page as it stands: what somebody who cannot see, point or read small print would stumble over."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from playwright.sync_api import Page

# It reads the same few colours of a page thousands of times, which took a fifth of its time.
_EACH_COLOUR_ONCE = """(({ prototype }) => {
  const { parseString } = prototype, known = new Map();
  prototype.parseString = function (said) {
    if (!known.has(said)) {
      parseString.call(this, said);
      known.set(said, [this.red, this.green, this.blue, this.alpha]);
    }
    [this.red, this.green, this.blue, this.alpha] = known.get(said);
    return this;
  };
})(axe.commons.color.Color);"""

# The wheel carries axe-core, pinned with its checksum like every other requirement.
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text() + _EACH_COLOUR_ONCE
RUN = """async () => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"] });
  return violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.map(
    ({ target, html, failureSummary }) => ({ target: target.join(" "), html, failureSummary })) }));
}"""


def no_violations(page: Page, *, where: str = "") -> None:
    """Fails with one line per rule and the elements that break it."""
    page.wait_for_load_state("load")
    page.wait_for_function("() => !document.querySelector('.htmx-request')")
    if not page.evaluate("() => Boolean(window.axe)"):
        page.context.new_cdp_session(page).send("Runtime.evaluate", {"expression": AXE})
    found = page.evaluate(RUN)
    assert not found, f"{where or page.url}\n" + "\n".join(map(_described, found))


def _described(violation: dict[str, Any]) -> str:
    lines = [f"{violation['id']}: {violation['help']}"]
    for node in violation["nodes"][:5]:
        why = " ".join(node["failureSummary"].split())
        lines.append(f"    {node['target']}  {node['html'][:160]}\n        {why}")
    if len(violation["nodes"]) > 5:
        lines.append(f"    and {len(violation['nodes']) - 5} more")
    return "\n".join(lines)
