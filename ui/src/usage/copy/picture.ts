import { t } from "@lingui/core/macro";

/** What the look of a drawing depends on; written into it, so that it looks the same without the window's styles. */
const STYLES = [
  "fill",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "opacity",
  "fill-opacity",
  "font",
  "text-anchor",
  "paint-order",
  "stroke-linejoin",
];

/** The drawing as a PNG on the ground of the window, twice as fine as on the screen. */
export async function pngOf(drawing: SVGSVGElement): Promise<Blob> {
  const { width, height } = drawing.getBoundingClientRect();
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  const own = [drawing, ...drawing.querySelectorAll("*")];
  const copied = [copy, ...copy.querySelectorAll("*")];
  own.forEach((element, index) => {
    const style = getComputedStyle(element);
    const look = STYLES.map((name) => `${name}:${style.getPropertyValue(name)}`).join(";");
    copied[index]?.setAttribute("style", look);
  });
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
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
export async function copyPicture(drawing: SVGSVGElement, name: string): Promise<"copied" | "saved"> {
  const picture = pngOf(drawing);
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
    link.download = `${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}.png`;
    link.click();
    return "saved";
  }
}
