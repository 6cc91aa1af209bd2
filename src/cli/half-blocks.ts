/**
 * Renders a picture as text for a terminal with 24-bit colour: each character shows two pixels, one above the other.
 * @param rgb width × height × 3 bytes; an odd last row is dropped.
 */
export function halfBlocks(rgb: Uint8Array, width: number, height: number): string {
  const colour = (x: number, y: number): string => rgb.subarray((y * width + x) * 3, (y * width + x) * 3 + 3).join(';');
  const rows: string[] = [];
  for (let y = 0; y + 1 < height; y += 2) {
    let row = '';
    for (let x = 0; x < width; x++) row += `\x1b[38;2;${colour(x, y)}m\x1b[48;2;${colour(x, y + 1)}m▀`;
    rows.push(`${row}\x1b[0m`);
  }
  return rows.join('\n');
}
