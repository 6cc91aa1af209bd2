/** An 8-bit, three-channel, interleaved picture without row padding: `data.length === width * height * 3`. */
export interface Image {
  readonly width: number;
  readonly height: number;
  readonly order: 'bgr' | 'rgb';
  readonly data: Uint8Array;
}
