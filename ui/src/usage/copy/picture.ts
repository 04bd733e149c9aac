import { t } from "@lingui/core/macro";

/** What the look of a drawing depends on; written into it, so that it looks the same without the window's styles. */
const STYLES = [
  "fill",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "opacity",
  "fill-opacity",
  // Not `font`: where figures are tabular, it is empty.
  "font-family",
  "font-size",
  "font-weight",
  "font-variant-numeric",
  "text-anchor",
  "paint-order",
  "stroke-linejoin",
];

const SVG = "http://www.w3.org/2000/svg";

/** The edge around a picture, and the room for its title, in pixels of the window. */
const EDGE = 12;
const TITLE = 28;

/** A chart as a PNG, twice as fine as on the screen, on the ground of the window: its title, its key where it has one, its drawing. */
export async function pngOf(drawing: SVGSVGElement, title: string): Promise<Blob> {
  const picture = document.createElementNS(SVG, "svg");
  picture.append(written(title, { x: EDGE, y: EDGE + TITLE / 2 - 4, size: 14 }, drawing));
  const key = drawing.closest(".usage-chart")?.querySelector(".usage-key");
  let top = EDGE + TITLE;
  if (key) {
    const place = key.getBoundingClientRect();
    const at = (box: DOMRect) => ({ x: EDGE + box.left - place.left, y: top + box.top - place.top });
    for (const swatch of key.querySelectorAll("svg")) {
      picture.append(drawn(swatch, at(swatch.getBoundingClientRect())));
      const words = document.createRange();
      words.setStartAfter(swatch);
      words.setEndAfter(swatch.parentElement?.lastChild ?? swatch);
      const box = words.getBoundingClientRect();
      const { x, y } = at(box);
      picture.append(written(words.toString(), { x, y: y + box.height / 2, size: 12 }, drawing));
    }
    top += place.height + 8;
  }
  const { width, height } = drawing.getBoundingClientRect();
  picture.append(drawn(drawing, { x: EDGE, y: top }));
  return painted(picture, width + 2 * EDGE, top + height + EDGE);
}

/** A drawing with its look written into it, at a place in another. */
function drawn(drawing: SVGSVGElement, { x, y }: { x: number; y: number }): SVGSVGElement {
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  const own = [drawing, ...drawing.querySelectorAll("*")];
  const copied = [copy, ...copy.querySelectorAll("*")];
  own.forEach((element, index) => {
    const style = getComputedStyle(element);
    const look = STYLES.map((name) => `${name}:${style.getPropertyValue(name)}`).join(";");
    copied[index]?.setAttribute("style", look);
  });
  copy.setAttribute("x", String(x));
  copy.setAttribute("y", String(y));
  // Words at the ends of an axis reach beyond the drawing.
  copy.setAttribute("overflow", "visible");
  return copy;
}

/** Words in the hand of a chart. */
function written(words: string, place: { x: number; y: number; size: number }, like: SVGSVGElement): SVGTextElement {
  const text = document.createElementNS(SVG, "text");
  const { color, fontFamily } = getComputedStyle(like);
  text.setAttribute("x", String(place.x));
  text.setAttribute("y", String(place.y));
  text.setAttribute("dominant-baseline", "central");
  text.setAttribute("style", `fill:${color};font-family:${fontFamily};font-size:${place.size}px`);
  text.textContent = words;
  return text;
}

async function painted(picture: SVGSVGElement, width: number, height: number): Promise<Blob> {
  picture.setAttribute("xmlns", SVG);
  picture.setAttribute("width", String(width));
  picture.setAttribute("height", String(height));
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(picture))}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(width * 2);
  canvas.height = Math.ceil(height * 2);
  const context = canvas.getContext("2d");
  if (!context) throw new Error(t`This window cannot draw pictures.`);
  context.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--surface");
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error(t`The picture could not be made.`))), "image/png");
  });
}

/** Copies a picture; saves it with the downloads where the clipboard takes no images. Says which. */
export async function copyPicture(drawing: SVGSVGElement, title: string): Promise<"copied" | "saved"> {
  const picture = pngOf(drawing, title);
  try {
    // Some web views want the promise within the click, before it is known.
    await navigator.clipboard.write([new ClipboardItem({ "image/png": picture })]);
    return "copied";
  } catch {
    const link = document.createElement("a");
    const reader = new FileReader();
    const blob = await picture;
    link.href = await new Promise<string>((resolve, reject) => {
      reader.addEventListener("load", () => resolve(String(reader.result)));
      reader.addEventListener("error", () => reject(new Error(t`The picture could not be read.`)));
      reader.readAsDataURL(blob);
    });
    link.download = `${title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}.png`;
    link.click();
    return "saved";
  }
}
