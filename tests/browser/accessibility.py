"""What axe says of a page: nothing that WCAG calls A or AA."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

#: The rules of levels A and AA.
_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}


def broken(page: Page, parts: list[str] | None = None) -> list[str]:
    """The rules that a page breaks, or some parts of it, each with the first elements that do."""
    found = Axe().run(page, context=parts, options=_RULES).response["violations"]
    nodes = {rule["id"]: [node["html"][:200] for node in rule["nodes"]] for rule in found}
    # How near samples lie is theirs to say: 2.5.8 leaves out what is essential.
    nodes["target-size"] = [html for html in nodes.get("target-size", []) if 'data-grab="sample-' not in html]
    return [f"{name}: {where[:3]}" for name, where in nodes.items() if where]
