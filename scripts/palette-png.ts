import { crc32, deflateSync } from 'node:zlib';

/** A picture in another, as base64; one that has a place hangs there with a shadow. */
export interface Layer {
  readonly png: string;
  readonly right?: number;
  readonly top?: number;
}

/** A picture of at most 256 colours. */
export interface Indexed {
  readonly width: number;
  readonly height: number;
  /** Three numbers each. */
  readonly palette: readonly number[];
  /** A byte each, as base64. */
  readonly pixels: string;
}

/** Runs in a document: draws the layers over each other, in the size of the first unless told. */
export async function drawn({
  size,
  layers,
}: {
  size: { width: number; height: number } | undefined;
  layers: readonly Layer[];
}): Promise<Indexed> {
  const MOST = 256;
  const images = await Promise.all(
    layers.map(({ png }) =>
      createImageBitmap(new Blob([Uint8Array.from(atob(png), (letter) => letter.charCodeAt(0))])),
    ),
  );
  const { width, height } = size ?? (images[0] as ImageBitmap);
  const context = new OffscreenCanvas(width, height).getContext('2d');
  if (!context) throw new Error('No canvas');
  for (const [index, { right, top = 0 }] of layers.entries()) {
    const image = images[index] as ImageBitmap;
    const left = right === undefined ? 0 : right - image.width;
    context.shadowColor = right === undefined ? 'transparent' : 'rgb(0 0 0 / 45%)';
    context.shadowBlur = 14;
    context.shadowOffsetY = 3;
    context.drawImage(image, left, top);
  }

  const colors = new Uint32Array(context.getImageData(0, 0, width, height).data.buffer);
  const counts = new Map<number, number>();
  for (const color of colors) counts.set(color, (counts.get(color) ?? 0) + 1);
  const parts = (color: number) => [color & 255, (color >> 8) & 255, (color >> 16) & 255] as const;
  // Of each colour, the nearest that is kept so far. The next one kept is that which is missed most: often, or by far.
  const all = [...counts].map(([color, count]) => ({
    color,
    count,
    index: 0,
    miss: Number.POSITIVE_INFINITY,
  }));
  const kept: number[] = [];
  while (kept.length < MOST) {
    const next = all.reduce((one, other) => (other.miss * other.count > one.miss * one.count ? other : one));
    if (next.miss === 0) break;
    const [red, green, blue] = parts(next.color);
    for (const each of all) {
      const [r, g, b] = parts(each.color);
      const miss = (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2;
      if (miss < each.miss) Object.assign(each, { miss, index: kept.length });
    }
    kept.push(next.color);
  }
  const indexOf = new Map(all.map(({ color, index }) => [color, index]));
  const pixels = Uint8Array.from(colors, (color) => indexOf.get(color) ?? 0);
  let bytes = '';
  for (const pixel of pixels) bytes += String.fromCharCode(pixel);
  return { width, height, palette: kept.flatMap((color) => [...parts(color)]), pixels: btoa(bytes) };
}

/** The PNG of a picture of few colours, https://www.w3.org/TR/png-3/. */
export function palettePng({ width, height, palette, pixels }: Indexed): Buffer {
  const rows = Buffer.from(pixels, 'base64');
  const lines = Buffer.alloc((width + 1) * height);
  // Each line begins with the number of its filter: 0 for none.
  for (let y = 0; y < height; y++) rows.copy(lines, y * (width + 1) + 1, y * width, (y + 1) * width);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  const [BITS, INDEXED] = [8, 3];
  header.set([BITS, INDEXED, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette)),
    chunk('IDAT', deflateSync(lines, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(name: string, data: Buffer): Buffer {
  const content = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const frame = Buffer.alloc(content.length + 8);
  frame.writeUInt32BE(data.length, 0);
  content.copy(frame, 4);
  frame.writeUInt32BE(crc32(content), content.length + 4);
  return frame;
}
