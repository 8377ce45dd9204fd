import { element, type SvgElement, toXml } from "./svgElement.ts";
import type { TimelineLayout } from "./timelineLayout.ts";
import type { ImageFormat } from "./timelineMessages.ts";
import { type ColorName, colorNames, themeColors, timelineStyle } from "./timelineStyle.ts";

/** Pixels of the file for each of the window. */
const scale = 2;

/** The picture as a file of its own, in the colours of the theme: SVG as text, PNG in base64. Throws what the browser says. */
export async function exportPicture(
  picture: SvgElement,
  { width, height }: Pick<TimelineLayout, "width" | "height">,
  format: ImageFormat,
): Promise<string> {
  const style = element("style", {}, timelineStyle(colorsOfTheme(), fontOfTheme()));
  const text = toXml({ ...picture, children: [style, ...picture.children] });
  return format === "svg" ? text : drawn(text, width * scale, height * scale);
}

/** The colours as the browser has worked them out: a file knows no theme. */
function colorsOfTheme(): Record<ColorName, string> {
  const probe = document.body.appendChild(document.createElement("span"));
  try {
    const colors = colorNames.map((name) => {
      probe.style.color = themeColors[name];
      return [name, getComputedStyle(probe).color] as const;
    });
    return Object.fromEntries(colors) as Record<ColorName, string>;
  } finally {
    probe.remove();
  }
}

const fontOfTheme = (): string => getComputedStyle(document.body).fontFamily;

async function drawn(svg: string, width: number, height: number): Promise<string> {
  const url = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width, height });
    canvas.getContext("2d")?.drawImage(image, 0, 0, width, height);
    return canvas.toDataURL("image/png").replace(/^data:image\/png;base64,/, "");
  } finally {
    URL.revokeObjectURL(url);
  }
}
