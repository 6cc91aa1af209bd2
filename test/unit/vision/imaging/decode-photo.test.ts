import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { CommandRejected } from '../../../../src/base/errors.js';
import { decodePhoto } from '../../../../src/vision/imaging/decode-photo.js';

const plain = (width: number, height: number, background = '#ff8000', channels: 3 | 4 = 3): Sharp =>
  sharp({ create: { width, height, channels, background } });

/** Left half red, right half blue. */
function halves(width: number, height: number): Sharp {
  const data = Buffer.alloc(width * height * 3);
  for (let i = 0; i < width * height; i++) data[i * 3 + (i % width < width / 2 ? 0 : 2)] = 255;
  return sharp(data, { raw: { width, height, channels: 3 } });
}

const corner = ({ data }: { data: Uint8Array }) => [...data.subarray(0, 3)];

describe('decodePhoto', () => {
  it.each(['png', 'jpeg', 'webp'] as const)('decodes %s to interleaved RGB without padding', async (format) => {
    const picture = await decodePhoto(await plain(33, 21).toFormat(format).toBuffer());
    expect(picture).toMatchObject({ width: 33, height: 21, order: 'rgb' });
    expect(picture.data).toHaveLength(33 * 21 * 3);
    const [r = 0, g = 0, b = 0] = corner(picture);
    expect([Math.abs(r - 255) < 4, Math.abs(g - 128) < 4, b < 6]).toEqual([true, true, true]);
  });

  it('turns a picture upright by its EXIF orientation', async () => {
    const bytes = await halves(40, 20).png().withMetadata({ orientation: 6 }).toBuffer();
    const picture = await decodePhoto(bytes);
    expect([picture.width, picture.height]).toEqual([20, 40]);
    expect(corner(picture)).toEqual([255, 0, 0]);
    expect([...picture.data.subarray(-3)]).toEqual([0, 0, 255]);
  });

  it('makes RGB of grey, 16-bit grey, transparent and CMYK pictures', async () => {
    const grey = await plain(16, 16, '#808080').toColourspace('b-w').png().toBuffer();
    expect(corner(await decodePhoto(grey))).toEqual([128, 128, 128]);
    const deep = await plain(16, 16, '#808080').toColourspace('grey16').png().toBuffer();
    expect((await decodePhoto(deep)).data).toHaveLength(16 * 16 * 3);
    const clear = await plain(16, 16, 'rgba(255,255,255,0)', 4).png().toBuffer();
    expect(corner(await decodePhoto(clear))).toEqual([0, 0, 0]);
    const cmyk = await plain(16, 16, '#ffffff').toColourspace('cmyk').jpeg().toBuffer();
    expect(Math.min(...corner(await decodePhoto(cmyk)))).toBeGreaterThan(240);
  });

  it('shrinks to 1920 pixels on the longer side, and enlarges nothing', async () => {
    const large = await decodePhoto(await plain(1000, 4000).jpeg().toBuffer());
    expect([large.width, large.height]).toEqual([480, 1920]);
  });

  const whole = plain(300, 300).jpeg().toBuffer();
  it.each<[string, () => Promise<Uint8Array> | Uint8Array]>([
    ['nothing', () => new Uint8Array(0)],
    ['text', () => new TextEncoder().encode('this is no picture')],
    ['half a JPEG', async () => (await whole).subarray(0, 400)],
    ['a PNG of noise', () => Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(200, 7)])],
    ['a GIF', () => plain(8, 8).gif().toBuffer()],
    ['an SVG', () => new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
  ])('refuses %s', async (_, make) => {
    const error = await decodePhoto(await make()).catch((fault: unknown) => fault);
    expect(error).toBeInstanceOf(CommandRejected);
    expect(error).toMatchObject({ code: 'picture.unreadable' });
  });

  it('refuses a small file of more than 40 megapixels before decoding it', async () => {
    const bomb = await plain(8000, 6000, '#000000').png({ compressionLevel: 9 }).toBuffer();
    expect(bomb.length).toBeLessThan(1_000_000);
    await expect(decodePhoto(bomb)).rejects.toMatchObject({ code: 'picture.too-large' });
  });

  it('refuses more than 32 MiB unread', async () => {
    await expect(decodePhoto(new Uint8Array(33 * 1024 * 1024))).rejects.toMatchObject({ code: 'picture.too-large' });
  });
});
