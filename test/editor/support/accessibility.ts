import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Frame, Page } from "playwright-core";
import { panelContent } from "./panel.ts";

interface AxeViolation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly target: readonly string[] }[];
}

/** The document of the webview panel that is in sight. */
export async function panelFrame(page: Page): Promise<Frame> {
  const picture = await panelContent(page).locator("#picture").elementHandle();
  const frame = await picture?.ownerFrame();
  if (!frame) throw new Error("No panel is in sight");
  return frame;
}

/**
 * What axe-core finds wrong with the panel, one line each; see https://dequeuniversity.com/rules/axe/. Left out is the rule
 * that what is seen of a label must be part of its name: a label is cut where its box ends, as zooming makes it.
 */
export async function accessibilityViolations(frame: Frame): Promise<readonly string[]> {
  const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  // as a text: the page's own security policy forbids other scripts
  await frame.evaluate(axe);
  const violations = (await frame.evaluate(
    "axe.run(document, { resultTypes: ['violations'], rules: { 'label-content-name-mismatch': { enabled: false } } }).then(({ violations }) => violations)",
  )) as readonly AxeViolation[];
  return violations.map(({ id, help, nodes }) => `${id}: ${help} (${nodes.map(({ target }) => target).join(", ")})`);
}

/**
 * The texts of the picture whose colour does not stand out from what is below them, with the ratio. 4.5 is what WCAG 2.2
 * wants of text, https://www.w3.org/TR/WCAG22/#contrast-minimum. axe-core does not look at SVG.
 */
export async function faintTexts(frame: Frame, least = 4.5): Promise<readonly string[]> {
  return (await frame.evaluate(`(${findFaintTexts})(${least})`)) as readonly string[];
}

/** Runs in the page. */
const findFaintTexts = `(least) => {
  const parse = (color) => {
    const parts = (color.match(/[\\d.]+/g) ?? []).map(Number);
    const [red = 0, green = 0, blue = 0, alpha = 1] = parts;
    return { red, green, blue, alpha };
  };
  const over = (front, opacity, back) => {
    const alpha = front.alpha * opacity;
    const mix = (name) => front[name] * alpha + back[name] * (1 - alpha);
    return { red: mix("red"), green: mix("green"), blue: mix("blue"), alpha: 1 };
  };
  const luminance = ({ red, green, blue }) => {
    const [r, g, b] = [red, green, blue].map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const svg = document.querySelector("#picture svg");
  const fillOf = (element) => getComputedStyle(element);
  const paint = (element, back) => {
    const { fill, fillOpacity } = fillOf(element);
    return fill === "none" || fill.startsWith("url") ? back : over(parse(fill), Number(fillOpacity), back);
  };
  const ground = paint(svg.querySelector(".background"), { red: 255, green: 255, blue: 255, alpha: 1 });
  const faint = [];
  for (const text of svg.querySelectorAll("text")) {
    const box = text.closest(".box");
    const lane = paint(svg.querySelector(".lane.even"), ground);
    const grounds = box === null ? [ground, lane] : [ground, lane].map((back) => paint(box.querySelector(".bar, .finding"), back));
    for (const back of grounds) {
      const front = over(parse(fillOf(text).fill), 1, back);
      const [low, high] = [luminance(front), luminance(back)].sort((a, b) => a - b);
      const ratio = (high + 0.05) / (low + 0.05);
      if (ratio < least) faint.push(text.getAttribute("class") + ' "' + text.textContent + '" ' + ratio.toFixed(2));
    }
  }
  return [...new Set(faint)];
}`;
