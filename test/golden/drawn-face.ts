import type { Image } from '../../src/vision/imaging/image.js';

/** A face drawn by formula: 640×480, a head of 200×260 pixels with eyes, brows, nose and mouth. No person. */
export function drawnFace(): Image {
  const width = 640;
  const height = 480;
  const data = new Uint8Array(width * height * 3);
  const inside = (x: number, y: number, cx: number, cy: number, rx: number, ry: number) =>
    ((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 <= 1;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      data.set(colourAt(x, y), (y * width + x) * 3);
    }
  }
  return { width, height, order: 'rgb', data };

  function colourAt(x: number, y: number): readonly [number, number, number] {
    for (const side of [-1, 1]) {
      const cx = 320 + side * 42;
      if (inside(x, y, cx, 205, 8, 8)) return [30, 25, 25];
      if (inside(x, y, cx, 205, 20, 10)) return [235, 235, 230];
      if (inside(x, y, cx, 182, 26, 5)) return [60, 40, 30];
    }
    if (inside(x, y, 320, 318, 36, 5)) return [110, 40, 45];
    if (inside(x, y, 320, 318, 38, 13)) return [180, 85, 85];
    if (inside(x, y, 311, 268, 5, 4) || inside(x, y, 329, 268, 5, 4)) return [110, 70, 60];
    if (inside(x, y, 320, 130, 110, 60)) return [50, 35, 30];
    if (inside(x, y, 320, 240, 100, 130)) {
      const light = 1 - 0.25 * Math.abs((x - 300) / 100) - (inside(x, y, 335, 245, 9, 40) ? 0.12 : 0);
      return [Math.round(225 * light), Math.round(178 * light), Math.round(150 * light)];
    }
    return inside(x, y, 320, 500, 200, 130) ? [40, 60, 110] : [150, 165, 170];
  }
}
