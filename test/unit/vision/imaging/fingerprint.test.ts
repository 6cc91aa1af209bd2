import { describe, expect, it } from 'vitest';
import { fingerprint } from '../../../../src/vision/imaging/fingerprint.js';

function picture(bytes: number): Uint8Array {
  const made = new Uint8Array(bytes);
  for (let i = 0; i < bytes; i++) made[i] = i * 7;
  return made;
}

describe('fingerprint', () => {
  it.each([0, 1, 100, 16_384, 230_400, 921_600])('is the same for the same %i bytes', (bytes) => {
    expect(fingerprint(picture(bytes))).toBe(fingerprint(picture(bytes)));
  });

  it('sees one byte of a small picture change', () => {
    for (let i = 0; i < 300; i++) {
      const changed = picture(300);
      changed[i] = ((changed[i] as number) + 1) & 255;
      expect(fingerprint(changed)).not.toBe(fingerprint(picture(300)));
    }
  });

  it.each([0, 1, 2])('sees noise in colour %i alone, in a 640x480 picture', (channel) => {
    const changed = picture(921_600);
    for (let i = channel; i < changed.length; i += 3 * 17) changed[i] = (changed[i] as number) ^ 1;
    expect(fingerprint(changed)).not.toBe(fingerprint(picture(921_600)));
  });
});
