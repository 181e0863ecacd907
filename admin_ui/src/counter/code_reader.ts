/** Reads pay codes out of pictures. The decoder is our own copy: nothing is fetched from elsewhere. */
import { BarcodeDetector, prepareZXingModule } from 'barcode-detector/ponyfill'
import decoderUrl from 'zxing-wasm/reader/zxing_reader.wasm?url'

prepareZXingModule({ overrides: { locateFile: () => decoderUrl } })

const detector = new BarcodeDetector({ formats: ['qr_code', 'code_128'] })

/** The text of the first code in the picture, or null when there is none. */
export async function readCodeFrom(picture: ImageBitmapSource): Promise<string | null> {
  const [code] = await detector.detect(picture)
  return code?.rawValue ?? null
}
