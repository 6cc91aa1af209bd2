/** Bytes of one I420 frame: full-size Y, then U and V of half the width and height, rounded up. */
export function i420Bytes(width: number, height: number): number {
  return width * height + 2 * chroma(width) * chroma(height);
}

function chroma(size: number): number {
  return (size + 1) >> 1;
}

/**
 * I420 (BT.601, limited range, as OpenCV's COLOR_YUV2BGR_I420 has it) into interleaved BGR.
 * `bgr` holds `width * height * 3` bytes. Fixed point with 16 fraction bits: at most 1 off the exact formula.
 */
export function i420ToBgr(yuv: Uint8Array, width: number, height: number, bgr: Uint8ClampedArray): void {
  const stride = chroma(width);
  const uPlane = width * height;
  const vPlane = uPlane + stride * chroma(height);
  let out = 0;
  for (let row = 0; row < height; row++) {
    let luma = row * width;
    let c = (row >> 1) * stride;
    for (let column = 0; column < width; column += 2, c++) {
      const u = (yuv[uPlane + c] as number) - 128;
      const v = (yuv[vPlane + c] as number) - 128;
      const blue = 132201 * u + 32768;
      const green = 32768 - 25675 * u - 53279 * v;
      const red = 104597 * v + 32768;
      // Two pixels share their colour; the last column of an odd width stands alone.
      const end = column + 1 < width ? out + 6 : out + 3;
      for (; out < end; out += 3) {
        const y = 76309 * Math.max(0, (yuv[luma++] as number) - 16);
        bgr[out] = (y + blue) >> 16;
        bgr[out + 1] = (y + green) >> 16;
        bgr[out + 2] = (y + red) >> 16;
      }
    }
  }
}
