/* Reading QR codes, and only those: the browser's own reader where it has one, otherwise WebAssembly. What isn't read as
   the camera gave it is looked at again, its middle alone, treated in another way at each look. */

import { NEGATIVE, TREATMENTS, greysOf, paint } from "./treatments.js";

const MIDDLE = 0.75; // of the picture's height: what the finder shows, and some more

async function native() {
  if (!("BarcodeDetector" in window)) return null;
  // the class alone can be there and know no format
  const formats = await BarcodeDetector.getSupportedFormats().catch(() => []);
  if (!formats.includes("qr_code")) return null;
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  const read = async (pixels) => (await detector.detect(pixels)).map((found) => found.rawValue);
  return { name: "BarcodeDetector", read, treatments: [NEGATIVE, ...TREATMENTS] };
}

async function wasm() {
  const { prepareZXingModule, readBarcodes } = await import("../../vendor/zxing-wasm/reader/index.js");
  const folder = new URL("../../vendor/zxing-wasm/reader/", import.meta.url);
  await prepareZXingModule({ overrides: { locateFile: (name) => new URL(name, folder).href }, fireImmediately: true });
  const options = { formats: ["QRCode"], tryHarder: true, maxNumberOfSymbols: 2 };
  const read = async (pixels) =>
    (await readBarcodes(pixels, options)).filter((found) => found.isValid).map((found) => found.text);
  return { name: "zxing-wasm", read, treatments: TREATMENTS };
}

const pixelsOf = (canvas) => canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);

function middleOf(canvas) {
  const side = Math.round(MIDDLE * Math.min(canvas.width, canvas.height));
  const [left, top] = [(canvas.width - side) >> 1, (canvas.height - side) >> 1];
  return canvas.getContext("2d").getImageData(left, top, side, side);
}

/** A function that takes a canvas and resolves to {texts, by}: the codes on it, and how they were read. */
export async function makeDecoder() {
  const reader = (await native()) ?? (await wasm());
  let turn = 0;
  return async (canvas) => {
    const texts = await reader.read(pixelsOf(canvas));
    if (texts.length) return { texts, by: `${reader.name}, at once` };
    const { name, treat } = reader.treatments[turn++ % reader.treatments.length];
    const middle = middleOf(canvas);
    paint(middle, treat(greysOf(middle), middle.width));
    return { texts: await reader.read(middle), by: `${reader.name}, ${name}` };
  };
}
