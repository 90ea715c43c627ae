/* Reading QR codes, and only those: the browser's own reader where it has one, otherwise WebAssembly. */

async function native() {
  if (!("BarcodeDetector" in window)) return null;
  // the class alone can be there and know no format
  const formats = await BarcodeDetector.getSupportedFormats().catch(() => []);
  if (!formats.includes("qr_code")) return null;
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  return async (canvas) => (await detector.detect(canvas)).map((found) => found.rawValue);
}

async function wasm() {
  const { prepareZXingModule, readBarcodes } = await import("../../vendor/zxing-wasm/reader/index.js");
  const folder = new URL("../../vendor/zxing-wasm/reader/", import.meta.url);
  await prepareZXingModule({ overrides: { locateFile: (name) => new URL(name, folder).href }, fireImmediately: true });
  const options = { formats: ["QRCode"], tryHarder: true, maxNumberOfSymbols: 2 };
  return async (canvas) => {
    const image = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return (await readBarcodes(image, options)).filter((found) => found.isValid).map((found) => found.text);
  };
}

/** A function that takes a canvas and resolves to the texts of the codes on it. */
export const makeDecoder = async () => (await native()) ?? wasm();
